package import XimageCore
import XimagePlanning
import XimageState

/// Whether this run is about the cloud that its state is about.
extension Session {
    /// Compares the region projects of this run with those that have the state's objects.
    /// - Throws: `SessionRefusal` where they differ, or where that of the run is not known.
    package func requireProjects(of prior: PriorState) async throws {
        let identity = prior.identity
        let regions = Set((prior.records + prior.setAside).map(\.region))
        for (region, recorded) in identity.projects.sorted(by: { $0.key < $1.key })
        where regions.isEmpty || regions.contains(region) {
            var expected = SessionRefusal.Place(region: region, project: recorded, account: identity.account)
            let found: String
            do { found = try await environment.provider.project(of: region) } catch {
                guard error.category == .permission || error.category == .notFound else { throw error }
                throw SessionRefusal.unknownProject(expected, reason: "\(error)")
            }
            guard found != recorded else { continue }
            let account = try? await environment.provider.account(in: region)
            if identity.account == nil { expected.account = nil }
            throw SessionRefusal.otherProject(
                expected,
                found: SessionRefusal.Place(region: region, project: found, account: account ?? nil))
        }
    }

    /// A state of an earlier version does not say which environment it is of: only an apply may claim it.
    func requireClaim(_ request: Request, _ prior: PriorState) throws(StateError) {
        guard prior.identity.environment == nil, !prior.records.isEmpty,
            let name = request.desired.settings.environment,
            request.mode != .apply || !request.options.clean.isEmpty
        else { return }
        throw .unclaimedEnvironment(path: statePath, environment: name)
    }

    /// Records the environment, and where objects of the state were found.
    /// - Parameter found: objects that the cloud has.
    func rememberPlace(
        _ request: Request, _ records: [ResourceRecord], found: Set<RemoteID>, _ store: StateStore,
        _ lease: Lease, _ report: @Sendable (ApplyEvent) -> Void
    ) async throws {
        let regions = Set(records.lazy.filter { found.contains($0.id) }.map(\.region))
        try await rememberPlace(request, in: regions, store, lease, report)
    }

    func rememberPlace(
        _ request: Request, in regions: Set<Region>, _ store: StateStore, _ lease: Lease,
        _ report: @Sendable (ApplyEvent) -> Void
    ) async throws {
        let known = try store.identity()
        var identity = known
        if identity.environment == nil { identity.environment = request.desired.settings.environmentName }
        for region in regions.sorted() where identity.projects[region] == nil {
            identity.projects[region] = try await environment.provider.project(of: region)
            guard identity.account == nil else { continue }
            identity.account = try? await environment.provider.account(in: region)
            if identity.account == nil {
                report(
                    .notice(
                        "The account of this key could not be read. State records the region project alone "
                            + "(\(identity.projects[region] ?? ""), \(region)); it decides whether objects count as lost."
                    ))
            }
        }
        if identity != known { try store.remember(identity, under: lease) }
    }
}
