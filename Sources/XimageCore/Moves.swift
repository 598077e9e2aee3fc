extension Move {
    /// The old address of what stands at a new one.
    package func reversed(_ address: Address) -> Address? {
        Move(from: to, to: from).applied(to: address)
    }

    /// The new address of what stands at an old one; `nil` when it is not meant. Disks go with their server, copies
    /// with their image.
    package func applied(to address: Address) -> Address? {
        var kind = address.kind
        if from.kind == .server, kind == .disk { kind = .server }
        if from.kind == .image, kind == .copy { kind = .image }
        guard kind == from.kind, address.name == from.name,
            from.instance == nil || from.instance == address.instance,
            from.part == nil || from.part == address.part
        else { return nil }
        var result = address
        result.name = to.name
        if from.instance != nil || to.instance != nil { result.instance = to.instance }
        if from.part != nil { result.part = to.part }
        return result
    }
}

extension [Move] {
    /// Where a record that is at `address` belongs by now: entries follow each other, so that old ones may be kept. Of
    /// several that are about it the most specific one counts, whatever their order. `nil` where none is about it.
    package func destination(of address: Address) -> Address? {
        var present = address
        var seen: Set<Address> = [address]
        while let next = mostSpecific(about: present)?.applied(to: present), seen.insert(next).inserted {
            present = next
        }
        return present == address ? nil : present
    }

    /// All former addresses of what is declared at `address`, the latest first.
    package func sources(of address: Address) -> [Address] {
        var found: [Address] = []
        var waiting = [address]
        while !waiting.isEmpty {
            let present = waiting.removeFirst()
            for old in compactMap({ $0.reversed(present) })
            where old != address && !found.contains(old) && destination(of: old) == address {
                found.append(old)
                waiting.append(old)
            }
        }
        return found
    }

    private func mostSpecific(about address: Address) -> Move? {
        // The first of equals: an entry is given once, so that equals are about other addresses.
        lazy.filter { $0.applied(to: address) != nil }
            .min { $0.from.specificity(for: address) > $1.from.specificity(for: address) }
    }
}

extension Address {
    /// How closely an entry for this address is about another one that it covers: one for a disk before one for its server,
    /// one for an instance before one for its block, one for a generation before one for its series.
    package func specificity(for address: Address) -> Int {
        (kind == address.kind ? 4 : 0) + (instance != nil ? 2 : 0) + (generation != nil ? 1 : 0)
    }
}
