import Foundation
import Synchronization
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox
import XimageState

/// A sandbox of its own on a real port, the real provider, and a state file: what an apply has in the product.
final class Lab: Sendable {
    let folder: String
    let sandbox: SandboxServer
    let provider: HuaweiProvider

    /// Jobs end when they are looked at next.
    static func open() async throws -> Lab {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ximage-\(UUID().uuidString)"
        ).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let sandbox = try await SandboxServer.start(
            SandboxConfiguration(dataFile: "\(folder)/sandbox.db", timeScale: 0, seed: 7))
        let info = sandbox.info
        var options = HuaweiOptions()
        options.pollInterval = .zero
        let provider = HuaweiProvider.sandbox(
            endpoint: info.endpoint, accessKey: Secret(info.accessKey), secretKey: Secret(info.secretKey),
            projects: info.projects, time: .system, options: options)
        return Lab(folder: folder, sandbox: sandbox, provider: provider)
    }

    /// Runs `body` with a lab and takes it down afterwards, whatever happened.
    static func with<T>(_ body: (Lab) async throws -> T) async throws -> T {
        let lab = try await open()
        let result: Result<T, any Error>
        do { result = .success(try await body(lab)) } catch { result = .failure(error) }
        await lab.provider.shutdown()
        await lab.sandbox.stop()
        try? FileManager.default.removeItem(atPath: lab.folder)
        return try result.get()
    }

    /// Another project's place beside it: the same cloud, a state of its own.
    func elsewhere(named name: String = "elsewhere") throws -> Lab {
        let other = folder + "/" + name
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        return Lab(folder: other, sandbox: sandbox, provider: provider)
    }

    private init(folder: String, sandbox: SandboxServer, provider: HuaweiProvider) {
        self.folder = folder
        self.sandbox = sandbox
        self.provider = provider
    }

    var statePath: String { "\(folder)/state.db" }

    func session(over provider: (any Provider)? = nil, tap: CrashPoint? = nil) -> Session {
        let crashing = tap.map { CrashingProvider(inner: provider ?? self.provider, point: $0) }
        return Session(
            Environment(
                provider: crashing ?? provider ?? self.provider, time: .system,
                options: ApplyOptions(parallelism: 8, pollInterval: .zero, quarantine: .zero)),
            planner: Planner(rules: []), statePath: statePath,
            tapJournal: { journal in tap.map { CrashingJournal(inner: journal, point: $0) } ?? journal })
    }

    func plan(
        _ desired: DesiredState, mode: PlanInput.Mode = .apply, refresh: Bool = true
    ) async throws -> Plan {
        try await session().plan(.init(desired, mode: mode, refresh: refresh)).plan
    }

    /// - Returns: `nil` when there was nothing to do or it was refused.
    @discardableResult
    func apply(
        _ desired: DesiredState, mode: PlanInput.Mode = .apply, over provider: (any Provider)? = nil,
        tap: CrashPoint? = nil, stop: StopSignal = StopSignal(), refresh: Bool = true,
        selecting part: PlanOptions = PlanOptions(),
        report: @escaping @Sendable (ApplyEvent) -> Void = { _ in }
    ) async throws -> ApplyReport? {
        let applying = Session.Applying(
            holder: LockHolder(who: "tester", host: "here", pid: getpid(), command: "ximage apply"),
            lockTimeout: .zero, stop: stop, confirm: { _ in true }, report: report)
        if case .done(_, let report) = try await session(over: provider, tap: tap).apply(
            .init(desired, mode: mode, refresh: refresh, options: part), applying)
        {
            return report
        }
        return nil
    }

    func prior() throws -> PriorState {
        try StateStore.openReadOnly(path: statePath, project: "shop", time: .system)?.prior() ?? PriorState()
    }

    /// Steps that the journal holds without an end.
    func openSteps() throws -> [OpenStep] {
        try StateStore.openReadOnly(path: statePath, project: "shop", time: .system)?.openSteps() ?? []
    }

    /// How many objects of each kind were ever made, from the record that clients cannot see.
    func made() async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for entry in try await sandbox.ledger() where entry.deed == .made {
            counts[entry.kind, default: 0] += 1
        }
        return counts
    }
}

extension TimeSource {
    static let system: TimeSource = {
        let clock = ContinuousClock()
        let start = clock.now
        return TimeSource(
            now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
            uptime: { start.duration(to: clock.now) },
            sleep: { try await Task.sleep(for: $0) })
    }()
}

/// What the main job declares, in the sandbox's default world.
enum MainJob {
    static func desired(
        tags: [String: String] = [:], dataGiB: Int = 100, revision: String? = nil, withServer: Bool = true,
        removals: [Removal] = []
    ) -> DesiredState {
        let server = Address(.server, "web")
        var image: Attributes = [
            .region: "cn-north-4", .kind: "whole", .source: .reference(server),
            .vault: .reference(Address(.vault, "main")),
        ]
        if let revision { image[.revision] = .string(revision) }
        var resources = [
            DesiredResource(
                address: Address(.vault, "main"), region: "cn-north-4",
                attributes: [
                    .name: "shop-main", .region: "cn-north-4", .size: 500, .consistency: "crash",
                    .purpose: "backup",
                    .autoExpand: false, .tags: .strings(tags),
                ])
        ]
        if withServer {
            resources += [
                DesiredResource(
                    address: server, region: "cn-north-4",
                    attributes: [
                        .name: "shop-web", .region: "cn-north-4", .zone: "cn-north-4a", .flavor: "s6.large.2",
                        .image: .map(["name": "Ubuntu 22.04 server 64bit"]), .systemDiskType: "SSD",
                        .systemDiskSize: 40,
                        .vpc: "vpc-default", .subnet: "subnet-default",
                        .securityGroups: .strings(["default"]),
                    ],
                    details: .server(
                        ServerDetails(disks: [
                            Address(.disk, "web", part: "data"), Address(.disk, "web", part: "logs"),
                        ]))),
                disk("data", sizeGiB: dataGiB, position: 0), disk("logs", sizeGiB: 50, position: 1),
                DesiredResource(
                    address: Address(.image, "golden"), region: "cn-north-4", attributes: image,
                    details: .image(ImageDetails(nameTemplate: "shop-golden", commitment: "2026-06-01"))),
            ]
        }
        return DesiredState(
            settings: ProjectSettings(project: "shop"),
            resources: resources.sorted { $0.address < $1.address },
            removals: removals)
    }

    private static func disk(_ part: String, sizeGiB: Int, position: Int) -> DesiredResource {
        DesiredResource(
            address: Address(.disk, "web", part: part), region: "cn-north-4",
            attributes: [
                .name: .string("shop-web-\(part)"), .region: "cn-north-4", .zone: "cn-north-4a",
                .size: .int(sizeGiB),
                .type: "SSD", .server: .reference(Address(.server, "web")),
            ],
            details: .disk(DiskDetails(position: position)))
    }
}
