import Foundation

/// A sandbox in a process of its own, with a folder that goes away with it.
final class Sandbox {
    let folder: String
    private let ximage: String
    private var process: Process?
    private(set) var startSeconds = 0.0
    private(set) var port = 0
    private(set) var project = ""
    private var accessKey = ""
    private var secretKey = ""

    init(ximage: String, starts: Bool = true) throws {
        self.ximage = ximage
        folder = NSTemporaryDirectory() + "sandbox-figures-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if starts { try start() }
    }

    /// Runs a command on the data file to its end.
    func run(_ arguments: String...) throws {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: ximage)
        child.arguments = arguments + ["--data", folder + "/sandbox.db"]
        try child.run()
        child.waitUntilExit()
        guard child.terminationStatus == 0 else { throw Failure("ximage \(arguments) failed") }
    }

    func start() throws {
        let child = Process()
        let line = Pipe()
        child.executableURL = URL(fileURLWithPath: ximage)
        child.arguments = ["sandbox", "serve", "--data", folder + "/sandbox.db", "--time-scale", "0"]
        child.standardOutput = line
        let began = Date()
        try child.run()
        process = child
        let text = line.fileHandleForReading.availableData
        startSeconds = Date().timeIntervalSince(began)
        guard let info = try JSONSerialization.jsonObject(with: text) as? [String: Any],
            let endpoint = info["endpoint"] as? String, let projects = info["projects"] as? [String: String]
        else { throw Failure("the sandbox did not start") }
        port = endpoint.split(separator: ":").last.flatMap { Int($0) } ?? 0
        project = projects["cn-north-4"] ?? ""
        accessKey = info["accessKey"] as? String ?? ""
        secretKey = info["secretKey"] as? String ?? ""
    }

    func memoryMiB() throws -> Double {
        let status = try String(
            contentsOfFile: "/proc/\(process?.processIdentifier ?? 0)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return (Double(line.split(whereSeparator: \.isWhitespace).dropFirst().first ?? "") ?? 0) / 1024
    }

    func close() throws {
        process?.terminate()
        process?.waitUntilExit()
        try FileManager.default.removeItem(atPath: folder)
    }

    /// The bytes of one request, signed now. A signature holds for fifteen minutes, and each answer checks it anew.
    func signed(_ method: String, _ path: String, query: String = "", body: String = "") throws -> [UInt8] {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "yyyyMMdd'T'HHmmss'Z'"
        let date = format.string(from: Date())
        let canonical =
            "\(method)\n\(path)/\n\(query)\nx-sdk-date:\(date)\n\nx-sdk-date\n\(try digest(body))"
        let text = "SDK-HMAC-SHA256\n\(date)\n\(try digest(canonical))"
        let signature = try digest(text, "-hmac", secretKey)
        let target = query.isEmpty ? path : "\(path)?\(query)"
        let type =
            body.isEmpty ? "" : "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        let head =
            "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nX-Sdk-Date: \(date)\r\n\(type)"
            + "Authorization: SDK-HMAC-SHA256 Access=\(accessKey), SignedHeaders=x-sdk-date, "
            + "Signature=\(signature)\r\n\r\n"
        return Array((head + body).utf8)
    }

    /// Hex SHA-256, or with a key the HMAC.
    private func digest(_ text: String, _ options: String...) throws -> String {
        let child = Process()
        let (input, output) = (Pipe(), Pipe())
        child.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        child.arguments = ["dgst", "-sha256"] + options
        child.standardInput = input
        child.standardOutput = output
        try child.run()
        input.fileHandleForWriting.write(Data(text.utf8))
        try input.fileHandleForWriting.close()
        let line = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        child.waitUntilExit()
        guard child.terminationStatus == 0, let hex = line.split(whereSeparator: \.isWhitespace).last else {
            throw Failure("openssl cannot sign")
        }
        return String(hex)
    }
}

struct Failure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
