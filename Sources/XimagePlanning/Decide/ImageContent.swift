import XimageCore

/// What has to be said of a new disk that comes back from an image: nobody gets a blank disk, or one of another type,
/// without reading it in the plan.
struct ImageContent {
    let world: World

    static let missing = "no-such-image-disk"

    /// - Parameter disk: is created, with its server or on its own.
    func findings(_ disk: DesiredResource, after earlier: Decisions) -> [Diagnostic] {
        guard let owner = disk.address.owner, let server = earlier[owner],
            !server.findings.contains(where: { $0.severity == .error })
        else { return [] }
        if earlier.createdWithServer(disk.address) != nil, let captured = earlier.restored(disk.address) {
            guard captured.type == nil, disk.attributes[.type].isEmpty else { return [] }
            return [unknownType(disk, captured, of: owner)]
        }
        guard case .imageDisk(let key) = disk.diskDetails?.source else {
            return earlier.restored(disk.address) == nil ? [] : [blank(disk, on: owner)]
        }
        var reason = "\(owner) is not created from an image of the set that holds disks"
        var fix = "Leave out `from`, which makes a blank disk."
        if server.creates == nil {
            reason = "a disk comes back from an image only together with its server, and \(owner) exists"
        } else if let target = server.facts.source {
            let image = "\(target.series.generation(target.number))"
            let keys = target.disks.compactMap(\.key)
            if !target.isKnown {
                reason = "what \(image) holds could not be read"
                fix = "Plan again. If it stays unknown, plan with a key that may list backups."
            } else if keys.isEmpty {
                reason = "\(image) holds no data disk"
            } else if keys.contains(key) {
                reason = "another disk of \(owner) comes back from it"
            } else {
                reason = "\(image) holds no such disk"
                fix = "Name one that it holds: \(keys.joined(separator: ", "))."
            }
        }
        return [
            Diagnostic(
                code: Self.missing, summary: "Disk cannot come back from the image",
                detail: "\(disk.address) is to come back from disk `\(key)` of an image, but \(reason).",
                fix: fix, address: disk.address, subject: disk.origin)
        ]
    }

    /// A disk of the image that nothing declares comes along under its own key, which another disk has.
    func outOfPlace(
        _ address: Address, _ captured: CapturedDisk, _ target: ImageTarget, on server: DesiredResource
    ) -> Diagnostic {
        let key = captured.key ?? captured.id
        return Diagnostic(
            code: "image-disk-key-taken", summary: "Two disks have one key",
            detail:
                "\(target.series.generation(target.number)) holds disk `\(key)`, which no key under `dataDisks` of "
                + "\(server.address) takes. It would come along as \(address), and that is another disk.",
            fix:
                "Give the other disk a key that the image does not hold, or declare the disk of the image as well:\n"
                + "  dataDisks: {KEY: {type: \(captured.type ?? "TYPE"), from: {imageDisk: \(key)}}}",
            address: address, subject: world.declared[address]?.origin ?? server.place(of: .image))
    }

    private func unknownType(_ disk: DesiredResource, _ captured: CapturedDisk, of server: Address)
        -> Diagnostic
    {
        let type = world.declared[server]?.attributes[.systemDiskType].string ?? ""
        return Diagnostic(
            code: "disk-type-not-known", severity: .warning, summary: "Type of a captured disk is not known",
            detail:
                "\(disk.address) comes back from disk `\(captured.key ?? captured.id)` of an image. The disk that was "
                + "captured no longer exists, and its type is not recorded. The new disk gets the type of the system "
                + "disk, \(type).",
            fix: "To choose the type, declare the disk under `dataDisks` of \(server) with a `type`.",
            address: disk.address, subject: disk.origin)
    }

    private func blank(_ disk: DesiredResource, on server: Address) -> Diagnostic {
        Diagnostic(
            code: "disk-is-blank", severity: .warning, summary: "New disk is blank",
            detail:
                "A disk comes back from an image only together with its server, and \(server) exists. The new "
                + "\(disk.address) is blank.",
            fix: "To get the captured data back, restore the server: ximage restore --help",
            address: disk.address,
            subject: disk.origin)
    }

    /// A whole image of which nobody could read what it holds.
    static func unknown(_ target: ImageTarget, of server: DesiredResource) -> Diagnostic {
        Diagnostic(
            code: "image-content-not-known", severity: .warning, summary: "Content of the image is not known",
            detail:
                "What \(target.series.generation(target.number)) holds could not be read. The disks that \(server.address) "
                + "gets from it are named only after the server exists.",
            fix: "Plan again. If it stays unknown, plan with a key that may list backups.",
            address: server.address,
            subject: server.place(of: .image))
    }
}
