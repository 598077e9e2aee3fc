import Synchronization
import XimageCore

/// Lets callers that come at the same time share one transaction.
///
/// The first caller leads: it commits what has gathered and gives the lead to the first that came meanwhile.
/// There is no task of its own, so nothing outlives the callers.
final class GroupCommit<Item: Sendable>: Sendable {
    typealias Outcome = Result<Void, StateError>
    private typealias Waiting = CheckedContinuation<Turn, Never>

    private enum Turn {
        case lead
        case done(Outcome)
    }

    private struct Member {
        var item: Item
        /// `nil` for the one that leads.
        var waiting: Waiting?
    }

    private struct Gathering {
        /// The leader's, if any, is the first.
        var members: [Member] = []
        var isLed = false
    }

    private let gathering = Mutex(Gathering())
    private let commit: @Sendable ([Item]) async -> [Outcome]

    /// - Parameter commit: answers one outcome for each item, in order.
    init(commit: @escaping @Sendable ([Item]) async -> [Outcome]) { self.commit = commit }

    /// Returns when the item is committed, or could not be. Cancelling the task changes nothing.
    func submit(_ item: Item) async -> Outcome {
        let turn = await withCheckedContinuation { (waiting: Waiting) in
            let leads = gathering.withLock { gathering in
                let leads = !gathering.isLed
                gathering.isLed = true
                gathering.members.append(Member(item: item, waiting: leads ? nil : waiting))
                return leads
            }
            if leads { waiting.resume(returning: .lead) }
        }
        switch turn {
        case .done(let outcome): return outcome
        case .lead: return await lead()
        }
    }

    private func lead() async -> Outcome {
        // Lets those that are about to submit do so; without it the first commit of a burst carries one item.
        await Task.yield()
        let members = gathering.withLock { gathering in
            defer { gathering.members = [] }
            return gathering.members
        }
        let outcomes = await commit(members.map(\.item))
        let next = gathering.withLock { gathering -> Waiting? in
            guard let first = gathering.members.first else {
                gathering.isLed = false
                return nil
            }
            gathering.members[0].waiting = nil
            return first.waiting
        }
        next?.resume(returning: .lead)
        for (member, outcome) in zip(members, outcomes) { member.waiting?.resume(returning: .done(outcome)) }
        return outcomes.first
            ?? .failure(.refused(detail: RuleArgument("A commit gave no outcome.", zh: "提交没有结果。")))
    }
}
