/// Disks of a server. Source: API reference, sections 6.8 and 6.9.
extension World {
    func diskTotal(of server: Server) -> Int {
        server.disks.reduce(0) { $0 + (volumes[$1.volume]?.sizeGiB ?? 0) }
    }

    func attachVolume(_ call: Call) throws(Refusal) -> Answer {
        let server = try server(call)
        let body = try call.requiredJSON()
        let text = body["volumeAttachment"]?["volumeId"]?.string ?? ""
        guard let volume = volumes.find(ObjectID(text), in: call.region) else {
            throw .ecs("0017", "The disk \(text) does not exist or cannot be attached.")
        }
        try checkCommandable(server)
        guard server.status.isSettled else {
            throw .ecs("0100", "Instance[\(server.id)] is \(server.status.word).")
        }
        guard volume.zone == server.zone else {
            throw .ecs("0121", "The disk and the server are in different zones.")
        }
        guard !server.disks.contains(where: { $0.volume == volume.id }) else {
            throw .ecs("0057", "The disk is attached to this server already.")
        }
        let canShare = volume.isShared && volume.status == .inUse && volume.attachments.count < 16
        guard volume.status == .available || canShare else {
            throw .ecs("0103", "The disk is \(volume.status.word); it must be available.")
        }
        let limit = flavorsByName[server.flavor]?.diskLimit ?? 23
        guard server.disks.count <= limit else { throw .ecs("0104", "The server takes no more disks.") }
        if body["dry_run"]?.bool == true { return Answer(status: 202, body: Array("{}".utf8)) }
        let job = newJob(.ecs, "attachVolume", .attachVolume, in: call.region)
        job.target = server.id
        job.other = volume.id
        job.text = volume.status == .inUse ? "in-use" : ""
        volume.status = .attaching
        volume.updated = now
        server.task = .attaching
        save(server)
        save(volume)
        start(job, seconds: spread(6, for: job.id))
        return jobAnswer(job)
    }

    func finishAttachVolume(_ job: Job) {
        guard let server = servers[job.target] else { return }
        server.task = .none
        save(server)
        guard let volume = volumes[job.other ?? ObjectID()] else { return }
        if job.failCode.isEmpty {
            attach(volume, to: server)
        } else {
            volume.status = job.text == "in-use" ? .inUse : .available
        }
        volume.updated = now
        save(volume)
    }

    /// Puts the disk into the server's next slot.
    func attach(_ volume: Volume, to server: Server) {
        let slot = server.freeSlot
        server.disks.append(
            Server.Disk(volume: volume.id, slot: slot, isBoot: server.disks.isEmpty && volume.isBootable))
        volume.attachments.append(Volume.Attachment(server: server.id, slot: slot, at: now))
        volume.status = .inUse
        server.updated = now
        save(server)
        updateVaultSize(of: server)
    }

    /// The vault counts the disks its servers have now.
    func updateVaultSize(of server: Server) {
        guard let vault = vault(ofServer: server.id),
            let index = vault.resources.firstIndex(where: { $0.server == server.id })
        else { return }
        vault.resources[index].sizeGiB = protectedSize(of: server, without: vault.resources[index].excluded)
        save(vault)
    }

    func protectedSize(of server: Server, without excluded: [ObjectID]) -> Int {
        server.disks.filter { !excluded.contains($0.volume) }.reduce(0) {
            $0 + (volumes[$1.volume]?.sizeGiB ?? 0)
        }
    }

    func detachVolume(_ call: Call) throws(Refusal) -> Answer {
        let server = try server(call)
        guard let disk = server.disks.first(where: { ObjectID(call.parameters[2]) == $0.volume }),
            let volume = volumes[disk.volume]
        else { throw .ecs("0111", "The disk \(call.parameters[2]) is not attached to this server.") }
        try checkCommandable(server)
        guard server.status.isSettled else {
            throw .ecs("0100", "Instance[\(server.id)] is \(server.status.word).")
        }
        // Source: constraints, section 7.3.
        let isFree = [.inUse, .error, .errorExtending, .errorRestoring, .errorRollbacking].contains(
            volume.status)
        guard isFree else { throw .ecs("0103", "The disk is \(volume.status.word); it cannot be detached.") }
        if disk.isBoot, server.status != .shutoff {
            throw .ecs("0102", "The system disk can be detached only while the server is stopped.")
        }
        let job = newJob(.ecs, "detachVolume", .detachVolume, in: call.region)
        job.target = server.id
        job.other = volume.id
        volume.status = .detaching
        volume.updated = now
        server.task = .detaching
        save(server)
        save(volume)
        start(job, seconds: spread(6, for: job.id))
        return jobAnswer(job)
    }

    func finishDetachVolume(_ job: Job) {
        guard let server = servers[job.target] else { return }
        server.task = .none
        save(server)
        guard let volume = volumes[job.other ?? ObjectID()] else { return }
        if job.failCode.isEmpty {
            server.disks.removeAll { $0.volume == volume.id }
            volume.attachments.removeAll { $0.server == server.id }
            server.updated = now
            updateVaultSize(of: server)
        }
        volume.status = volume.attachments.isEmpty ? .available : .inUse
        volume.updated = now
        save(volume)
    }

    // MARK: Block devices

    func listBlockDevices(_ call: Call) throws(Refusal) -> Answer {
        let server = try server(call)
        let limit = flavorsByName[server.flavor]?.diskLimit ?? 23
        return .object(capacity: 1024) { writer in
            writer.object("attachableQuantity") { writer in
                writer.field("free_scsi", limit - server.disks.count { volumes[$0.volume]?.isSCSI == true })
                writer.field("free_blk", max(24 - server.disks.count, 0))
                writer.field("free_disk", limit + 1 - server.disks.count)
            }
            writer.array("volumeAttachments") { writer in
                for disk in server.disks { write(device: disk, of: server, to: &writer) }
            }
        }
    }

    private func device(_ call: Call, of server: Server) throws(Refusal) -> Server.Disk {
        guard let disk = server.disks.first(where: { ObjectID(call.parameters[2]) == $0.volume }) else {
            throw .ecs("0111", "The disk \(call.parameters[2]) is not attached to this server.", status: 404)
        }
        return disk
    }

    func showBlockDevice(_ call: Call) throws(Refusal) -> Answer {
        let server = try server(call)
        let disk = try device(call, of: server)
        return .object { writer in
            writer.key("volumeAttachment")
            write(device: disk, of: server, to: &writer)
        }
    }

    func updateBlockDevice(_ call: Call) throws(Refusal) -> Answer {
        let server = try server(call)
        let disk = try device(call, of: server)
        guard let flag = try call.requiredJSON()["block_device"]?["delete_on_termination"]?.bool else {
            throw .ecs("0005", "delete_on_termination is missing.")
        }
        guard !disk.isBoot, volumes[disk.volume]?.isShared != true else {
            throw .ecs("0005", "The deletion policy of system and shared disks cannot be changed.")
        }
        if let index = server.disks.firstIndex(where: { $0.volume == disk.volume }) {
            server.disks[index].deleteOnTermination = flag
        }
        save(server)
        return try showBlockDevice(call)
    }

    private func write(device disk: Server.Disk, of server: Server, to writer: inout JSONWriter) {
        let volume = volumes[disk.volume]
        writer.beginObject()
        writer.field("id", disk.volume)
        writer.field("volumeId", disk.volume)
        writer.field("serverId", server.id)
        writer.field("size", volume?.sizeGiB ?? 0)
        writer.field("device", disk.device)
        if disk.isBoot { writer.field("bootIndex", 0) } else { writer.nullField("bootIndex") }
        writer.field("bus", volume?.isSCSI == true ? "scsi" : "virtio")
        let slot = Int(disk.slot) + 1
        writer.field("pciAddress", "0000:02:\(slot < 16 ? "0" : "")\(String(slot, radix: 16)).0")
        writer.field("delete_on_termination", disk.deleteOnTermination)
        writer.endObject()
    }
}
