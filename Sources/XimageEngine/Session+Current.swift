package import XimageCore
import XimagePlanning
import XimageState

/// Whether state knows what was created under it. Every command that reads the cloud with a state asks here, or plans.
extension Session {
    /// What a command sees in the cloud, with a state that is not older than it.
    package struct Survey: Sendable {
        package let prior: PriorState
        /// Catalogues are not read.
        package let cloud: LiveState
        package var live: [LiveResource] { cloud.resources }
    }

    /// Reads lists for a command that shows, finds or records single objects.
    ///
    /// The lists that state and manifests are about are read as well: an older state stops every command alike.
    /// - Parameters:
    ///   - kinds: what the answer has.
    ///   - aids: kinds that the answer has where the key may list them.
    ///   - regions: where; `nil` for all that state and manifests are about.
    /// - Throws: `SessionRefusal.behind` where the state is older than its objects.
    package func survey(
        _ desired: DesiredState, _ kinds: [ResourceKind], aids: [ResourceKind] = [],
        in regions: Set<Region>? = nil
    ) async throws -> Survey {
        try await onState(desired.settings) { prior in
            let prior = prior.state
            try await requireProjects(of: prior.identity)
            let places = regions ?? Self.regions(desired, prior)
            func lists(of kinds: [ResourceKind]) -> Set<Refresher.List> {
                // Copies come from the list of images.
                Set(
                    places.flatMap { region in
                        kinds.map { Refresher.List(kind: $0 == .copy ? .image : $0, region: region) }
                    })
            }
            let wanted = lists(of: kinds).sorted()
            let helpful = lists(of: aids).subtracting(wanted).sorted()
            let checked =
                prior.isFresh
                ? []
                : Set(Refresher.lists(desired: desired, prior: prior)).subtracting(wanted).subtracting(
                    helpful
                )
                .sorted()
            let refresher = Refresher(provider: environment.provider, time: environment.time)
            let readAt = environment.time.now()
            let asked = try await refresher.read(wanted)
            let others = try await BoundedReads.all(helpful + checked) { list in
                (list, try await readable(list, refresher))
            }.sorted { $0.0 < $1.0 }
            let aiding = others.filter { helpful.contains($0.0) }.map(\.1)
            let listed = (asked + others.map(\.1)).flatMap(\.resources)
            if !StateRebuilder.forgotten(by: prior, desired, listed).isEmpty {
                let unlisted = try await UnlistedObjects(
                    provider: environment.provider,
                    lists: Set(wanted + others.filter { $0.1.refused.isEmpty }.map(\.0))
                ).read(prior, listed)
                try await requireCurrent(
                    StateRebuilder.forgotten(by: prior, desired, listed + unlisted.resources))
            }
            let parts = asked + aiding
            var cloud = LiveState(
                resources: parts.flatMap(\.resources).filter {
                    (kinds + aids).contains($0.kind) && places.contains($0.region)
                },
                readAt: readAt, unreadable: parts.flatMap(\.refused), backups: parts.flatMap(\.backups))
            cloud.backups.name(by: cloud.resources)
            return Survey(prior: prior, cloud: cloud)
        }
    }

    /// All regions that state and manifests are about, with the one that is declared for whatever names none.
    private static func regions(_ desired: DesiredState, _ prior: PriorState) -> Set<Region> {
        var result = Set(Refresher.lists(desired: desired, prior: prior).map(\.region))
        if let region = desired.settings.defaultRegion { result.insert(region) }
        return result
    }

    /// What regions offer, sorted by region.
    package func catalogues(of regions: Set<Region>, needs: CatalogueNeeds) async throws -> [Catalogue] {
        let refresher = Refresher(provider: environment.provider, time: environment.time)
        let wanted = Dictionary(uniqueKeysWithValues: regions.map { ($0, needs) })
        return try await refresher.catalogues(wanted).values.sorted { $0.region < $1.region }
    }

    /// A key that may not read what the command does not show may still run it.
    private func readable(
        _ list: Refresher.List, _ refresher: Refresher
    ) async throws -> Refresher.Part {
        do {
            return try await refresher.read([list])[0]
        } catch let error as ProviderError where error.category == .permission {
            return Refresher.Part(refused: [UnreadableFact("\(list.kind.rawValue)s", in: list.region, error)])
        }
    }

    /// - Parameter forgotten: objects of the state's own lineage that it does not know.
    /// - Throws: `SessionRefusal.behind` where one of them exists.
    func requireCurrent(_ forgotten: [LiveResource]) async throws {
        var marked = MarkedObjects(provider: environment.provider)
        _ = try await marked.requireKnown(forgotten)
    }

    // MARK: State

    /// Plans without a lock and without writing anything.
    package func plan(_ request: Request) async throws -> Planned {
        try await onState(request.desired.settings) { prior in
            var planned = try await plan(
                request, prior: prior.state, open: prior.open, learned: prior.learned)
            planned.running = prior.running
            if prior.running == nil { planned.owed = prior.owed }
            return planned
        }
    }

    struct Prior {
        var state = PriorState()
        var open: [OpenStep] = []
        var learned: [DurationSample] = []
        /// Who holds the lock.
        var running: LockInfo?
        var owed: [BrokenPromise] = []
    }

    /// Runs `body` on what is recorded; again where a run under way has recorded what the first look did not know.
    func onState<T>(_ settings: ProjectSettings, _ body: (Prior) async throws -> T) async throws -> T {
        var prior = try readPrior(settings)
        while true {
            do { return try await body(prior) } catch SessionRefusal.behind(let objects) {
                prior = try readPrior(settings, withHistory: true)
                try Self.require(prior.state, toKnow: objects)
            }
        }
    }

    /// Runs `body` on what is recorded; again with what was recorded before, where the state seems to be older than its objects.
    func knowing<T>(_ store: StateStore, _ body: (PriorState) async throws -> T) async throws -> T {
        var prior = try store.prior()
        do { return try await body(prior) } catch SessionRefusal.behind(let objects) {
            prior.formerOperations = try store.formerOperations()
            try Self.require(prior, toKnow: objects)
            return try await body(prior)
        }
    }

    /// Somebody else's object may have the copied mark of one that this state deleted.
    private static func require(_ prior: PriorState, toKnow objects: [LiveResource]) throws(SessionRefusal) {
        let ownership = MarkOwnership(prior)
        guard objects.allSatisfy({ ownership.owner(of: $0) != .forgotten }) else { throw .behind(objects) }
    }

    private func readPrior(
        _ settings: ProjectSettings, withHistory: Bool = false
    ) throws(StateError) -> Prior {
        guard
            let store = try StateStore.openReadOnly(
                path: statePath, project: settings.project, environment: settings.environmentName,
                time: environment.time)
        else { return Prior() }
        var prior = Prior(
            state: try store.prior(), open: try store.openSteps(), learned: try store.learnedDurations(),
            running: try StateLock(store, time: environment.time).holder(),
            owed: try store.journalSummary().obligations.map { BrokenPromise($0, because: nil) })
        if withHistory { prior.state.formerOperations = try store.formerOperations() }
        try store.close()
        return prior
    }
}
