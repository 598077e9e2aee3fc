import XimageCore

/// What state knows, no manifest declares, and no entry decides about: one finding a block, with all that its removal
/// takes.
package struct UndecidedReport {
    package static let code = Notice.undecided.code

    /// Acknowledgements of single instances that one command names.
    private static let mostKeys = 10

    private let world: World
    private let renames: RenameOffer

    init(world: World) {
        self.world = world
        renames = RenameOffer(world: world)
    }

    /// - Parameter records: of objects that exist.
    func findings(_ records: [ResourceRecord]) -> [Diagnostic] {
        let groups = Dictionary(grouping: records, by: \.address.block)
        return groups.sorted { $0.key < $1.key }.compactMap { _, records in
            let records = records.sorted { $0.address < $1.address }
            return records[0].address.kind == .disk ? renamedDisks(records) : undecided(records)
        }
    }

    private func undecided(_ records: [ResourceRecord]) -> Diagnostic {
        let covered = entries(records)
        let isOne = records.count == 1
        let them = isOne ? "it" : "them"
        let (it, object) = isOne ? ("它", "该对象") : ("它们", "这些对象")
        var fix = RuleArgument("Declare \(them) again.", zh: "请重新声明\(object)。")
        func add(_ english: String, zh chinese: String) {
            fix = RuleArgument(fix.english + english, zh: fix[.chinese] + chinese)
        }
        func add(_ same: String) { add(same, zh: same) }
        if let offer = renames.offer(for: records) {
            add(
                "\nIf \(offer.from) was renamed to \(offer.to):\n\(offer.text)",
                zh: "\n如 \(offer.from) 改名为 \(offer.to)：\n\(offer.text)")
        }
        add(
            "\nTo delete \(them), or to manage \(them) no longer (`forget`):",
            zh: "\n如需删除\(it)，或不再管理\(it)（`forget`）：")
        add("\n  removed:")
        for entry in covered {
            let line = "\n    - {from: \(entry.inYAML), action: delete, reason: \"...\"}   # "
            add(line + "or forget", zh: line + "或 forget")
        }
        let keys = acknowledgements(records, covered)
        if let protected = records.first(where: \.protect) {
            add(
                "\n\(protected.address) has `protect: true`: to delete it, first declare it again with "
                    + "`protect: false` and apply that.",
                zh: "\n\(protected.address) 带有 `protect: true`：如需删除，请先以 `protect: false` 重新声明并应用。")
        } else if !keys.isEmpty {
            add(
                "\nWhat holds data needs an acknowledgement as well. Both for one run:",
                zh: "\n含有数据的对象还需要确认。仅本次运行同时给出两者：")
            add("\n  ximage apply")
            for entry in covered { add(" --removed \("\(entry)=delete".shellQuoted)") }
            for key in keys { add(" --acknowledge \(key.shellQuoted)") }
        }
        return Diagnostic(
            isOne ? .undecided : .undecidedBlock,
            [
                "count": "\(records.count)", "block": "\(records[0].address.block)", "object": named(records),
                "fix": fix,
            ], address: records[0].address)
    }

    /// The first of them, with their names and ids.
    private func named(_ records: [ResourceRecord]) -> RuleArgument {
        let shown = records.prefix(3).map { record in
            let name = world.live[record.id]?.name ?? ""
            return RuleArgument(
                "\(record.address) (\"\(name)\", \(record.id))",
                zh: "\(record.address)（“\(name)”，\(record.id)）")
        }
        return .list(shown, rest: .more(records.count - shown.count))
    }

    /// One entry for the whole block, where that cannot mean what is declared.
    private func entries(_ records: [ResourceRecord]) -> [Address] {
        let series = Set(records.map(\.address.series)).sorted()
        let block = records[0].address.block
        return series.count == 1 || world.declared.contains(block) ? series : [block]
    }

    /// What deleting them needs beside the entries: keys with their targets.
    private func acknowledgements(_ records: [ResourceRecord], _ covered: [Address]) -> [String] {
        var keys: [String] = []
        func add(_ key: String, _ objects: [ResourceRecord], _ targets: [Address]) {
            let isMissing = objects.contains { world.waivers.find(key, at: $0.address) == nil }
            guard isMissing else { return }
            // For the whole block it would permit to replace the instances that stay, too: it is named for what nobody types.
            guard objects.count <= Self.mostKeys else { return keys += targets.map { "\(key)@\($0)" } }
            let living = world.desired.resources.contains { resource in
                targets.contains { $0.instance == nil && $0.covers(resource.address) }
            }
            keys += (living ? objects.map(\.address) : targets).map { "\(key)@\($0)" }
        }
        switch records[0].address.kind {
        case .server:
            add("destroy", records, covered)
            let servers = Set(records.map(\.address))
            let disks = world.records.values.filter { disk in
                disk.onRemove == .delete && disk.address.owner.map(servers.contains) ?? false
                    && world.live[disk.id] != nil && world.removal(of: disk.address) == nil
            }
            for (block, group) in Dictionary(grouping: disks, by: \.address.block).sorted(by: {
                $0.key < $1.key
            }) {
                add(
                    "destroy", group,
                    covered.count == 1 && covered[0].instance == nil
                        ? [block] : group.map(\.address).sorted())
            }
        case .vault:
            let full = records.filter { world.live[$0.id].map(world.mayHoldBackups) ?? false }
            add("destroy-backups", full, covered)
        case .disk, .image, .copy: break
        }
        return keys
    }

    // MARK: Disks

    /// A disk that gets another key would be taken off, and an empty one created.
    private func renamedDisks(_ records: [ResourceRecord]) -> Diagnostic? {
        guard let offer = renames.offer(for: records), let first = records.first else { return nil }
        let isOne = records.count == 1
        return Diagnostic(
            isOne ? .diskRenamed : .disksRenamed, severity: .warning,
            [
                "object": "\(first.address)", "count": "\(records.count)", "block": "\(first.address.block)",
                "from": "\(offer.from)", "new": "\(offer.to)", "entry": RuleArgument(offer.text),
            ],
            address: first.address)
    }
}
