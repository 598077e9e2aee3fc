package import XimageCore
import XimagePlanning
import XimageState

/// Whether this run is about the cloud that its state is about.
extension Session {
    /// Compares the region projects of this run with those that have the state's objects.
    /// - Throws: `SessionRefusal` where they differ, or where that of the run is not known.
    package func requireProjects(of identity: StateIdentity) async throws {
        for (region, recorded) in identity.projects.sorted(by: { $0.key < $1.key }) {
            let expected = SessionRefusal.Place(region: region, project: recorded, account: identity.account)
            let found: String
            do { found = try await environment.provider.project(of: region) } catch {
                guard error.category == .permission || error.category == .notFound else { throw error }
                throw SessionRefusal.unknownProject(expected, reason: "\(error)")
            }
            guard found != recorded else { continue }
            let account = await environment.provider.account(in: region)
            throw SessionRefusal.otherProject(
                expected, found: SessionRefusal.Place(region: region, project: found, account: account))
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

    /// Records the environment, and where objects of the state were found. A region without any is no matter any more.
    func rememberPlace(
        _ request: Request, _ planned: Planned, _ store: StateStore, _ lease: Lease,
        _ report: @Sendable (ApplyEvent) -> Void
    ) async throws {
        let records = planned.prior.records + planned.plan.rebuilt
        let found = Set(planned.live.resources.map(\.id))
        let places = Set((records + planned.prior.setAside).map(\.region))
        try await rememberPlace(
            request, in: Set(records.filter { found.contains($0.id) }.map(\.region)), among: places, store,
            lease,
            report)
    }

    /// - Parameter places: the regions that have objects of the state; `nil` to keep all.
    func rememberPlace(
        _ request: Request, in regions: Set<Region>, among places: Set<Region>? = nil, _ store: StateStore,
        _ lease: Lease, _ report: @Sendable (ApplyEvent) -> Void
    ) async throws {
        let known = try store.identity()
        var identity = known
        if let places { identity.projects = identity.projects.filter { places.contains($0.key) } }
        if identity.environment == nil { identity.environment = request.desired.settings.environmentName }
        for region in regions.sorted() where identity.projects[region] == nil {
            identity.projects[region] = try await environment.provider.project(of: region)
            guard identity.account == nil else { continue }
            identity.account = await environment.provider.account(in: region)
            if identity.account == nil {
                report(
                    .notice(
                        Bilingual(
                            "The account of this key could not be read. State records the region project alone "
                                + "(\(identity.projects[region] ?? ""), \(region)); it decides whether objects count as lost.",
                            zh: "无法读取该访问密钥的账号。状态仅记录区域项目（\(identity.projects[region] ?? "")，\(region)），"
                                + "并据此判断对象是否丢失。")))
            }
        }
        if identity != known { try store.remember(identity, under: lease) }
    }
}
