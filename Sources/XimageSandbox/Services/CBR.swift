/// CBR: vaults. Source of paths, fields and codes: API reference, section 8.
extension Router {
    mutating func addCBR() {
        let vaults = "/v3/{project_id}/vaults"
        on(.post, vaults, .cbr, "CreateVault", "cbr:vaults:create") { try $1.createVault($0) }
        on(.get, vaults, .cbr, "ListVault", "cbr:vaults:list") { try $1.listVaults($0) }
        on(.get, vaults + "/{vault_id}", .cbr, "ShowVault", "cbr:vaults:get") { try $1.showVault($0) }
        on(.put, vaults + "/{vault_id}", .cbr, "UpdateVault", "cbr:vaults:update") { try $1.updateVault($0) }
        on(.delete, vaults + "/{vault_id}", .cbr, "DeleteVault", "cbr:vaults:delete") {
            try $1.deleteVault($0)
        }
        on(.post, vaults + "/{vault_id}/addresources", .cbr, "AddVaultResource", "cbr:vaults:addResources") {
            try $1.addResources($0)
        }
        on(
            .post, vaults + "/{vault_id}/removeresources", .cbr, "RemoveVaultResource",
            "cbr:vaults:removeResources"
        ) {
            try $1.removeResources($0)
        }
        let tags = "/v3/{project_id}/vault/{vault_id}/tags"
        on(.get, tags, .cbr, "ShowVaultTag", "cbr:vaults:listTags") { try $1.vault($0).tags.answer }
        on(.post, tags, .cbr, "CreateVaultTags", "cbr:vaults:setTags") { try $1.addVaultTag($0) }
        on(
            .post, tags + "/action", .cbr, "BatchCreateAndDeleteVaultTags",
            "cbr:vaults:bulkCreateOrDeleteTags"
        ) {
            try $1.changeVaultTags($0)
        }
        on(.delete, tags + "/{key}", .cbr, "DeleteVaultTag", "cbr:vaults:deleteTags") {
            try $1.deleteVaultTag($0)
        }
        on(.get, "/v3/{project_id}/vault/tags", .cbr, "ShowVaultProjectTag", "cbr:vaults:listProjectTags") {
            call, world in
            tagsInUseAnswer(world.vaults.all(in: call.region).lazy.map(\.tags))
        }
        on(
            .post, "/v3/{project_id}/vault/resource_instances/action", .cbr, "ShowVaultResourceInstances",
            "cbr:vaults:listResourceInstances"
        ) { try $1.queryVaultsByTag($0) }
        addCBRBackups()
    }
}

extension World {
    func vault(_ call: Call) throws(Refusal) -> Vault {
        guard let vault = vaults.find(ObjectID(call.parameters[1]), in: call.region) else {
            throw .cbr("6105", "The vault \(call.parameters[1]) does not exist.", status: 404)
        }
        return vault
    }

    // MARK: Reading

    func showVault(_ call: Call) throws(Refusal) -> Answer { answer(vault: try vault(call)) }

    private func answer(vault: Vault) -> Answer {
        .object(capacity: 1024) { writer in
            writer.key("vault")
            write(vault: vault, to: &writer)
        }
    }

    func listVaults(_ call: Call) throws(Refusal) -> Answer {
        let limit = try pageLimit(call, standard: 1000, most: 1000)
        let ids = call.queries("id").map { ObjectID($0) }
        let equal: [(String, (Vault) -> String)] = [
            ("name", { $0.name }), ("protect_type", { $0.protectType }), ("object_type", { $0.objectType }),
            ("cloud_type", { $0.cloudType }), ("status", { $0.status.word }),
        ]
        let wanted = equal.compactMap { name, attribute in call.query(name).map { ($0, attribute) } }
        var all = listedVaults.all(in: call.region).filter { vault in
            (ids.isEmpty || ids.contains(vault.id))
                && wanted.allSatisfy { $0.1(vault) == $0.0 }
        }
        if let text = call.query("resource_ids") {
            let servers = Set(text.split(separator: ",").compactMap { ObjectID($0) })
            all = all.filter { vault in vault.resources.contains { servers.contains($0.server) } }
        }
        if call.query("policy_id") != nil { all = [] }
        if let project = call.query("enterprise_project_id"), project != "all_granted_eps" {
            all = all.filter { $0.enterpriseProject == project }
        }
        let offset = max(Int(call.query("offset") ?? "0") ?? 0, 0)
        return .object(capacity: 8192) { writer in
            writer.array("vaults") { writer in
                for vault in all.dropFirst(offset).prefix(limit) { write(vault: vault, to: &writer) }
            }
            writer.field("count", all.count)
        }
    }

    // MARK: Create, update, delete

    func createVault(_ call: Call) throws(Refusal) -> Answer {
        guard let request = try call.requiredJSON()["vault"], let billing = request["billing"] else {
            throw .cbr("0001", "The vault or its billing is missing.")
        }
        try checkAccount(.cbr)
        let vault = Vault(region: call.region)
        try readShape(request, billing, of: vault)
        try readOptions(request, of: vault)
        let most = settings.limit("vaults", in: call.region)
        guard most < 0 || vaults.all(in: call.region).count < most else {
            throw .cbr("6133", "The vault quota is used up.")
        }
        let resources = try checkedResources(request["resources"]?.array ?? [], for: vault)
        vault.id = newID()
        vault.sequence = sequence
        vault.created = now
        vault.updated = now
        add(vault, name: vault.name)
        for resource in resources { bind(resource, to: vault) }
        return answer(vault: vault)
    }

    private func readShape(_ request: JSON, _ billing: JSON, of vault: Vault) throws(Refusal) {
        vault.name = request["name"]?.string ?? ""
        guard Format.isVaultName(vault.name) else { throw .cbr("0001", "The vault name is not valid.") }
        vault.objectType = billing["object_type"]?.string ?? ""
        guard ["server", "disk", "turbo", "workspace", "vmware", "rds", "file"].contains(vault.objectType)
        else {
            throw .cbr("0001", "The object type is not valid.")
        }
        vault.protectType = billing["protect_type"]?.string ?? ""
        guard ["backup", "replication", "hybrid"].contains(vault.protectType) else {
            throw .cbr("0001", "The protect type is not valid.")
        }
        vault.consistentLevel = billing["consistent_level"]?.string ?? "crash_consistent"
        guard ["crash_consistent", "app_consistent"].contains(vault.consistentLevel) else {
            throw .cbr("0001", "The consistent level is not valid.")
        }
        guard let size = billing["size"]?.int, (10...10_485_760).contains(size) else {
            throw .cbr("6101", "The vault size must be between 10 and 10485760 GB.")
        }
        vault.sizeGiB = size
        vault.chargingMode = billing["charging_mode"]?.string ?? "post_paid"
        vault.cloudType = billing["cloud_type"]?.string ?? "public"
        vault.isMultiZone = billing["is_multi_az"]?.bool ?? false
    }

    private func readOptions(_ request: JSON, of vault: Vault) throws(Refusal) {
        vault.details = request["description"]?.string ?? ""
        guard Format.isDescription(vault.details, limit: 64) else {
            throw .cbr("0001", "The description is not valid.")
        }
        vault.enterpriseProject = request["enterprise_project_id"]?.text ?? "0"
        guard let tags = Format.tags(request["tags"]), tags.allSatisfy(Format.isTag),
            Format.haveUniqueKeys(tags)
        else {
            throw .cbr("0001", "A tag is not valid.")
        }
        guard tags.count <= 20 else { throw .cbr("6600", "The vault has too many tags.") }
        vault.tags = tags
        vault.namePrefix = request["backup_name_prefix"]?.string ?? ""
        try readChangeable(request, of: vault)
    }

    /// What both create and update take.
    private func readChangeable(_ request: JSON, of vault: Vault) throws(Refusal) {
        if let flag = request["auto_bind"]?.bool { vault.autoBind = flag }
        if let flag = request["smn_notify"]?.bool { vault.notifies = flag }
        if let rules = request["bind_rules"]?["tags"] { vault.bindTags = Format.tags(rules) ?? [] }
        if let threshold = request["threshold"]?.int {
            guard (1...100).contains(threshold) else {
                throw .cbr("0001", "The threshold must be between 1 and 100.")
            }
            vault.threshold = threshold
        }
        if let flag = request["auto_expand"]?.bool {
            guard !flag || vault.protectType == "backup" && vault.chargingMode == "post_paid" else {
                throw .cbr("0001", "Only pay-per-use backup vaults expand by themselves.")
            }
            vault.autoExpand = flag
        }
        if let flag = request["locked"]?.bool {
            guard flag || !vault.isLocked else { throw .cbr("6112", "A locked vault stays locked.") }
            vault.isLocked = flag
        }
    }

    func updateVault(_ call: Call) throws(Refusal) -> Answer {
        let vault = try vault(call)
        guard let request = try call.requiredJSON()["vault"] else {
            throw .cbr("0001", "The vault is missing.")
        }
        guard vault.status == .available else { throw .cbr("6112", "The vault is \(vault.status.word).") }
        let name = request["name"]?.string
        guard name.map(Format.isVaultName) ?? true else { throw .cbr("0001", "The vault name is not valid.") }
        let size = request["billing"]?["size"]?.int
        if let size {
            guard (1...10_485_760).contains(size) else { throw .cbr("6101", "The vault size is not valid.") }
            guard size >= vault.allocatedGiB, size * 1024 >= vault.usedMiB else {
                throw .cbr("6114", "The vault size is below what is bound or used.")
            }
            guard vault.chargingMode == "post_paid" else {
                throw .cbr("6112", "A prepaid vault keeps its size.")
            }
        }
        let level = request["billing"]?["consistent_level"]?.string
        guard level == nil || level == vault.consistentLevel || level == "app_consistent" else {
            throw .cbr("0001", "The consistent level cannot be lowered.")
        }
        try readChangeable(request, of: vault)
        vault.name = name ?? vault.name
        vault.sizeGiB = size ?? vault.sizeGiB
        vault.consistentLevel = level ?? vault.consistentLevel
        vault.updated = now
        save(vault)
        return answer(vault: vault)
    }

    /// Backups go with the vault, so images on them stand in the way. Source: API reference, section 8.3, unconfirmed.
    func deleteVault(_ call: Call) throws(Refusal) -> Answer {
        let vault = try vault(call)
        guard vault.status != .deleting else { return .noContent }
        guard vault.status == .available || vault.status == .error, vault.chargingMode == "post_paid" else {
            throw .cbr("6112", "The vault is \(vault.status.word) or prepaid and cannot be deleted.")
        }
        let held = backups.all(in: call.region).filter { $0.vault == vault.id }
        guard !held.contains(where: { $0.image != nil }) else {
            throw .cbr("6204", "An image uses a backup of the vault.")
        }
        guard held.allSatisfy({ $0.status == .available || $0.status == .error }) else {
            throw .cbr("6201", "A backup of the vault is in use.")
        }
        vault.status = .deleting
        save(vault)
        log(.vaultDelete, of: vault)
        let job = newJob(.hidden, "deleteVault", .deleteVault, in: call.region)
        job.target = vault.id
        start(job, seconds: spread(5, for: job.id))
        return .noContent
    }

    func finishDeleteVault(_ job: Job) {
        guard let vault = vaults[job.target] else { return }
        endLog(of: vault.id)
        for backup in backups.all(in: vault.region) where backup.vault == vault.id { remove(backup) }
        remove(vault)
    }

    // MARK: Resources

    func addResources(_ call: Call) throws(Refusal) -> Answer {
        let vault = try vault(call)
        guard vault.status == .available else { throw .cbr("6112", "The vault is \(vault.status.word).") }
        guard let items = try call.requiredJSON()["resources"]?.array, !items.isEmpty else {
            throw .cbr("0001", "The resources are missing.")
        }
        let resources = try checkedResources(items, for: vault)
        for resource in resources { bind(resource, to: vault) }
        return .object { writer in
            writer.array("add_resource_ids") { writer in resources.forEach { writer.value($0.server) } }
        }
    }

    private func checkedResources(_ items: [JSON], for vault: Vault) throws(Refusal) -> [Vault.Resource] {
        guard vault.resources.count + items.count <= Vault.resourceLimit else {
            throw .cbr("6100", "A vault takes at most \(Vault.resourceLimit) resources.")
        }
        var resources: [Vault.Resource] = []
        for item in items {
            guard vault.objectType == "server", vault.protectType == "backup",
                item["type"]?.string == "OS::Nova::Server"
            else { throw .cbr("6102", "The resource type does not fit the vault.") }
            guard let server = servers.find(item["id"]?.string.flatMap { ObjectID($0) }, in: vault.region)
            else {
                throw .cbr("7100", "The server \(item["id"]?.string ?? "") does not exist.", status: 404)
            }
            guard vaultOfServer[server.id] == nil else {
                throw .cbr("6103", "The server is in a vault already.")
            }
            guard !resources.contains(where: { $0.server == server.id }) else {
                throw .cbr("6104", "A resource is named twice.")
            }
            let excluded = (item["extra_info"]?["exclude_volumes"]?.array ?? []).compactMap {
                $0.string.flatMap { ObjectID($0) }
            }
            try checkProtectable(server, without: excluded)
            resources.append(
                Vault.Resource(
                    server: server.id, name: server.name,
                    sizeGiB: protectedSize(of: server, without: excluded),
                    excluded: excluded))
        }
        let total = vault.allocatedGiB + resources.reduce(0) { $0 + $1.sizeGiB }
        guard total <= vault.sizeGiB || vault.autoExpand else {
            throw .cbr("6101", "The vault has \(vault.sizeGiB) GB; its resources would have \(total) GB.")
        }
        return resources
    }

    /// Disks that no backup can hold. Source: API reference, section 8.11.
    func checkProtectable(_ server: Server, without excluded: [ObjectID]) throws(Refusal) {
        let disks = server.disks.filter { !excluded.contains($0.volume) }.compactMap { volumes[$0.volume] }
        guard !disks.isEmpty else { throw .cbr("7108", "The server has no disks.") }
        guard disks.allSatisfy({ $0.serviceType == "EVS" }) else {
            throw .cbr("7111", "The server has DSS disks.")
        }
        guard disks.count(where: \.isShared) <= 10 else {
            throw .cbr("7106", "The server has too many shared disks.")
        }
        guard !server.usesLegacyBackup else {
            throw .cbr("7112", "The server is bound to the legacy backup service.")
        }
        guard !disks.contains(where: \.isOldStorage) else {
            throw .cbr("7004", "A disk of the server is on a storage that cannot be backed up.")
        }
        guard !settings.refusesSCSI || !disks.contains(where: \.isSCSI) else {
            throw .cbr("7104", "SCSI disks cannot be backed up.")
        }
        guard flavorsByName[server.flavor]?.hasLocalDisk != true else {
            throw .cbr("7103", "Servers with local disks cannot be backed up.")
        }
    }

    /// The backups of a server leave with it; images on them stand in the way. Source: API reference, section 8.4.
    func removeResources(_ call: Call) throws(Refusal) -> Answer {
        let vault = try vault(call)
        guard let items = try call.requiredJSON()["resource_ids"]?.array, !items.isEmpty else {
            throw .cbr("0001", "The resource_ids are missing.")
        }
        guard vault.status == .available, !vault.isLocked else {
            throw .cbr("6112", "The vault is \(vault.isLocked ? "locked" : vault.status.word).")
        }
        let ids = items.compactMap { $0.string.flatMap { ObjectID($0) } }
        for id in ids {
            guard vault.resources.contains(where: { $0.server == id }) else {
                throw .cbr("6135", "The server \(id) is not in the vault.")
            }
            let held = (backupsOfServer[id] ?? []).filter { $0.vault == vault.id }
            guard held.allSatisfy({ $0.image == nil }) else {
                throw .cbr("6204", "An image uses a backup of \(id).")
            }
            guard held.allSatisfy({ $0.status == .available || $0.status == .error }) else {
                throw .cbr("6134", "A backup of \(id) is being worked on.")
            }
        }
        for id in ids {
            for backup in (backupsOfServer[id] ?? []) where backup.vault == vault.id {
                vault.usedMiB -= min(backup.usedMiB, vault.usedMiB)
                remove(backup)
            }
            log(
                .removeResource, of: vault, server: vault.resources.first { $0.server == id },
                isRunning: false)
            unbind(id, from: vault)
        }
        return .object { writer in
            writer.array("remove_resource_ids") { writer in ids.forEach { writer.value($0) } }
        }
    }

    // MARK: Tags

    private var vaultTagRules: TagRules {
        TagRules(
            limit: 20, invalid: .cbr("0001", "A tag is not valid."),
            tooMany: .cbr("6600", "The vault has too many tags."))
    }

    func changeVaultTags(_ call: Call) throws(Refusal) -> Answer {
        let vault = try vault(call)
        try vault.tags.apply(try call.requiredJSON(), vaultTagRules)
        save(vault)
        return .noContent
    }

    func addVaultTag(_ call: Call) throws(Refusal) -> Answer {
        let vault = try vault(call)
        guard let tag = try call.requiredJSON()["tag"] else { throw .cbr("0001", "The tag is missing.") }
        let action = JSON.object([("action", .string("create")), ("tags", .array([tag]))])
        try vault.tags.apply(action, vaultTagRules)
        save(vault)
        return .noContent
    }

    func deleteVaultTag(_ call: Call) throws(Refusal) -> Answer {
        let vault = try vault(call)
        vault.tags.removeAll { $0.key == call.parameters[2] }
        save(vault)
        return .noContent
    }

    func queryVaultsByTag(_ call: Call) throws(Refusal) -> Answer {
        let query = TagQuery(try call.requiredJSON())
        let found = vaults.all(in: call.region).filter { query.matches(name: $0.name, tags: $0.tags) }
        return .tagged(found, query, id: \.id, name: \.name, tags: \.tags) { writer, vault in
            writer.beginObject()
            writer.key("vault")
            write(vault: vault, to: &writer)
            writer.endObject()
        }
    }
}
