import Synchronization
import XimageCore
import XimagePlanning

/// Another run with a new state that creates what this one creates. Neither saw the other's marks when it planned.
struct Rival: Hashable, Sendable {
    let own: MarkLineage
    /// The least, where there are several.
    let other: MarkLineage
    /// One of its objects, and where it is declared.
    let object: RemoteID
    let address: Address

    /// Of two runs the one with the greater lineage gives way, so that exactly one goes on.
    var givesWay: Bool { own > other }

    var sentence: Bilingual {
        Bilingual(
            "Another run creates the same objects: \(object) has the mark of \(address) with lineage \(other). The lineage of "
                + "this run is \(own). ",
            zh: "另一次运行正在创建相同的对象：\(object) 带有 \(address) 的标记，谱系为 \(other)。本次运行的谱系为 \(own)。")
    }
}

/// Looks for rivals after the first object of each kind, for a state that is new. Once this run gives way, it begins no
/// further step.
actor RivalWatch: StepCheck {
    private let refresher: Refresher
    private let own: MarkLineage
    /// Addresses by the owner marks of their objects.
    private let owners: [String: Address]
    /// What the plan saw when nothing of a rival was there.
    private let known: Set<RemoteID>
    private let lists: [Refresher.List]
    private let created = Mutex<Set<ResourceKind>>([])
    private var looked: Set<ResourceKind> = []
    private var isLooking = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private(set) var rival: Rival?

    /// `nil` for a state that is not new: its lists were current, and its lineage is known.
    init?(
        _ plan: Plan, of desired: DesiredState, _ prior: PriorState, _ live: LiveState,
        _ environment: Environment
    ) {
        guard prior.isFresh, let own = plan.marks else { return nil }
        refresher = Refresher(provider: environment.provider, time: environment.time)
        self.own = own
        let project = desired.settings.project
        let managed = desired.resources.filter { $0.ownership == .managed }
        owners = Dictionary(
            managed.map { (Mark.owner(project: project, address: $0.address), $0.address) },
            uniquingKeysWith: { first, _ in first })
        known = Set(live.resources.map(\.id))
        let kinds = plan.steps.filter { $0.id.verb == .create }.map {
            Refresher.List(kind: $0.address.kind == .copy ? .image : $0.address.kind, region: $0.region)
        }
        lists = Set(kinds).sorted()
    }

    nonisolated func note(_ event: ApplyEvent) {
        guard case .succeeded(let step, _, _) = event, step.verb == .create else { return }
        created.withLock { _ = $0.insert(step.address.kind) }
    }

    func verdict(on step: PlanStep, ids: [Address: RemoteID]) async -> StepVerdict {
        await look()
        guard let rival, rival.givesWay else { return .goOn }
        return .hold(
            StepHold(
                reason: Bilingual(
                    rival.sentence.english + "This one stops.", zh: rival.sentence.chinese + "本次运行停止。")))
    }

    /// Looks once for each kind that has its first object. Steps that ask meanwhile wait for the answer.
    func look() async {
        while isLooking { await withCheckedContinuation { waiting.append($0) } }
        let fresh = created.withLock { $0 }.subtracting(looked)
        guard !fresh.isEmpty, rival == nil else { return }
        looked.formUnion(fresh)
        isLooking = true
        await find()
        isLooking = false
        let others = waiting
        waiting = []
        for other in others { other.resume() }
    }

    /// A list that cannot be read now was read for the plan.
    private func find() async {
        guard let parts = try? await refresher.read(lists) else { return }
        let found = parts.flatMap(\.resources).compactMap { object -> Rival? in
            guard !known.contains(object.id), let owner = object.owner, let address = owners[owner],
                let lineage = object.operation?.lineage, lineage != own
            else { return nil }
            return Rival(own: own, other: lineage, object: object.id, address: address)
        }
        rival = found.min { ($0.other, $0.object) < ($1.other, $1.object) }
    }
}
