/// Copies of images. Source: API reference, sections 5.9 and 5.10.
extension World {
    /// Image jobs that run now, in all regions: the limit is the account's.
    var runningImageJobs: Int {
        runningJobs.values.count { $0.service == .ims && $0.effect != .copyAcrossRegions }
    }
    private var runningCopies: Int { runningJobs.values.count { $0.effect == .copyAcrossRegions } }

    func isCopying(_ image: Image) -> Bool {
        runningJobs.values.contains { job in
            (job.effect == .copyAcrossRegions || job.effect == .copyImage) && job.other == image.id
        }
    }

    func copyImage(_ call: Call) throws(Refusal) -> Answer {
        let source = try image(call)
        let body = try call.requiredJSON()
        guard !source.isWhole else { throw .ims("0130", "Whole images cannot be copied inside a region.") }
        guard source.form != .iso else { throw .ims("0167", "ISO images cannot be copied.") }
        guard !source.isPublic else { throw .ims("0157", "Public images cannot be copied.") }
        try checkCopyable(source)
        let copy = try newImage(body, in: call.region)
        try checkImageRoom(1, in: call.region)
        take(copy, from: source)
        copy.keyID = body["cmk_id"]?.string ?? source.keyID
        copy.origin = "image,\(source.id)"
        add(copy, name: copy.name)
        let job = newJob(.ims, "imsCopyImageInRegionJob", .copyImage, in: call.region)
        job.target = copy.id
        job.name = copy.name
        job.other = source.id
        start(job, seconds: spread(60 + Double(source.minDiskGiB), for: job.id))
        return jobAnswer(job)
    }

    private func checkCopyable(_ source: Image) throws(Refusal) {
        guard source.status == .active else { throw .ims("0046", "The image is \(source.status.word).") }
        let limit = settings.copyLimitGiB
        guard source.isWhole || limit == 0 || source.minDiskGiB <= limit else {
            throw .ims("0146", "The image has more than \(limit) GB.")
        }
    }

    private func take(_ copy: Image, from source: Image) {
        copy.form = source.form
        copy.platform = source.platform
        copy.osType = source.osType
        copy.osBit = source.osBit
        copy.osVersion = source.osVersion
        copy.minDiskGiB = source.minDiskGiB
        copy.isARM = source.isARM
        copy.isUEFI = source.isUEFI
        copy.sizeBytes = source.sizeBytes
        copy.sourceImage = source.sourceImage
        copy.content = source.content
    }

    /// Tags and memory bounds stay behind. The job lives in the source region, the new image in the destination.
    func copyImageAcrossRegions(_ call: Call) throws(Refusal) -> Answer {
        let source = try image(call)
        let body = try call.requiredJSON()
        try checkAccount(.ims)
        let region = try destination(body, from: call.region)
        guard !source.isPublic, source.form != .iso else {
            throw .ims("0157", "This image cannot be copied.")
        }
        try checkCopyable(source)
        guard source.keyID.isEmpty else {
            throw .ims("0143", "An encrypted image cannot be copied to another region.")
        }
        let agency = body["agency_name"]?.string ?? ""
        guard !agency.isEmpty, settings.agencies.isEmpty || settings.agencies.contains(agency) else {
            throw .ims("0151", "The agency \(agency) does not let IMS act in \(region.name).")
        }
        guard runningCopies < settings.concurrentCopies else {
            throw .ims("0149", "Too many copies are running.")
        }
        let backup = source.isWhole ? try copyableBackup(of: source, to: region) : nil
        let vault =
            source.isWhole ? try receivingVault(body["vault_id"]?.string, for: backup, in: region) : nil
        let copy = try newImage(
            .object((body.object ?? []).filter { !["image_tags", "tags"].contains($0.key) }), in: region)
        try checkImageRoom(1, in: region)
        take(copy, from: source)
        copy.minRAM = 0
        copy.maxRAM = 0
        copy.isCopy = true
        copy.status = .saving
        copy.origin = "image,\(call.region.name),\(source.id)"
        if let backup, let vault {
            let replica = beginReplication(of: backup, to: vault, name: backup.name)
            replica.image = copy.id
            copy.backup = replica.id
            save(replica)
        }
        add(copy, name: copy.name)
        let job = newJob(.ims, "imsCopyImageCrossRegionJob", .copyAcrossRegions, in: call.region)
        job.target = copy.id
        job.name = copy.name
        job.other = source.id
        start(job, seconds: spread(900 + Double(backup?.sizeGiB ?? source.minDiskGiB) * 4, for: job.id))
        return jobAnswer(job)
    }

    private func destination(_ body: JSON, from source: Region) throws(Refusal) -> Region {
        let name = body["region"]?.string ?? ""
        guard name != source.name else { throw .ims("0142", "The destination region is the source region.") }
        guard let region = regionsByName[name] else {
            throw .ims("0147", "The region \(name) does not exist.")
        }
        guard body["project_name"]?.string == region.name else {
            throw .ims("0145", "The project \(body["project_name"]?.string ?? "") does not exist in \(name).")
        }
        return region
    }

    private func copyableBackup(of source: Image, to region: Region) throws(Refusal) -> Backup {
        guard copyDestinations(of: source.region.name).contains(region.name) else {
            throw .ims("0147", "Whole images cannot be copied from \(source.region.name) to \(region.name).")
        }
        guard let backup = backups[source.backup ?? ObjectID()] else {
            throw .ims("0127", "The image has no backup.")
        }
        guard !source.isCopy, !backup.isReplica else {
            throw .ims("0157", "A copied whole image cannot be copied again.")
        }
        guard backup.reach == .region, backup.status == .available else {
            throw .ims("0152", "The whole image is usable in \(backup.zone) only, for now.")
        }
        guard !hasReplica(backup, in: region.name) else {
            throw .ims("0150", "The backup of the image is in \(region.name) already.")
        }
        return backup
    }

    private func receivingVault(_ id: String?, for backup: Backup?, in region: Region) throws(Refusal)
        -> Vault
    {
        guard let vault = vaults.find(id.flatMap { ObjectID($0) }, in: region) else {
            throw .ims("0184", "The vault \(id ?? "") does not exist in \(region.name).")
        }
        guard vault.protectType == "replication", vault.objectType == "server" else {
            throw .ims("0189", "The vault does not take copies of server backups.")
        }
        guard vault.status == .available else { throw .ims("0188", "The vault is \(vault.status.word).") }
        if let backup {
            do { try checkRoom(for: backup, in: vault) } catch { throw .ims("0182", "The vault is full.") }
        }
        return vault
    }

    func finishCopyAcrossRegions(_ job: Job) {
        guard let copy = images[job.target] else { return }
        let source = images[job.other ?? ObjectID()]
        let failed = !job.failCode.isEmpty
        if let replica = copy.backup { endReplication(to: replica, of: source?.backup, failed: failed) }
        if failed {
            remove(copy)
        } else {
            activate(copy)
        }
    }
}
