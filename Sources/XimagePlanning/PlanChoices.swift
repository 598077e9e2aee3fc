package import XimageCore

/// What the caller of one run wants beside the manifests.
package struct PlanChoices: Sendable {
    /// Image series, or whole blocks of them, that get a new generation now.
    package var renew: [Address] = []
    /// Nothing but images whose schedule is due, with what follows from them.
    package var onlyDue = false
    /// Schedules are not looked at.
    package var skipsDue = false
    /// Nothing but what fits one of these, with what it needs; empty for everything.
    package var targets: [AddressPattern] = []
    /// Nothing that fits one of these, nor what needs it.
    package var exclusions: [AddressPattern] = []
    /// Generations whose images are gone and whose backups are there: they are registered again.
    package var undelete: [Address] = []
    /// What history still knows of them.
    package var formerRecords: [ResourceRecord] = []
    /// Ids of orphans that shall go; see ``Orphan``.
    package var clean: [RemoteID] = []
    /// What happens to things that are no longer declared, for this run.
    package var removals: [Removal] = []

    package init() {}

    package var selectsParts: Bool { onlyDue || !targets.isEmpty || !exclusions.isEmpty }
}

/// Addresses by pattern (`server.web*`, `image.golden`), or resources by label (`tier=web`).
package enum AddressPattern: Hashable, Sendable, CustomStringConvertible {
    case glob(String)
    case label(String, String)

    /// `kind.pattern` or `key=value`; `nil` when it is neither.
    package init?(_ text: String) {
        if let equals = text.firstIndex(of: "="), !text.contains("[") {
            let (key, value) = (text[..<equals], text[text.index(after: equals)...])
            guard !key.isEmpty, !value.isEmpty else { return nil }
            self = .label(String(key), String(value))
            return
        }
        guard let dot = text.firstIndex(of: "."), dot != text.startIndex,
            text.index(after: dot) != text.endIndex
        else { return nil }
        let kind = String(text[..<dot])
        guard kind == "*" || ResourceKind(rawValue: kind) != nil else { return nil }
        self = .glob(text)
    }

    package var description: String {
        switch self {
        case .glob(let pattern): pattern
        case .label(let key, let value): "\(key)=\(value)"
        }
    }

    /// A pattern for a block fits its instances and generations, one for a server its disks as well.
    package func fits(_ address: Address, labels: (Address) -> [String: String]) -> Bool {
        switch self {
        case .label(let key, let value):
            let bearer = address.owner ?? address.series
            return labels(bearer)[key] == value
        case .glob(let pattern):
            var names = [address, address.series, address.series.block]
            if let owner = address.owner { names += [owner, owner.block] }
            return names.contains { NamePattern.matches($0.description, pattern) }
        }
    }
}

/// Takes a part out of a plan: steps by address, with all that they need, or without all that needs them.
struct PlanSelection: Sendable {
    private let choices: PlanChoices
    private let desired: DesiredState
    private let prior: PriorState

    init(_ choices: PlanChoices, _ desired: DesiredState, _ prior: PriorState) {
        self.choices = choices
        self.desired = desired
        self.prior = prior
    }

    func apply(to plan: inout Plan) {
        guard choices.selectsParts else { return }
        let unfitting = unfitting(plan)
        defer { plan.findings += unfitting }
        let kept = keptSteps(plan)
        let steps = plan.steps.filter { kept.contains($0.id) }
        let addresses = Set(steps.map(\.address))
        let isMeant = { (address: Address) in
            addresses.contains(address) || addresses.contains { $0.series == address }
        }
        plan.steps = steps.map { step in
            PlanStep(
                id: step.id, address: step.address, region: step.region, operation: step.operation,
                edges: step.edges.filter { kept.contains($0.step) })
        }
        plan.leftOut = plan.changes.count { !addresses.contains($0.address) }
        plan.changes.removeAll { !addresses.contains($0.address) }
        plan.findings.removeAll { finding in finding.address.map { !isMeant($0) && !fitsTargets($0) } ?? false
        }
    }

    /// A pattern that fits nothing is a slip of the pen: the run would do less than was meant, or more.
    private func unfitting(_ plan: Plan) -> [Diagnostic] {
        // What is wrong with the generation that a command names is told by its own finding.
        guard choices.undelete.isEmpty else { return [] }
        // What was to go may be gone already.
        let named = (desired.removals + choices.removals).map(\.from) + desired.moves.map(\.from)
        func isIdle(_ pattern: AddressPattern) -> Bool {
            !named.contains { pattern.fits($0, labels: labels) }
                && !desired.resources.contains { pattern.fits($0.address, labels: labels) }
                && !prior.records.contains { pattern.fits($0.address, labels: labels) }
                && !plan.changes.contains { pattern.fits($0.address, labels: labels) }
        }
        let idle =
            choices.targets.filter(isIdle).map { ("--target", $0) }
            + choices.exclusions.filter(isIdle).map { ("--exclude", $0) }
        return idle.map { option, pattern in
            var addresses = Set(desired.resources.map(\.address.description))
            addresses.formUnion(desired.resources.map(\.address.block.description))
            let nearest = Nearest.words(to: pattern.description, in: addresses)
            return Diagnostic(
                code: "fits-nothing", summary: "A pattern fits nothing",
                detail: "`\(option) \(pattern)` fits no address of this set, of its state or of this plan.",
                fix: nearest.isEmpty
                    ? "Name an address such as `image.golden`, a pattern such as `server.web*`, or a label such as "
                        + "`tier=web`."
                    : "Did you mean \(nearest.map { "`\($0)`" }.joined(separator: " or "))?")
        }
    }

    private func fitsTargets(_ address: Address) -> Bool {
        choices.targets.contains { $0.fits(address, labels: labels) } && !isExcluded(address)
    }

    private func isExcluded(_ address: Address) -> Bool {
        choices.exclusions.contains { $0.fits(address, labels: labels) }
    }

    private func keptSteps(_ plan: Plan) -> Set<StepID> {
        let due = Set(
            plan.changes.filter { $0.reason == .scheduleDue }.map { $0.address.series })
        func isSeed(_ step: PlanStep) -> Bool {
            if choices.onlyDue {
                let series = step.address.series
                let image = Address(.image, series.name, instance: series.instance)
                guard due.contains(series) || (series.kind == .copy && due.contains(image)) else {
                    return false
                }
            }
            return choices.targets.isEmpty
                || choices.targets.contains { $0.fits(step.address, labels: labels) }
        }
        var kept = Set(plan.steps.filter(isSeed).map(\.id))
        // What is needed comes earlier in the order; what only follows (a start after its image) comes later.
        for step in plan.steps.reversed() where kept.contains(step.id) {
            for edge in step.edges where !edge.reason.isLoose { kept.insert(edge.step) }
        }
        for step in plan.steps
        where step.edges.contains(where: { $0.reason.isCare && kept.contains($0.step) }) {
            kept.insert(step.id)
        }
        var dropped: Set<StepID> = []
        for step in plan.steps where kept.contains(step.id) {
            let needsDropped = step.edges.contains { dropped.contains($0.step) && !$0.reason.isLoose }
            if isExcluded(step.address) || needsDropped { dropped.insert(step.id) }
        }
        kept.subtract(dropped)
        return kept.subtracting(idleCare(plan, kept))
    }

    /// Stops, starts and waits for the sake of an image that is left out.
    private func idleCare(_ plan: Plan, _ kept: Set<StepID>) -> Set<StepID> {
        let made = Set(plan.steps.filter { kept.contains($0.id) && $0.isCreate }.map(\.address))
        var needed: Set<StepID> = []
        for step in plan.steps where kept.contains(step.id) { needed.formUnion(step.edges.map(\.step)) }
        return Set(
            plan.steps.filter { step in
                switch step.operation {
                case .power(let power): !made.contains(power.image)
                case .awaitServer: !needed.contains(step.id) && !choices.exclusions.isEmpty
                default: false
                }
            }.map(\.id))
    }

    private func labels(_ address: Address) -> [String: String] {
        guard let resource = desired[address] else { return [:] }
        switch resource.details {
        case .server(let details): return details.options?.content.labels ?? [:]
        case .image, .copy:
            guard let source = resource.attributes[.source].reference, source.kind == .server else {
                return [:]
            }
            return labels(source)
        default: return [:]
        }
    }
}

extension PlanStep {
    fileprivate var isCreate: Bool { if case .create = operation { true } else { false } }
}

extension EdgeReason {
    /// Belongs to the step that it waits for, and goes where that goes.
    var isCare: Bool { self == .imageBeforeStart || self == .bornWithServer || self == .zoneBeforeRegion }
}
