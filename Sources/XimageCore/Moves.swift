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
    /// Where a record that is at `address` belongs by now: entries follow each other, so that old ones may be kept. `nil`
    /// where none is about it.
    package func destination(of address: Address) -> Address? {
        var present = address
        var seen: Set<Address> = [address]
        while let next = lazy.compactMap({ $0.applied(to: present) }).first, seen.insert(next).inserted {
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
            for old in compactMap({ $0.reversed(present) }) where old != address && !found.contains(old) {
                found.append(old)
                waiting.append(old)
            }
        }
        return found
    }
}
