import NIOCore
import XimageCore

/// The calls of IAM. Source: IAM API reference.
struct ProjectCalls: Sendable {
    let gateway: Gateway

    static let list = "/v3/projects"

    struct Found: Sendable {
        var id: String
        /// Id of the account.
        var account: String?
    }

    /// Id of the account that the region's project belongs to; `nil` where the answer does not say it. Source: IAM API
    /// reference, querying projects, `domain_id`.
    func account(in region: Region) async throws(ProviderError) -> String? {
        try await find(region, in: region).first?.account
    }

    /// The projects with this name. Source: IAM API reference, querying projects.
    func find(_ name: String, in region: Region) async throws(ProviderError) -> [Found] {
        try await gateway.send(.get(.iam, region, Self.list, query: [("name", name)])) {
            body throws(JSONFailure) in try Self.projects(body, named: name)
        }
    }

    private static func projects(_ body: ByteBuffer, named name: String) throws(JSONFailure) -> [Found] {
        var result: [Found]?
        try JSONScanner.read(body) { scanner throws(JSONFailure) in
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                guard case "projects" = key else { return }
                var found: [Found] = []
                try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
                    var entry: (id: String?, name: String?, account: String?) = (nil, nil, nil)
                    try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                        switch key {
                        case "id": entry.id = try scanner.text()
                        case "name": entry.name = try scanner.text()
                        case "domain_id": entry.account = try scanner.text()
                        default: break
                        }
                    }
                    if entry.name == name, let id = entry.id {
                        found.append(Found(id: id, account: entry.account))
                    }
                }
                result = found
            }
        }
        guard let result else { throw .missing("projects") }
        return result
    }
}
