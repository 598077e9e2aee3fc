import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering
import XimageState

/// An error that ends a command, in words, with its exit status.
struct Failure: Error {
    let diagnostic: Diagnostic
    let status: ExitStatus

    /// What a command itself found wrong.
    init(_ code: String, _ summary: String, _ detail: String, fix: String? = nil) {
        diagnostic = Diagnostic(code: code, summary: summary, detail: detail, fix: fix)
        status = .error
    }

    init(untrusted refusal: Diagnostic) {
        diagnostic = refusal
        status = .error
    }

    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as StateError:
            diagnostic = error.diagnostic
            status = ExitStatus(rawValue: error.exitClass) ?? .error
        case let error as ProviderError:
            diagnostic = Self.diagnostic(error)
            status = .error
        case let refusal as SessionRefusal:
            diagnostic = refusal.diagnostic
            status = .damaged
        case let defect as PlanDefect:
            diagnostic = Diagnostic(
                code: "bug", summary: "This is a bug in ximage",
                detail: "The plan breaks a rule that every plan keeps: \(defect). Nothing was done.",
                fix: "Report it with the manifests and the output of `ximage plan`.")
            status = .error
        case let error as SavedPlanError:
            diagnostic = error.diagnostic
            status = error.status
        case is CancellationError:
            diagnostic = Diagnostic(
                code: "interrupted", summary: "Interrupted", detail: "The run was stopped before it was done."
            )
            status = .interrupted
        default:
            diagnostic =
                Wiring.diagnostic(error)
                ?? Diagnostic(code: "error", summary: "The command could not go on", detail: "\(error)")
            status = .error
        }
    }

    private static func diagnostic(_ error: ProviderError) -> Diagnostic {
        var call = "\(error.service.uppercased()) \(error.operation)"
        if let status = error.status { call += ", HTTP \(status)" }
        if let id = error.requestID { call += ", request \(id)" }
        let message = error.message.isEmpty ? "the service gave no reason" : error.message
        // The rule that knows the code says why it matters.
        let rule = Wiring.explanation(error, in: .english)
        return Diagnostic(
            code: error.code ?? error.category.rawValue, summary: summary(error.category),
            detail: "\(message)\n  \(call)" + (rule.map { "\n\($0.message)" } ?? ""),
            fix: error.permission.map { "Grant the user of the key the permission `\($0)` in IAM." } ?? rule?
                .fix
                ?? fix(error.category))
    }

    private static func summary(_ category: ProviderError.Category) -> String {
        switch category {
        case .credentials: "The cloud does not accept the key"
        case .permission: "The key may not do that"
        case .unavailable: "The cloud cannot be reached"
        case .throttled: "The cloud asks for fewer requests"
        case .quota: "A quota of the account is used up"
        case .account: "The account cannot be used"
        case .notFound: "The cloud does not have it"
        case .malformed: "The cloud gave an answer that makes no sense"
        case .tooLarge: "The cloud's answer is too large"
        case .invalid, .state, .conflict: "The cloud refused the request"
        }
    }

    private static func fix(_ category: ProviderError.Category) -> String? {
        switch category {
        case .credentials: "Check the access key, its secret, and the clock of this machine."
        case .permission: "Grant the user of the key the named permission in IAM."
        case .unavailable:
            "Check that this machine reaches the host (name, route, firewall; ximage goes through no proxy), and the "
                + "region and `provider.endpoints` in the manifest; then run it again."
        case .throttled: "Wait a minute and run it again, or lower --parallelism."
        case .quota: "Remove what is no longer needed, or ask the vendor for a larger quota."
        case .account: "Look at the account's state and balance in the console."
        case .malformed: "Check that `provider.endpoints` names the services themselves."
        case .notFound, .invalid, .state, .conflict, .tooLarge: nil
        }
    }
}
