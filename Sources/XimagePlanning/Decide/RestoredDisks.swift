import XimageCore

/// Which disks of a new server come back from its image.
struct RestoredDisks {
    /// Declared disks, and those that come along, by address.
    var byAddress: [Address: CapturedDisk] = [:]
    /// Disks of the image that no manifest lists; they come along under their own keys.
    var broughtAlong: [DesiredResource] = []
    /// Disks of the image that cannot come along: another disk has their key.
    var outOfPlace: [(address: Address, captured: CapturedDisk)] = []

    init() {}

    init(_ resource: DesiredResource, from target: ImageTarget, in world: World) {
        guard case .server(let details) = resource.details else { return }
        var left = target.disks
        for address in details.disks {
            guard let source = world.declared[address]?.diskDetails?.source else { continue }
            let key: String
            switch source {
            case .blank: continue
            case .automatic: key = address.part ?? ""
            case .imageDisk(let named): key = named
            }
            // What the image does not hold, DiskDecider refuses; what it holds larger is for rule DK042 to say.
            guard let index = left.firstIndex(where: { $0.key == key }) else { continue }
            byAddress[address] = left.remove(at: index)
        }
        for captured in left {
            let disk = Self.along(captured, with: resource, behind: details.disks.count)
            guard !details.disks.contains(disk.address), byAddress[disk.address] == nil else {
                outOfPlace.append((disk.address, captured))
                continue
            }
            byAddress[disk.address] = captured
            broughtAlong.append(disk)
        }
    }

    /// Whether a disk comes back with another type, sharing, device or key than it had, as far as that is known. An image
    /// that rests on snapshots in one zone does not allow it. Source: Ecs.0046; ECS user guide, full-ECS image note.
    func changesDisks(of image: DesiredResource, in world: World) -> Bool {
        byAddress.contains { address, captured in
            guard let wanted = world.declared[address]?.attributes else { return false }
            if let type = captured.type, let other = wanted[.type].string, type != other { return true }
            let source = image.attributes[.source].reference.flatMap { server in
                world.declared[
                    Address(.disk, server.name, instance: server.instance, part: captured.key)]
            }
            guard let was = world.live[captured.id]?.attributes ?? source?.attributes else { return false }
            return wanted[.shared].bool ?? false != was[.shared].bool ?? false
                || wanted[.device].string ?? "vbd" != was[.device].string ?? "vbd"
                || !wanted[.kmsKey].matches(was[.kmsKey])
        }
    }

    private static func along(
        _ captured: CapturedDisk, with server: DesiredResource, behind position: Int
    ) -> DesiredResource {
        let key = captured.key ?? "disk"
        let address = Address(.disk, server.address.name, instance: server.address.instance, part: key)
        return DesiredResource(
            address: address, region: server.region,
            attributes: [
                .name: .string("\(server.attributes[.name].string ?? server.address.name)-\(key)"),
                .region: .string(server.region), .zone: server.attributes[.zone],
                .server: .reference(server.address), .tags: server.attributes[.tags],
            ],
            details: .disk(DiskDetails(onRemove: .keep, position: position)), origin: server.origin)
    }
}

extension CreateStep {
    /// Size, type and source of a disk that comes back from an image.
    mutating func restore(_ captured: CapturedDisk?, of disk: Address, in world: World) {
        guard let captured else { return }
        if captured.id.isEmpty {
            imageDiskKey = captured.key ?? ""
        } else {
            attributes[.sourceDisk] = .string(captured.id)
        }
        // A size that is not known yet is that of the image, which the apply reads.
        if attributes[.size].isEmpty, let size = captured.sizeGiB, size > 0 { attributes[.size] = .int(size) }
        if attributes[.type].isEmpty {
            let system = disk.owner.flatMap { world.declared[$0]?.attributes[.systemDiskType] } ?? .null
            attributes[.type] = captured.type.map { .string($0) } ?? system
            choosePerformance(captured.performance, of: disk, in: world)
        }
    }

    /// A disk that comes along in a type whose performance is chosen has that of the disk that was captured, else that of the
    /// system disk of the same type, else the least: within what its size allows.
    private mutating func choosePerformance(_ captured: ChosenPerformance?, of disk: Address, in world: World)
    {
        guard let bounds = DiskPerformance.of(attributes[.type].string), attributes[.iops].isEmpty else {
            return
        }
        let server = disk.owner.flatMap { world.declared[$0]?.attributes }
        var source = captured
        if source == nil, server?[.systemDiskType] == attributes[.type],
            let iops = server?[.systemDiskIOPS].int
        {
            source = ChosenPerformance(iops: iops, throughput: server?[.systemDiskThroughput].int)
        }
        let allowed = bounds.iops(ofGiB: attributes[.size].int)
        let iops = min(max(source?.iops ?? allowed.lowerBound, allowed.lowerBound), allowed.upperBound)
        attributes[.iops] = .int(iops)
        guard let range = bounds.throughput(at: iops) else { return }
        attributes[.throughput] = .int(
            min(max(source?.throughput ?? range.lowerBound, range.lowerBound), range.upperBound))
    }

    /// A disk comes back from an image only together with its server. Source: EVS API reference, create disks.
    mutating func leaveBlank() {
        imageDiskKey = nil
        attributes[.sourceDisk] = .null
    }
}
