import XimageCore

/// What state knows, no manifest declares, and no entry decides about: one finding a block, with all that its removal
/// takes.
package struct UndecidedReport {
    package static let code = "removal-undecided"

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
        let them = records.count == 1 ? "it" : "them"
        var fix = "Declare \(them) again."
        if let offer = renames.offer(for: records) {
            fix += "\nIf \(offer.from) was renamed to \(offer.to):\n\(offer.text)"
        }
        fix += "\nTo delete \(them), or to manage \(them) no longer (`forget`):\n  removed:"
        for entry in covered {
            fix += "\n    - {from: \(entry.inYAML), action: delete, reason: \"...\"}   # or forget"
        }
        let keys = acknowledgements(records, covered)
        if let protected = records.first(where: \.protect) {
            fix += "\n\(protected.address) has `protect: true`: to delete it, first declare it again with "
            fix += "`protect: false` and apply that."
        } else if !keys.isEmpty {
            fix += "\nWhat holds data needs an acknowledgement as well. Both for one run:\n  ximage apply"
            for entry in covered { fix += " --removed \("\(entry)=delete".shellQuoted)" }
            for key in keys { fix += " --acknowledge \(key.shellQuoted)" }
        }
        return Diagnostic(
            code: Self.code, summary: "Object in state is no longer declared",
            detail: detail(records), fix: fix, address: records[0].address)
    }

    private func detail(_ records: [ResourceRecord]) -> String {
        let named = records.prefix(3).map { record in
            "\(record.address) (\"\(world.live[record.id]?.name ?? "")\", \(record.id))"
        }
        let end = "ximage deletes nothing because a block is missing."
        guard records.count > 1 else {
            return "\(named[0]) is in state and in the cloud, but no manifest declares it. \(end)"
        }
        let more = records.count > 3 ? " and \(records.count - 3) more" : ""
        return
            "\(records.count) objects of \(records[0].address.block) are in state and in the cloud, but no manifest "
            + "declares them: \(named.joined(separator: ", "))\(more). \(end)"
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
        let disks = isOne ? "\(first.address) is" : "\(records.count) disks of \(first.address.block) are"
        return Diagnostic(
            code: "disk-renamed", severity: .warning, summary: "Disk may have been renamed",
            detail:
                "\(disks) no longer declared, and \(offer.to) is new. The plan takes the old \(isOne ? "disk" : "disks") "
                + "off and creates \(isOne ? "an empty one" : "empty ones").",
            fix: "If \(offer.from) was renamed to \(offer.to), keep its data:\n\(offer.text)",
            address: first.address)
    }
}
