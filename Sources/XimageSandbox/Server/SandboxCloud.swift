import Synchronization

/// The pretend cloud behind the HTTP server: lets one call at a time into the world, and answers when what it changed is
/// in the data file.
final class SandboxCloud: Sendable {
    let file: DataFile
    let content: ContentStore
    let keys: KeyBook
    /// Writes of disk contents take turns.
    let contentTurn = Turn()
    let faults = FaultBook()
    private let hosts: HostNames
    private let world: Mutex<World>
    private let router: Router
    private let control: Router
    private let clock: @Sendable () -> Int64
    /// How far simulated time is ahead of the clock, in microseconds.
    private let clockOffset: Atomic<Int64>

    init(_ configuration: SandboxConfiguration) throws(SandboxError) {
        let (file, header) = try DataFile.open(path: configuration.dataFile)
        self.file = file
        hosts = HostNames(listening: configuration.host)
        content = ContentStore(file: file)
        let world = World(
            timeScale: configuration.timeScale, seed: configuration.seed ?? header.seed,
            sequence: header.sequence)
        try file.forEachRow(configuration.dataFile) { kind, body in
            guard world.restore(kind, body) else {
                throw SandboxError.damaged(
                    path: configuration.dataFile, detail: "A row names an unknown region.")
            }
        }
        world.addKey(configuration)
        keys = KeyBook(
            world.accessKeys.all(in: world.defaultRegion), window: configuration.signatureWindowSeconds)
        try faults.restore(world.settings)
        let moment = Timestamp(microseconds: configuration.clock() + Int64(header.clockOffset * 1_000_000))
        world.purge(before: moment.advanced(bySeconds: -86_400))
        _ = file.enqueue(world.takeChanges().encoded())
        world.setListLag(faults.listLag)
        self.world = Mutex(world)
        clock = configuration.clock
        clockOffset = Atomic(Int64(header.clockOffset * 1_000_000))
        router = Router.services
        control = Router.control
    }

    /// What is answered before anything else: real time, for signatures.
    var realNow: Timestamp { Timestamp(microseconds: clock()) }
    var simulatedNow: Timestamp { Timestamp(microseconds: clock() + clockOffset.load(ordering: .relaxed)) }

    /// Moves simulated time ahead.
    func advanceClock(bySeconds seconds: Double) async throws {
        let ahead = Double(clockOffset.load(ordering: .relaxed)) / 1_000_000
        guard ahead + seconds <= DataFile.furthestSeconds else {
            throw SandboxError.invalid(detail: "The clock cannot move more than 300 years ahead.")
        }
        let (_, offset) = clockOffset.add(Int64(seconds * 1_000_000), ordering: .relaxed)
        try await change { $0.noteClockOffset(Double(offset) / 1_000_000) }
    }

    /// Looks at or changes the world as of now, and waits until the change is in the file.
    @discardableResult
    func change<Value: Sendable>(_ body: @Sendable (World) throws -> Value) async throws -> Value {
        let moment = simulatedNow
        let (result, ticket) = world.withLock { world in
            world.advance(to: moment)
            world.callName = "sandbox"
            let result = Result { try body(world) }
            return (result, write(world))
        }
        if let ticket { try await file.wait(for: ticket) }
        return try result.get()
    }

    /// Changes the world as of the last call, without waiting; a ticket to wait with.
    func write(_ body: (World) -> Void) -> Int? {
        world.withLock { world in
            body(world)
            return write(world)
        }
    }

    /// Inside the lock, so that transactions are in the order of the calls.
    private func write(_ world: World) -> Int? {
        let changes = world.takeChanges()
        guard !changes.isEmpty else { return nil }
        let batch = changes.encoded()
        world.lagged?.note(batch.rows, at: world.now)
        return file.enqueue(batch)
    }

    // MARK: Answering

    func answer(_ request: SandboxRequest) async -> SandboxReply {
        let id = ObjectID(random: UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
        if let host = request.header("host"), !host.isEmpty, !hosts.allow(host, at: request.localAddress) {
            let foreign = Refusal(
                421, "APIGW.0101", "The sandbox does not answer under the name in the Host header.", .flat)
            return SandboxReply(foreign.answer(requestID: id), id)
        }
        if request.path.hasPrefix("/sandbox/") || request.path == "/sandbox" {
            return SandboxReply(await answerControl(request, id), id)
        }
        guard let method = Call.Method(rawValue: request.method),
            case .found(let operation, let parameters) = router.match(method, path: request.path)
        else {
            let missing = Refusal(
                404, "APIGW.0101", "The API does not exist or has not been published in the environment",
                .flat)
            return SandboxReply(missing.answer(requestID: id), id)
        }
        let decision = faults.decide(operation: operation, request: request)
        let fault = decision.fault
        if decision.counts, let ticket = keepFaults(), fault?.isDeadly == true {
            try? await file.wait(for: ticket)
        }
        if let early = await perform(early: fault, operation, id) { return early }
        var reply = await answer(request, method, operation, parameters, id, fault)
        reply.isIdentity = operation.service == .iam
        if let fault { apply(late: fault, to: &reply, operation) }
        return reply
    }

    private func answer(
        _ request: SandboxRequest, _ method: Call.Method, _ operation: Operation, _ parameters: [String],
        _ id: ObjectID,
        _ fault: Fault?
    ) async -> SandboxReply {
        do {
            let credential = try keys.authenticate(request, for: operation, at: realNow)
            let outcome = answer(request, method, operation, parameters, id, credential, fault)
            if let ticket = outcome.ticket { try await file.wait(for: ticket) }
            return SandboxReply(outcome.answer, id)
        } catch let refusal as Refusal {
            return SandboxReply(refusal.answer(requestID: id), id)
        } catch {
            return SandboxReply(operation.service.broken("\(error)").answer(requestID: id), id)
        }
    }

    private func answer(
        _ request: SandboxRequest, _ method: Call.Method, _ operation: Operation, _ parameters: [String],
        _ id: ObjectID,
        _ credential: Credential, _ fault: Fault?
    ) -> (answer: Answer, ticket: Int?) {
        let moment = simulatedNow
        return world.withLock { world in
            world.advance(to: moment)
            world.callName = operation.fullName
            world.callID = id
            world.callCounts[operation.fullName, default: 0] += 1
            world.jobFault = fault?.jobFault
            let answer: Answer
            do {
                let (caller, project) = try keys.caller(credential, world)
                let region = try self.region(of: request, operation, parameters, project, world)
                guard operation.action.isEmpty || caller.may(operation.action) else {
                    throw operation.service.forbidden(operation.action)
                }
                let paging = ["marker", "offset", "page"]
                let query =
                    fault?.repeatsPages == true
                    ? request.query.filter { !paging.contains($0.name) } : request.query
                let call = Call(
                    method: method, path: request.path, query: query, headers: request.headers,
                    body: request.body, requestID: id, operation: operation, parameters: parameters,
                    region: region,
                    caller: caller)
                answer = try operation.handler(call, world)
            } catch {
                let refusal = error as? Refusal ?? operation.service.broken("\(error)")
                answer = refusal.answer(requestID: id)
            }
            world.jobFault = nil
            return (answer, write(world))
        }
    }

    /// The region of a call is that of its project: in the path, in the header, or that of the token.
    private func region(
        of request: SandboxRequest, _ operation: Operation, _ parameters: [String], _ tokenProject: ObjectID?,
        _ world: World
    ) throws(Refusal) -> Region {
        if operation.service == .iam { return world.defaultRegion }
        let header = request.header("x-project-id").flatMap { $0.isEmpty ? nil : $0 }
        if operation.hasProject {
            guard let region = world.region(ofProject: ObjectID(parameters[0])) else {
                throw operation.service.wrongProject("The project \(parameters[0]) does not exist.")
            }
            if let header, ObjectID(header) != region.project {
                throw operation.service.wrongProject(
                    "The project in the header differs from the one in the path.")
            }
            return region
        }
        if let header {
            guard let region = world.region(ofProject: ObjectID(header)) else {
                throw operation.service.wrongProject("The project \(header) does not exist.")
            }
            return region
        }
        return world.region(ofProject: tokenProject) ?? world.defaultRegion
    }

    // MARK: The sandbox's own calls

    /// They read disks and hand out keys, so no key with fewer rights may use them.
    private func requireFullRights(_ request: SandboxRequest, _ operation: Operation) async throws {
        let credential = try keys.authenticate(request, for: operation, at: realNow)
        let caller = try await change { world in try keys.caller(credential, world).0 }
        guard caller.hasFullRights else {
            throw Refusal.identity(403, "The sandbox's own calls need a key that may do everything.")
        }
    }

    private func answerControl(_ request: SandboxRequest, _ id: ObjectID) async -> Answer {
        do {
            if let origin = request.header("origin") {
                throw Refusal.identity(403, "Calls from web pages (\(origin)) are not answered.")
            }
            guard let method = Call.Method(rawValue: request.method),
                case .found(let operation, let parameters) = control.match(method, path: request.path)
            else { throw Refusal.identity(404, "There is no such call of the sandbox.") }
            if !request.isLocal { try await requireFullRights(request, operation) }
            return try await perform(control: operation.name, request, parameters)
        } catch let refusal as Refusal {
            return refusal.answer(requestID: id)
        } catch let error as SandboxError {
            if case .damaged = error { return Refusal.identity(500, error.description).answer(requestID: id) }
            return Refusal.identity(400, error.description).answer(requestID: id)
        } catch {
            return Refusal.identity(500, "\(error)").answer(requestID: id)
        }
    }
}

extension Router {
    /// Every operation of the pretend services.
    static let services: Router = {
        var router = Router()
        router.addIAM()
        router.addECS()
        router.addEVS()
        router.addCBR()
        router.addIMS()
        router.addVPC()
        return router
    }()
}

/// One HTTP request as it came.
struct SandboxRequest: Sendable {
    var method: String
    /// Percent-encoded, without query.
    var path: String
    var query: [(name: String, value: String)]
    /// Names in lower case.
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    /// Whether it came over the loopback interface.
    var isLocal: Bool
    /// The address of this machine that the client reached; nil when it is unknown or the call is of this process.
    var localAddress: String?

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// What goes back, and what is to be done to it on the way.
struct SandboxReply: Sendable {
    var answer: Answer
    var requestID: ObjectID
    var isIdentity = false
    /// Bytes after which the connection ends; nil: all.
    var truncateAfter: Int?
    /// Close the connection without an answer; `reset` with a reset packet.
    var drop: Drop?
    /// Milliseconds between single bytes of the body.
    var dripMilliseconds: Int?

    enum Drop: Sendable {
        case close, reset
    }

    init(_ answer: Answer, _ requestID: ObjectID) {
        self.answer = answer
        self.requestID = requestID
    }
}

extension World {
    /// Takes in one row of the data file; false when it is damaged.
    func restore(_ kind: RecordKind, _ row: [UInt8]) -> Bool {
        switch kind {
        case .server: restore(Server.self, row)
        case .volume: restore(Volume.self, row)
        case .vault: restore(Vault.self, row)
        case .backup: restore(Backup.self, row)
        case .image: restore(Image.self, row)
        case .job: restore(Job.self, row)
        case .checkpoint: restore(Checkpoint.self, row)
        case .accessKey: restore(AccessKey.self, row)
        case .clientToken: restore(ClientToken.self, row)
        case .network: restore(Network.self, row)
        case .settings: restore(Settings.self, row)
        case .operationLog: restore(OperationLog.self, row)
        }
    }

    private func restore<Element: Record>(_ type: Element.Type, _ row: [UInt8]) -> Bool {
        guard let record = Element.decode(row, regions: regionsByName) else { return false }
        share(record)
        place(record)
        return true
    }

    /// The key that was asked for, or one made at the first start.
    func addKey(_ configuration: SandboxConfiguration) {
        let known = accessKeys.all(in: defaultRegion)
        if let access = configuration.accessKey, let secret = configuration.secretKey {
            let key = known.first { $0.access == access } ?? AccessKey(region: defaultRegion)
            let isNew = key.access.isEmpty
            key.secret = secret
            guard isNew else { return save(key) }
            key.access = access
            key.id = newID()
            key.sequence = sequence
            key.user = "owner"
            key.allowed = ["*"]
            add(key, name: key.user)
        } else if known.isEmpty {
            let key = AccessKey(region: defaultRegion)
            key.id = newID()
            key.sequence = sequence
            key.access = randomText(20, from: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
            key.secret = randomText(
                40, from: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
            key.user = "owner"
            key.allowed = ["*"]
            add(key, name: key.user)
        }
    }

    /// Secrets come from the system's generator, never from the seed.
    private func randomText(_ count: Int, from alphabet: String) -> String {
        var generator = SystemRandomNumberGenerator()
        let letters = Array(alphabet)
        return String((0..<count).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
    }
}
