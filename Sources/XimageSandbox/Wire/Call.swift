/// One request, after routing and signature check.
struct Call: Sendable {
    var method: Method
    /// As it came, percent-encoded, without query.
    var path: String
    /// Decoded pairs in the order they came.
    var query: [(name: String, value: String)]
    /// Names in lower case.
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    var requestID: ObjectID
    var operation: Operation
    /// The values of the placeholders of the operation's path, decoded.
    var parameters: [String]
    var region: Region
    var caller: Caller

    enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case put = "PUT"
        case post = "POST"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    func query(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    func queries(_ name: String) -> [String] {
        query.filter { $0.name == name }.map(\.value)
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    /// The last placeholder of the path as an id.
    var lastID: ObjectID? { parameters.last.flatMap { ObjectID($0) } }

    /// The body as JSON; nil when there is none.
    func json() throws(Refusal) -> JSON? {
        guard !body.isEmpty else { return nil }
        guard let json = try? JSON(parsing: body) else {
            throw operation.service.malformed("The request body is not JSON.")
        }
        return json
    }

    /// The body, which must be a JSON object.
    func requiredJSON() throws(Refusal) -> JSON {
        guard let json = try json(), json.object != nil else {
            throw operation.service.malformed("The request body must be a JSON object.")
        }
        return json
    }
}

/// Who calls.
struct Caller: Sendable {
    var access: String
    var user: String
    var allowed: [String]
    var denied: [String]

    /// Whether nothing is denied to it, and everything allowed.
    var hasFullRights: Bool { allowed.contains("*") && denied.isEmpty }

    func may(_ action: String) -> Bool {
        allowed.contains { matches(action, pattern: $0) } && !denied.contains { matches(action, pattern: $0) }
    }

    private func matches(_ text: String, pattern: String) -> Bool {
        globMatches(Array(text.utf8)[...], Array(pattern.utf8)[...])
    }
}

/// `*` stands for any text, also none.
func globMatches(_ text: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == UInt8(ascii: "*") {
        let rest = pattern.dropFirst()
        if rest.isEmpty { return true }
        return (text.startIndex...text.endIndex).contains { globMatches(text[$0...], rest) }
    }
    return text.first == first && globMatches(text.dropFirst(), pattern.dropFirst())
}

enum Service: String, Sendable, CaseIterable {
    case iam, ims, ecs, evs, cbr, vpc
    /// The sandbox's own calls.
    case sandbox

    /// A request this service cannot read.
    func malformed(_ message: String) -> Refusal {
        switch self {
        case .ims: .ims("0001", message)
        case .ecs: .ecs("0005", message)
        case .evs: .evs("5400", message)
        case .cbr: .cbr("0001", message)
        case .vpc: Refusal(400, "VPC.0002", message, .flat)
        case .iam, .sandbox: .identity(400, message)
        }
    }

    /// The project of the request does not exist, or the headers contradict the path.
    func wrongProject(_ message: String) -> Refusal {
        switch self {
        case .ims: .ims("0030", message)
        case .ecs, .evs: .common("0018", message)
        case .cbr: .cbr("1011", message)
        case .vpc: Refusal(400, "VPC.0014", message, .flat)
        case .iam, .sandbox: .identity(404, message)
        }
    }

    /// The caller's policy does not allow the action. IMS answers 403 here and nowhere else.
    func forbidden(_ action: String) -> Refusal {
        let message = "Policy doesn't allow \(action) to be performed."
        return switch self {
        case .ims: Refusal(403, action.hasPrefix("cbr:") ? "IMG.0133" : "IMG.0026", message, .nested)
        case .ecs: Refusal(403, "Pdp.0001", message, .nested)
        case .evs: .evs("5403", message, status: 403)
        case .cbr, .vpc: Refusal(403, "Pdp.0001", message, .flat)
        case .iam, .sandbox: .identity(403, message)
        }
    }

    /// The sandbox itself failed.
    func broken(_ message: String) -> Refusal {
        switch self {
        case .ims: Refusal(500, "IMG.0014", message, .nested)
        case .ecs: .common("0001", message, status: 500)
        case .evs: .evs("5500", message, status: 500)
        case .cbr: .cbr("0002", message, status: 500)
        case .vpc: Refusal(500, "VPC.0009", message, .flat)
        case .iam, .sandbox: .identity(500, message)
        }
    }
}
