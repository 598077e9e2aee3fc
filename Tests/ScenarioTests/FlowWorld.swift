import Foundation
import XimageTestSupport

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A sandbox that is a process of its own and makes the same ids each time, and the program in a folder beside it.
struct FlowWorld: Sendable {
    let ximage: Binary
    private let endpoint: String

    struct Fault: Error { var text: String }

    static func with(_ folder: URL, _ body: (FlowWorld) async throws -> Void) async throws {
        let ximage = Binary(folder: folder)
        let sandbox = try ximage.start([
            "sandbox", "serve", "--seed", "7", "--time-scale", "0", "--data", ".ximage/sandbox.db",
        ])
        defer {
            sandbox.send(SIGTERM)
            sandbox.wait()
        }
        guard let line = sandbox.firstLine(), let match = line.firstMatch(of: /"endpoint": *"([^"]+)"/) else {
            throw Fault(text: "the sandbox did not start")
        }
        try await body(FlowWorld(ximage: ximage, endpoint: String(match.output.1)))
    }

    // MARK: What is on disks

    func put(_ server: String, _ disk: String, _ bytes: [UInt8]) async throws {
        _ = try await call(
            "PUT", "/sandbox/volumes/\(try await volume(server, disk))/content?offset=4096", bytes)
    }

    func get(_ server: String, _ disk: String, count: Int) async throws -> [UInt8] {
        try await call(
            "GET", "/sandbox/volumes/\(try await volume(server, disk))/content?offset=4096&count=\(count)")
    }

    /// An argument in which `KEY(server.web)` stands for the server's id as the key of an instance, and `BACKUP` for the
    /// id of a backup that is left over.
    func filled(_ argument: String) throws -> String {
        var result = argument
        if let match = argument.firstMatch(of: /KEY\(([^)]+)\)/) {
            result.replaceSubrange(match.range, with: "\"\(try id(String(match.output.1)))\"")
        }
        guard let range = result.range(of: "BACKUP") else { return result }
        // A set that is made from the backup has a variable for it.
        let plain = try ximage("list", "orphans", "--format", "json")
        let listed =
            plain.status == 0
            ? plain : try ximage("list", "orphans", "--format", "json", "--var", "backup=none")
        guard let match = listed.output.firstMatch(of: /"kind": *"backup",\s*"id": *"([^"]+)"/) else {
            throw Fault(text: "no backup is left over: \(listed)")
        }
        return result.replacingCharacters(in: range, with: String(match.output.1))
    }

    /// - Parameter server: an address such as `server.web`; the disk is a key, or `system`.
    private func volume(_ server: String, _ disk: String) async throws -> String {
        if disk != "system" { return try id("disk.\(server.dropFirst("server.".count)).\(disk)") }
        let answer = try await call(
            "POST", "/sandbox/disks", Array(#"{"servers": ["\#(try id(server))"]}"#.utf8))
        let text = String(decoding: answer, as: UTF8.self)
        guard let match = text.firstMatch(of: /"id": *"([0-9a-f-]{36})", *"device"/) else {
            throw Fault(text: "no disk of \(server): \(text)")
        }
        return String(match.output.1)
    }

    private func id(_ address: String) throws -> String {
        let shown = try ximage("show", address, "--format", "json")
        guard let match = shown.output.firstMatch(of: /"id": *"([^"]+)"/) else {
            throw Fault(text: "\(address) is not recorded: \(shown)")
        }
        return String(match.output.1)
    }

    private func call(_ method: String, _ path: String, _ body: [UInt8] = []) async throws -> [UInt8] {
        guard let url = URL(string: endpoint + path) else { throw Fault(text: path) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        if !body.isEmpty { request.httpBody = Data(body) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard (200..<300).contains(status) else {
            throw Fault(text: "\(method) \(path): \(status) \(String(decoding: data, as: UTF8.self))")
        }
        return [UInt8](data)
    }
}
