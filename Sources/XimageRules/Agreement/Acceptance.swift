import XimageCore
import XimagePlanning

/// The problem with the date on which a statement was accepted.
enum Acceptance {
    /// - Returns: `nil` for a date that has come, wherever on earth it was written.
    static func problem(_ date: String?, in context: RuleContext) -> RuleArgument? {
        guard let date else { return RuleArgument("is not accepted", zh: "尚未接受") }
        guard let latest = context.readAt.map({ $0 + .seconds(14 * 3600) }),
            date > String(latest.description.prefix(10))
        else { return nil }
        return RuleArgument(
            "is accepted as of \(date), which is in the future", zh: "接受日期为 \(date)，尚未到来")
    }
}
