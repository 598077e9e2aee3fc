/// Making, changing and deleting images. Source: API reference, sections 5.2 to 5.9.
extension World {
    // MARK: Whole images

    func createWholeImage(_ call: Call) throws(Refusal) -> Answer {
        let body = try call.requiredJSON()
        try checkAccount(.ims)
        guard !settings.withoutBackup.contains(call.region.name) else {
            throw .ims("0180", "The backup service is not available in \(call.region.name).")
        }
        let image = try newImage(body, in: call.region)
        try checkImageRoom(1, in: call.region)
        let fromServer = body["instance_id"]?.string?.isEmpty == false
        let fromBackup = body["backup_id"]?.string?.isEmpty == false
        guard fromServer != fromBackup else {
            throw .ims("0001", "Exactly one of instance_id and backup_id must be given.")
        }
        image.form = .whole
        if fromBackup { return try wholeImageFromBackup(body, image, call) }
        return try wholeImageFromServer(body, image, call)
    }

    private func wholeImageFromBackup(_ body: JSON, _ image: Image, _ call: Call) throws(Refusal) -> Answer {
        guard body["whole_image_type"]?.string == "CBR" else {
            throw .ims("0198", "The backup is not one of the service CSBS.")
        }
        guard call.caller.may("cbr:backups:get") else { throw Service.ims.forbidden("cbr:backups:get") }
        guard let backup = backups.find(body["backup_id"]?.string.flatMap { ObjectID($0) }, in: call.region)
        else {
            throw .ims("0020", "The backup does not exist.")
        }
        guard backup.image == nil else { throw .ims("0029", "The backup has an image already.") }
        guard backup.status == .available else { throw .ims("0032", "The backup is \(backup.status.word).") }
        let vault = vaults[backup.vault]
        guard vault.map({ $0.status == .available || $0.status == .lock }) ?? true else {
            throw .ims("0188", "The vault of the backup is \(vault?.status.word ?? "").")
        }
        guard backup.systemDisk != nil else { throw .ims("0195", "The backup has no system disk.") }
        fill(image, from: backup)
        return startImage(image, backup, "imsCreateWholeImageByBackupJob", .imageFromBackup, seconds: 6)
    }

    private func wholeImageFromServer(_ body: JSON, _ image: Image, _ call: Call) throws(Refusal) -> Answer {
        for action in ["cbr:vaults:backup", "cbr:backups:get", "cbr:vaults:get"]
        where !call.caller.may(action) {
            throw Service.ims.forbidden(action)
        }
        guard let server = servers.find(body["instance_id"]?.string.flatMap { ObjectID($0) }, in: call.region)
        else {
            throw .ims("0005", "The server \(body["instance_id"]?.string ?? "") does not exist.")
        }
        try checkImageable(server)
        let (vault, resource, isNew) = try vaultFor(server, body["vault_id"]?.string, in: call.region)
        let backup: Backup
        do {
            backup = try beginBackup(
                of: resource, in: vault, name: "backup_for_image_\(image.id.plain.prefix(8))",
                details: image.name)
        } catch {
            throw imageRefusal(for: error)
        }
        if isNew {
            guard call.caller.may("cbr:vaults:addResources") else {
                throw Service.ims.forbidden("cbr:vaults:addResources")
            }
            bind(resource, to: vault)
        }
        let checkpoint = Checkpoint(region: call.region)
        checkpoint.id = newID()
        checkpoint.sequence = sequence
        checkpoint.name = backup.name
        checkpoint.vault = vault.id
        checkpoint.created = now
        checkpoint.backups = [backup.id]
        add(checkpoint, name: checkpoint.name)
        backup.checkpoint = checkpoint.id
        add(backup, name: backup.name)
        log(.backup, of: backup)
        server.task = .imaging
        server.updated = now
        save(server)
        fill(image, from: backup)
        return startImage(
            image, backup, "imsCreateWholeImageByInstanceJob", .imageFromServer,
            seconds: snapshotSeconds(backup))
    }

    /// What any image of a server needs. Source: constraints SV001, SV004 and SV005.
    private func checkManageable(_ server: Server) throws(Refusal) {
        guard server.status.isSettled, !server.isFrozen else {
            throw .ims("0126", "The server is \(server.isFrozen ? "frozen" : server.status.word).")
        }
        guard !server.isLocked else { throw .ecs("0605", "Instance[\(server.id)] is locked.") }
    }

    /// Source: constraint SV003.
    private func checkIdle(_ server: Server) throws(Refusal) {
        guard server.task == .none else { throw .ims("0010", "The server has a task in progress.") }
    }

    /// What must be true of a server of which a whole image is to be made.
    private func checkImageable(_ server: Server) throws(Refusal) {
        try checkManageable(server)
        guard !server.isReclaimed else { throw .ims("0164", "The spot server is being reclaimed.") }
        guard !server.usesLegacyBackup else {
            throw .ims("0186", "The server is bound to the legacy backup service.")
        }
        if server.task == .backingUp { throw .ims("0136", "The server is being backed up.") }
        try checkIdle(server)
        let disks = server.disks.compactMap { volumes[$0.volume] }
        guard disks.allSatisfy({ $0.serviceType == "EVS" }) else {
            throw .ims("0153", "The server has DSS disks.")
        }
        guard flavorsByName[server.flavor]?.hasLocalDisk != true else {
            throw .ims("0063", "A server of this type cannot be imaged.")
        }
        guard server.systemDisk != nil else { throw .ims("0119", "The server has no system disk.") }
        guard disks.allSatisfy({ $0.status == .inUse }) else {
            throw .ims("0022", "A disk of the server is busy.")
        }
    }

    /// The server's vault, which must be the one named; a server in none is put into it.
    private func vaultFor(
        _ server: Server, _ id: String?, in region: Region
    ) throws(Refusal) -> (Vault, Vault.Resource, isNew: Bool) {
        guard let vault = vaults.find(id.flatMap { ObjectID($0) }, in: region) else {
            throw .ims("0184", "The vault \(id ?? "") does not exist.")
        }
        guard vault.objectType == "server", vault.protectType == "backup" else {
            throw .ims("0193", "The vault does not hold backups of servers.")
        }
        guard vault.status == .available else { throw .ims("0188", "The vault is \(vault.status.word).") }
        if let resource = vault.resources.first(where: { $0.server == server.id }) {
            return (vault, resource, false)
        }
        guard vaultOfServer[server.id] == nil else { throw .ims("0183", "The server is in another vault.") }
        guard vault.resources.count < Vault.resourceLimit else {
            throw .ims("0185", "The vault has too many resources.")
        }
        let size = diskTotal(of: server)
        guard vault.allocatedGiB + size <= vault.sizeGiB || vault.autoExpand else {
            throw .ims("0182", "The vault is too small for the server's \(size) GB.")
        }
        return (vault, Vault.Resource(server: server.id, name: server.name, sizeGiB: size), true)
    }

    /// The same refusal in the words of IMS.
    private func imageRefusal(for refusal: Refusal) -> Refusal {
        switch refusal.code {
        case "BackupService.6114", "BackupService.6129": .ims("0182", "The vault is full.")
        case "BackupService.6125": .ims("0136", "The server is being backed up.")
        default: Refusal(400, refusal.code, refusal.message, .nested)
        }
    }

    /// What a whole image takes from its backup, which is its own from now on.
    func fill(_ image: Image, from backup: Backup) {
        image.backup = backup.id
        image.sourceImage = backup.sourceImage
        image.platform = backup.platform
        image.osType = backup.osType
        image.osVersion = backup.osVersion
        image.isARM = backup.isARM
        image.isUEFI = backup.isARM
        image.minDiskGiB = max(backup.minDiskGiB, 1)
        image.origin = "server_backup,\(backup.id)"
        if backup.children.contains(where: \.isEncrypted) {
            image.keyID = ObjectID(naming: "key", backup.region.name).description
        }
        backup.image = image.id
        save(backup)
    }

    private func startImage(
        _ image: Image, _ backup: Backup?, _ type: String, _ effect: Job.Effect, seconds: Double
    ) -> Answer {
        add(image, name: image.name)
        let job = newJob(.ims, type, effect, in: image.region)
        job.target = image.id
        job.name = image.name
        job.other = backup?.id
        start(job, seconds: spread(seconds, for: job.id))
        return jobAnswer(job)
    }

    /// The image is usable in its zone; its backup goes on to the region. A failed image leaves its backup behind.
    func finishImageFromServer(_ job: Job) {
        if let backup = backups[job.other ?? ObjectID()] { reachZone(backup) }
        finishImage(job)
    }

    func finishImage(_ job: Job) {
        guard let image = images[job.target] else { return }
        if job.failCode.isEmpty {
            activate(image)
            return
        }
        image.status = .killed
        image.updated = now
        if let backup = backups[image.backup ?? ObjectID()], backup.image == image.id {
            backup.image = nil
            save(backup)
        }
        save(image)
    }

    func activate(_ image: Image) {
        image.status = .active
        image.activated = now
        image.updated = now
        save(image)
    }

    // MARK: System and data images

    func createImage(_ call: Call) throws(Refusal) -> Answer {
        let body = try call.requiredJSON()
        try checkAccount(.ims)
        if let items = body["data_images"]?.array {
            guard body["instance_id"] == nil else {
                throw .ims("0001", "data_images and instance_id exclude each other.")
            }
            return try createDataImages(items, call)
        }
        let image = try newImage(body, in: call.region)
        try checkImageRoom(1, in: call.region)
        if let id = body["instance_id"]?.string { return try systemImage(image, ofServer: id) }
        if let id = body["volume_id"]?.string { return try systemImage(image, ofVolume: id, body) }
        guard let url = body["image_url"]?.string, url.contains(":") else {
            throw .ims("0001", "instance_id, volume_id, data_images or image_url must be given.")
        }
        guard let size = body["min_disk"]?.int, (40...1024).contains(size) else {
            throw .ims("0055", "min_disk must be between 40 and 1024 GB.")
        }
        image.minDiskGiB = size
        image.origin = "file,\(url)"
        image.osVersion = body["os_version"]?.string ?? "Other Linux(64 bit)"
        image.platform = "Other"
        image.isARM = body["architecture"]?.string == "arm"
        image.isUEFI = body["hw_firmware_type"]?.string == "uefi"
        image.form = body["type"]?.string == "IsoImage" ? .iso : .system
        return startImage(image, nil, "imsImportImageJob", .systemImage, seconds: 120)
    }

    private func systemImage(_ image: Image, ofServer id: String) throws(Refusal) -> Answer {
        guard let server = servers.find(ObjectID(id), in: image.region) else {
            throw .ims("0005", "The server \(id) does not exist.")
        }
        try checkManageable(server)
        try checkIdle(server)
        guard let disk = server.systemDisk, let volume = volumes[disk.volume] else {
            throw .ims("0119", "The server has no system disk.")
        }
        guard volume.serviceType == "EVS" else { throw .ims("0153", "The server has DSS disks.") }
        let source = images[server.image]
        image.platform = source?.platform ?? "Other"
        image.osType = server.osType
        image.osVersion = source?.osVersion ?? server.imageName
        image.isARM = flavorsByName[server.flavor]?.isARM ?? false
        image.isUEFI = image.isARM
        image.sourceImage = server.image
        image.origin = "instance,\(server.id)"
        image.minDiskGiB = max(volume.sizeGiB, 1)
        image.sizeBytes = volume.sizeGiB << 28
        image.content = volume.content
        image.keyID = volume.metadata("__system__cmkid") ?? ""
        return startImage(
            image, nil, "imsCreateImageByInstance", .systemImage, seconds: 60 + Double(volume.sizeGiB))
    }

    private func systemImage(_ image: Image, ofVolume id: String, _ body: JSON) throws(Refusal) -> Answer {
        guard let volume = volumes.find(ObjectID(id), in: image.region) else {
            throw .ims("0110", "The disk \(id) does not exist.")
        }
        guard let version = body["os_version"]?.string else { throw .ims("0001", "os_version is missing.") }
        guard volume.status == .inUse || volume.status == .available else {
            throw .ims("0022", "The disk is \(volume.status.word).")
        }
        image.osVersion = version
        image.platform = "Other"
        image.origin = "volume,\(volume.id)"
        image.minDiskGiB = max(body["min_disk"]?.int ?? 0, volume.sizeGiB)
        image.sizeBytes = volume.sizeGiB << 28
        image.content = volume.content
        return startImage(
            image, nil, "imsVolumeCreateImageJob", .systemImage, seconds: 60 + Double(volume.sizeGiB))
    }

    private func createDataImages(_ items: [JSON], _ call: Call) throws(Refusal) -> Answer {
        guard !items.isEmpty else { throw .ims("0001", "data_images is empty.") }
        try checkImageRoom(items.count, in: call.region)
        var images: [Image] = []
        var sources: Set<ObjectID> = []
        for item in items {
            let image = try newImage(item, in: call.region)
            let id = item["volume_id"]?.string ?? ""
            guard let volume = volumes.find(ObjectID(id), in: call.region), !volume.isBootable else {
                throw .ims("0120", "The disk \(id) is no data disk.")
            }
            guard volume.status == .inUse || volume.status == .available else {
                throw .ims("0022", "The disk is \(volume.status.word).")
            }
            for server in volume.attachments.compactMap({ servers[$0.server] }) {
                try checkManageable(server)
                try checkIdle(server)
                sources.insert(server.id)
            }
            image.form = .data
            image.origin = "volume,\(volume.id)"
            image.minDiskGiB = volume.sizeGiB
            image.sizeBytes = volume.sizeGiB << 28
            image.content = volume.content
            images.append(image)
        }
        guard sources.count <= 1 else { throw .ims("0140", "The disks belong to several servers.") }
        let job = newJob(.ims, "imsVolumesToSysDataImagesJob", .dataImages, in: call.region)
        for image in images {
            add(image, name: image.name)
            job.parts.append(Job.Part(id: newID(), target: image.id, name: image.name))
        }
        start(job, seconds: spread(60 + Double(images.map(\.minDiskGiB).max() ?? 0), for: job.id))
        return jobAnswer(job)
    }

    func finishDataImages(_ job: Job) {
        for part in job.parts {
            guard let image = images[part.target] else { continue }
            if !part.hasFailed {
                activate(image)
            } else {
                image.status = .killed
                save(image)
            }
        }
    }

    // MARK: What all ways of making share

    /// A checked image with name, description, tags and memory bounds, not yet one of the cloud's.
    func newImage(_ body: JSON, in region: Region) throws(Refusal) -> Image {
        let image = Image(region: region)
        guard let name = body["name"]?.string, Format.isImageName(name) else {
            throw .ims("0003", "The image name is not valid.")
        }
        image.name = name
        if let details = body["description"]?.string {
            guard Format.isDescription(details, limit: 1024), !details.contains(where: \.isNewline) else {
                throw .ims("0004", "The description is not valid.")
            }
            if !details.isEmpty { image.details = details }
        }
        guard let tags = Format.tags(body["image_tags"]) else { throw .ims("0115", "A tag is not valid.") }
        let old = Format.legacyTags(body["tags"])
        guard tags.isEmpty || old.isEmpty else {
            throw .ims("0115", "image_tags and tags exclude each other.")
        }
        image.tags = tags + old
        guard image.tags.allSatisfy(Format.isTag), Format.haveUniqueKeys(image.tags) else {
            throw .ims("0115", "A tag is not valid.")
        }
        guard image.tags.count <= 10 else { throw .ims("0116", "An image has at most 10 tags.") }
        image.minRAM = body["min_ram"]?.int ?? 0
        image.maxRAM = body["max_ram"]?.int ?? 0
        guard image.minRAM >= 0, image.maxRAM == 0 || image.maxRAM >= image.minRAM else {
            throw .ims("0055", "The memory bounds are not valid.")
        }
        image.enterpriseProject = body["enterprise_project_id"]?.text ?? "0"
        guard image.enterpriseProject == "0" || ObjectID(image.enterpriseProject) != nil else {
            throw .ims("0154", "The enterprise project does not exist.")
        }
        image.id = newID()
        image.sequence = sequence
        image.created = now
        image.updated = now
        image.status = .queued
        return image
    }

    /// Quota, and the number of image tasks an account may run at once. Source: IMS user guide, constraints.
    func checkImageRoom(_ count: Int, in region: Region) throws(Refusal) {
        let limit = settings.limit("images", in: region)
        guard limit < 0 || usage(in: region).images + count <= limit else {
            throw .ims("0015", "The image quota is used up.")
        }
        guard runningImageJobs + count <= settings.concurrentImages else {
            throw .ims("0060", "Too many image tasks are running.")
        }
    }

    // MARK: Update and delete

    func updateImage(_ call: Call) throws(Refusal) -> Answer {
        let image = try image(call)
        guard let items = try call.json()?.array, !items.isEmpty else {
            throw .ims("0031", "A JSON array is needed.")
        }
        guard !image.isPublic else { throw .ims("0047", "The image is not yours.") }
        guard image.status == .active else { throw .ims("0046", "The image is \(image.status.word).") }
        for item in items {
            guard let path = item["path"]?.string, path.hasPrefix("/"), path.count > 1,
                let operation = item["op"]?.string, ["add", "replace", "remove"].contains(operation)
            else { throw .ims("0031", "An operation is not valid.") }
            try change(image, operation, String(path.dropFirst()), item["value"])
        }
        image.updated = now
        save(image)
        return answer(image: image)
    }

    /// `replace` of a property that does not exist is refused. Source: API reference, section 5.7.
    private func change(_ image: Image, _ operation: String, _ name: String, _ value: JSON?) throws(Refusal) {
        let missing = Refusal.ims("0035", "The attribute \(name) does not exist.")
        switch name {
        case "name":
            guard let text = value?.string, Format.isImageName(text) else {
                throw .ims("0003", "The image name is not valid.")
            }
            image.name = text
        case "__description":
            if operation == "replace", image.details == nil { throw missing }
            let text = operation == "remove" ? nil : value?.text ?? ""
            guard text.map({ Format.isDescription($0, limit: 1024) }) ?? true else {
                throw .ims("0004", "The description is not valid.")
            }
            image.details = text
        case "min_ram", "max_ram":
            if name == "max_ram", operation == "replace", image.maxRAM == 0 { throw missing }
            guard operation == "remove" || value?.int != nil, (value?.int ?? 0) >= 0 else {
                throw .ims("0055", "The memory size is not valid.")
            }
            if name == "min_ram" { image.minRAM = value?.int ?? 0 } else { image.maxRAM = value?.int ?? 0 }
            guard image.maxRAM == 0 || image.maxRAM >= image.minRAM else {
                throw .ims("0055", "The memory bounds are not valid.")
            }
        case "hw_firmware_type": image.isUEFI = value?.string == "uefi"
        case "enterprise_project_id": image.enterpriseProject = value?.text ?? "0"
        case "id", "owner", "status", "visibility", "created_at", "updated_at", "checksum", "size",
            "min_disk", "self",
            "file", "schema", "tags", "__backup_id", "__whole_image", "__imagetype", "__os_type",
            "__data_origin":
            throw .ims("0035", "The attribute \(name) cannot be changed.")
        default: try changeCustom(image, operation, name, value, missing)
        }
    }

    private func changeCustom(
        _ image: Image, _ operation: String, _ name: String, _ value: JSON?, _ missing: Refusal
    ) throws(Refusal) {
        guard Format.isName(name, limit: 128, extra: "_-") else {
            throw .ims("0031", "The attribute name is not valid.")
        }
        let exists = image.properties[name] != nil
        switch operation {
        case "remove":
            guard exists else { throw missing }
            image.properties.removeAll { $0.key == name }
        case "replace" where !exists && !name.hasPrefix("__support"): throw missing
        default: image.properties.set(Tag(key: name, value: value?.text ?? ""))
        }
    }

    /// 204 at once; the image is gone a little later. With `delete_backup` its backup goes too, unless the backup is
    /// still being written: then it stays, and nobody says so. Source: API reference, section 5.8.
    func deleteImage(_ call: Call) throws(Refusal) -> Answer {
        let image = try image(call)
        guard !image.isPublic else { throw .ims("0093", "Public images cannot be deleted.") }
        guard !image.isProtected else { throw .ims("0091", "The image is protected.") }
        switch image.status {
        case .queued, .saving: throw .ims("0090", "The image is being made.")
        case .deleted: return .noContent
        case .active, .killed: break
        }
        guard !isCopying(image) else { throw .ims("0090", "The image is being copied.") }
        image.status = .deleted
        image.updated = now
        save(image)
        let job = newJob(.hidden, "deleteImage", .deleteImage, in: call.region)
        job.target = image.id
        job.flag = try call.json()?["delete_backup"]?.bool ?? false
        start(job, seconds: spread(5, for: job.id))
        return .noContent
    }

    func finishDeleteImage(_ job: Job) {
        guard let image = images[job.target] else { return }
        if let backup = backups[image.backup ?? ObjectID()], backup.image == image.id {
            backup.image = nil
            save(backup)
            if job.flag, backup.status == .available || backup.status == .error { startDeletion(of: backup) }
        }
        remove(image)
    }
}
