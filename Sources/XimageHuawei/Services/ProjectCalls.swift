import NIOCore
import XimageCore

/// The calls of IAM. Source: IAM API reference.
struct ProjectCalls: Sendable {
    let gateway: Gateway

    static let list = "/v3/projects"

    /// Ids of the projects with this name. Source: IAM API reference, querying projects.
    func find(_ name: String, in region: Region) async throws(ProviderError) -> [String] {
        try await gateway.send(.get(.iam, region, Self.list, query: [("name", name)])) {
            body throws(JSONFailure) in try Self.projects(body, named: name)
        }
    }

    private static func projects(_ body: ByteBuffer, named name: String) throws(JSONFailure) -> [String] {
        var result: [String]?
        try JSONScanner.read(body) { scanner throws(JSONFailure) in
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                guard case "projects" = key else { return }
                var found: [String] = []
                try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
                    var entry: (id: String?, name: String?) = (nil, nil)
                    try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                        switch key {
                        case "id": entry.id = try scanner.string()
                        case "name": entry.name = try scanner.string()
                        default: break
                        }
                    }
                    if entry.name == name, let id = entry.id { found.append(id) }
                }
                result = found
            }
        }
        guard let result else { throw .missing("projects") }
        return result
    }
}
