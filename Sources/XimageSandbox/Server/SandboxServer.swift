import Foundation
import Hummingbird
import Logging
import NIOCore

/// A running sandbox, in this process or, when another process owns the data file, over there.
package actor SandboxServer {
    /// Names of the regions that there are.
    package static var regions: Set<String> { Set(regionZones.map(\.region)) }

    /// How to reach it. Stays the same when this process takes over from another.
    package nonisolated let info: SandboxInfo
    private let configuration: SandboxConfiguration
    private var owner: Owner?
    private var watch: Task<Void, Never>?

    /// What the owning process has.
    private struct Owner {
        var lock: FileLock
        var cloud: SandboxCloud
        var service: Task<Void, any Error>
    }

    private init(_ configuration: SandboxConfiguration, info: SandboxInfo, owner: Owner?) {
        self.configuration = configuration
        self.info = info
        self.owner = owner
    }

    /// Whether this process owns the data file.
    package var isOwner: Bool { owner != nil }

    /// Returns when it accepts connections. If another process has the data file and answers, that one is used, and this
    /// one takes over on the same port when it ends.
    package static func start(_ configuration: SandboxConfiguration) async throws -> SandboxServer {
        let paths = SandboxPaths(configuration.dataFile)
        for _ in 0..<200 {
            if let lock = try FileLock(path: paths.lock) {
                let (owner, info) = try await open(configuration, lock, port: configuration.port)
                try paths.announce(info)
                return SandboxServer(configuration, info: info, owner: owner)
            }
            if let info = paths.announced(), await Self.answers(info) {
                let server = SandboxServer(configuration, info: info, owner: nil)
                await server.watchOwner()
                return server
            }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw SandboxError.busy(path: configuration.dataFile)
    }

    /// Ends it if it runs here; the data stays.
    package func stop() async {
        watch?.cancel()
        await watch?.value
        watch = nil
        guard let owner else { return }
        self.owner = nil
        // A connection that is accepted and not taken up yet makes the server trap when it is let go. Connections are
        // taken up in their order, so after an answer to one more there is none left.
        await awaitTurn()
        SandboxPaths(configuration.dataFile).withdraw()
        owner.service.cancel()
        _ = await owner.service.result
        try? owner.cloud.file.close()
        owner.lock.release()
    }

    /// Every object made and removed, oldest first. Only where `isOwner`.
    package func ledger() async throws -> [LedgerEntry] {
        guard let owner else { return [] }
        return try await owner.cloud.file.ledger()
    }

    /// Calls answered by operation since the start or the last reset. Only where `isOwner`.
    package func callCounts() async throws -> [String: Int] {
        try await owner?.cloud.change { $0.callCounts } ?? [:]
    }

    package func resetCallCounts() async throws {
        try await owner?.cloud.change { $0.callCounts = [:] }
    }

    /// Moves simulated time ahead, as if that long had passed. Only where `isOwner`.
    package func advance(seconds: Double) async throws {
        try await owner?.cloud.advanceClock(bySeconds: seconds)
    }

    /// Removes the data file and what lies beside it. Fails when a process uses it, and where the path names something else.
    package static func reset(dataFile: String) throws {
        guard DataFile.isRemovable(dataFile) else { throw SandboxError.foreign(path: dataFile) }
        let paths = SandboxPaths(dataFile)
        guard let lock = try FileLock(path: paths.lock) else {
            throw SandboxError.inUse(path: dataFile, endpoint: paths.announced()?.endpoint)
        }
        for path in [dataFile, dataFile + "-wal", dataFile + "-shm", paths.port] {
            if FileManager.default.fileExists(atPath: path) {
                try FileManager.default.removeItem(atPath: path)
            }
        }
        lock.release()
        try? FileManager.default.removeItem(atPath: paths.lock)
    }

    /// The cloud itself, where this process owns it.
    var cloud: SandboxCloud? { owner?.cloud }

    // MARK: Owning

    private static func open(
        _ configuration: SandboxConfiguration, _ lock: FileLock, port: Int
    ) async throws -> (Owner, SandboxInfo) {
        do {
            let cloud = try SandboxCloud(configuration)
            let (service, bound) = try await listen(configuration, cloud, port: port)
            let info = try await cloud.info(host: configuration.host, port: bound, configuration)
            return (Owner(lock: lock, cloud: cloud, service: service), info)
        } catch {
            lock.release()
            throw error
        }
    }

    private static func listen(
        _ configuration: SandboxConfiguration, _ cloud: SandboxCloud, port: Int
    ) async throws -> (Task<Void, any Error>, port: Int) {
        let (ports, report) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "ximage.sandbox") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let application = Application(
            responder: SandboxResponder(cloud: cloud),
            configuration: ApplicationConfiguration(address: .hostname(configuration.host, port: port)),
            onServerRunning: { channel in
                report.yield(channel.localAddress?.port ?? port)
                report.finish()
            },
            logger: logger)
        let service = Task {
            defer { report.finish() }
            try await application.run()
        }
        for await port in ports { return (service, port) }
        let address = "\(configuration.host):\(port)"
        switch await service.result {
        case .failure(let error): throw SandboxError.cannotListen(address: address, detail: "\(error)")
        case .success: throw SandboxError.cannotListen(address: address, detail: "The server ended at once.")
        }
    }

    // MARK: Following another process

    private static func answers(_ info: SandboxInfo) async -> Bool {
        guard let port = info.port else { return false }
        return LoopbackProbe.accepts(host: info.host, port: port)
    }

    private func watchOwner() {
        watch = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(50))
                guard let self, !Task.isCancelled else { return }
                if await self.takeOver() { return }
            }
        }
    }

    /// Becomes the owner if nobody is; on the port the clients know.
    private func takeOver() async -> Bool {
        let paths = SandboxPaths(configuration.dataFile)
        guard let port = info.port, let lock = try? FileLock(path: paths.lock) else { return false }
        guard let (owner, _) = try? await Self.open(configuration, lock, port: port) else { return false }
        self.owner = owner
        try? paths.announce(info)
        return true
    }
}

extension SandboxInfo {
    /// The port in the endpoint.
    var port: Int? { endpoint.split(separator: ":").last.flatMap { Int($0) } }
    /// The host in it, without brackets.
    var host: String { HostNames.name(in: String(endpoint.dropFirst("http://".count))) }
}

extension SandboxCloud {
    func info(host: String, port: Int, _ configuration: SandboxConfiguration) async throws -> SandboxInfo {
        try await change { world in
            let keys = world.accessKeys.all(in: world.defaultRegion)
            let key = keys.first { $0.access == configuration.accessKey } ?? keys[0]
            return SandboxInfo(
                endpoint: "http://\(HostNames.inURL(host)):\(port)", accessKey: key.access,
                secretKey: key.secret,
                projects: Dictionary(uniqueKeysWithValues: world.regions.map { ($0.name, $0.project.plain) }),
                regions: world.regions.map(\.name))
        }
    }
}
