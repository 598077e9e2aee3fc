/// The sandbox's own calls, under `/sandbox`. Over loopback they need no signature.
extension Router {
    static let control: Router = {
        var router = Router()
        let calls: [(Call.Method, String, String)] = [
            (.get, "/sandbox/info", "info"),
            (.get, "/sandbox/stats", "stats"),
            (.post, "/sandbox/stats/reset", "resetStats"),
            (.get, "/sandbox/faults", "showFaults"),
            (.put, "/sandbox/faults", "setFaults"),
            (.delete, "/sandbox/faults", "clearFaults"),
            (.post, "/sandbox/clock", "advanceClock"),
            (.get, "/sandbox/ledger", "ledger"),
            (.get, "/sandbox/volumes/{volume_id}/content", "readContent"),
            (.put, "/sandbox/volumes/{volume_id}/content", "writeContent"),
            (.post, "/sandbox/disks", "listDisks"),
            (.post, "/sandbox/keys", "addKey"),
            (.post, "/sandbox/seed", "seed"),
            (.get, "/sandbox/export", "export"),
        ]
        for (method, path, name) in calls {
            router.on(method, path, .sandbox, name, "") { _, _ in .noContent }
        }
        return router
    }()
}

extension SandboxCloud {
    /// Most bytes of disk content in one call.
    static let contentLimit = 64 << 20

    func perform(control name: String, _ request: SandboxRequest, _ parameters: [String]) async throws
        -> Answer
    {
        switch name {
        case "info": return try await infoAnswer()
        case "stats": return try await statsAnswer()
        case "resetStats":
            try await change { $0.callCounts = [:] }
            return .noContent
        case "showFaults": return faultsAnswer()
        case "setFaults":
            try await setFaults(String(decoding: request.body, as: UTF8.self))
            return faultsAnswer()
        case "clearFaults":
            try await setFaults("")
            return .noContent
        case "advanceClock":
            let seconds = (try? JSON(parsing: request.body))?["seconds"]
            guard let seconds = seconds?.number, (0...FaultScript.longestSeconds).contains(seconds) else {
                throw SandboxError.invalid(
                    detail:
                        "The clock call needs {\"seconds\": N} with N between 0 and \(Int(FaultScript.longestSeconds))."
                )
            }
            try await advanceClock(bySeconds: seconds)
            return .object { $0.field("now", simulatedNow, .microseconds) }
        case "ledger": return try await ledgerAnswer()
        case "readContent": return try await readContent(request, volume: parameters[0])
        case "listDisks": return try await listDisks(request)
        case "writeContent":
            if let source = request.query.first(where: { $0.name == "from" })?.value {
                return try await copyContent(from: source, to: parameters[0])
            }
            return try await writeContent(request, volume: parameters[0])
        case "seed":
            return try await seedAnswer(String(decoding: request.body, as: UTF8.self))
        case "export": return Answer(status: 200, body: try await change { $0.export() })
        default: return try await addKey(request)
        }
    }

    private func infoAnswer() async throws -> Answer {
        try await change { world in
            .object { writer in
                writer.object("projects") { writer in
                    for region in world.regions {
                        writer.key(region.name)
                        writer.value(plain: region.project)
                    }
                }
                writer.field("now", world.now, .microseconds)
                writer.field("time_scale", "\(world.timeScale)")
            }
        }
    }

    private func statsAnswer() async throws -> Answer {
        try await change { world in
            .object { writer in
                writer.field("total", world.callCounts.values.reduce(0, +))
                writer.field("commits", self.file.commits)
                writer.object("operations") { writer in
                    for (name, count) in world.callCounts.sorted(by: { $0.key < $1.key }) {
                        writer.key(name)
                        writer.value(count)
                    }
                }
            }
        }
    }

    private func faultsAnswer() -> Answer {
        let progress = faults.progress
        return .object { writer in
            writer.field("script", progress.script)
            writer.field("listLagMilliseconds", Int(faults.listLag * 1000))
            writer.array("matches") { writer in progress.matched.forEach { writer.value($0) } }
            writer.array("strikes") { writer in progress.struck.forEach { writer.value($0) } }
        }
    }

    private func ledgerAnswer() async throws -> Answer {
        let entries = try await file.ledger()
        return .object(capacity: 256 * entries.count) { writer in
            writer.array("entries") { writer in
                for entry in entries {
                    writer.beginObject()
                    writer.field("at", entry.at)
                    writer.field("deed", entry.deed.rawValue)
                    writer.field("kind", entry.kind)
                    writer.field("id", entry.id)
                    writer.field("region", entry.region)
                    writer.field("name", entry.name)
                    writer.field("call", entry.call)
                    writer.field("request_id", entry.requestID)
                    writer.endObject()
                }
            }
        }
    }

    // MARK: Disk contents

    /// `{"servers": [ID, ...]}`: the disks of those that are there, and whether anything was ever written to them.
    private func listDisks(_ request: SandboxRequest) async throws -> Answer {
        let json = try? JSON(parsing: request.body)
        guard let ids = json?["servers"]?.array else {
            throw SandboxError.invalid(detail: "The call needs {\"servers\": [ID, ...]}.")
        }
        return try await change { world in
            .object { writer in
                writer.array("servers") { writer in
                    for id in ids.compactMap({ $0.string }).compactMap({ ObjectID($0) }) {
                        guard let server = world.servers[id] else { continue }
                        writer.beginObject()
                        writer.field("id", server.id)
                        writer.array("disks") { writer in
                            for disk in server.disks.sorted(by: { $0.slot < $1.slot }) {
                                guard let volume = world.volumes[disk.volume] else { continue }
                                writer.beginObject()
                                writer.field("id", volume.id)
                                writer.field("device", disk.device)
                                writer.field("bytes", volume.sizeGiB << 30)
                                writer.field("blank", volume.content == nil)
                                writer.endObject()
                            }
                        }
                        writer.endObject()
                    }
                }
            }
        }
    }

    private func volume(_ text: String, in world: World) throws(SandboxError) -> Volume {
        guard let id = ObjectID(text), let volume = world.volumes[id] else {
            throw .invalid(detail: "The disk \(text) does not exist.")
        }
        return volume
    }

    /// `Range: bytes=A-B`, or `?offset=A&count=N`; without either the first bytes up to the limit.
    private func readContent(_ request: SandboxRequest, volume text: String) async throws -> Answer {
        let (root, size) = try await change { world in
            let volume = try volume(text, in: world)
            return (volume.content, volume.sizeGiB << 30)
        }
        let range =
            try contentRange(request.header("range"), request, size: size) ?? 0..<min(size, Self.contentLimit)
        let bytes = try content.read(root, offset: range.lowerBound, count: range.count)
        var answer = Answer(status: 206, body: bytes, contentType: "application/octet-stream")
        answer.headers = [("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)")]
        return answer
    }

    /// `Content-Range: bytes A-B/*`, or `?offset=A`; without either from the start. One write at a time.
    private func writeContent(_ request: SandboxRequest, volume text: String) async throws -> Answer {
        try await contentTurn.run { [self] in
            let (root, size) = try await change { world in
                let volume = try volume(text, in: world)
                return (volume.content, volume.sizeGiB << 30)
            }
            let asked = try contentRange(request.header("content-range"), request, size: size)
            let offset = asked?.lowerBound ?? 0
            guard offset + request.body.count <= size, asked.map({ $0.count >= request.body.count }) ?? true
            else {
                throw SandboxError.invalid(detail: "The bytes do not fit the range or the disk.")
            }
            guard !request.body.isEmpty else { return .noContent }
            let written = try content.write(request.body, at: offset, over: root)
            try await change { world in
                world.write(written.nodes, root: written.root, to: try volume(text, in: world))
            }
            return .noContent
        }
    }

    /// The disk gets what the other one holds, at no cost.
    private func copyContent(from source: String, to target: String) async throws -> Answer {
        try await change { world in
            let source = try volume(source, in: world)
            let target = try volume(target, in: world)
            guard target.sizeGiB >= source.sizeGiB else {
                throw SandboxError.invalid(detail: "The disk is smaller than the one it copies.")
            }
            world.replaceContent(of: target, by: source.content)
        }
        return .noContent
    }

    private func contentRange(_ header: String?, _ request: SandboxRequest, size: Int) throws -> Range<Int>? {
        let query = request.query.reduce(into: [String: String]()) { $0[$1.name] = $1.value }
        var range: Range<Int>?
        if let header {
            let numbers = header.drop { !$0.isNumber }.prefix { $0.isNumber || $0 == "-" }.split(
                separator: "-")
            guard let first = numbers.first.flatMap({ Int($0) }) else {
                throw SandboxError.invalid(detail: "The range \(header) cannot be read.")
            }
            let last = numbers.count > 1 ? Int(numbers[1]) ?? size - 1 : size - 1
            guard first <= last, last < .max else {
                throw SandboxError.invalid(detail: "The range \(header) is empty.")
            }
            range = first..<last + 1
        } else if let text = query["offset"] {
            guard let offset = Int(text), offset >= 0 else {
                throw SandboxError.invalid(detail: "The offset is wrong.")
            }
            let count = query["count"].flatMap { Int($0) } ?? max(request.body.count, 1)
            let (end, overflows) = offset.addingReportingOverflow(max(count, 1))
            range = offset..<(overflows ? .max : end)
        }
        guard let range else { return nil }
        guard range.lowerBound < size, range.count <= Self.contentLimit else {
            throw SandboxError.invalid(detail: "The range is outside the disk, or has more than 64 MiB.")
        }
        return range.clamped(to: 0..<size)
    }

    // MARK: Keys and faults

    /// `{"access", "secret", "user", "allow": [...], "deny": [...]}` or `"policy"` with a known name.
    private func addKey(_ request: SandboxRequest) async throws -> Answer {
        let json = try? JSON(parsing: request.body)
        guard let json, let access = json["access"]?.string, let secret = json["secret"]?.string else {
            throw SandboxError.invalid(detail: "A key needs \"access\" and \"secret\".")
        }
        try await addKey(access: access, secret: secret, json)
        return Answer(status: 201, body: Array("{}".utf8))
    }

    func addKey(access: String, secret: String, _ json: JSON) async throws {
        let policy = try KeyPolicy(json)
        try await change { world in
            let known = world.accessKeys.all(in: world.defaultRegion).first { $0.access == access }
            let key = known ?? AccessKey(region: world.defaultRegion)
            key.access = access
            key.secret = secret
            key.user = json["user"]?.string ?? access
            key.allowed = policy.allowed
            key.denied = policy.denied
            if known == nil {
                key.id = world.newID()
                key.sequence = world.sequence
                world.add(key, name: key.user)
            } else {
                world.save(key)
            }
            keys.set(key)
        }
    }
}

/// What a key may do, by a name or by patterns of actions.
struct KeyPolicy {
    var allowed = ["*"]
    var denied: [String] = []

    /// Ready-made policies. Source of the actions: the services' permission references.
    static let named: [String: KeyPolicy] = [
        "full": KeyPolicy(),
        "read-only": KeyPolicy(allowed: ["*:get", "*:list", "*:get*", "*:list*", "*:show*", "sts::*"]),
        "no-backup": KeyPolicy(denied: ["cbr:*"]),
        "no-images": KeyPolicy(denied: ["ims:wholeImages:create", "ims:serverImages:create"]),
        "no-projects": KeyPolicy(denied: ["iam:*"]),
    ]

    init(allowed: [String] = ["*"], denied: [String] = []) {
        self.allowed = allowed
        self.denied = denied
    }

    init(_ json: JSON) throws(SandboxError) {
        if let name = json["policy"]?.string {
            guard let policy = Self.named[name] else {
                throw .invalid(
                    detail:
                        "The policy \(name) is unknown; there are \(Self.named.keys.sorted().joined(separator: ", "))."
                )
            }
            self = policy
            return
        }
        if let allow = json["allow"]?.array { allowed = allow.compactMap(\.string) }
        if let deny = json["deny"]?.array { denied = deny.compactMap(\.string) }
    }
}

/// Lets one caller in at a time, in the order they came.
actor Turn {
    private var isTaken = false
    private var line: [CheckedContinuation<Void, Never>] = []

    func run<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        if isTaken {
            await withCheckedContinuation { line.append($0) }
        }
        isTaken = true
        defer {
            if line.isEmpty { isTaken = false } else { line.removeFirst().resume() }
        }
        return try await body()
    }
}

extension JSON {
    /// A number of either form.
    var number: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        case .string(let text): Double(text)
        default: nil
        }
    }
}
