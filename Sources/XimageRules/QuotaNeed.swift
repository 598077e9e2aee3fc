import XimageCore
import XimagePlanning

/// What one resource takes of several quotas; negative where it gives back.
struct QuotaNeed {
    let subject: RuleContext.Subject
    let amounts: [Int]

    /// Counts the needs as unchecked where the quotas could not be read.
    /// - Returns: whether that is so.
    static func areUnread(_ needs: [QuotaNeed], _ fact: RuleArgument?, into report: inout RuleReport) -> Bool
    {
        guard let fact else { return false }
        for _ in needs { report.missing(fact) }
        return true
    }

    /// Reports once where the sum is more than what is left, at the first resource that no longer fits.
    static func check(
        _ needs: [QuotaNeed], _ index: Int, _ quota: Quotas.Quota?, of thing: Usage.Thing,
        what: RuleArgument, _ region: Region, in context: RuleContext, into report: inout RuleReport
    ) {
        guard let quota else { return }
        report.evaluated += needs.count
        let left = max(0, quota.limit - quota.used)
        let room = left + context.freed[region, thing]
        var total = 0
        var first: RuleContext.Subject?
        for need in needs {
            total += need.amounts[index]
            if total > room, first == nil, need.amounts[index] > 0 { first = need.subject }
        }
        guard total > room, let first else { return }
        report.violate(
            nil, at: first.desired.origin,
            [
                "need": "\(total)", "what": what, "region": "\(region)", "left": "\(left)",
                "first": QuotaRemedy.first(thing, in: region, context),
            ])
    }
}
