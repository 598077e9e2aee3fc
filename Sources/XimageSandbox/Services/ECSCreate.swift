/// Making servers, and what is left of them when that fails. Source: API reference, sections 6.2 and 6.12.
extension World {
    func createServers(_ call: Call) throws(Refusal) -> Answer {
        let body = try call.requiredJSON()
        guard let request = body["server"], request.object != nil else {
            throw .ecs("0005", "The server object is missing.")
        }
        if body["dry_run"]?.bool == true || call.query("dry_run") == "true" {
            _ = try serverOrder(request, in: call.region)
            return Answer(status: 202, body: Array("{}".utf8))
        }
        return try once(call, .servers) { () throws(Refusal) in
            makeServers(try serverOrder(request, in: call.region), in: call.region)
        }
    }

    // MARK: Making them

    private func makeServers(_ order: ServerOrder, in region: Region) -> Answer {
        let job = newJob(.ecs, "createServer", .createServer, in: region)
        var ids: [ObjectID] = []
        for number in 1...order.count {
            let server = makeServer(order, number: number, in: region)
            ids.append(server.id)
            job.parts.append(Job.Part(id: newID(), target: server.id, name: "createSingleServer"))
        }
        let restored = order.image.isWhole ? Double(order.root.sizeGiB) * 0.5 : 0
        start(job, seconds: spread(20 + restored, for: job.id))
        return .object { writer in
            writer.field("job_id", plain: job.id)
            writer.array("serverIds") { writer in ids.forEach { writer.value($0) } }
        }
    }

    private func makeServer(_ order: ServerOrder, number: Int, in region: Region) -> Server {
        let server = Server(region: region)
        server.id = newID()
        server.sequence = sequence
        server.name = order.count == 1 ? order.name : order.name + "-" + fourDigits(number)
        server.zone = order.zone
        server.flavor = order.flavor.name
        server.image = order.image.id
        server.imageName = order.image.name
        server.imageType = order.image.isPublic ? "gold" : "private"
        server.osType = order.image.osType
        server.task = .spawning
        server.created = now
        server.updated = now
        server.subnet = order.subnet.id
        server.vpc = order.subnet.vpc ?? ObjectID()
        server.address = order.address ?? order.subnet.takeAddress() ?? 0
        server.securityGroups = order.groups
        server.keyName = order.keyName
        server.powersItselfOff = order.powersItselfOff
        server.details = order.details
        server.enterpriseProject = order.enterpriseProject
        server.tags = order.tags
        server.metadata = order.metadata
        server.serverGroup = order.serverGroup
        server.isPrepaid = order.isPrepaid
        for (slot, disk) in ([order.root] + order.data).enumerated() {
            let volume = makeDisk(disk, slot: slot, of: server, order)
            server.disks.append(
                Server.Disk(
                    volume: volume.id, slot: UInt8(slot), isBoot: slot == 0,
                    deleteOnTermination: slot == 0 || disk.deleteOnTermination))
        }
        add(server, name: server.name)
        if let vault = order.vault {
            bind(
                Vault.Resource(server: server.id, name: server.name, sizeGiB: diskTotal(of: server)),
                to: vault)
        }
        return server
    }

    private func makeDisk(_ disk: DiskOrder, slot: Int, of server: Server, _ order: ServerOrder) -> Volume {
        let volume = Volume(region: server.region)
        volume.id = newID()
        volume.sequence = sequence
        volume.name = server.name + "-volume-" + fourDigits(slot)
        volume.zone = server.zone
        volume.type = disk.type
        volume.sizeGiB = disk.sizeGiB
        volume.isBootable = slot == 0
        volume.isShared = disk.isShared
        volume.iops = disk.iops
        volume.throughput = disk.throughput
        volume.created = now
        volume.updated = now
        volume.enterpriseProject = server.enterpriseProject
        volume.metadata = disk.metadata
        volume.snapshot = disk.snapshot
        volume.content = disk.content
        if slot == 0 {
            volume.image = order.image.id
            volume.imageName = order.image.name
        }
        add(volume, name: volume.name)
        return volume
    }

    // MARK: When the job ends

    func finishCreateServer(_ job: Job) {
        for part in job.parts {
            guard let server = servers[part.target] else { continue }
            if part.hasFailed {
                rollBack(server)
                continue
            }
            server.status = server.powersItselfOff ? .shutoff : .active
            server.task = .none
            server.launched = now
            server.updated = now
            for disk in server.disks {
                guard let volume = volumes[disk.volume] else { continue }
                volume.status = .inUse
                volume.attachments = [Volume.Attachment(server: server.id, slot: disk.slot, at: now)]
                volume.updated = now
                save(volume)
            }
            save(server)
        }
    }

    /// A failed create leaves nothing behind. Source: API reference, section 6.12.
    private func rollBack(_ server: Server) {
        for disk in server.disks {
            if let volume = volumes[disk.volume] { remove(volume) }
        }
        if let vault = vault(ofServer: server.id) { unbind(server.id, from: vault) }
        remove(server)
    }
}
