import Glibc
import Synchronization
import XimageCore

@testable import XimageState

/// A folder of its own, removed when all tests have ended: a store does not keep its folder alive.
struct Folder: Sendable {
    let path: String

    private static let parent: String = {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/ximage-state-XXXXXX".utf8CString)
        let parent = mkdtemp(&template).map { String(cString: $0) } ?? base
        atexit { removeTree(Folder.parent) }
        return parent
    }()
    private static let count = Mutex(0)

    init() {
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        path = "\(Self.parent)/\(number)"
        mkdir(path, 0o700)
    }

    var state: String { path + "/state.db" }
}

private func removeTree(_ path: String) {
    if let directory = opendir(path) {
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            if entry.pointee.d_type == UInt8(DT_DIR) {
                removeTree("\(path)/\(name)")
            } else {
                unlink("\(path)/\(name)")
            }
        }
        closedir(directory)
    }
    rmdir(path)
}

func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
}

func bytes(of path: String) -> [UInt8] { (try? StateFile.contents(of: path)) ?? [] }

func write(_ bytes: [UInt8], to path: String) {
    let descriptor = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0o600)
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
}

/// A clock that stands still until a test, or a sleep, moves it.
final class VirtualClock: Sendable {
    private struct Reading {
        var wall = Timestamp("2026-01-15T08:00:00Z") ?? Timestamp(milliseconds: 0)
        var uptime = Duration.seconds(1000)
    }

    private let reading = Mutex(Reading())

    /// Time passes for everybody.
    func advance(_ duration: Duration) {
        reading.withLock {
            $0.wall = $0.wall + duration
            $0.uptime += duration
        }
    }

    /// Somebody sets the wall clock.
    func setWall(by step: Duration) { reading.withLock { $0.wall = $0.wall + step } }

    var uptime: Duration { reading.withLock { $0.uptime } }

    /// Sleeping moves the clock.
    var source: TimeSource {
        TimeSource(
            now: { self.reading.withLock { $0.wall } }, uptime: { self.uptime },
            sleep: { duration in
                try Task.checkCancellation()
                self.advance(duration)
                await Task.yield()
            })
    }

    /// The processes of one machine on this clock.
    func machine(
        boot: String = "boot-1", space: String = "pid:1", pid: Int32 = 100, living: [Int32: Int] = [:]
    ) -> ProcessTable {
        ProcessTable(
            current: ProcessIdentity(boot: boot, space: space, pid: pid, start: living[pid] ?? 5),
            start: { living[$0] }, machineUptime: { Int(self.uptime.milliseconds) })
    }
}

/// SplitMix64.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension StateStore {
    static func open(_ folder: Folder, _ clock: VirtualClock = VirtualClock(), seed: UInt64 = 1) throws
        -> StateStore
    {
        var random = Seeded(seed)
        return try open(path: folder.state, project: "shop", time: clock.source, random: &random)
    }

    func lease(_ clock: VirtualClock = VirtualClock(), seed: UInt64 = 7) async throws -> Lease {
        var random = Seeded(seed)
        let lock = StateLock(self, time: clock.source, processes: clock.machine(living: [100: 5]))
        return try await lock.acquire(.tester, random: &random)
    }
}

extension LockHolder {
    static let tester = LockHolder(who: "ada", host: "build-1", pid: 100, command: "ximage apply")
}

extension RunInfo {
    static let tester = RunInfo(
        .tester, started: Timestamp(milliseconds: 1_768_464_000_000), planDigest: "d1", steps: 3)
}

extension ResourceRecord {
    /// A server with the attributes that servers have.
    static func server(_ index: Int, id: String? = nil) -> ResourceRecord {
        ResourceRecord(
            address: Address(.server, "web", instance: .index(index)), region: "cn-north-4",
            id: id ?? uuid(index),
            attributes: [
                .name: .string("shop-web-\(index)"), .region: "cn-north-4", .zone: "cn-north-4a",
                .flavor: "s6.large.2", .image: .string(uuid(1_000_000)), .power: "running",
                .systemDiskType: "SSD", .systemDiskSize: 40, .vpc: .string(uuid(2_000_000)),
                .subnet: .string(uuid(2_000_001)), .securityGroups: .strings([uuid(2_000_002)]),
                .tags: .strings(["team": "shop"]),
            ],
            declared: [.image: "Ubuntu 22.04 server 64bit", .vpc: "vpc-default"],
            operation: OperationID("abcdefghijklmnopqrst"), digest: "abcdefghij",
            createdAt: Timestamp(milliseconds: 1_768_464_000_000 + Int64(index)))
    }

    static func image(_ generation: Int, standing: Standing = .current, id: String? = nil) -> ResourceRecord {
        ResourceRecord(
            address: Address(.image, "golden", generation: generation), region: "cn-north-4",
            id: id ?? uuid(50_000 + generation), standing: standing,
            attributes: [
                .name: .string("golden-\(generation)"), .vault: .reference(Address(.vault, "main")),
            ],
            dependencies: [Address(.vault, "main")])
    }

    static let vault = ResourceRecord(
        address: Address(.vault, "main"), region: "cn-north-4", id: uuid(9), attributes: [.size: 500])
}

func uuid(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    let tail = String(repeating: "0", count: 12 - digits.count) + digits
    return "0f3a9c51-77de-4b1a-9e02-\(tail)"
}

extension ProviderError {
    static let refused = ProviderError(
        retry: .never, category: .quota, service: "ecs", operation: "POST /v1.1/{project}/cloudservers",
        status: 403,
        code: "Ecs.0319", message: "quota exceeded", requestID: "req-1", job: nil)
    static let silence = ProviderError(
        retry: .outcomeUnknown, category: .unavailable, service: "ims",
        operation: "POST /v1/cloudimages/action",
        message: "connection reset")
}

extension Journal {
    /// A whole step: intent, then its end with the records.
    func carryOut(_ step: String, _ record: ResourceRecord) async throws {
        try await append(
            .intent(StepIntent(step: step, address: record.address, action: "create", region: record.region)))
        try await append(.succeeded(step: step, upserts: [record], removals: []))
    }
}
