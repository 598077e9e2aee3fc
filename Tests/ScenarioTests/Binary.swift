import Foundation
import Testing
import XimageTestSupport

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

    /// A release of the program, where one was built: for what takes a debug one too long.
    static let release = ProcessInfo.processInfo.environment["XIMAGE_RELEASE"]

    /// Runs `body` in an empty folder that holds `ximage.yaml`, and removes it afterwards.
    static func inFolder<T>(_ manifest: String, _ body: (Binary) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ximage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let binary = Binary(folder: folder)
        defer {
            try? FileManager.default.removeItem(at: folder)
            try? FileManager.default.removeItem(atPath: binary.trustFile)
            try? FileManager.default.removeItem(atPath: folder.path + ".cache")
        }
        try binary.write(manifest)
        return try body(binary)
    }

    /// Beside the folder: what a set itself holds is no trust.
    private var trustFile: String { folder.path + ".trust.yaml" }

    /// The program for a user who trusts the sets of the folder with some values.
    func trusting(_ values: String) throws -> Binary {
        try "trust: \(values)\n".write(toFile: trustFile, atomically: false, encoding: .utf8)
        var result = self
        result.environment["XIMAGE_TRUST"] = trustFile
        return result
    }

    func write(_ manifest: String) throws {
        try manifest.write(
            to: folder.appendingPathComponent("ximage.yaml"), atomically: true, encoding: .utf8)
    }

    func start(_ arguments: [String], timeScale: Double = 0) throws -> Program {
        var variables = [
            "PATH": "/usr/bin:/bin", "HOME": folder.path, "XDG_CACHE_HOME": folder.path + ".cache",
            "XIMAGE_SANDBOX_TIME_SCALE": "\(timeScale)",
        ]
        variables.merge(environment) { $1 }
        return try Program(prefix + [Self.path] + arguments, folder: folder, environment: variables)
    }

    func callAsFunction(_ arguments: String..., timeScale: Double = 0) throws -> Outcome {
        try start(arguments, timeScale: timeScale).outcome()
    }
}

extension Binary {
    /// Lets the sandbox of the folder go wrong as a fault script says.
    func setFaults(_ script: String) throws {
        let path = folder.appendingPathComponent("script-of-faults")
        try script.write(to: path, atomically: true, encoding: .utf8)
        let set = try self("sandbox", "faults", "set", "script-of-faults")
        guard set.status == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: ["outcome": set.description])
        }
    }

    /// Gives a program a terminal.
    static let script = "/usr/bin/script"

    /// Runs the program with a terminal on which a line is typed.
    func typing(_ line: String, _ arguments: String...) throws -> Outcome {
        let words = ([Self.path] + arguments).joined(separator: " ")
        return try Program(
            [Self.script, "-qec", words, "/dev/null"], folder: folder,
            environment: [
                "PATH": "/usr/bin:/bin", "HOME": folder.path, "TERM": "dumb",
                "XIMAGE_SANDBOX_TIME_SCALE": "0",
            ], input: Array("\(line)\n".utf8)
        ).outcome()
    }
}

extension Program {
    /// Waits for its end.
    func outcome() -> Binary.Outcome {
        let status = wait()
        return Binary.Outcome(
            status: status, output: String(decoding: said, as: UTF8.self),
            messages: String(decoding: complained, as: UTF8.self))
    }
}

extension String {
    /// The text with one part replaced; the part has to be there.
    func with(_ part: String, _ other: String) -> String {
        precondition(contains(part), "no \(part) in the manifest")
        return replacingOccurrences(of: part, with: other)
    }
}
