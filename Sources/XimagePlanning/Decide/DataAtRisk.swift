import XimageCore

/// Generations that a plan deletes.
struct CapturesAfterwards {
    /// Nothing can be restored from them any more.
    var lost: Set<Address> = []
    /// Their backups stay.
    var inBackup: Set<Address> = []
}

/// What would be lost with an object, and what permits to lose it.
struct DataAtRisk {
    let world: World
    /// What becomes of generations; nothing while that is not decided.
    var captures = CapturesAfterwards()

    /// `nil` for what holds no data of its own.
    func risk(of object: LiveResource) -> DataRisk? {
        let size: Int?
        let server: RemoteID?
        switch object.kind {
        case .server: (size, server) = (object.attributes[.systemDiskSize].int, object.id)
        case .disk: (size, server) = (object.attributes[.size].int, object.attributes[.server].string)
        case .vault, .image, .copy: return nil
        }
        var risk = DataRisk(sizeGiB: size)
        guard let server else { return risk }
        for record in world.capturesByServer[server] ?? [] {
            guard let time = record.createdAt, risk.lastCaptured.map({ $0 < time }) ?? true,
                !captures.lost.contains(record.address), holds(record, object)
            else { continue }
            risk.lastCaptured = time
            risk.capturedBy = record.address
            risk.isCapturedInBackup = captures.inBackup.contains(record.address)
        }
        return risk
    }

    /// Whether a generation of its server holds the data of an object: what the cloud told is in it, or else what its kind
    /// says.
    private func holds(_ generation: ResourceRecord, _ object: LiveResource) -> Bool {
        let disks = generation.attributes.capturedDisks
        guard disks.isEmpty else {
            return disks.contains { object.kind == .server ? $0.isSystem : $0.id == object.id }
        }
        switch ImageKind(generation.attributes) {
        case .whole: return true
        case .system: return object.kind == .server
        case .data: return generation.attributes[.sourceDisk].string == object.id
        case nil: return false
        }
    }

    /// The acknowledgement of a replacement or deletion; without one the plan waits for it.
    func consent(at address: Address) -> Consent {
        world.waivers.find("destroy", at: address).map { .acknowledgement($0.target) } ?? .pending
    }
}
