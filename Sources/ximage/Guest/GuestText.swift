import XimageCore

/// Fills in what a `guest` block can say only once the server is known: `${server.ip}`, `${source.tags.KEY}`.
struct GuestTemplate {
    let server: LiveResource

    /// `nil` when the server lacks what the text asks for.
    func filled(_ template: String) -> String? {
        var result = ""
        var rest = template[...]
        while let open = rest.firstRange(of: "${") {
            guard let close = rest[open.upperBound...].firstIndex(of: "}"),
                let value = value(rest[open.upperBound..<close])
            else { return nil }
            result += rest[..<open.lowerBound]
            result += value
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private func value(_ name: Substring) -> String? {
        let parts = name.split(separator: ".", maxSplits: 2).map(String.init)
        guard parts.count >= 2, parts[0] == "server" || parts[0] == "source" else { return nil }
        switch parts[1] {
        case "id": return server.id
        case "name": return server.name
        case "zone": return server.attributes[.zone].string
        case "ip": return server.attributes[.ip].string
        case "tags": return parts.count == 3 ? server.attributes[.tags].map?[parts[2]]?.string : nil
        default: return nil
        }
    }
}

/// Where ssh shall go. Parts of it may come from tags and names of servers, which anybody may set: nothing in it can
/// be taken for an option or for another word of the command.
struct SSHTarget: Hashable, Sendable, CustomStringConvertible {
    let destination: String
    let jump: String?

    struct Malformed: Error, Hashable { let text: String }

    init(_ destination: String, jump: String? = nil) throws(Malformed) {
        guard Self.isPlain(destination, extra: "") else { throw Malformed(text: destination) }
        if let jump, !Self.isPlain(jump, extra: ",") { throw Malformed(text: jump) }
        self.destination = destination
        self.jump = jump
    }

    private static func isPlain(_ text: String, extra: String) -> Bool {
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:@%[]\(extra)")
        guard !text.isEmpty, text.count <= 255, text.allSatisfy({ allowed.contains($0) }) else {
            return false
        }
        return text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
            let pieces = part.split(separator: "@", omittingEmptySubsequences: false)
            return pieces.count <= 2 && pieces.allSatisfy { $0.first.map { $0 != "-" } ?? false }
        }
    }

    var description: String { jump.map { "\(destination) through \($0)" } ?? destination }
}
