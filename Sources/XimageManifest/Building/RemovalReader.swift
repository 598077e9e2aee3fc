internal import XimageCore

/// Entries of `removed` and `acknowledge`.
extension ManifestBuilder {
    func readRemovals() -> [Removal] {
        var result: [Removal] = []
        var seen: [Address: Place] = [:]
        for entry in blocks("removed", ManifestTables.removed) {
            guard let from = entry["from"], let address = from.text.flatMap(Address.init),
                let action = entry.text("action").flatMap(Removal.Action.init)
            else { continue }
            if let first = seen.updateValue(from.place, forKey: address) {
                reportTwice("removed", address, at: from.place, first: first)
                continue
            }
            if isDeclared(address), let place = declared[block(of: address)] {
                session.report(
                    .removalOfDeclared, ["object": "\(address)"], address: address, at: from.place,
                    related: [Label(session.range(place), .declaredHere)])
                continue
            }
            result.append(
                Removal(
                    from: address, action: action, reason: entry.text("reason"),
                    origin: session.range(from.place)))
        }
        return result
    }

    func readAcknowledgements() -> [Acknowledgement] {
        var result = acknowledgements
        for entry in blocks("acknowledge", ManifestTables.acknowledge) {
            guard let target = entry["target"], let address = target.text.flatMap(Address.init),
                let key = entry.text("key")
            else { continue }
            result.append(
                Acknowledgement(
                    key: key, target: address, reason: entry.text("reason"), until: entry.text("until"),
                    origin: session.range(target.place)))
        }
        return result
    }

    func readMoves() -> [Move] {
        var result: [Move] = []
        var sources: [Address: Place] = [:]
        var targets: [(address: Address, place: Place)] = []
        for entry in blocks("moved", ManifestTables.moved) {
            guard let from = entry["from"], let to = entry["to"], let old = from.text.flatMap(Address.init),
                let new = to.text.flatMap(Address.init)
            else { continue }
            if old.kind != new.kind || old == new {
                session.report(
                    .moveToNowhere, ["old": "\(old)", "new": "\(new)"], address: new, at: to.place)
            } else if isDeclared(old) || declared[old] != nil {
                session.report(
                    .moveOfDeclared, ["object": "\(old)"], address: old, at: from.place,
                    related: declared[block(of: old)].map { [Label(session.range($0), .declaredHere)] }
                        ?? [])
            } else if let first = sources.updateValue(from.place, forKey: old) {
                reportTwice("moved", old, at: from.place, first: first)
            } else {
                targets.append((new, to.place))
                result.append(Move(from: old, to: new, origin: session.range(from.place)))
            }
        }
        var open: Set<Address> = []
        // Of a chain, the entry at its end is the one to correct.
        let ends = targets.map { (end: result.destination(of: $0.address) ?? $0.address, entry: $0) }
        for (end, (_, place)) in ends.filter({ $0.end == $0.entry.address }) + ends {
            guard !isDeclared(end), declared[end] == nil, !broken.contains(block(of: end)),
                !session.isIncomplete, open.insert(end).inserted,
                // Disks and copies of all instances of a block.
                end.part == nil || !declaredAddresses.contains(where: { $0.block == end })
            else { continue }
            reportMissing(end.kind, end.name, names(of: end.kind), at: place)
        }
        return result
    }

    func blocks(_ section: String, _ schema: BlockSchema) -> [Fields] {
        let items = sections.lists[section] ?? []
        return items.enumerated().compactMap { index, input in
            session.path = [section, String(index)]
            defer { session.path = [] }
            return session.checkBlock(input, schema, in: scope)
        }
    }

    func reportTwice(_ section: String, _ address: Address, at place: Place, first: Place) {
        session.report(
            .addressTwice, ["section": RuleArgument(section), "object": "\(address)"], address: address,
            at: place, remark: .againHere, related: [Label(session.range(first), .firstGiven)])
    }

    /// The block that declares an address, if it is declared.
    func block(of address: Address) -> Address {
        Address(address.kind == .disk ? .server : address.kind == .copy ? .image : address.kind, address.name)
    }

    /// Whether the set declares exactly this address.
    func isDeclared(_ address: Address) -> Bool { declaredAddresses.contains(address.series) }
}
