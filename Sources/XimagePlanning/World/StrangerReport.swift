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
            let (name, id) = (stranger.object.name, stranger.object.id)
            guard let created = stranger.object.attributes[.createdAt].string else {
                return RuleArgument("\"\(name)\" (\(id))", zh: "“\(name)”（\(id)）")
            }
            return RuleArgument(
                "\"\(name)\" (\(id), created \(created))", zh: "“\(name)”（\(id)，创建于 \(created)）")
        }
        let first = strangers[0]
        let fitting =
            address.kind.hasGenerations
            ? address.generation(max(1, first.object.operation?.generation ?? 1)) : address
        return Diagnostic(
            .markStranger,
            [
                "objects": RuleArgument(objects, english: ", ", chinese: "、"), "address": "\(address)",
                "lineage": first.takeOver.lineage.map {
                    RuleArgument("mark lineage \($0)", zh: "标记谱系为 \($0)")
                } ?? RuleArgument("no mark lineage", zh: "标记没有谱系"),
                "operation": first.object.operation.map {
                    RuleArgument(", operation \($0.operation)", zh: "，操作为 \($0.operation)")
                } ?? "",
                "takeOver": RuleArgument("\(first.takeOver)"), "fitting": "\(fitting)",
                "command": RuleArgument(first.object.id.shellQuoted),
            ], address: address, subject: world.declared[address]?.origin)
    }

    private func remark(_ objects: [LiveResource]) -> Diagnostic {
        Diagnostic(
            objects.count == 1 ? .unknownState : .unknownStates, severity: .info,
            [
                "objects": .objects(objects), "project": "\(world.project)",
                "takeOver": "\(TakeOver(objects[0].operation?.lineage))",
            ])
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
            let former =
                address == record.address
                ? ""
                : RuleArgument(", which `moved` calls \(address) now", zh: "，`moved` 已将其移动为 \(address)")
            return Diagnostic(
                .releasedObject, severity: .warning,
                [
                    "object": "\(record.address)", "name": "\(object.name)", "id": "\(record.id)",
                    "former": former, "address": "\(address)",
                    "command": RuleArgument(record.id.shellQuoted),
                ],
                address: address.series, subject: resource.origin)
        }
    }
}
