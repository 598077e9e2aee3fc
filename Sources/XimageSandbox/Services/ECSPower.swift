/// Start, stop, restart, delete, resize, change of system. Source: API reference, sections 6.5 to 6.7 and 6.11.
extension World {
    /// The servers that a batch names; all must exist and take commands.
    private func commandableServers(_ json: JSON?, in region: Region) throws(Refusal) -> [Server] {
        guard let items = json?["servers"]?.array, (1...1000).contains(items.count) else {
            throw .ecs("0005", "Between 1 and 1000 servers must be named.")
        }
        var found: [Server] = []
        for item in items {
            let text = item["id"]?.string ?? ""
            guard let server = servers.find(ObjectID(text), in: region) else {
                throw .ecs("0114", "Instance[\(text)] could not be found.", status: 404)
            }
            if !found.contains(where: { $0 === server }) { found.append(server) }
        }
        for server in found where server.task != .deleting { try checkCommandable(server) }
        return found
    }

    /// No command on a locked server, on one that is being backed up or imaged, and one command at a time.
    func checkCommandable(_ server: Server) throws(Refusal) {
        guard !server.isFrozen else { throw .ecs("0030", "Instance[\(server.id)] is frozen.") }
        guard !server.isLocked else { throw .ecs("0605", "Instance[\(server.id)] is locked.") }
        switch server.task {
        case .none: return
        case .imaging, .backingUp: throw .ecs("0073", "The system disk of \(server.id) is being backed up.")
        default: throw .ecs("0603", "Another command is running on \(server.id).", status: 501)
        }
    }

    func powerServers(_ call: Call) throws(Refusal) -> Answer {
        let body = try call.requiredJSON()
        if let start = body["os-start"] {
            return try power(start, call, "startServer", .startServer, task: .poweringOn, from: .shutoff)
        }
        if let stop = body["os-stop"] {
            return try power(stop, call, "stopServer", .stopServer, task: .poweringOff, from: .active)
        }
        guard let reboot = body["reboot"] else { throw .ecs("0005", "The action is unknown.") }
        guard ["SOFT", "HARD"].contains(reboot["type"]?.string) else {
            throw .ecs("0005", "The reboot type is missing.")
        }
        for server in try commandableServers(reboot, in: call.region) where server.status != .active {
            throw .ecs("0100", "Instance[\(server.id)] is \(server.status.word); it must be ACTIVE.")
        }
        return try power(reboot, call, "rebootServer", .rebootServer, task: .rebooting, from: .active)
    }

    /// A server that is in the wished state already takes part in the job and stays as it is.
    private func power(
        _ json: JSON, _ call: Call, _ type: String, _ effect: Job.Effect, task: Server.Task,
        from: Server.Status
    ) throws(Refusal) -> Answer {
        let found = try commandableServers(json, in: call.region)
        for server in found where !server.status.isSettled {
            throw .ecs("0100", "Instance[\(server.id)] is \(server.status.word).")
        }
        let job = newJob(.ecs, type, effect, in: call.region)
        var works = false
        for server in found {
            job.parts.append(Job.Part(id: newID(), target: server.id, name: type))
            guard server.status == from else { continue }
            works = true
            server.task = task
            if effect == .rebootServer {
                server.status = json["type"]?.string == "HARD" ? .hardReboot : .reboot
            }
            server.updated = now
            save(server)
        }
        start(job, seconds: works ? spread(8, for: job.id) : 0)
        return jobAnswer(job)
    }

    func finishPower(_ job: Job) {
        for part in job.parts {
            guard let server = servers[part.target] else { continue }
            if server.status == .reboot || server.status == .hardReboot { server.status = .active }
            if !part.hasFailed {
                if server.task == .poweringOn { server.status = .active }
                if server.task == .poweringOff { server.status = .shutoff }
            }
            server.task = .none
            server.updated = now
            save(server)
        }
    }

    // MARK: Delete

    func deleteServers(_ call: Call) throws(Refusal) -> Answer {
        let body = try call.requiredJSON()
        let found = try commandableServers(body, in: call.region)
        for server in found where server.isPrepaid {
            throw .ecs("0513", "Instance[\(server.id)] is billed by the month or year and cannot be deleted.")
        }
        let job = newJob(.ecs, "deleteServer", .deleteServer, in: call.region)
        job.flag = body["delete_volume"]?.bool ?? false
        for server in found {
            job.parts.append(Job.Part(id: newID(), target: server.id, name: "deleteSingleServer"))
            server.task = .deleting
            server.updated = now
            save(server)
        }
        start(job, seconds: spread(12, for: job.id))
        return jobAnswer(job)
    }

    func finishDeleteServer(_ job: Job) {
        for part in job.parts {
            guard let server = servers[part.target] else { continue }
            guard !part.hasFailed else {
                server.task = .none
                save(server)
                continue
            }
            for disk in server.disks {
                guard let volume = volumes[disk.volume] else { continue }
                volume.attachments.removeAll { $0.server == server.id }
                if disk.isBoot || job.flag || disk.deleteOnTermination, volume.attachments.isEmpty {
                    remove(volume)
                } else {
                    if volume.attachments.isEmpty { volume.status = .available }
                    volume.updated = now
                    save(volume)
                }
            }
            remove(server)
        }
    }

    // MARK: Resize and change of system

    func resizeServer(_ call: Call) throws(Refusal) -> Answer {
        let server = try server(call)
        let body = try call.requiredJSON()
        guard let request = body["resize"] else { throw .ecs("0005", "The resize object is missing.") }
        try checkCommandable(server)
        let flavor = try sellableFlavor(request["flavorRef"]?.string, zone: server.zone, in: call.region)
        guard flavor.name != server.flavor else { throw .ecs("0009", "The server has this flavor already.") }
        guard flavor.isARM == (flavorsByName[server.flavor]?.isARM ?? false) else {
            throw .ecs("0804", "The flavor's architecture differs from the server's.")
        }
        try checkStopped(server, mode: request["mode"]?.string)
        if body["dry_run"]?.bool == true { return Answer(status: 202, body: Array("{}".utf8)) }
        let job = newJob(.ecs, "resizeServer", .resizeServer, in: call.region)
        job.target = server.id
        job.text = flavor.name
        job.flag = server.status == .active
        server.status = .resize
        server.task = .resizing
        server.updated = now
        save(server)
        start(job, seconds: spread(25, for: job.id))
        return jobAnswer(job)
    }

    private func checkStopped(_ server: Server, mode: String?) throws(Refusal) {
        guard server.status == .shutoff || server.status == .active && mode == "withStopServer" else {
            throw .ecs("0100", "Instance[\(server.id)] is \(server.status.word); it must be SHUTOFF.")
        }
    }

    func finishResizeServer(_ job: Job) {
        guard let server = servers[job.target] else { return }
        if job.failCode.isEmpty { change(server, toFlavor: job.text) }
        server.status = job.flag ? .active : .shutoff
        server.task = .none
        server.updated = now
        save(server)
    }

    /// Replaces the system disk; a whole image restores only that disk. Source: API reference, section 6.3 point 10.
    func changeSystem(_ call: Call) throws(Refusal) -> Answer {
        let server = try server(call)
        guard let request = try call.requiredJSON()["os-change"] else {
            throw .ecs("0005", "The os-change object is missing.")
        }
        try checkCommandable(server)
        try checkStopped(server, mode: request["mode"]?.string)
        guard let image = images.find(request["imageid"]?.string.flatMap { ObjectID($0) }, in: call.region)
        else {
            throw .ecs("0031", "The image does not exist.")
        }
        guard image.status == .active, image.form == .system || image.isWhole else {
            throw .ecs("0032", "The image \(image.id) is not active.")
        }
        if image.isWhole { _ = try usableBackup(of: image, zone: server.zone) }
        guard let disk = server.systemDisk, let volume = volumes[disk.volume],
            volume.sizeGiB >= image.minDiskGiB
        else {
            throw .ecs("0510", "The system disk is smaller than the image needs.")
        }
        let job = newJob(.ecs, "changeSystemVolume", .changeSystem, in: call.region)
        job.target = server.id
        job.other = image.id
        server.status = .rebuild
        server.task = .rebuilding
        server.updated = now
        save(server)
        start(job, seconds: spread(60, for: job.id))
        return jobAnswer(job)
    }

    func finishChangeSystem(_ job: Job) {
        guard let server = servers[job.target] else { return }
        server.status = .active
        server.task = .none
        server.updated = now
        save(server)
        guard job.failCode.isEmpty, let image = images[job.other ?? ObjectID()], let disk = server.systemDisk,
            let volume = volumes[disk.volume]
        else { return }
        server.image = image.id
        server.imageName = image.name
        server.osType = image.osType
        volume.image = image.id
        volume.imageName = image.name
        let content = image.isWhole ? backups[image.backup ?? ObjectID()]?.systemDisk?.content : image.content
        replaceContent(of: volume, by: content)
    }
}
