import Synchronization
import XimageCore

/// A cloud of values on a clock of its own: jobs that take their time, lists that lag, answers that get lost, and a
/// ledger that clients cannot see.
final class SimulatedCloud: Provider {
    /// What happens to one call that changes something.
    enum Fault: CaseIterable {
        /// Refused for now; nothing was done.
        case throttled
        /// Refused for good.
        case forbidden
        /// Done, and the answer is lost.
        case lostAfter
        /// Not done, and nobody knows.
        case lostBefore
        /// The job fails and leaves a broken object.
        case jobFails
        /// The job takes fifty times as long.
        case slow
    }

    struct Entry: Hashable {
        var isMade: Bool
        var kind: ResourceKind
        var id: RemoteID
        var owner: String
        var generation: Int
        var at: Duration
    }

    struct Settings {
        var imageTakes = Duration.seconds(600)
        var serverTakes = Duration.seconds(60)
        var call = Duration.milliseconds(50)
        /// Lists show nothing younger.
        var listLag = Duration.zero
        /// Asked before each call that changes something.
        var fault: @Sendable (_ operation: String) -> Fault? = { _ in nil }
        /// Asked before each call: why it is refused. Nothing is done then.
        var refuses: @Sendable (_ operation: String) -> ProviderError? = { _ in nil }
        /// Whether looks at progress tell how much of the time of an operation is over.
        var tellsPercent = false
        /// Asked before each list and each look at progress: whether it fails.
        var failsReading: @Sendable () -> Bool = { false }
    }

    private struct Object {
        var live: LiveResource
        var madeAt: Duration
        var doneAt: Duration
        var fails = false
    }

    private struct World {
        var objects: [RemoteID: Object] = [:]
        var entries: [Entry] = []
        var calls: [String: Int] = [:]
        var counter = 0
        /// Images that are being made: when each is done, and of which server.
        var imageTasks: [(doneAt: Duration, server: String)] = []
        var mostImageTasks = 0
        var mostOfServer = 0
        /// Copies on their way to another region: when each has arrived.
        var copies: [Duration] = []
        var mostCopies = 0
    }

    private let time: TimeSource
    private let world: Mutex<World>
    private let settings: Mutex<Settings>

    init(time: TimeSource, _ settings: Settings = Settings()) {
        self.time = time
        self.settings = Mutex(settings)
        world = Mutex(World())
    }

    static let region: Region = "north"

    func set(_ change: @Sendable (inout Settings) -> Void) { settings.withLock { change(&$0) } }

    var entries: [Entry] { world.withLock { $0.entries } }
    var calls: [String: Int] { world.withLock { $0.calls } }
    var mostImageTasks: Int { world.withLock { $0.mostImageTasks } }
    var mostImagesOfServer: Int { world.withLock { $0.mostOfServer } }
    var mostCopies: Int { world.withLock { $0.mostCopies } }
    var ids: Set<RemoteID> { world.withLock { Set($0.objects.keys) } }

    /// Of objects with marks.
    var ownedIDs: Set<RemoteID> {
        world.withLock { Set($0.objects.values.filter { $0.live.owner != nil }.map(\.live.id)) }
    }

    // MARK: Reading

    func list(_ kind: ResourceKind, in region: Region) async throws(ProviderError) -> [LiveResource] {
        try await reading("list \(kind.rawValue)")
        let (now, lag) = (time.uptime(), settings.withLock { $0.listLag })
        return world.withLock { world in
            world.objects.values.filter { $0.live.kind == kind && now - $0.madeAt >= lag }
                .map { Self.seen($0, now) }.sorted { $0.id < $1.id }
        }
    }

    func read(
        _ id: RemoteID, _ kind: ResourceKind, in region: Region
    ) async throws(ProviderError) -> LiveResource? {
        try await reading("read \(kind.rawValue)")
        let now = time.uptime()
        return world.withLock { $0.objects[id].map { Self.seen($0, now) } }
    }

    func current(
        _ ids: Set<RemoteID>, _ kind: ResourceKind, in region: Region
    ) async throws(ProviderError) -> [LiveResource] {
        try await reading("current \(kind.rawValue)")
        let now = time.uptime()
        return world.withLock { world in
            ids.compactMap { world.objects[$0] }.map { Self.seen($0, now) }.sorted { $0.id < $1.id }
        }
    }

    func catalogue(of region: Region, needs: CatalogueNeeds) async throws(ProviderError) -> Catalogue {
        try await reading("catalogue")
        return Catalogue(
            region: region, zones: [Zone(name: "north-a", isAvailable: true)],
            flavors: ["s6.large.2": Flavor(id: "s6.large.2", vcpus: 2, memoryMiB: 4096)],
            diskTypes: ["SSD": DiskType(name: "SSD")],
            images: [
                "image-ubuntu": CatalogueImage(
                    id: "image-ubuntu", name: "Ubuntu", isPublic: true, minimumDiskGiB: 40)
            ])
    }

    func progress(
        of operations: [PendingOperation]
    ) async throws(ProviderError) -> [PendingOperation: Progress] {
        // As the provider does it: one list call for 500 objects.
        for _ in 0..<(operations.count + 499) / 500 { try await reading("progress") }
        let (now, tellsPercent) = (time.uptime(), settings.withLock { $0.tellsPercent })
        return world.withLock { world in
            var byMark: [String: Object] = [:]
            for object in world.objects.values {
                if let mark = object.live.operation { byMark[mark.description] = object }
            }
            var result: [PendingOperation: Progress] = [:]
            for operation in operations {
                let found =
                    operation.id.flatMap { world.objects[$0] } ?? operation.mark.flatMap { byMark[$0] }
                result[operation] = Self.progress(of: operation, found, now, tellsPercent)
            }
            return result
        }
    }

    private static func progress(
        of operation: PendingOperation, _ object: Object?, _ now: Duration, _ tellsPercent: Bool
    ) -> Progress {
        if operation.purpose == .delete {
            return object == nil ? .succeeded(operation.id, nil) : .running(phase: "deleting", percent: nil)
        }
        guard let object else {
            return .failed(error(.outcomeUnknown, .notFound, "progress", "neither job nor object"))
        }
        if now < object.doneAt {
            let share = (now - object.madeAt) / (object.doneAt - object.madeAt)
            return .running(phase: "creating", percent: tellsPercent ? Int(share * 100) : nil)
        }
        if object.fails {
            return .failed(error(.never, .unavailable, "progress", "the job failed", job: "job"))
        }
        return .succeeded(object.live.id, seen(object, now))
    }

    private static func seen(_ object: Object, _ now: Duration) -> LiveResource {
        var live = object.live
        live.phase = now < object.doneAt ? .busy : object.fails ? .failed : .ready
        live.status = live.phase.rawValue
        return live
    }

    // MARK: Changing

    func create(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        let kind = request.address.kind
        let fault = try await changing("create \(kind.rawValue)")
        if case .lostBefore = fault { throw Self.lost("create") }
        let (now, settings) = (time.uptime(), settings.withLock { $0 })
        let takes: Duration =
            switch kind {
            case .image, .copy: settings.imageTakes
            case .server: settings.serverTakes
            default: .zero
            }
        let done = now + (fault == .slow ? takes * 50 : takes)
        let id = world.withLock { Self.make(request, &$0, now, done, fails: fault == .jobFails) }
        if case .lostAfter = fault { throw Self.lost("create") }
        guard takes > .zero else { return .done(id) }
        return .pending(
            PendingOperation(
                kind: kind, region: request.region, purpose: .create, service: "sim", job: "job-\(id)",
                mark: request.operation.description))
    }

    func update(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        let fault = try await changing("update \(request.address.kind.rawValue)")
        if case .lostBefore = fault { throw Self.lost("update") }
        try world.withLock { world throws(ProviderError) in
            guard var object = world.objects[request.id] else {
                throw Self.error(.never, .notFound, "update", "no such object")
            }
            for entry in request.changes.entries { object.live.attributes[entry.name] = entry.value }
            object.live.owner = request.owner ?? object.live.owner
            object.live.operation = request.operation ?? object.live.operation
            world.objects[request.id] = object
        }
        if case .lostAfter = fault { throw Self.lost("update") }
        return .done(request.id)
    }

    func delete(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        let fault = try await changing("delete \(request.address.kind.rawValue)")
        if case .lostBefore = fault { throw Self.lost("delete") }
        let now = time.uptime()
        world.withLock { world in
            if request.keepObject {
                Self.detach(request.id, &world)
            } else {
                Self.remove(request.id, &world, now)
            }
        }
        if case .lostAfter = fault { throw Self.lost("delete") }
        return .done(request.id)
    }

    // Backups are no objects of their own here: they live and go with their images.

    func project(of region: Region) async throws(ProviderError) -> String { "project-\(region)" }

    func account(in region: Region) async -> String? { "account" }

    func renameBackup(_ id: RemoteID, to name: String, in region: Region) async throws(ProviderError) {
        if case .lostBefore = try await changing("rename backup") { throw Self.lost("rename backup") }
    }

    func deleteBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) {
        if case .lostBefore = try await changing("delete backup") { throw Self.lost("delete backup") }
    }

    private static func make(
        _ request: ResourceRequest, _ world: inout World, _ now: Duration, _ done: Duration, fails: Bool
    ) -> RemoteID {
        let id = nextID(request.address.kind, &world)
        var live = LiveResource(
            kind: request.address.kind, region: request.region, id: id,
            name: request.attributes[.name].string ?? "", attributes: request.attributes,
            owner: request.owner,
            operation: request.operation)
        live.attributes[.revision] = .null
        if request.address.kind == .server {
            // By the clock of the cloud, which nobody sets.
            live.attributes[.createdAt] = .string(Timestamp(milliseconds: now.milliseconds).description)
        }
        switch request.address.kind {
        case .vault:
            live.facts = .vault(VaultFacts(allocatedGiB: 0, usedMiB: 0, members: [], objectType: "server"))
        case .image:
            live.facts = .image(ImageFacts(scope: .region))
            begin(imageOf: request.attributes[.source].string ?? "", &world, now, done)
        case .server: live = bear(live, request, &world, now)
        case .disk: attach(id, to: request.attributes[.server].string, &world)
        case .copy:
            world.copies = world.copies.filter { $0 > now } + [done]
            world.mostCopies = max(world.mostCopies, world.copies.count)
        }
        world.objects[id] = Object(live: live, madeAt: now, doneAt: done, fails: fails)
        world.entries.append(
            Entry(
                isMade: true, kind: live.kind, id: id, owner: request.owner,
                generation: request.operation.generation, at: now))
        return id
    }

    /// How many images are being made from this moment on, in all and of one server.
    private static func begin(imageOf server: String, _ world: inout World, _ now: Duration, _ done: Duration)
    {
        world.imageTasks.removeAll { $0.doneAt <= now }
        world.imageTasks.append((done, server))
        world.mostImageTasks = max(world.mostImageTasks, world.imageTasks.count)
        world.mostOfServer = max(world.mostOfServer, world.imageTasks.count { $0.server == server })
    }

    private static func bear(
        _ server: LiveResource, _ request: ResourceRequest, _ world: inout World, _ now: Duration
    ) -> LiveResource {
        var server = server
        var attached: [ServerFacts.AttachedDisk] = []
        func add(_ attributes: Attributes, isSystem: Bool) {
            let id = nextID(.disk, &world)
            var attributes = attributes
            attributes[.name] = .null
            attributes[.tags] = .null
            attributes[.server] = isSystem ? .null : .string(server.id)
            attributes[.createdAt] = server.attributes[.createdAt]
            world.objects[id] = Object(
                live: LiveResource(
                    kind: .disk, region: server.region, id: id, name: "", attributes: attributes,
                    facts: .disk(DiskFacts(servers: [server.id], isBootable: isSystem))), madeAt: now,
                doneAt: now)
            attached.append(
                .init(
                    id: id, device: "/dev/vd\(attached.count)", isSystem: isSystem,
                    deletedWithServer: isSystem))
        }
        add(
            [.size: request.attributes[.systemDiskSize], .type: request.attributes[.systemDiskType]],
            isSystem: true)
        for disk in request.disks { add(disk.attributes, isSystem: false) }
        server.attributes[.systemDiskSize] = .null
        server.attributes[.systemDiskType] = .null
        server.facts = .server(ServerFacts(disks: attached))
        return server
    }

    private static func attach(_ disk: RemoteID, to server: RemoteID?, _ world: inout World) {
        guard let server, case .server(var facts)? = world.objects[server]?.live.facts else { return }
        facts.disks.append(.init(id: disk, device: "/dev/vdx", isSystem: false, deletedWithServer: false))
        world.objects[server]?.live.facts = .server(facts)
    }

    private static func detach(_ disk: RemoteID, _ world: inout World) {
        for (id, object) in world.objects {
            guard case .server(var facts) = object.live.facts, facts.disks.contains(where: { $0.id == disk })
            else { continue }
            facts.disks.removeAll { $0.id == disk }
            world.objects[id]?.live.facts = .server(facts)
        }
        world.objects[disk]?.live.attributes[.server] = .null
    }

    private static func remove(_ id: RemoteID, _ world: inout World, _ now: Duration) {
        guard let object = world.objects.removeValue(forKey: id) else { return }
        if object.live.kind == .disk { detach(id, &world) }
        if case .server(let facts) = object.live.facts {
            for disk in facts.disks {
                if disk.isSystem {
                    world.objects[disk.id] = nil
                } else {
                    world.objects[disk.id]?.live.attributes[.server] = .null
                }
            }
        }
        world.entries.append(
            Entry(
                isMade: false, kind: object.live.kind, id: id, owner: object.live.owner ?? "",
                generation: object.live.operation?.generation ?? 0, at: now))
    }

    private static func nextID(_ kind: ResourceKind, _ world: inout World) -> RemoteID {
        world.counter += 1
        return "\(kind.rawValue)-\(world.counter)"
    }

    // MARK: Calls

    private func reading(_ operation: String) async throws(ProviderError) {
        try await pass(operation)
        if settings.withLock({ $0.failsReading })() {
            throw Self.error(.safe, .unavailable, operation, "no answer")
        }
    }

    private func changing(_ operation: String) async throws(ProviderError) -> Fault? {
        try await pass(operation)
        let fault = settings.withLock { $0.fault }(operation)
        switch fault {
        case .throttled: throw Self.error(.safe, .throttled, operation, "too many requests")
        case .forbidden: throw Self.error(.never, .permission, operation, "not allowed")
        default: return fault
        }
    }

    private func pass(_ operation: String) async throws(ProviderError) {
        world.withLock { $0.calls[operation, default: 0] += 1 }
        let (pause, refuses) = settings.withLock { ($0.call, $0.refuses) }
        if pause > .zero { try? await time.sleep(pause) }
        if let error = refuses(operation) { throw error }
    }

    private static func lost(_ operation: String) -> ProviderError {
        error(.outcomeUnknown, .unavailable, operation, "the answer was lost")
    }

    static func error(
        _ retry: ProviderError.Retry, _ category: ProviderError.Category, _ operation: String,
        _ message: String,
        job: String? = nil
    ) -> ProviderError {
        ProviderError(
            retry: retry, category: category, service: "sim", operation: operation, message: message, job: job
        )
    }
}
