import Foundation
import Synchronization
import XimageCore
import XimageEngine
import XimagePlanning
import XimageState
import XimageTestSupport

/// Manifest sets for simulated clouds.
enum SimulatedSet {
    /// So many servers with their disks, each imaged into one of a few vaults.
    static func desired(
        servers: Int, disks: Int = 1, vaults: Int = 1, images: Bool = true, revision: String = "1",
        tags: [String: String] = [:]
    ) -> DesiredState {
        var resources: [DesiredResource] = []
        for number in 0..<max(1, vaults) {
            resources.append(
                DesiredResource(
                    address: Address(.vault, "v\(number)"), region: SimulatedCloud.region,
                    attributes: [
                        .name: .string("shop-v\(number)"), .region: "north", .size: 500, .purpose: "backup",
                        .tags: .strings(tags),
                    ]))
        }
        for number in 0..<servers {
            resources += server(number, disks: disks, tags: tags)
            guard images else { continue }
            resources.append(image(number, vault: number % max(1, vaults), revision: revision))
        }
        return DesiredState(
            settings: ProjectSettings(project: "shop"),
            resources: resources.sorted { $0.address < $1.address })
    }

    private static func server(_ number: Int, disks: Int, tags: [String: String]) -> [DesiredResource] {
        let address = Address(.server, "s\(number)")
        let parts = (0..<disks).map { Address(.disk, "s\(number)", part: "d\($0)") }
        var resources = [
            DesiredResource(
                address: address, region: "north",
                attributes: [
                    .name: .string("shop-s\(number)"), .region: "north", .zone: "north-a",
                    .flavor: "s6.large.2",
                    .image: .map(["name": "Ubuntu"]), .systemDiskType: "SSD", .systemDiskSize: 40,
                    .tags: .strings(tags),
                ], details: .server(ServerDetails(disks: parts)))
        ]
        for (position, part) in parts.enumerated() {
            resources.append(
                DesiredResource(
                    address: part, region: "north",
                    attributes: [
                        .name: .string("shop-s\(number)-d\(position)"), .region: "north", .zone: "north-a",
                        .size: 100, .type: "SSD", .server: .reference(address),
                    ], details: .disk(DiskDetails(position: position))))
        }
        return resources
    }

    private static func image(_ number: Int, vault: Int, revision: String) -> DesiredResource {
        DesiredResource(
            address: Address(.image, "i\(number)"), region: "north",
            attributes: [
                .region: "north", .kind: "whole", .source: .reference(Address(.server, "s\(number)")),
                .vault: .reference(Address(.vault, "v\(vault)")), .revision: .string(revision),
            ],
            details: .image(ImageDetails(nameTemplate: "shop-i\(number)", commitment: "2026-06-01")))
    }
}

/// One project in a simulated cloud: its state file, and runs over it.
struct SimulatedProject: Sendable {
    let simulation: Simulation
    let cloud: SimulatedCloud
    let folder: String
    var options = ApplyOptions(parallelism: 64, pollInterval: .seconds(10), quarantine: .seconds(60))
    /// Of all its runs: no operation id is ever used twice.
    var operations = OperationSource(seed: 1)

    var statePath: String { folder + "/state.db" }

    /// State lies in memory where the machine has such a place: what is tried is the program, not the disk.
    static func makeFolder() -> String {
        let parent =
            FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        let folder = parent + "/ximage-sim-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    func session(_ point: CrashPoint? = nil) -> Session {
        let operations = operations
        let provider: any Provider = point.map { CrashingProvider(inner: cloud, point: $0) } ?? cloud
        return Session(
            Environment(
                provider: provider, time: simulation.time, options: options,
                newOperation: { operations.next() }),
            planner: Planner(rules: []), statePath: statePath,
            tapJournal: { journal in point.map { CrashingJournal(inner: journal, point: $0) } ?? journal })
    }

    func apply(
        _ desired: DesiredState, mode: PlanInput.Mode = .apply, crash point: CrashPoint? = nil,
        stop: StopSignal = StopSignal(), report: @escaping @Sendable (ApplyEvent) -> Void = { _ in }
    ) async throws -> Session.Applied {
        try await session(point).apply(
            .init(desired, mode: mode),
            Session.Applying(
                holder: LockHolder(who: "sim", host: "here", pid: getpid(), command: "ximage apply"),
                lockTimeout: .seconds(120), stop: stop, confirm: { _ in true }, report: report))
    }

    func plan(_ desired: DesiredState, mode: PlanInput.Mode = .apply) async throws -> Session.Planned {
        try await session().plan(.init(desired, mode: mode))
    }

    func records() throws -> [ResourceRecord] {
        guard
            let store = try StateStore.openReadOnly(path: statePath, project: "shop", time: simulation.time)
        else { return [] }
        defer { try? store.close() }
        return try store.prior().records
    }
}

/// Operation ids that a seed repeats.
final class OperationSource: Sendable {
    private let random: Mutex<SeededGenerator>

    init(seed: UInt64) { random = Mutex(SeededGenerator(seed: seed &* 7919 &+ 13)) }

    func next() -> OperationID { random.withLock { OperationID(using: &$0) } }
}
