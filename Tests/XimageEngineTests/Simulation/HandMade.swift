import Synchronization
import XimageCore
import XimageEngine
import XimagePlanning
import XimageState

/// Keeps the events of an apply that has no state.
final class NotedJournal: ApplyJournal {
    private let noted = Mutex<[JournalEvent]>([])

    func append(_ events: [JournalEvent]) async throws(StateError) { noted.withLock { $0 += events } }

    /// Each event as its name and what it is about.
    var lines: [String] {
        noted.withLock { events in
            events.map { event in
                switch event {
                case .intent(let intent): "intent \(intent.step)"
                case .accepted(let step, _, _, _): "accepted \(step)"
                case .unknown(let step, _): "unknown \(step)"
                case .failed(let step, _, _): "failed \(step)"
                case .succeeded(let step, _, _): "succeeded \(step)"
                case .abandoned(let step): "abandoned \(step)"
                case .owed(let obligation): "owed \(obligation.key)"
                case .settled(let key): "settled \(key)"
                }
            }
        }
    }

    var obligations: [Obligation] {
        noted.withLock { $0.compactMap { if case .owed(let obligation) = $0 { obligation } else { nil } } }
    }
}

extension SimulatedCloud {
    /// An object that is there before the test, and its id.
    func make(_ address: Address, _ attributes: Attributes) async throws -> RemoteID {
        let before = ids
        _ = try await create(
            ResourceRequest(
                address: address, region: Self.region, attributes: attributes, owner: "shop",
                operation: OperationMark(
                    operation: OperationSource(seed: UInt64(before.count)).next(), generation: 1,
                    digest: "")))
        // A server comes with its system disk.
        return ids.subtracting(before).first { $0.hasPrefix(address.kind.rawValue) } ?? ""
    }

    func change(_ id: RemoteID, _ kind: ResourceKind, _ changes: Attributes) async throws {
        _ = try await update(
            UpdateRequest(
                address: Address(kind, "changed"), region: Self.region, id: id, changes: changes, current: [:]
            ))
    }
}
