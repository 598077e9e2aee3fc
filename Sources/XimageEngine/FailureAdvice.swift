import XimageCore

/// What a person can do about an error of the service.
enum FailureAdvice {
    static func fix(for error: ProviderError) -> String? {
        switch error.category {
        case .credentials: "Check the access key, its secret and the clock of this machine, then apply again."
        case .permission:
            "Give the user of the access key the permission that the message names, then apply again."
        case .quota: "Free some of the quota or ask the vendor for more, then apply again."
        case .account: "Settle the account with the vendor, then apply again."
        case .throttled, .unavailable: "Apply again: what is done stays done, and the rest goes on."
        case .state, .conflict: "Wait until the object has settled, then apply again."
        case .notFound: "Plan again: something that this step relied on is gone."
        case .invalid, .malformed, .tooLarge: nil
        }
    }
}
