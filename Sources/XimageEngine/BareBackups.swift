import XimageCore
import XimagePlanning

/// Backups that a plan deletes because no image stands on them. Lists lag behind and can leave out which image that is, so
/// each is read by its id, once, before the plan lets it be deleted.
struct BareBackups {
    private let provider: any Provider
    private var read: Set<RemoteID> = []

    private enum Answer: Sendable {
        case backup(LiveBackup?)
        case refused(UnreadableFact)
    }

    init(provider: any Provider) { self.provider = provider }

    /// - Returns: whether live state changed, so that the plan has to be made again.
    mutating func confirm(_ steps: [PlanStep], in live: inout LiveState) async throws -> Bool {
        var wanted: [(id: RemoteID, region: Region)] = []
        for step in steps {
            guard case .deleteBackup(let backup) = step.operation, read.insert(backup.id).inserted else {
                continue
            }
            wanted.append((backup.id, step.region))
        }
        var changed = false
        for (id, answer) in try await answers(wanted) {
            guard let index = live.backups.firstIndex(where: { $0.id == id }) else { continue }
            switch answer {
            case .backup(let backup?):
                guard let image = backup.image else { continue }
                live.backups[index].image = image
            case .backup(nil): live.backups.remove(at: index)
            case .refused(let fact):
                live.backups.remove(at: index)
                if !live.unreadable.contains(fact) { live.unreadable.append(fact) }
            }
            changed = true
        }
        return changed
    }

    private func answers(_ wanted: [(id: RemoteID, region: Region)]) async throws -> [(RemoteID, Answer)] {
        let provider = provider
        return try await BoundedReads.all(wanted) {
            ($0.id, try await Self.answer($0.id, in: $0.region, provider))
        }
        .sorted { $0.0 < $1.0 }
    }

    private static func answer(
        _ id: RemoteID, in region: Region, _ provider: any Provider
    ) async throws(ProviderError) -> Answer {
        do throws(ProviderError) {
            return .backup(try await provider.readBackup(id, in: region))
        } catch {
            guard error.category == .permission else { throw error }
            return .refused(UnreadableFact("backups", in: region, error))
        }
    }
}
