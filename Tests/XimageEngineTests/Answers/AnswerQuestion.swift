import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning

/// A command that reads the cloud and says what it would do.
enum AnswerQuestion: CaseIterable, Sendable {
    /// The set as it was applied.
    case plan
    /// The set with a new image, which servers follow.
    case renewed
    /// The set without its servers, images and copies, and with an entry for each.
    case removed
    case destroy, destroyWithBackups
    case clean, drift

    /// A set that was applied, and its next edit.
    struct Subject: Sendable {
        var applied: DesiredState
        var edited: DesiredState
    }

    /// What the answers of `provider` lead to, a line for each; see ``PlanHarm``.
    func put(_ subject: Subject, in lab: Lab, to provider: any Provider) async throws -> Set<String> {
        let session = lab.session(over: provider)
        switch self {
        case .plan: return PlanHarm.of(try await session.plan(.init(subject.applied)).plan)
        case .renewed: return PlanHarm.of(try await session.plan(.init(subject.edited)).plan)
        case .removed:
            return PlanHarm.of(try await session.plan(.init(Self.withoutObjects(subject.applied))).plan)
        case .destroy, .destroyWithBackups:
            let mode = PlanInput.Mode.destroy(withBackups: self == .destroyWithBackups)
            return PlanHarm.of(try await session.plan(.init(subject.applied, mode: mode)).plan)
        case .clean: return try await clean(subject.applied, session)
        case .drift:
            let found = try await session.drift(subject.applied)
            return Set(found.drift.filter(\.isGone).map { "gone \($0.address) \($0.id)" })
        }
    }

    /// As `clean --all --with-backups` does it.
    private func clean(_ desired: DesiredState, _ session: Session) async throws -> Set<String> {
        let orphans = try await session.drift(desired, everything: true).orphans.filter(\.isMarked)
        var options = PlanOptions()
        options.clean = orphans.map(\.id)
        options.targets = [.glob("*.orphan[*")]
        options.skipsDue = true
        let words = orphans.map { Acknowledgement(key: "destroy", target: $0.address) }
        return PlanHarm.of(
            try await session.plan(.init(desired, acknowledgements: words, options: options)).plan)
    }

    private static func withoutObjects(_ desired: DesiredState) -> DesiredState {
        var result = desired
        let gone = desired.resources.map(\.address).filter { ![.vault, .disk].contains($0.kind) }
        result.resources.removeAll { $0.address.kind != .vault }
        result.removals = gone.map { Removal(from: $0, action: .delete) }
        return result
    }
}

extension DesiredState {
    /// With a standing consent to lose each server and disk.
    var withConsent: DesiredState {
        var result = self
        result.acknowledgements = resources.map(\.address).filter { [.server, .disk].contains($0.kind) }
            .map { Acknowledgement(key: "destroy", target: $0) }
        return result
    }
}
