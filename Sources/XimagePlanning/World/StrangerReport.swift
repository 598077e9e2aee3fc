import XimageCore

/// Objects with marks of this project that this state did not create.
struct StrangerReport {
    let world: World
    let mode: PlanInput.Mode

    func findings(_ rebuilt: StateRebuilder.Result, _ offered: TakeOverOffer) -> [Diagnostic] {
        guard !rebuilt.strangers.isEmpty else { return releasedFindings }
        let taken = Set(rebuilt.records.map(\.address.series))
        var blocking: [Address: [StateRebuilder.Stranger]] = [:]
        var others: [LiveResource] = []
        for stranger in rebuilt.strangers {
            if mode == .apply, let address = stranger.address, blocks(address), !taken.contains(address) {
                blocking[address, default: []].append(stranger)
            } else {
                others.append(stranger.object)
            }
        }
        var result = releasedFindings
        // What is offered is reported as a whole.
        if offered.isEmpty {
            result += blocking.sorted { $0.key < $1.key }.map { refusal($0.key, $0.value) }
        }
        if !others.isEmpty { result.append(remark(others)) }
        return result
    }

    /// Whether the plan would create an object at the address.
    private func blocks(_ address: Address) -> Bool {
        guard world.declared[address]?.ownership == .managed else { return false }
        return world.records[address] == nil && (world.generations[address] ?? []).isEmpty
    }

    private func refusal(_ address: Address, _ strangers: [StateRebuilder.Stranger]) -> Diagnostic {
        let objects = strangers.prefix(3).map { stranger in
            "\"\(stranger.object.name)\" (\(stranger.object.id)"
                + (stranger.object.attributes[.createdAt].string.map { ", created \($0)" } ?? "") + ")"
        }
        let first = strangers[0]
        let lineage = first.takeOver.lineage.map { "mark lineage \($0)" } ?? "no mark lineage"
        let operation = first.object.operation.map { ", operation \($0.operation)" } ?? ""
        let fitting =
            address.kind.hasGenerations
            ? address.generation(max(1, first.object.operation?.generation ?? 1)) : address
        return Diagnostic(
            code: "mark-stranger", summary: "Another state's object has the mark of this address",
            detail:
                "\(objects.joined(separator: ", ")) has the mark of \(address), with \(lineage)\(operation). This state "
                + "did not create it: another environment, folder or person uses the same project name, or someone "
                + "wrote the tag. ximage neither uses it nor creates a second one.",
            fix:
                "Give this set or environment a `project:` of its own. Otherwise take over what that state created:\n"
                + "  ximage apply --take-over \(first.takeOver)\nor this object alone:\n"
                + "  ximage import '\(fitting)' \(first.object.id.shellQuoted)",
            address: address, subject: world.declared[address]?.origin)
    }

    private func remark(_ objects: [LiveResource]) -> Diagnostic {
        let shown = objects.prefix(3).map { "\($0.kind.rawValue) \"\($0.name)\" (\($0.id), \($0.region))" }
        let more = objects.count > 3 ? " and \(objects.count - 3) more" : ""
        return Diagnostic(
            code: "mark-unknown-state", severity: .info, summary: "Objects of another state",
            detail:
                "\(shown.joined(separator: ", "))\(more) \(objects.count == 1 ? "has a mark" : "have marks") of project "
                + "\(world.project), and this state did not create \(objects.count == 1 ? "it" : "them"). ximage leaves "
                + "\(objects.count == 1 ? "it" : "them") alone.",
            fix:
                "Give each set and environment a `project:` of its own. If the state of this set was lost, take them over:\n"
                + "  ximage state rebuild --take-over \(TakeOver(objects[0].operation?.lineage))")
    }

    /// Whether an object that exists is recorded at an address.
    private func isTaken(_ address: Address) -> Bool {
        world.records[address].map { world.live[$0.id] != nil } ?? false
    }

    // MARK: Released

    /// A key that is declared again while its released object still exists, until another object has it.
    private var releasedFindings: [Diagnostic] {
        guard mode == .apply else { return [] }
        return world.prior.setAside.compactMap { record in
            // Entries under `moved` are about the address by now, as for what is managed.
            let address = world.desired.moves.destination(of: record.address) ?? record.address
            guard record.standing == .released, let object = world.live[record.id],
                let resource = world.declared[address.series], resource.ownership == .managed,
                !isTaken(address)
            else { return nil }
            let former = address == record.address ? "" : ", which `moved` calls \(address) now"
            return Diagnostic(
                code: "released", severity: .warning, summary: "A released object has this address",
                detail:
                    "\(record.address) was released as \"\(object.name)\" (\(record.id))\(former); it still "
                    + "exists. ximage does not use it and creates another one.",
                fix:
                    "To take the released object back:\n  ximage import '\(address)' \(record.id.shellQuoted)",
                address: address.series, subject: resource.origin)
        }
    }
}
