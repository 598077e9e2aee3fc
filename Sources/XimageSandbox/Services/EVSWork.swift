/// Creating, growing, changing and deleting disks. Source: API reference, sections 7.2, 7.5 and 7.6.
extension World {
    func createVolumes(_ call: Call) throws(Refusal) -> Answer {
        let body = try call.requiredJSON()
        guard let request = body["volume"], request.object != nil else {
            throw .evs("5400", "The volume is missing.")
        }
        return try once(call, .volumes) { () throws(Refusal) in try makeVolumes(request, body, call) }
    }

    private func makeVolumes(_ request: JSON, _ body: JSON, _ call: Call) throws(Refusal) -> Answer {
        try checkAccount(.evs)
        let count = request["count"]?.int ?? 1
        guard (1...100).contains(count) else { throw .evs("1021", "The count must be between 1 and 100.") }
        guard count == 1 || request["backup_id"]?.string?.isEmpty != false else {
            throw .evs("1051", "A backup gives one disk at a time.")
        }
        let model = try volumeModel(request, in: call.region)
        try checkDiskQuota(count: count, gibibytes: count * model.sizeGiB, in: call.region)
        let server = try receivingServer(body["server_id"]?.string, model, in: call.region)
        let job = newJob(
            .evs, count > 1 ? "batchCreateVolume" : "createVolume", .createVolume, in: call.region)
        job.other = server?.id
        var ids: [ObjectID] = []
        for number in 1...count {
            let volume = Volume(region: call.region)
            copy(model, to: volume, number: count > 1 ? number : nil)
            add(volume, name: volume.name)
            ids.append(volume.id)
            if count > 1 { job.parts.append(Job.Part(id: newID(), target: volume.id, name: volume.name)) }
        }
        job.target = ids[0]
        job.name = model.name
        job.number = model.sizeGiB
        job.text = model.type
        start(job, seconds: spread(6, for: job.id))
        let wantsIDs = request["metadata"]?["create_for_volume_id"]?.text == "true"
        return .object(202) { writer in
            write(jobID: job, to: &writer)
            if wantsIDs { writer.array("volume_ids") { writer in ids.forEach { writer.value($0) } } }
        }
    }

    private func copy(_ model: Volume, to volume: Volume, number: Int?) {
        volume.id = newID()
        volume.sequence = sequence
        volume.name = model.name + (number.map { "-" + fourDigits($0) } ?? "")
        volume.details = model.details
        volume.zone = model.zone
        volume.type = model.type
        volume.sizeGiB = model.sizeGiB
        volume.isBootable = model.isBootable
        volume.isShared = model.isShared
        volume.iops = model.iops
        volume.throughput = model.throughput
        volume.metadata = model.metadata
        volume.tags = model.tags
        volume.enterpriseProject = model.enterpriseProject
        volume.image = model.image
        volume.imageName = model.imageName
        volume.content = model.content
        volume.created = now
        volume.updated = now
    }

    /// A disk as asked for, not yet one of the cloud's.
    private func volumeModel(_ request: JSON, in region: Region) throws(Refusal) -> Volume {
        let model = Volume(region: region)
        model.zone = request["availability_zone"]?.string ?? ""
        guard region.zones.contains(model.zone) else {
            throw .evs("1036", "The availability zone is missing or wrong.")
        }
        model.type = request["volume_type"]?.string ?? ""
        model.sizeGiB = request["size"]?.int ?? 0
        model.iops = request["iops"]?.int ?? 0
        model.throughput = request["throughput"]?.int ?? 0
        try checkType(model, in: region)
        model.name = request["name"]?.string ?? ""
        model.details = request["description"]?.string ?? ""
        guard model.name.utf8.count <= 255, model.details.utf8.count <= 255 else {
            throw .evs("5400", "The name or the description is too long.")
        }
        model.isShared = request["multiattach"]?.bool ?? false
        model.enterpriseProject = request["enterprise_project_id"]?.string ?? "0"
        for (key, value) in request["metadata"]?.object ?? [] where key != "create_for_volume_id" {
            model.metadata.append(Tag(key: key, value: value.text ?? ""))
        }
        for (key, value) in request["tags"]?.object ?? [] {
            model.tags.append(Tag(key: key, value: value.text ?? ""))
        }
        guard model.tags.allSatisfy(Format.isTag) else { throw .evs("1061", "A tag is not valid.") }
        guard model.tags.count <= 20 else { throw .evs("1062", "The disk has too many tags.") }
        try readSource(request, of: model)
        let most = model.isBootable ? 1024 : 32_768
        guard (model.isBootable ? 1...most : 10...most).contains(model.sizeGiB) else {
            throw .evs("1010", "The size must be between \(model.isBootable ? 1 : 10) and \(most) GB.")
        }
        return model
    }

    private func checkType(_ model: Volume, in region: Region) throws(Refusal) {
        guard let type = volumeTypesByName[model.type] else {
            throw .evs("2070", "The disk type does not exist.")
        }
        let zones = zones(of: type, in: region)
        guard zones.offered.contains(model.zone) else {
            throw .evs("2071", "\(type.name) is not offered in \(model.zone).")
        }
        guard !zones.soldOut.contains(model.zone) else {
            throw .evs("2072", "\(type.name) is sold out in \(model.zone).")
        }
        if let problem = type.problem(
            iops: model.iops, throughput: model.throughput, sizeGiB: max(model.sizeGiB, 1))
        {
            throw .evs("5400", problem)
        }
    }

    private func readSource(_ request: JSON, of model: Volume) throws(Refusal) {
        let sources = ["snapshot_id", "backup_id", "imageRef"].filter {
            request[$0]?.string?.isEmpty == false
        }
        guard sources.count <= 1 else { throw .evs("1016", "A disk has at most one source.") }
        guard sources.isEmpty || !model.isEncrypted else {
            throw .evs("1043", "Encryption cannot be chosen for a disk that has a source.")
        }
        if let text = request["imageRef"]?.string, !text.isEmpty {
            guard let image = images.find(ObjectID(text), in: model.region), image.status == .active,
                !image.isWhole
            else {
                throw .evs("5404", "The image \(text) could not be found.", status: 404)
            }
            guard model.sizeGiB >= image.minDiskGiB else {
                throw .evs("1022", "The size is below the image's.")
            }
            model.isBootable = image.form == .system
            model.image = image.id
            model.imageName = image.name
            model.content = image.content
        }
        if let text = request["backup_id"]?.string, !text.isEmpty {
            let backup = backups.all(in: model.region).first { backup in
                backup.children.contains { $0.id == ObjectID(text) }
            }
            guard let backup, let child = backup.children.first(where: { $0.id == ObjectID(text) }),
                backup.status == .available || backup.reach == .zone
            else { throw .evs("1044", "The backup \(text) is not available.") }
            guard backup.reach == .region || backup.zone == model.zone else {
                throw .evs("1049", "The backup is usable in \(backup.zone) only, for now.")
            }
            guard model.sizeGiB >= child.sizeGiB else {
                throw .evs("1022", "The size is below the backup's.")
            }
            model.content = child.content
            model.isBootable = child.isSystem
        }
        if let text = request["snapshot_id"]?.string, !text.isEmpty {
            throw .evs("5404", "The snapshot \(text) could not be found.", status: 404)
        }
    }

    private func checkDiskQuota(count: Int, gibibytes: Int, in region: Region) throws(Refusal) {
        let used = usage(in: region)
        let most = settings.limit("volumes", in: region)
        let mostGiB = settings.limit("gigabytes", in: region)
        guard most < 0 || used.volumes + count <= most, mostGiB < 0 || used.gigabytes + gibibytes <= mostGiB
        else {
            throw .evs("5413", "The quota of disks or gigabytes is used up.", status: 413)
        }
    }

    private func receivingServer(_ id: String?, _ model: Volume, in region: Region) throws(Refusal) -> Server?
    {
        guard let id, !id.isEmpty else { return nil }
        guard let server = servers.find(ObjectID(id), in: region) else {
            throw .ecs("0114", "Instance[\(id)] could not be found.", status: 404)
        }
        guard server.zone == model.zone else {
            throw .evs("1036", "The server is in another availability zone.")
        }
        try checkCommandable(server)
        return server
    }

    func finishCreateVolume(_ job: Job) {
        let single = Job.Part(target: job.target, hasFailed: !job.failCode.isEmpty)
        for part in job.parts.isEmpty ? [single] : job.parts {
            guard let volume = volumes[part.target] else { continue }
            guard !part.hasFailed else {
                volume.status = .error
                save(volume)
                continue
            }
            volume.status = .available
            volume.updated = now
            if let server = servers[job.other ?? ObjectID()], server.status.isSettled {
                attach(volume, to: server)
            }
            save(volume)
        }
    }

    // MARK: Extend

    func extendVolume(_ call: Call) throws(Refusal) -> Answer {
        let volume = try volume(call)
        guard let size = try call.requiredJSON()["os-extend"]?["new_size"]?.int else {
            throw .evs("5400", "The new size is missing.")
        }
        guard size > volume.sizeGiB else {
            throw .evs("1015", "The new size must exceed \(volume.sizeGiB) GB.")
        }
        let most = volume.isBootable ? 1024 : 32_768
        guard size <= most else { throw .evs("1014", "The new size must not exceed \(most) GB.") }
        guard volume.status == .available || volume.status == .inUse else {
            throw .evs("1064", "The disk is \(volume.status.word).")
        }
        if volume.status == .inUse {
            guard !call.path.hasPrefix("/v2/") else {
                throw .evs("1048", "This version of the call grows disks only while they are available.")
            }
            guard !volume.isShared else {
                throw .evs("1065", "A shared disk must be detached before it grows.")
            }
            for attachment in volume.attachments {
                guard let server = servers[attachment.server] else { continue }
                let growable: [Server.Status] = [.active, .paused, .suspended, .shutoff]
                guard growable.contains(server.status), server.task != .imaging, server.task != .backingUp
                else {
                    throw .evs("1066", "The server of the disk does not allow it to grow now.")
                }
            }
        }
        try checkDiskQuota(count: 0, gibibytes: size - volume.sizeGiB, in: call.region)
        let job = newJob(.evs, "extendVolume", .extendVolume, in: call.region)
        job.target = volume.id
        job.name = volume.name
        job.number = size
        volume.status = .extending
        volume.updated = now
        save(volume)
        start(job, seconds: spread(8, for: job.id))
        return jobAnswer(job, status: 202)
    }

    func finishExtendVolume(_ job: Job) {
        guard let volume = volumes[job.target] else { return }
        if job.failCode.isEmpty {
            resize(volume, toGiB: job.number)
            settle(volume)
            for attachment in volume.attachments {
                if let server = servers[attachment.server] { updateVaultSize(of: server) }
            }
        } else {
            volume.status = .errorExtending
        }
        volume.updated = now
        save(volume)
    }

    private func settle(_ volume: Volume) {
        volume.status = volume.attachments.isEmpty ? .available : .inUse
    }

    // MARK: Type and performance

    /// Upgrades only: SATA, SAS, GPSSD, SSD, ESSD in this order, and into the second generation.
    func retypeVolume(_ call: Call) throws(Refusal) -> Answer {
        let volume = try volume(call)
        guard let request = try call.requiredJSON()["os-retype"], let type = request["new_type"]?.string
        else {
            throw .evs("5400", "The new type is missing.")
        }
        let model = Volume(region: call.region)
        model.zone = volume.zone
        model.type = type
        model.sizeGiB = volume.sizeGiB
        model.iops = request["iops"]?.int ?? 0
        model.throughput = request["throughput"]?.int ?? 0
        try checkType(model, in: call.region)
        let ladder = ["SATA", "SAS", "GPSSD", "SSD", "ESSD"]
        let rises = (ladder.firstIndex(of: volume.type) ?? 5) < (ladder.firstIndex(of: type) ?? 5)
        guard volume.status == .available || volume.status == .inUse, rises else {
            throw .evs("2087", "The disk cannot change from \(volume.type) to \(type) now.")
        }
        try checkDiskIsIdle(volume)
        let job = newJob(.evs, "retypeVolume", .retypeVolume, in: call.region)
        job.target = volume.id
        job.name = volume.name
        job.text = type
        job.number = volume.sizeGiB
        job.parts = []
        volume.status = .retyping
        volume.iops = model.iops
        volume.throughput = model.throughput
        save(volume)
        start(job, seconds: spread(30, for: job.id))
        return jobAnswer(job)
    }

    private func checkDiskIsIdle(_ volume: Volume) throws(Refusal) {
        for attachment in volume.attachments {
            guard let server = servers[attachment.server] else { continue }
            if server.task == .imaging || server.task == .backingUp {
                throw .evs("2130", "The disk is being backed up.")
            }
        }
    }

    func finishRetypeVolume(_ job: Job) {
        guard let volume = volumes[job.target] else { return }
        if job.failCode.isEmpty { volume.type = job.text }
        settle(volume)
        volume.updated = now
        save(volume)
    }

    func modifyQoS(_ call: Call) throws(Refusal) -> Answer {
        let volume = try volume(call)
        guard let request = try call.requiredJSON()["qos_modify"] else {
            throw .evs("5400", "qos_modify is missing.")
        }
        guard let type = volumeTypesByName[volume.type], type.iops != nil else {
            throw .evs("5400", "\(volume.type) has no performance to choose.")
        }
        guard volume.status == .available || volume.status == .inUse else {
            throw .evs("5400", "The disk is \(volume.status.word).")
        }
        let iops = request["iops"]?.int ?? volume.iops
        let throughput = request["throughput"]?.int ?? volume.throughput
        if let problem = type.problem(iops: iops, throughput: throughput, sizeGiB: volume.sizeGiB) {
            throw .evs("5400", problem)
        }
        let job = newJob(.evs, "modifyVolumeQos", .modifyQoS, in: call.region)
        job.target = volume.id
        volume.iops = iops
        volume.throughput = throughput
        save(volume)
        start(job, seconds: spread(5, for: job.id))
        return jobAnswer(job, status: 202)
    }

    func finishModifyQoS(_ job: Job) {
        guard let volume = volumes[job.target] else { return }
        volume.updated = now
        save(volume)
    }

    // MARK: Delete

    func deleteVolume(_ call: Call) throws(Refusal) -> Answer {
        let volume = try volume(call)
        guard !volume.isPrepaid else {
            throw .evs("1035", "A disk that is billed by the month or year cannot be deleted.")
        }
        guard volume.status.isDeletable else { throw .evs("1046", "The disk is \(volume.status.word).") }
        let job = newJob(.evs, "deleteVolume", .deleteVolume, in: call.region)
        job.target = volume.id
        job.name = volume.name
        job.text = ""
        volume.status = .deleting
        volume.updated = now
        save(volume)
        start(job, seconds: spread(5, for: job.id))
        return jobAnswer(job)
    }

    func finishDeleteVolume(_ job: Job) {
        guard let volume = volumes[job.target] else { return }
        if job.failCode.isEmpty {
            remove(volume)
        } else {
            volume.status = .errorDeleting
            save(volume)
        }
    }
}
