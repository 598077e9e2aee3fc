/// The cloud said no, or could not be heard.
package struct ProviderError: Error, Hashable, Sendable, Codable {
    /// What the caller may do about it.
    package enum Retry: String, Hashable, Sendable, Codable {
        /// The same request will be refused again.
        case never
        /// Nothing was done; the same request may pass later.
        case safe
        /// It is not known whether the request was carried out. Look before sending again.
        case outcomeUnknown
    }

    package enum Category: String, Hashable, Sendable, Codable {
        /// The request is wrong: a name, a size, an object that is not there.
        case invalid
        /// The object is in a state that does not allow it.
        case state
        case conflict
        case throttled
        case quota
        case permission
        /// The key is missing, wrong, expired, or the clock is off.
        case credentials
        case notFound
        /// Account suspended, not verified, out of funds.
        case account
        /// The service or the network did not answer properly.
        case unavailable
        /// An answer that breaks the contract.
        case malformed
        /// An answer that is longer than is read; a smaller part of it may be asked for.
        case tooLarge
    }

    package var retry: Retry
    package var category: Category
    /// `ecs`, `evs`, `cbr`, `ims`, `vpc`, `iam`.
    package var service: String
    /// Method and path template, such as `POST /v1.1/{project}/cloudservers`.
    package var operation: String
    /// `nil` when no answer came.
    package var status: Int?
    /// The service's code, such as `Ecs.0018`; `nil` when it gave none.
    package var code: String?
    /// The service's own text, or ours when there was none.
    package var message: String
    /// For the vendor's support.
    package var requestID: String?
    /// Job that failed, if one did.
    package var job: String?
    /// What a policy must allow for a read that was refused, such as `cbr:vaults:list`.
    package var permission: String?

    package init(
        retry: Retry, category: Category, service: String, operation: String, status: Int? = nil,
        code: String? = nil, message: String, requestID: String? = nil, job: String? = nil
    ) {
        self.retry = retry
        self.category = category
        self.service = service
        self.operation = operation
        self.status = status
        // Words of a service are one line: what it breaks into lines would look like advice of ours.
        self.code = code.map(Self.oneLine)
        self.message = Self.oneLine(message)
        self.requestID = requestID.map(Self.oneLine)
        self.job = job
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

extension ProviderError: CustomStringConvertible {
    /// One line: code, message, where, request id.
    package var description: String {
        var text = code.map { "\($0): " } ?? ""
        text += message.isEmpty ? "the service gave no reason" : message
        text += " (\(service.uppercased()) \(operation)"
        if let status { text += ", HTTP \(status)" }
        if let job { text += ", job \(job)" }
        if let requestID { text += ", request \(requestID)" }
        return text + ")"
    }
}
