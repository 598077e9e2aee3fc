package import XimageCore

/// From a status and a service's code to what a caller may do about it.
///
/// | first match | category | retry |
/// | --- | --- | --- |
/// | the code is in the tables below | theirs | theirs |
/// | 401, 403, 404, 409, 413, 429 | credentials, permission, not found, conflict, quota, throttled | never; conflict and throttled safe |
/// | 5xx | unavailable | safe for reads, else outcome unknown |
/// | any other | invalid | never |
///
/// Codes that stand in no table stay visible and fall to their status. Source: API reference, status codes, errors
/// worth handling; error codes mapped to rules.
package enum ErrorMapping {
    package struct Verdict: Hashable, Sendable {
        package var category: ProviderError.Category
        /// `nil`: safe for reads, else outcome unknown.
        package var retry: ProviderError.Retry?

        static let invalid = Verdict(category: .invalid, retry: .never)
        static let conflict = Verdict(category: .conflict, retry: .never)
        static let busy = Verdict(category: .state, retry: .safe)
        static let state = Verdict(category: .state, retry: .never)
        static let throttled = Verdict(category: .throttled, retry: .safe)
        static let quota = Verdict(category: .quota, retry: .never)
        static let permission = Verdict(category: .permission, retry: .never)
        static let credentials = Verdict(category: .credentials, retry: .never)
        static let notFound = Verdict(category: .notFound, retry: .never)
        static let account = Verdict(category: .account, retry: .never)
        static let unavailable = Verdict(category: .unavailable, retry: nil)
    }

    package static func verdict(status: Int, code: String?) -> Verdict {
        if let code {
            if let known = ErrorCodes.verdicts[code] { return known }
            if let gateway = gatewayVerdict(code) { return gateway }
        }
        switch status {
        case 401: return .credentials
        case 403: return .permission
        case 404: return .notFound
        case 409: return Verdict(category: .conflict, retry: .safe)
        case 413: return .quota
        case 429: return .throttled
        case 500...: return .unavailable
        case 300..<400: return Verdict(category: .malformed, retry: .never)
        default: return .invalid
        }
    }

    /// A refusal of `call`, as an error. `requestID` is that of the headers; one in the body comes first.
    package static func error(
        _ call: Call, status: Int, body: ErrorBody?, requestID: String?, fallback: String
    ) -> ProviderError {
        let code = body?.code
        var verdict = verdict(status: status, code: code)
        // A backup or checkpoint that does not exist. Source: CBR API reference as observed by its Terraform provider.
        if call.service == .cbr, status == 401, code == "401", body?.message == "Malformed request url" {
            verdict = .notFound
        }
        if (200..<300).contains(status), code == nil || ErrorCodes.verdicts[code ?? ""] == nil {
            verdict = .unavailable
        }
        let message = body.flatMap { $0.message.isEmpty ? nil : $0.message } ?? fallback
        var error = ProviderError(
            retry: verdict.retry ?? (call.isRead ? .safe : .outcomeUnknown), category: verdict.category,
            service: call.service.rawValue, operation: call.operation, status: status, code: code,
            message: message, requestID: body?.requestID ?? requestID)
        if error.category == .permission { error.permission = ReadPermissions.action(for: call) }
        return error
    }

    /// A job that ended badly.
    package static func error(
        job: String, service: Service, code: String?, reason: String?, requestID: String?
    ) -> ProviderError {
        let verdict =
            code.flatMap { ErrorCodes.verdicts[$0] } ?? Verdict(category: .unavailable, retry: .never)
        return ProviderError(
            retry: verdict.retry ?? .never, category: verdict.category, service: service.rawValue,
            operation: "GET /v1/{project}/jobs/{job}", code: code,
            message: reason.flatMap { $0.isEmpty ? nil : $0 } ?? "the job failed and gave no reason",
            requestID: requestID, job: job)
    }

    /// `APIGW.0301` and, from older gateways, `APIG.0301`.
    private static func gatewayVerdict(_ code: String) -> Verdict? {
        guard code.hasPrefix("APIG.") || code.hasPrefix("APIGW.") else { return nil }
        switch code.split(separator: ".").last {
        case "0301", "0302": return .credentials
        case "0303", "0304": return .permission
        case "0308": return .throttled
        case "0201": return nil
        default: return nil
        }
    }
}
