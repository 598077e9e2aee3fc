import Foundation
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageRules
import XimageSandbox
import XimageState

/// A sandbox of its own on a real port, filled with the world of a case. Jobs end when they are looked at next.
struct ForesightLab: Sendable {
    let provider: HuaweiProvider
    private let folder: String
    private let sandbox: SandboxServer

    /// The same account for a key that may not do everything.
    func denying<T: Sendable>(
        _ actions: [String], _ body: (ForesightLab) async throws -> T
    ) async throws -> T {
        guard !actions.isEmpty else { return try await body(self) }
        let listed = actions.map { "\"\($0)\"" }.joined(separator: ", ")
        try await sandbox.seed("keys: [{access: NARROW, secret: s, deny: [\(listed)]}]\n")
        let provider = Self.provider(of: sandbox, key: ("NARROW", "s"))
        let result: Result<T, any Error>
        do {
            result = .success(
                try await body(ForesightLab(provider: provider, folder: folder, sandbox: sandbox)))
        } catch { result = .failure(error) }
        await provider.shutdown()
        return try result.get()
    }

    private static func provider(
        of sandbox: SandboxServer, key: (access: String, secret: String)
    ) -> HuaweiProvider {
        var options = HuaweiOptions()
        options.pollInterval = .zero
        options.retry.longestPause = .zero
        return HuaweiProvider.sandbox(
            endpoint: sandbox.info.endpoint, accessKey: Secret(key.access), secretKey: Secret(key.secret),
            projects: sandbox.info.projects, time: .system, options: options)
    }

    /// The key may make none of these calls from now on.
    func forbid(_ operations: [String]) async throws {
        guard !operations.isEmpty else { return }
        let rules = operations.map {
            "  - {match: {operation: \"\($0)\"}, status: 403, body: '{\"error\":{\"code\":\"Pdp.0001\"}}'}\n"
        }
        try await sandbox.setFaults("faults:\n" + rules.joined())
    }

    /// Calls that fit the script fail from now on.
    func fail(_ script: String) async throws { try await sandbox.setFaults(script) }

    /// Sets a quota by what the plan takes at most; leaves it where the plan takes nothing of it.
    func limit(_ quota: (name: String, region: String, more: Int), for desired: DesiredState) async throws {
        let things: [String: Usage.Thing] = [
            "images": .images, "servers": .servers, "cores": .cores, "ramMB": .memoryMiB, "volumes": .disks,
            "gigabytes": .diskGiB,
        ]
        let plan = try await session(rules: ForesightOutcome.rules).plan(.init(desired)).plan
        let found = plan.usages.first { "\($0.region)" == quota.region && $0.thing == things[quota.name] }
        guard let usage = found else { return }
        try await seed("regions: {\(quota.region): {quotas: {\(quota.name): \(usage.peak + quota.more)}}}\n")
    }

    /// Fills more into the sandbox.
    func seed(_ world: String) async throws { try await sandbox.seed(world) }

    static func with<T: Sendable>(
        world: String, seed: UInt64 = 1, _ body: (ForesightLab) async throws -> T
    ) async throws -> T {
        await LabGate.shared.enter()
        let result: Result<T, any Error>
        do { result = .success(try await open(world, seed, body)) } catch { result = .failure(error) }
        await LabGate.shared.leave()
        return try result.get()
    }

    private static func open<T: Sendable>(
        _ world: String, _ seed: UInt64, _ body: (ForesightLab) async throws -> T
    ) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ximage-\(UUID().uuidString)"
        ).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let sandbox = try await SandboxServer.start(
            SandboxConfiguration(dataFile: "\(folder)/sandbox.db", timeScale: 0, seed: seed))
        let provider = provider(of: sandbox, key: (sandbox.info.accessKey, sandbox.info.secretKey))
        let result: Result<T, any Error>
        do {
            if !world.isEmpty { try await sandbox.seed(world) }
            result = .success(
                try await body(ForesightLab(provider: provider, folder: folder, sandbox: sandbox)))
        } catch { result = .failure(error) }
        await provider.shutdown()
        await sandbox.stop()
        return try result.get()
    }

    var environment: Environment {
        Environment(
            provider: provider, time: .system,
            options: ApplyOptions(parallelism: 8, pollInterval: .zero, quarantine: .zero))
    }

    func session(
        rules: [any Rule], guests: any GuestFactsSource = SoundGuests(),
        check: @escaping @Sendable (Session.Planned) -> (any StepCheck)? = { _ in nil }
    ) -> Session {
        Session(
            environment, planner: Planner(rules: rules), statePath: "\(folder)/state.db", guests: guests,
            stepCheck: check)
    }

    /// The rules, asked once more just before each step.
    func stepCheck(_ planned: Session.Planned, rules: [any Rule]) -> any StepCheck {
        RuleStepCheck(
            environment,
            rules: StepRules(
                rules: rules, desired: planned.desired, catalogues: planned.live.catalogues,
                acknowledgements: []),
            records: planned.prior.records, live: planned.live.resources,
            isTransient: RuleCatalogue.endsByItself)
    }

    /// - Returns: `nil` when there was nothing to do or it was refused.
    func apply(
        _ desired: DesiredState, _ session: Session,
        confirm: @escaping @Sendable (Session.Planned) async -> Bool = { _ in true }
    ) async throws -> ApplyReport? {
        try await apply(Session.Request(desired), session, confirm: confirm)
    }

    /// - Returns: `nil` when there was nothing to do or it was refused.
    func apply(
        _ request: Session.Request, _ session: Session,
        confirm: @escaping @Sendable (Session.Planned) async -> Bool = { _ in true }
    ) async throws -> ApplyReport? {
        let applying = Session.Applying(
            holder: LockHolder(who: "tester", host: "here", pid: getpid(), command: "ximage apply"),
            lockTimeout: .zero, stop: StopSignal(), confirm: confirm, report: { _ in })
        guard case .done(_, let report) = try await session.apply(request, applying) else {
            return nil
        }
        return report
    }
}

extension TimeSource {
    static let system: TimeSource = {
        let clock = ContinuousClock()
        let start = clock.now
        return TimeSource(
            now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
            uptime: { start.duration(to: clock.now) }, sleep: { try await Task.sleep(for: $0) })
    }()
}
