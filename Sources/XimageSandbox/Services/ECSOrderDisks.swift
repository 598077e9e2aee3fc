/// Checking the disks of a request for servers. Source: API reference, sections 6.2 and 6.3.
extension World {
    func systemDisk(_ request: JSON?, _ order: ServerOrder, in region: Region) throws(Refusal)
        -> DiskOrder
    {
        guard let request else { throw .ecs("0005", "The root volume is missing.") }
        var disk = try diskOrder(request, order, in: region)
        let least = order.image.minDiskGiB
        if disk.sizeGiB == 0 { disk.sizeGiB = max(least, 1) }
        guard (1...1024).contains(disk.sizeGiB), disk.sizeGiB >= least else {
            throw .ecs("0005", "The system disk must have between \(max(least, 1)) and 1024 GB.")
        }
        guard !disk.isShared else { throw .ecs("0005", "The system disk cannot be shared.") }
        if order.image.isWhole, let child = backups[order.image.backup ?? ObjectID()]?.systemDisk {
            disk.content = child.content
            disk.snapshot = child.snapshot
        } else {
            disk.content = order.image.content
        }
        return disk
    }

    func dataDisks(_ requests: [JSON], _ order: ServerOrder, in region: Region) throws(Refusal)
        -> [DiskOrder]
    {
        var disks: [DiskOrder] = []
        var unlisted: [Backup.Child] = []
        let backup = order.image.isWhole ? backups[order.image.backup ?? ObjectID()] : nil
        if let backup { unlisted = backup.children.filter { !$0.isSystem } }
        for request in requests {
            var disk = try diskOrder(request, order, in: region)
            if let text = request["extendparam"]?["snapshotId"]?.string, !text.isEmpty {
                guard
                    let index = unlisted.firstIndex(where: {
                        ObjectID(text) == $0.volume || ObjectID(text) == $0.snapshot
                    })
                else { throw .ecs("0005", "The snapshotId \(text) names no free data disk of the image.") }
                guard request["data_image_id"]?.string == nil else {
                    throw .ecs("0005", "snapshotId and data_image_id exclude each other.")
                }
                try restore(unlisted.remove(at: index), by: backup, &disk)
            } else if let text = request["data_image_id"]?.string, !text.isEmpty {
                guard let image = images.find(ObjectID(text), in: region), image.form == .data else {
                    throw .ecs("0031", "The data disk image \(text) does not exist.")
                }
                guard image.status == .active else { throw .ecs("0032", "The image \(text) is not active.") }
                guard disk.sizeGiB >= image.minDiskGiB else {
                    throw .ecs("0005", "The disk must have at least \(image.minDiskGiB) GB.")
                }
                disk.content = image.content
            }
            guard (10...32_768).contains(disk.sizeGiB) else {
                throw .ecs("0005", "A data disk must have between 10 and 32768 GB.")
            }
            disks.append(disk)
        }
        for child in unlisted {
            try checkSold(child.type, order, in: region)
            disks.append(
                DiskOrder(
                    type: child.type, sizeGiB: child.sizeGiB, isShared: child.isShared,
                    metadata: child.metadata,
                    content: child.content, snapshot: child.snapshot))
        }
        guard disks.count <= order.flavor.diskLimit else {
            throw .ecs(
                "0042", "The flavor \(order.flavor.name) takes at most \(order.flavor.diskLimit) data disks.")
        }
        return disks
    }

    private func restore(_ child: Backup.Child, by backup: Backup?, _ disk: inout DiskOrder) throws(Refusal) {
        if disk.sizeGiB == 0 { disk.sizeGiB = child.sizeGiB }
        guard disk.sizeGiB >= child.sizeGiB else {
            throw .ecs("0005", "The disk must have at least the \(child.sizeGiB) GB of the original disk.")
        }
        if backup?.reach == .zone, disk.type != child.type {
            throw .ecs("0046", "The disk type \(disk.type) does not match the snapshot's type \(child.type).")
        }
        let asksEncryption = disk.metadata["__system__encrypted"] == "1"
        let asksSCSI = disk.metadata["hw:passthrough"] == "true"
        guard
            backup?.reach != .zone
                || disk.isShared == child.isShared && asksSCSI == child.isSCSI
                    && (!asksEncryption || child.isEncrypted)
        else {
            throw .ecs("0046", "While the image is usable in one zone only, its disks keep their attributes.")
        }
        disk.content = child.content
        disk.snapshot = child.snapshot
        if child.isEncrypted { disk.metadata = child.metadata }
    }

    /// Disks that come with the image are bought as those that the request lists. Source: constraint AV007.
    @discardableResult
    private func checkSold(
        _ name: String, _ order: ServerOrder, in region: Region
    ) throws(Refusal) -> VolumeType {
        guard let type = volumeTypesByName[name] else {
            throw .ecs("0043", "The disk type \(name) does not exist.")
        }
        let zones = zones(of: type, in: region)
        guard zones.offered.contains(order.zone) else {
            throw .ecs("0043", "\(name) is not offered in \(order.zone).")
        }
        guard !zones.soldOut.contains(order.zone) else {
            throw .ecs("0044", "\(name) is sold out in \(order.zone).")
        }
        return type
    }

    private func diskOrder(_ request: JSON, _ order: ServerOrder, in region: Region) throws(Refusal)
        -> DiskOrder
    {
        var disk = DiskOrder()
        disk.type = request["volumetype"]?.string ?? ""
        let type = try checkSold(disk.type, order, in: region)
        disk.sizeGiB = request["size"]?.int ?? 0
        disk.isShared = request["multiattach"]?.bool ?? request["shareable"]?.bool ?? false
        disk.deleteOnTermination = request["delete_on_termination"]?.bool ?? false
        disk.iops = request["iops"]?.int ?? 0
        disk.throughput = request["throughput"]?.int ?? 0
        if let problem = type.problem(
            iops: disk.iops, throughput: disk.throughput, sizeGiB: max(disk.sizeGiB, 1))
        {
            throw .ecs("0005", problem)
        }
        if request["hw:passthrough"]?.bool == true {
            disk.metadata.append(Tag(key: "hw:passthrough", value: "true"))
        }
        for (key, value) in request["metadata"]?.object ?? [] where key.hasPrefix("__system__") {
            disk.metadata.append(Tag(key: key, value: value.text ?? ""))
        }
        return disk
    }
}

struct DiskOrder {
    var type = ""
    var sizeGiB = 0
    var isShared = false
    var deleteOnTermination = false
    var iops = 0
    var throughput = 0
    var metadata: [Tag] = []
    var content: ObjectID?
    var snapshot: ObjectID?
}

extension Backup.Child {
    /// The metadata a disk restored from this child starts with.
    var metadata: [Tag] {
        var metadata: [Tag] = []
        if isEncrypted { metadata.append(Tag(key: "__system__encrypted", value: "1")) }
        if isSCSI { metadata.append(Tag(key: "hw:passthrough", value: "true")) }
        return metadata
    }
}

extension VolumeType {
    /// What is wrong with the performance asked for; nil when nothing. Source: API reference, section 7.3.
    func problem(iops asked: Int, throughput askedThroughput: Int, sizeGiB: Int) -> String? {
        guard let iops else {
            return asked == 0 && askedThroughput == 0 ? nil : "\(name) takes neither iops nor throughput."
        }
        guard iops.contains(asked), asked <= max(iopsPerGiB * sizeGiB, iops.lowerBound) else {
            return
                "\(name) needs iops between \(iops.lowerBound) and \(iops.upperBound), at most \(iopsPerGiB) per GB."
        }
        guard let throughput else { return askedThroughput == 0 ? nil : "\(name) takes no throughput." }
        guard throughput.contains(askedThroughput), askedThroughput <= asked / 4 else {
            return
                "\(name) needs a throughput between \(throughput.lowerBound) and \(throughput.upperBound), "
                + "at most a quarter of iops."
        }
        return nil
    }
}
