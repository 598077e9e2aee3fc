import Testing
import XimageCore
import XimagePlanning

/// Carries out plans on values: what a planner test needs of a cloud, and nothing more. It applies each step the way
/// the engine and the service would, so that "an applied plan leaves nothing to plan" can be checked on thousands of
/// random sets.
struct SimulatedCloud {
    private(set) var objects: [RemoteID: LiveResource] = [:]
    private(set) var records: [ResourceRecord] = []
    /// Released objects, and backups of deleted images.
    private var operations: Set<OperationID> = []
    private var setAside: [ResourceRecord] = []
    private var serial = 0
    private var counter = 0
    var now = Timestamp("2026-06-01T12:00:00Z")!
    private(set) var backups: [LiveBackup] = []

    var prior: PriorState {
        PriorState(
            lineage: "test", serial: serial, records: records.sorted { $0.address < $1.address },
            setAside: setAside, operations: operations)
    }

    var live: LiveState {
        LiveState(
            resources: objects.values.sorted { $0.id < $1.id }, catalogues: ["north": .north], readAt: now,
            backups: backups)
    }

    func plan(
        _ desired: DesiredState, mode: PlanInput.Mode = .apply, options: PlanOptions = PlanOptions()
    ) -> Plan {
        var input = PlanInput(desired: desired, prior: prior, live: live, mode: mode)
        input.options = options
        // Whoever lost the state agrees to what the marks say.
        if prior.isFresh { input.options.takeOver = .withoutLineage }
        return Planner(rules: []).sound(input)
    }

    mutating func apply(_ plan: Plan) {
        records += plan.rebuilt
        for record in plan.refreshed { keep(record) }
        for step in plan.steps { apply(step) }
        serial += 1
    }

    /// The state file is lost; the objects stay.
    mutating func loseState() {
        records = []
        setAside = []
        serial = 0
    }

    /// State has no records and knows what it created.
    mutating func loseRecords() {
        records = []
        operations = Set(objects.values.compactMap(\.operation?.operation))
    }

    mutating func change(_ address: Address, _ body: (inout LiveResource) -> Void) {
        guard let id = records.first(where: { $0.address == address })?.id, var object = objects[id] else {
            return
        }
        body(&object)
        objects[id] = object
    }

    /// Somebody else's server, made from an image.
    mutating func addServer(from image: RemoteID) {
        objects["foreign-server"] = LiveResource(
            kind: .server, region: "north", id: "foreign-server", name: "foreign",
            attributes: [.image: .string(image)])
    }

    mutating func remove(_ address: Address) {
        if let id = records.first(where: { $0.address == address })?.id { objects[id] = nil }
    }

    // MARK: Steps

    private mutating func apply(_ step: PlanStep) {
        switch step.operation {
        case .create(let create): make(step.address, create, in: step.region)
        case .label(let label): name(step.address, label)
        case .update(let update):
            var object = objects[update.id]!
            for entry in update.changes.entries { object.attributes[entry.name] = resolve(entry.value) }
            if update.retags { object.owner = Mark.owner(project: "shop", address: step.address) }
            objects[update.id] = object
            if step.address.kind == .disk { attach(update.id, to: object.attributes[.server].string) }
            var record = update.record
            record.attributes = resolved(record.attributes)
            keep(record)
        case .delete(let delete):
            vanish(delete.id)
            records.removeAll { $0.address == step.address && $0.id == delete.id }
        case .detach(let detach):
            attach(detach.id, to: nil)
            records.removeAll { $0.address == step.address && $0.id == detach.id }
            release(detach.record)
        case .prune(let prune):
            leave(prune)
            if case .renamed(let left) = prune.backup { keepBackup(left.id, at: step) }
            vanish(prune.id)
            records.removeAll { $0.address == step.address && $0.id == prune.id }
        case .forget(let forgotten):
            records.removeAll { $0.address == step.address && $0.id == forgotten.id }
            switch forgotten.object {
            case .released(let record): release(record)
            case .vanished(let backup): if let backup { keepBackup(backup, at: step) }
            }
        case .stop(let power):
            if let id = power.id { objects[id]?.attributes[.power] = "stopped" }
        case .start(let power):
            if let id = power.id { objects[id]?.attributes[.power] = "running" }
        case .deleteBackup(let backup): backups.removeAll { $0.id == backup.id }
        case .settle, .awaitServer: break
        }
    }

    private mutating func release(_ record: ResourceRecord) {
        var record = record
        record.standing = .released
        setAside.append(record)
        objects[record.id]?.owner = Mark.released
    }

    private mutating func keepBackup(_ id: RemoteID, at step: PlanStep) {
        setAside.append(ResourceRecord(address: step.address, region: step.region, id: id, standing: .backup))
    }

    /// The backup behind an image that goes.
    private mutating func leave(_ prune: PruneStep) {
        guard case .image(let facts) = objects[prune.id]?.facts, let id = facts.backup,
            let index = backups.firstIndex(where: { $0.id == id })
        else { return }
        switch prune.backup {
        case .deleted: backups.remove(at: index)
        case .stays: backups[index].image = nil
        case .renamed(let left):
            backups[index].image = nil
            backups[index].name = left.name
        }
    }

    private mutating func make(_ address: Address, _ create: CreateStep, in region: Region) {
        let id = nextID(address.kind)
        let attributes = resolved(create.attributes)
        var object = LiveResource(
            kind: address.kind, region: region, id: id, name: attributes[.name].string ?? "",
            attributes: attributes,
            owner: Mark.owner(project: "shop", address: address),
            operation: mark(create.generation, attributes, address.kind))
        switch address.kind {
        case .server: object.facts = .server(facts(of: id, create))
        case .vault:
            object.facts = .vault(VaultFacts(allocatedGiB: 0, usedMiB: 0, members: [], objectType: "server"))
        case .image, .copy:
            let backup = backup(behind: id, attributes, region)
            var facts = ImageFacts(scope: .region, backup: backup.id, capturedGiB: 100)
            facts.takenAt = backup.takenAt
            facts.sourceServer = backup.server
            object.facts = .image(facts)
            object.attributes[.createdAt] = .string(now.description)
            if address.kind == .copy { object.attributes[.source] = .null }
            object.attributes[.revision] = .null
        case .disk: break
        }
        if address.kind == .server {
            object.attributes[.systemDiskSize] = .null
            object.attributes[.systemDiskType] = .null
        }
        objects[id] = object
        if address.kind == .disk { attach(id, to: attributes[.server].string) }
        if let old = records.firstIndex(where: { $0.address == address && $0.standing == .current }) {
            records[old].standing = .deposed
        }
        var record = ResourceRecord(
            address: address, region: region, id: id, attributes: attributes, declared: create.declared,
            createdAt: now, dependencies: create.dependencies, onRemove: create.onRemove,
            protect: create.protect)
        record.operation = object.operation?.operation
        record.remember(object)
        keep(record)
    }

    /// A new one, or the one that the image is registered on.
    private mutating func backup(behind image: RemoteID, _ attributes: Attributes, _ region: Region)
        -> LiveBackup
    {
        if let id = attributes[.sourceBackup].string, let index = backups.firstIndex(where: { $0.id == id }) {
            backups[index].image = image
            return backups[index]
        }
        var backup = LiveBackup(region: region, id: "backup-of-\(image)")
        (backup.image, backup.status, backup.takenAt) = (image, "available", now)
        backup.server = attributes[.source].string
        backup.vault = attributes[.vault].string
        backups.append(backup)
        return backup
    }

    /// The system disk and the data disks that are born with a server, nameless and without marks.
    private mutating func facts(of server: RemoteID, _ create: CreateStep) -> ServerFacts {
        var attached: [ServerFacts.AttachedDisk] = []
        func add(_ id: RemoteID, isSystem: Bool) {
            attached.append(
                .init(
                    id: id, device: "/dev/vd\(attached.count)", isSystem: isSystem,
                    deletedWithServer: isSystem))
        }
        let system = nextID(.disk)
        objects[system] = LiveResource(
            kind: .disk, region: "north", id: system, name: "",
            attributes: [
                .size: create.attributes[.systemDiskSize], .type: create.attributes[.systemDiskType],
            ],
            facts: .disk(DiskFacts(servers: [server], isBootable: true)))
        add(system, isSystem: true)
        for disk in create.disks {
            let id = nextID(.disk)
            objects[id] = LiveResource(
                kind: .disk, region: "north", id: id,
                name: "\(create.attributes[.name].string ?? "")-volume-000\(attached.count)",
                attributes: [
                    .region: "north", .zone: create.attributes[.zone], .server: .string(server),
                    .size: disk.create.attributes[.size], .type: disk.create.attributes[.type],
                    .createdAt: .string(now.description),
                ])
            created[disk.address] = id
            add(id, isSystem: false)
        }
        return ServerFacts(disks: attached, imageName: nil)
    }

    /// Disks that came into being with their servers.
    private var created: [Address: RemoteID] = [:]

    private mutating func name(_ address: Address, _ label: LabelStep) {
        let id = label.id ?? created[address]!
        let attributes = resolved(label.create.attributes)
        objects[id]!.attributes = attributes
        objects[id]!.owner = Mark.owner(project: "shop", address: address)
        objects[id]!.operation = mark(0, attributes, .disk)
        keep(
            ResourceRecord(
                address: address, region: "north", id: id, attributes: attributes,
                operation: objects[id]!.operation?.operation, createdAt: now,
                dependencies: label.create.dependencies, onRemove: label.create.onRemove,
                protect: label.create.protect))
    }

    private mutating func attach(_ disk: RemoteID, to server: RemoteID?) {
        for (id, object) in objects {
            guard case .server(var facts) = object.facts else { continue }
            facts.disks.removeAll { $0.id == disk }
            if id == server {
                facts.disks.append(
                    .init(id: disk, device: "/dev/vdx", isSystem: false, deletedWithServer: false))
            }
            objects[id]!.facts = .server(facts)
        }
        objects[disk]!.attributes[.server] = server.map { .string($0) } ?? .null
    }

    private mutating func vanish(_ id: RemoteID) {
        if case .server(let facts) = objects[id]?.facts {
            for disk in facts.disks {
                if disk.isSystem {
                    objects[disk.id] = nil
                } else {
                    objects[disk.id]?.attributes[.server] = .null
                }
            }
        }
        for (server, object) in objects {
            guard case .server(var facts) = object.facts else { continue }
            facts.disks.removeAll { $0.id == id }
            objects[server]!.facts = .server(facts)
        }
        objects[id] = nil
    }

    private mutating func keep(_ record: ResourceRecord) {
        records.removeAll { $0.address == record.address && $0.standing == .current }
        records.append(record)
    }

    private mutating func nextID(_ kind: ResourceKind) -> RemoteID {
        counter += 1
        return "\(kind.rawValue)-\(counter)"
    }

    private func mark(_ generation: Int, _ attributes: Attributes, _ kind: ResourceKind) -> OperationMark {
        OperationMark(
            operation: OperationID("aaaaaaaaaaaaaaaaaaaa")!, generation: generation,
            digest: ResourceRequest.digest(of: attributes, kind: kind))
    }

    private func resolved(_ attributes: Attributes) -> Attributes {
        var result = attributes
        for entry in attributes.entries { result[entry.name] = resolve(entry.value) }
        return result
    }

    private func resolve(_ value: Value) -> Value {
        guard let address = value.reference else { return value }
        let known = records.filter { $0.address.series == address && $0.standing == .current }
        return known.max { ($0.address.generation ?? 0) < ($1.address.generation ?? 0) }.map {
            .string($0.id)
        } ?? value
    }
}

extension Planner {
    /// The plan; a defect of it is a failure of the test, and the plan is empty.
    func sound(_ input: PlanInput, sourceLocation: SourceLocation = #_sourceLocation) -> Plan {
        do {
            return try plan(input)
        } catch {
            Issue.record("\(error)", sourceLocation: sourceLocation)
            return Plan(project: "", lineage: "", serial: 0, changes: [], steps: [])
        }
    }
}
