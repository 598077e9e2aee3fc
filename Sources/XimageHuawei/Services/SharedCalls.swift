import XimageCore

/// What the calls of several services have in common.
extension Call {
    /// Query of lists that shall not stop at the default enterprise project.
    static let everyEnterpriseProject = ("enterprise_project_id", "all_granted_eps")
    static let job = "/v1/{project}/jobs/{job}"
}

extension [(String, String)] {
    /// Query for one page of a list that is counted by entries.
    static func part(_ part: Lister.Part) -> Self {
        [("limit", "\(part.size)"), ("offset", "\(part.offset)")]
    }

    /// Query for one page of a list that goes on behind the last id seen.
    static func page(_ size: Int, after marker: String?) -> Self {
        [("limit", "\(size)")] + (marker.map { [("marker", $0)] } ?? [])
    }
}

extension [RemoteID] {
    func chunks(of size: Int) -> [[RemoteID]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}

extension JSONBody {
    /// `{"<member>": {"name", "description"}}`; `nil` when neither changes.
    static func texts(_ changes: Attributes, member: String) -> JSONBody? {
        let inner: JSONBody = .object([
            "name": changes[.name].string.map { .string($0) },
            "description": changes[.description].string.map { .string($0) },
        ])
        return inner == .object([:]) ? nil : .object([Member(name: member, value: inner)])
    }
}

/// Tags to remove from an object and to write to it. Both requests may be repeated. Source: API reference, tags.
struct TagChange {
    var removed: [String: String]
    var added: [String: String]
}

extension Gateway {
    /// Sends a call that starts work, and reads which.
    func start(_ call: Call) async throws(ProviderError) -> StartedWork {
        try await send(call) { body throws(JSONFailure) in try StartedWork.read(body) }
    }

    /// A job of any service that has them. The answer carries the service's id of the request.
    func readJob(_ job: String, of service: Service, in region: Region) async throws(ProviderError)
        -> JobAnswer
    {
        try await send(.get(service, region, Call.job, [job])) { body, request throws(JSONFailure) in
            var answer = try JobAnswer.read(body)
            answer.request = request
            return answer
        }
    }

    /// Sends no request for an empty part of the change.
    func send(
        _ change: TagChange, _ service: Service, _ region: Region, _ template: String, _ id: RemoteID
    ) async throws(ProviderError) {
        for (action, tags) in [("delete", change.removed), ("create", change.added)] where !tags.isEmpty {
            try await send(
                .change(
                    "POST", service, region, template, [id],
                    body: .object(["action": .string(action), "tags": .tags(tags)]), resend: .always))
        }
    }
}
