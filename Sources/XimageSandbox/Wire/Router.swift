/// One call that a service offers.
struct Operation: Sendable {
    /// Throws nothing but a `Refusal`.
    typealias Handler = @Sendable (Call, World) throws -> Answer

    let service: Service
    /// The vendor's name of it, such as `ListServersDetails`.
    let name: String
    /// What a policy must allow, such as `ecs:cloudServers:list`.
    let action: String
    /// Whether the first placeholder of its path is the project.
    let hasProject: Bool
    let handler: Handler

    /// How counts, faults and the ledger name it: `ecs.ListServersDetails`.
    var fullName: String { "\(service.rawValue).\(name)" }
}

/// Finds the operation for a method and path. Literal path pieces win over placeholders; a trailing slash does not matter.
struct Router: Sendable {
    private var nodes: [Node] = [Node()]

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var placeholder: Int?
        var operations: [Call.Method: Operation] = [:]
    }

    enum Match {
        case found(Operation, parameters: [String])
        case wrongMethod
        case unknown
    }

    mutating func on(
        _ method: Call.Method, _ path: String, _ service: Service, _ name: String, _ action: String,
        _ handler: @escaping Operation.Handler
    ) {
        var node = 0
        for piece in path.split(separator: "/") {
            if piece.hasPrefix("{") {
                if let next = nodes[node].placeholder {
                    node = next
                } else {
                    nodes.append(Node())
                    nodes[node].placeholder = nodes.count - 1
                    node = nodes.count - 1
                }
            } else if let next = nodes[node].literals[String(piece)] {
                node = next
            } else {
                nodes.append(Node())
                nodes[node].literals[String(piece)] = nodes.count - 1
                node = nodes.count - 1
            }
        }
        nodes[node].operations[method] = Operation(
            service: service, name: name, action: action, hasProject: path.contains("{project_id}"),
            handler: handler)
    }

    func match(_ method: Call.Method, path: String) -> Match {
        let pieces = path.split(separator: "/").map { percentDecoded($0) }
        var parameters: [String] = []
        guard let node = find(pieces[...], from: 0, &parameters) else { return .unknown }
        guard let operation = nodes[node].operations[method] else { return .wrongMethod }
        return .found(operation, parameters: parameters)
    }

    /// Every operation, for the documentation test.
    var operations: [Operation] { nodes.flatMap(\.operations.values) }

    private func find(_ pieces: ArraySlice<String>, from node: Int, _ parameters: inout [String]) -> Int? {
        guard let piece = pieces.first else { return nodes[node].operations.isEmpty ? nil : node }
        if let next = nodes[node].literals[piece],
            let found = find(pieces.dropFirst(), from: next, &parameters)
        {
            return found
        }
        guard let next = nodes[node].placeholder else { return nil }
        parameters.append(piece)
        if let found = find(pieces.dropFirst(), from: next, &parameters) { return found }
        parameters.removeLast()
        return nil
    }
}

/// The text with `%XX` replaced by the bytes they stand for; a `%` that starts no such triple stays.
func percentDecoded(_ text: some StringProtocol) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    return String(decoding: percentDecodedBytes(Array(text.utf8)), as: UTF8.self)
}

func percentDecodedBytes(_ bytes: [UInt8]) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
        if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = hexValue(bytes[index + 1]),
            let low = hexValue(bytes[index + 2])
        {
            decoded.append(high << 4 | low)
            index += 3
        } else {
            decoded.append(bytes[index])
            index += 1
        }
    }
    return decoded
}

/// The pairs of a query string, decoded; a piece without `=` has an empty value.
func queryPairs(_ query: some StringProtocol) -> [(name: String, value: String)] {
    query.split(separator: "&").map { piece in
        guard let equals = piece.firstIndex(of: "=") else { return (percentDecoded(piece), "") }
        return (percentDecoded(piece[..<equals]), percentDecoded(piece[piece.index(after: equals)...]))
    }
}
