package import XimageCore

/// The services that are spoken to. Source: API reference, endpoints.
package enum Service: String, Hashable, Sendable, CaseIterable {
    case iam, ims, ecs, evs, cbr, vpc
}

/// One request to a service, before it is signed.
package struct Call: Sendable {
    /// What may be done when a try fails on the way or with a passing trouble.
    package enum Resend: Sendable {
        /// Changes nothing, or the same request twice does what it does once.
        case always
        /// Only when the service surely did nothing.
        case ifRefused
        /// Never; the caller has to look first.
        case never
    }

    package var service: Service
    package var region: Region
    package var method: String
    /// Such as `/v1/{project}/cloudservers/{server}`: the name of the operation in errors and counts.
    package var template: String
    /// For the placeholders other than `{project}`, in order.
    package var arguments: [String]
    package var query: [(String, String)]
    package var headers: [(String, String)] = []
    package var body: JSONBody?
    package var resend: Resend
    /// Whether the call only reads.
    package var isRead: Bool
    /// Texts inside the body that must not come back in an error's text.
    package var secrets: [Secret] = []

    package var operation: String { "\(method) \(template)" }
    /// How the call is counted.
    package var label: String { "\(service.rawValue) \(operation)" }

    package static func get(
        _ service: Service, _ region: Region, _ template: String, _ arguments: [String] = [],
        query: [(String, String)] = []
    ) -> Call {
        Call(
            service: service, region: region, method: "GET", template: template, arguments: arguments,
            query: query,
            body: nil, resend: .always, isRead: true)
    }

    package static func change(
        _ method: String, _ service: Service, _ region: Region, _ template: String,
        _ arguments: [String] = [],
        query: [(String, String)] = [], body: JSONBody? = nil, resend: Resend
    ) -> Call {
        Call(
            service: service, region: region, method: method, template: template, arguments: arguments,
            query: query,
            body: body, resend: resend, isRead: false)
    }

    /// The path on the wire, percent-encoded.
    package func path(project: String) -> String {
        var rest = arguments[...]
        return template.split(separator: "/", omittingEmptySubsequences: false).map { piece in
            guard piece.first == "{" else { return String(piece) }
            if piece == "{project}" { return PercentEncoding.encode(project) }
            return PercentEncoding.encode(rest.popFirst() ?? "")
        }.joined(separator: "/")
    }
}
