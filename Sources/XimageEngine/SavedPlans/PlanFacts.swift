import XimageCore
import XimagePlanning
import XimageState

/// What a plan does and rests on, address by address, as texts that can be compared later.
struct PlanFacts {
    let known: [SavedPlan.Known]
    let relied: [SavedPlan.Relied]

    init(_ plan: Plan, desired: DesiredState, prior: PriorState, live: LiveState) {
        let index = LiveIndex(live.resources)
        let changes = Dictionary(plan.changes.map { ($0.address, $0) }) { first, _ in first }
        let records = Dictionary(grouping: plan.records(after: prior), by: \.address)
        known = plan.addresses.map { address in
            let known = records[address] ?? []
            let current = known.first { $0.standing != .deposed } ?? known.first
            let id = changes[address]?.id ?? current?.id
            return SavedPlan.Known(
                address: address, declared: Self.facts(desired[address.series]),
                recorded: known.isEmpty ? [:] : Self.facts(known),
                live: id.flatMap { index[$0] }.map(Self.facts) ?? [:])
        }
        relied = Self.relied(plan, changes, index)
    }

    // MARK: Facts

    private static func facts(_ resource: DesiredResource?) -> [String: String] {
        guard let resource else { return [:] }
        var facts = texts(resource.attributes)
        facts["region"] = resource.region
        facts["ownership"] = CanonicalText.of(CanonicalForm.of(resource.ownership))
        facts["protect"] = "\(resource.protect)"
        facts["details"] = CanonicalForm.digest(CanonicalForm.of(resource.details))
        return facts
    }

    private static func facts(_ records: [ResourceRecord]) -> [String: String] {
        var facts: [String: String] = [:]
        for record in records.sorted(by: { $0.id < $1.id }) {
            let prefix = record.standing == .deposed ? "deposed \(record.id) " : ""
            for (name, text) in texts(record.attributes.withoutScope) { facts[prefix + name] = text }
            facts[prefix + "id"] = record.id
            facts[prefix + "standing"] = record.standing.rawValue
        }
        return facts
    }

    private static func facts(_ live: LiveResource) -> [String: String] {
        var facts = texts(live.attributes)
        facts["id"] = live.id
        if case .server(let server) = live.facts {
            facts["disks"] = server.disks.map(\.id).sorted().joined(separator: ", ")
        }
        return facts
    }

    private static func texts(_ attributes: Attributes) -> [String: String] {
        var texts: [String: String] = [:]
        for entry in attributes.withoutSecrets.withoutNothing.entries {
            texts[entry.name.description] = CanonicalText.of(entry.value)
        }
        return texts
    }

    /// Objects that steps name and the plan leaves alone: what is imaged, the vault, what a disk is attached to.
    private static func relied(
        _ plan: Plan, _ changes: [Address: Change], _ index: LiveIndex
    ) -> [SavedPlan.Relied] {
        let changed = Set(changes.values.compactMap(\.id))
        var ids: Set<RemoteID> = []
        for step in plan.steps {
            guard case .create(let create) = step.operation else { continue }
            for name in [AttributeName.source, .sourceDisk, .vault, .server, .targetVault] {
                if let id = create.attributes[name].string, !changed.contains(id) { ids.insert(id) }
            }
        }
        return ids.sorted().compactMap { id in index[id].map { relied($0, index) } }
    }

    private static func relied(_ live: LiveResource, _ index: LiveIndex) -> SavedPlan.Relied {
        var facts = ["region": live.region]
        switch live.facts {
        case .server(let server):
            for disk in server.disks {
                facts["disk \(disk.id)"] =
                    index[disk.id].map { CanonicalText.of($0.attributes[.size]) } ?? "?"
            }
        default: facts["size"] = CanonicalText.of(live.attributes[.size])
        }
        return SavedPlan.Relied(id: live.id, kind: live.kind.rawValue, name: live.name, facts: facts)
    }
}

// A new image reaches its whole region by itself some minutes after it was made: nothing has moved then.

extension Attributes {
    fileprivate var withoutScope: Attributes {
        var result = self
        result[.scope] = .null
        return result
    }
}

extension PlanStep {
    fileprivate var withoutScope: PlanStep {
        guard case .update(var update) = operation else { return self }
        update.record.attributes = update.record.attributes.withoutScope
        return PlanStep(id: id, region: region, operation: .update(update), edges: edges)
    }
}

/// What a plan does to one address, in texts that are equal only if the deeds are.
struct Deed: Hashable {
    let change: String?
    let steps: [String]

    static func all(in plan: Plan) -> [Address: Deed] {
        let changes = Dictionary(plan.changes.map { ($0.address, $0) }) { first, _ in first }
        let steps = Dictionary(grouping: plan.steps, by: \.address)
        return Dictionary(
            uniqueKeysWithValues: plan.addresses.map { address in
                (
                    address,
                    Deed(
                        change: changes[address].map { CanonicalText.of(CanonicalForm.of($0)) },
                        steps: (steps[address] ?? []).map {
                            CanonicalText.of(CanonicalForm.of($0.withoutScope))
                        })
                )
            })
    }
}

extension Plan {
    /// Addresses of changes and steps, sorted.
    var addresses: [Address] { Set(changes.map(\.address)).union(steps.map(\.address)).sorted() }
}
