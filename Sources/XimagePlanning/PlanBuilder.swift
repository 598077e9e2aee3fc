import XimageCore

/// Gathers changes, steps and findings while a plan is made. Kinds are visited in the order vault, server, disk,
/// image, so that what a resource refers to has been decided before the resource itself.
struct PlanBuilder {
    let input: PlanInput
    let live: LiveIndex
    let resolver: LookupResolver
    var changes: [Change] = []
    var steps: [StepID: PlanStep] = [:]
    var findings: [Diagnostic] = []
    var drift: [Drift] = []
    var unchanged = 0

    /// Servers that are deleted before their successors are made; their disks are loose by then.
    var deletedFirst: Set<RemoteID> = []

    /// Current records, with those that the marks gave back.
    private(set) var records: [Address: ResourceRecord] = [:]
    /// Generations of image series, ascending.
    private(set) var generations: [Address: [ResourceRecord]] = [:]
    /// The same by the ids of their objects.
    private var generationsByID: [RemoteID: Address] = [:]
    private(set) var deposed: [ResourceRecord] = []
    /// Objects that stay what they are through this plan.
    var stable: [Address: RemoteID] = [:]
    /// Steps that decide when an address is ready for those who refer to it.
    var readyBy: [Address: [StepID]] = [:]
    /// Existing objects by address.
    var existing: [Address: LiveResource] = [:]
    var subjects: [RuleContext.Subject] = []
    var lookupProblems: [Address: [LookupProblem]] = [:]
    /// The generation of each series of images or copies that counts, made or still to be made.
    var currentGeneration: [Address: Int] = [:]
    /// Steps after which the whole region can use what a series stands for.
    var regionBy: [Address: [StepID]] = [:]
    /// Backups of the project that no image stands on, by the owner in their mark.
    private(set) var bareBackups: [String: [LiveBackup]] = [:]
    /// Live servers by the image that they were made from; filled where retention asks for it.
    private(set) var serversByImage: [RemoteID: [LiveResource]] = [:]
    /// Series whose old generations are looked at when it is known which servers go in this plan.
    var retentions: [RetentionTask] = []
    /// The steps that delete servers, by the servers' ids.
    var serverDeletes: [RemoteID: StepID] = [:]
    /// Declared servers by the series that they are made from.
    private(set) var imageUsers: [Address: [(Address, ServerOptions.ImageGeneration)]] = [:]
    var freed = FreedSpace()
    /// Objects with marks of this project and without an address.
    let unknown: [LiveResource]
    /// Disks that come back from the image of a server that is made in this plan.
    var restored: [Address: CapturedDisk] = [:]
    /// Disks that are there and get a successor with their server.
    var recreated: Set<Address> = []
    /// Disks of an image that no manifest lists and that come along with a server.
    var extras: Set<Address> = []
    var comingAlong: [DesiredResource] = []
    var replacedServers: Set<Address> = []
    /// Records that `moved` entries put under new addresses.
    var renamed: [RecordMove] = []
    /// Records that lag behind what is declared and there.
    var refreshed: [ResourceRecord] = []
    /// The last steps of quiescing in each lane; see `stopEdges`.
    var stopLanes: [StopLane: [StepID]] = [:]
    /// Planned order, before the graph is sorted.
    private var order: [StepID] = []
    /// Ids of data disks that a record or a mark already claims.
    private var claimed: Set<RemoteID> = []
    /// Last change of a server or its disks, for the service works on one at a time.
    private var lastOnServer: [RemoteID: StepID] = [:]

    init(input: PlanInput, live: LiveIndex, rebuilt: StateRebuilder.Result) {
        self.input = input
        self.live = live
        resolver = LookupResolver(input.live.catalogues)
        unknown = rebuilt.unknown
        for record in input.prior.records + rebuilt.records {
            claimed.insert(record.id)
            guard record.standing != .deposed else {
                deposed.append(record)
                continue
            }
            records[record.address] = record
            if record.address.generation != nil {
                generations[record.address.series, default: []].append(record)
                generationsByID[record.id] = record.address
            }
        }
        for key in generations.keys {
            generations[key]?.sort { ($0.address.generation ?? 0) < ($1.address.generation ?? 0) }
        }
        report(rebuilt)
        indexUsers()
    }

    /// Who uses images, and which backups are left over: what retention asks for.
    private mutating func indexUsers() {
        for backup in input.live.backups where backup.image == nil {
            guard let owner = backup.mark?.owner, Mark.belongs(owner, to: project) else { continue }
            bareBackups[owner, default: []].append(backup)
        }
        for resource in input.desired.resources where resource.address.kind == .server {
            guard let series = resource.attributes[.image].reference,
                case .server(let details) = resource.details
            else { continue }
            imageUsers[series, default: []].append(
                (resource.address, details.options?.content.imageGeneration ?? .newest))
        }
        let retains = input.desired.resources.contains { resource in
            switch resource.details {
            case .image(let details): details.options?.content.retention != nil
            case .copy(let details): details.retention != nil
            default: false
            }
        }
        let hasSnapshots = input.prior.records.contains(where: \.isSnapshot)
        guard retains || hasSnapshots || !input.choices.undelete.isEmpty else { return }
        for server in live.resources where server.kind == .server {
            if let image = server.attributes[.image].string {
                serversByImage[image, default: []].append(server)
            }
        }
        for image in serversByImage.keys {
            serversByImage[image]?.sort { ($0.name, $0.id) < ($1.name, $1.id) }
        }
    }

    /// Those that are left of generations of a series.
    func bareBackups(of series: Address) -> [LiveBackup] {
        guard !bareBackups.isEmpty else { return [] }
        return bareBackups[Mark.owner(project: project, address: series)] ?? []
    }

    var project: String { input.desired.settings.project }

    // MARK: Steps

    mutating func add(_ step: PlanStep) {
        steps[step.id] = step
        order.append(step.id)
    }

    /// Lets a step that was planned earlier wait for one that was planned later.
    mutating func add(_ edge: StepEdge, to id: StepID) {
        guard let step = steps[id] else { return }
        steps[id] = PlanStep(
            id: step.id, address: step.address, region: step.region, operation: step.operation,
            edges: step.edges + [edge])
    }

    func orderedSteps() -> [PlanStep] { order.compactMap { steps[$0] } }

    /// Edges to all steps that make an address ready.
    func edges(to address: Address, _ reason: EdgeReason) -> [StepEdge] {
        (readyBy[address] ?? []).map { StepEdge($0, reason) }
    }

    /// Edges to what makes a series usable in its whole region. A generation that only its zone can use so far is
    /// waited for by a step of its own.
    mutating func regionEdges(of series: Address, _ reason: EdgeReason) -> [StepEdge] {
        if let steps = regionBy[series] { return steps.map { StepEdge($0, reason) } }
        guard input.live.isRefreshed, let id = stable[series], let object = live[id],
            case .image(let facts) = object.facts,
            object.kind == .image, object.attributes[.kind] == "whole", facts.scope != .region,
            let number = currentGeneration[series]
        else { return edges(to: series, reason) }
        let address = series.generation(number)
        let step = "settle \(address)"
        add(
            PlanStep(
                id: step, address: address, region: object.region,
                operation: .settle(SettleStep(image: series, id: id)),
                edges: edges(to: series, .zoneBeforeRegion)))
        regionBy[series] = [step]
        return [StepEdge(step, reason)]
    }

    /// Lets a step that works on a server wait for the one before it on the same server.
    mutating func serialise(_ edges: [StepEdge], on server: RemoteID?, step: StepID) -> [StepEdge] {
        guard let server else { return edges }
        defer { lastOnServer[server] = step }
        guard let last = lastOnServer[server], !edges.contains(where: { $0.step == last }) else {
            return edges
        }
        return edges + [StepEdge(last, .oneAtATime)]
    }

    // MARK: References

    /// References to objects that stay become ids; the others stay references, "known after apply".
    func withReferences(_ attributes: Attributes) -> Attributes {
        var result = attributes
        for entry in attributes.entries {
            if let address = entry.value.reference, let id = stable[address] {
                result[entry.name] = .string(id)
            }
        }
        return result
    }

    func dependencies(of attributes: Attributes) -> [Address] {
        attributes.entries.compactMap(\.value.reference).sorted()
    }

    // MARK: Claims

    mutating func claim(_ id: RemoteID) { claimed.insert(id) }

    func isClaimed(_ id: RemoteID) -> Bool { claimed.contains(id) }

    // MARK: Readable attributes

    func readable(_ object: LiveResource) -> Attributes {
        guard object.kind == .server else { return object.attributes }
        var result = object.attributes
        for name in [AttributeName.image, .vpc, .subnet] where !result[name].isEmpty {
            result[name] = resolver.readable(name, result[name], region: object.region)
        }
        if let id = result[.image].string, let generation = generationsByID[id] {
            result[.image] = .reference(generation)
        }
        return result
    }

    // MARK: Rules

    /// What was not read is no fact: rules know of recalled objects only what state is the authority for.
    func ruleContext(changes: [Change]) -> RuleContext {
        let facts = input.live.isRefreshed ? live : LiveIndex(input.live.resources)
        var context = RuleContext(
            catalogues: input.live.catalogues, changes: changes, desired: input.desired, live: facts,
            lookupProblems: lookupProblems,
            acknowledgements: input.desired.acknowledgements + input.acknowledgements, isOnline: true,
            readAt: input.live.readAt, unreadable: input.live.unreadable, backups: input.live.backups)
        context.isRefreshed = input.live.isRefreshed
        for subject in subjects {
            context.add(context.isRefreshed ? subject : subject.knowing(facts))
        }
        return context
    }

    private mutating func report(_ rebuilt: StateRebuilder.Result) {
        for (address, ids) in rebuilt.ambiguous {
            findings.append(
                Diagnostic(
                    code: "mark-ambiguous", summary: "Several objects bear the mark of one address",
                    detail:
                        "\(address) is the mark of \(ids.joined(separator: " and ")), of which state knows none or "
                        + "another one. ximage makes one object per address, so it cannot tell which of them counts.",
                    fix: "Delete the one that is not wanted, or take the tags `\(Mark.ownerKey)` and "
                        + "`\(Mark.operationKey)` off it, then plan again.",
                    address: address))
        }
        guard !rebuilt.unknown.isEmpty else { return }
        let shown = rebuilt.unknown.prefix(3).map {
            "\($0.kind.rawValue) \"\($0.name)\" (\($0.id), \($0.region))"
        }
        let more = rebuilt.unknown.count > 3 ? " and \(rebuilt.unknown.count - 3) more" : ""
        findings.append(
            Diagnostic(
                code: "mark-unknown", severity: .info, summary: "Objects of this project without an address",
                detail:
                    "Nothing declared bears the mark of \(shown.joined(separator: ", "))\(more). They were made by "
                    + "project \(project) and are no longer managed, as a disk that was kept when it was detached.",
                fix:
                    "Declare an object again under its former key to manage it again. To see all of them, and to remove some:\n"
                    + "  ximage list orphans\n  ximage clean ID"
            ))
    }
}
