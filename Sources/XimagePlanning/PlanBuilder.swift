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
    private(set) var deposed: [ResourceRecord] = []
    /// Objects that stay what they are through this plan.
    var stable: [Address: RemoteID] = [:]
    /// Steps that decide when an address is ready for those who refer to it.
    var readyBy: [Address: [StepID]] = [:]
    /// Existing objects by address.
    var existing: [Address: LiveResource] = [:]
    var subjects: [RuleContext.Subject] = []
    var lookupProblems: [Address: [LookupProblem]] = [:]
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
        for record in input.prior.records + rebuilt.records {
            claimed.insert(record.id)
            guard record.standing != .deposed else {
                deposed.append(record)
                continue
            }
            records[record.address] = record
            if record.address.generation != nil {
                generations[record.address.series, default: []].append(record)
            }
        }
        for key in generations.keys {
            generations[key]?.sort { ($0.address.generation ?? 0) < ($1.address.generation ?? 0) }
        }
        report(rebuilt)
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
                    "Declare an object again under its former key to manage it again, or delete it in the console."
            ))
    }
}
