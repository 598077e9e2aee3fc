import Foundation
import Testing

/// The built program, as a person runs it: in a folder, without a terminal, with its output caught.
struct Binary: Sendable {
    let folder: URL
    var environment: [String: String] = [:]
    /// A program that runs ours, with its options.
    var prefix: [String] = []

    struct Outcome: Sendable, CustomStringConvertible {
        var status: Int32
        var output: String
        var messages: String

        var description: String { "exit \(status)\n\(output)\n\(messages)" }
        /// Both streams, for texts that may stand in either.
        var all: String { output + messages }
    }

    /// Beside the test bundle.
    static let path: String = {
        let bundle = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
        let folder =
            bundle?.deletingLastPathComponent()
            ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        return folder.appendingPathComponent("ximage").path
    }()

    /// Runs `body` in an empty folder that holds `ximage.yaml`, and removes it afterwards.
    static func inFolder<T>(_ manifest: String, _ body: (Binary) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ximage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let binary = Binary(folder: folder)
        try binary.write(manifest)
        return try body(binary)
    }

    func write(_ manifest: String) throws {
        try manifest.write(
            to: folder.appendingPathComponent("ximage.yaml"), atomically: true, encoding: .utf8)
    }

    func start(_ arguments: [String], timeScale: Double = 0) throws -> RunningBinary {
        let process = Process()
        let words = prefix + [Self.path] + arguments
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = folder
        var variables = [
            "PATH": "/usr/bin:/bin", "HOME": folder.path, "XIMAGE_SANDBOX_TIME_SCALE": "\(timeScale)",
        ]
        variables.merge(environment) { $1 }
        process.environment = variables
        return try RunningBinary(process, folder: folder)
    }

    func callAsFunction(_ arguments: String..., timeScale: Double = 0) throws -> Outcome {
        try start(arguments, timeScale: timeScale).wait()
    }
}

/// A process whose output goes to files, so that it never blocks on a reader.
final class RunningBinary {
    private let process: Process
    private let output: URL
    private let messages: URL

    init(_ process: Process, folder: URL) throws {
        self.process = process
        let id = UUID().uuidString
        output = folder.appendingPathComponent(".output-\(id)")
        messages = folder.appendingPathComponent(".messages-\(id)")
        for file in [output, messages] { try Data().write(to: file) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: messages)
        try process.run()
    }

    /// Whether the messages so far hold a text; waits for it while the process runs.
    func waits(for text: String) -> Bool { said(text, in: messages) != nil }

    /// The first line of the results; waits for it while the process runs.
    func firstLine() -> String? { said("\n", in: output)?.split(separator: "\n").first.map(String.init) }

    private func said(_ text: String, in file: URL) -> String? {
        while process.isRunning {
            if let said = try? String(contentsOf: file, encoding: .utf8), said.contains(text) { return said }
            usleep(2000)
        }
        return nil
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    func wait() throws -> Binary.Outcome {
        process.waitUntilExit()
        return Binary.Outcome(
            status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            messages: try String(contentsOf: messages, encoding: .utf8))
    }
}

extension String {
    /// The text with one part replaced; the part has to be there.
    func with(_ part: String, _ other: String) -> String {
        precondition(contains(part), "no \(part) in the manifest")
        return replacingOccurrences(of: part, with: other)
    }
}
