import XimageCore

extension Move {
    /// The old address of what stands at a new one.
    func reversed(_ address: Address) -> Address? {
        Move(from: to, to: from).applied(to: address)
    }

    /// The new address of what stands at an old one; `nil` when it is not meant. Disks go with their server, copies
    /// with their image.
    func applied(to address: Address) -> Address? {
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
