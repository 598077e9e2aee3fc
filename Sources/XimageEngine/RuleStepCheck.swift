package import XimageCore
package import XimagePlanning

/// Asks the rules marked `apply` once more, just before an image or a copy is made and before anything is deleted, on
/// facts at most ten seconds old. Steps that ask at the same moment share what is read, so that a plan of thousands
/// does not read one object at a time.
package actor RuleStepCheck: StepCheck {
    private struct Asked: Sendable {
        let change: Change
        let ids: [Address: RemoteID]
    }

    /// Whoever waits for a reading that is under way.
    private struct Waiting {
        let asked: Asked
        let continuation: CheckedContinuation<Turn, Never>
    }

    private enum Turn: Sendable {
        case answered([Diagnostic])
        /// The one who waited is the next to read.
        case reads
    }

    private let rules: StepRules
    private let environment: Environment
    private let isTransient: @Sendable (_ rule: String) -> Bool
    private let recorded: [Address: RemoteID]
    /// How many objects there were when the plan was made.
    private let totals: [Place: Int]

    private var waiting: [Waiting] = []
    private var isAsking = false
    private var objects: [RemoteID: (object: LiveResource, readAt: Duration)] = [:]
    private var snapshots: [Place: Snapshot] = [:]
    private var inventories: [Region: (inventory: ImageInventory, readAt: Duration)] = [:]
    /// Objects that a step was refused for. They are read by their ids from then on: a list may lag behind them.
    private var doubted: Set<RemoteID> = []

    /// What is older is read again.
    static let freshness = Duration.seconds(10)
    /// Up to so many objects one list serves all steps of a moment; beyond, those that are asked for are read by id.
    static let listLimit = 500
    /// Objects that are remembered before old ones are dropped.
    static let memory = 10_000
    /// How often a state that ends by itself is looked at again before the step is left out.
    static let tries = 6

    /// - Parameter isTransient: whether what a rule found ends by itself, such as a task that runs.
    package init(
        _ environment: Environment, rules: StepRules, records: [ResourceRecord], live: [LiveResource],
        isTransient: @escaping @Sendable (_ rule: String) -> Bool
    ) {
        self.environment = environment
        self.rules = rules
        self.isTransient = isTransient
        totals = live.reduce(into: [:]) { $0[Place(region: $1.region, kind: $1.kind), default: 0] += 1 }
        recorded = Dictionary(
            records.filter { $0.standing != .deposed }.map { ($0.address.series, $0.id) },
            uniquingKeysWith: { _, last in last })
    }

    package func verdict(on step: PlanStep, ids: [Address: RemoteID]) async -> StepVerdict {
        guard let asked = asked(step, ids) else { return .goOn }
        for attempt in 1...Self.tries {
            let findings = await ask(asked)
            guard let first = findings.first else { return .goOn }
            // What was read before may be what an earlier step has ended since: the first look is taken twice.
            if attempt == Self.tries || attempt > 1 && !findings.allSatisfy({ isTransient($0.code) }) {
                return .hold(
                    StepHold(
                        reason: Bilingual(
                            "\(first.code): \(first.detail)",
                            zh: "\(first.code)：\(first.text(.chinese).message)"), findings: findings))
            }
            forget(asked)
            guard attempt > 1 else { continue }
            do { try await environment.time.sleep(environment.options.pollInterval) } catch { return .goOn }
        }
        return .goOn
    }

    /// What a step asked about is read again. The source of a copy is in another region than the copy.
    private func forget(_ asked: Asked) {
        doubted.formUnion(asked.ids.values)
        for id in asked.ids.values { objects[id] = nil }
        let regions = Set(asked.ids.keys.map { region(of: $0, for: asked) } + [asked.change.region])
        for region in regions { inventories[region] = nil }
        for place in snapshots.keys where regions.contains(place.region) { snapshots[place] = nil }
    }

    private func region(of address: Address, for asked: Asked) -> Region {
        rules.region(of: address) ?? asked.change.region
    }

    /// `nil` for steps that the rules have nothing to say about by then.
    private func asked(_ step: PlanStep, _ given: [Address: RemoteID]) -> Asked? {
        var ids = recorded.merging(given) { $1 }
        switch step.operation {
        case .create(let create) where step.address.kind == .image || step.address.kind == .copy:
            // Objects that were there already stand in the step by their ids.
            for (name, address) in rules.references(of: step.address) {
                if let id = create.attributes[name].string { ids[address] = id }
            }
            let change = Change(
                address: step.address, region: step.region, action: .create, after: create.attributes,
                reason: .declaredButMissing)
            let needs = rules.needs(change)
            return Asked(change: change, ids: ids.filter { needs.contains($0.key) })
        case .delete(let delete): return deletion(step, of: delete.id, takesBackup: false)
        case .prune(let prune): return deletion(step, of: prune.id, takesBackup: prune.takesBackup)
        case .create, .label, .update, .detach, .forget, .settle, .stop, .start, .awaitServer, .deleteBackup:
            return nil
        }
    }

    private func deletion(_ step: PlanStep, of id: RemoteID, takesBackup: Bool) -> Asked {
        let change = Change(
            address: step.address, region: step.region, action: .delete, id: id, before: [:],
            reason: step.operation.consent == .cleaning ? .orphan("") : .noLongerDeclared,
            takesBackup: takesBackup)
        return Asked(change: change, ids: [step.address.series: id])
    }

    // MARK: One reading for all who wait

    /// The first who asks reads for all who ask meanwhile, and leaves the next reading to one of those who came later.
    private func ask(_ asked: Asked) async -> [Diagnostic] {
        if isAsking {
            let turn = await withCheckedContinuation {
                waiting.append(Waiting(asked: asked, continuation: $0))
            }
            if case .answered(let findings) = turn { return findings }
        }
        isAsking = true
        // Steps that start at the same moment are in line behind this one.
        await Task.yield()
        let others = waiting
        waiting = []
        let answers = await answer([asked] + others.map(\.asked))
        for (other, findings) in zip(others, answers.dropFirst()) {
            other.continuation.resume(returning: .answered(findings))
        }
        if waiting.isEmpty {
            isAsking = false
        } else {
            waiting.removeFirst().continuation.resume(returning: .reads)
        }
        return answers[0]
    }

    /// Facts that cannot be read forbid nothing but a deletion: any other step meets the same service itself.
    private func answer(_ batch: [Asked]) async -> [[Diagnostic]] {
        let live: LiveState
        do {
            live = try await facts(for: batch)
        } catch {
            return batch.map { asked in
                asked.change.action == .delete ? [Self.unread(asked.change, error)] : []
            }
        }
        var ids: [Address: RemoteID] = [:]
        for asked in batch { ids.merge(asked.ids) { $1 } }
        let findings = rules.findings(about: batch.map(\.change), ids: ids, live: live)
        return batch.map { findings[$0.change.address] ?? [] }
    }

    private static func unread(_ change: Change, _ error: any Error) -> Diagnostic {
        Diagnostic(
            .factsNotRead, ["object": "\(change.address)", "reason": .reported("\(error)")],
            address: change.address)
    }

    // MARK: Facts

    /// All objects of a kind, as one list had them.
    private struct Snapshot {
        let objects: [RemoteID: LiveResource]
        let readAt: Duration
    }

    private struct Place: Hashable, Comparable {
        let region: Region
        let kind: ResourceKind

        static func < (a: Place, b: Place) -> Bool { (a.region, a.kind) < (b.region, b.kind) }
    }

    private func facts(for batch: [Asked]) async throws(ProviderError) -> LiveState {
        var wanted: [Place: Set<RemoteID>] = [:]
        var regions: Set<Region> = []
        for asked in batch {
            switch asked.change.address.kind {
            case .image, .copy: regions.insert(asked.change.region)
            // An image may still rest on the disks that go.
            case .server, .disk: if asked.change.action == .delete { regions.insert(asked.change.region) }
            case .vault: break
            }
            for (address, id) in asked.ids {
                switch address.kind {
                case .image, .copy: regions.insert(region(of: address, for: asked))
                default:
                    let place = Place(region: region(of: address, for: asked), kind: address.kind)
                    wanted[place, default: []].insert(id)
                }
            }
        }
        var result = LiveState(readAt: environment.time.now())
        for region in regions.sorted() {
            let inventory = try await closeUp(inventory(of: region), in: region)
            result.resources += inventory.images + inventory.copies
            result.backups += inventory.backups ?? []
            if inventory.backups == nil { result.unreadable.append(.backups(in: region)) }
            // A server may have entered another vault than the one that is asked for.
            let vaults = Place(region: region, kind: .vault)
            result.resources += try await snapshot(of: vaults).objects.values.sorted { $0.id < $1.id }
            wanted[vaults] = nil
        }
        var disks: [Region: Set<RemoteID>] = [:]
        for (place, ids) in wanted.sorted(by: { $0.key < $1.key }) {
            let found = try await read(ids, place)
            result.resources += found
            guard place.kind == .server else { continue }
            for server in found {
                guard case .server(let facts) = server.facts else { continue }
                disks[place.region, default: []].formUnion(facts.disks.map(\.id))
                if doubted.contains(server.id) { doubted.formUnion(facts.disks.map(\.id)) }
            }
        }
        for (region, ids) in disks.sorted(by: { $0.key < $1.key }) {
            result.resources += try await read(ids, Place(region: region, kind: .disk))
        }
        return result
    }

    private func inventory(of region: Region) async throws(ProviderError) -> ImageInventory {
        let now = environment.time.uptime()
        if let known = inventories[region], now - known.readAt <= Self.freshness { return known.inventory }
        let inventory = try await environment.provider.imageInventory(in: region)
        inventories[region] = (inventory, now)
        return inventory
    }

    /// The same with doubted images and the backups behind them as their own readings have them.
    private func closeUp(
        _ inventory: ImageInventory, in region: Region
    ) async throws(ProviderError) -> ImageInventory {
        var result = inventory
        for index in result.images.indices where doubted.contains(result.images[index].id) {
            let id = result.images[index].id
            guard let image = try await environment.provider.read(id, .image, in: region) else { continue }
            result.images[index] = image
            guard case .image(let facts) = image.facts, let backup = facts.backup,
                let place = result.backups?.firstIndex(where: { $0.id == backup }),
                let own = try await environment.provider.readBackup(backup, in: region)
            else { continue }
            result.backups?[place] = own
        }
        return result
    }

    private func read(_ ids: Set<RemoteID>, _ place: Place) async throws(ProviderError) -> [LiveResource] {
        var found: [RemoteID: LiveResource] = [:]
        if totals[place] ?? 0 <= Self.listLimit {
            let known = try await snapshot(of: place).objects
            for id in ids { found[id] = known[id] }
        }
        let now = environment.time.uptime()
        for id in ids.intersection(doubted).sorted() {
            if let known = objects[id], now - known.readAt <= Self.freshness { continue }
            guard let object = try await environment.provider.read(id, place.kind, in: place.region) else {
                found[id] = nil
                continue
            }
            objects[id] = (object, now)
            found[id] = object
        }
        let missing = ids.filter { id in
            guard found[id] == nil, let known = objects[id], now - known.readAt <= Self.freshness else {
                return found[id] == nil
            }
            found[id] = known.object
            return false
        }
        if !missing.isEmpty {
            if objects.count > Self.memory {
                objects = objects.filter { now - $0.value.readAt <= Self.freshness }
            }
            for object in try await environment.provider.current(missing, place.kind, in: place.region) {
                objects[object.id] = (object, now)
                found[object.id] = object
            }
        }
        return ids.sorted().compactMap { found[$0] }
    }

    private func snapshot(of place: Place) async throws(ProviderError) -> Snapshot {
        let now = environment.time.uptime()
        if let known = snapshots[place], now - known.readAt <= Self.freshness { return known }
        let found = try await environment.provider.list(place.kind, in: place.region)
        let snapshot = Snapshot(
            objects: Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last }), readAt: now
        )
        snapshots[place] = snapshot
        return snapshot
    }
}
