package import NIOCore
package import XimageCore

/// An image as IMS reports it, before its backup is known.
package struct ReportedImage: Sendable {
    package var id = ""
    package var name = ""
    package var status = ""
    package var description: String?
    package var backup: RemoteID?
    package var isWhole = false
    package var isPublic = false
    package var isData = false
    /// Whether the answer tells what kind of image it is.
    package var saysKind = false
    /// `instance,<id>` or `volume,<id>`.
    package var origin: String?
    package var minimumDiskGiB = 0
    /// 0 where there is no limit; `nil` where the answer does not contain it.
    package var minimumMemoryMiB: Int?
    package var maximumMemoryMiB: Int?
    package var osType: String?
    package var isArm: Bool?
    package var bootMode: String?
    package var hypervisors: Set<Flavor.Hypervisor> = []
    package var isProtected = false
    package var kmsKey: String?
    package var enterpriseProject: String?
    package var createdAt: String?
    var tags = LiveTags()
}

/// Reads images as IMS reports them. Source: IMS API reference, image properties.
package enum ImageAnswers {
    package static func page(_ body: ByteBuffer) throws(JSONFailure) -> Page<ReportedImage> {
        var lastID: String?
        var page = try Page<ReportedImage>.read(body, list: "images") {
            (scanner: inout JSONScanner) throws(JSONFailure) in
            let image = try present(&scanner)
            lastID = image.id
            return image.status == "deleted" ? nil : image
        }
        page.lastID = lastID
        return page
    }

    /// The image itself is the answer; `nil` for one that is gone.
    static func single(_ body: ByteBuffer) throws(JSONFailure) -> ReportedImage? {
        let image = try JSONScanner.read(body) { scanner throws(JSONFailure) in try present(&scanner) }
        return image.status == "deleted" ? nil : image
    }

    private static func present(_ scanner: inout JSONScanner) throws(JSONFailure) -> ReportedImage {
        let image = try image(&scanner)
        guard !image.id.isEmpty else { throw .missing("images.id") }
        guard !image.status.isEmpty else { throw .missing("images.status") }
        return image
    }

    private static func image(_ scanner: inout JSONScanner) throws(JSONFailure) -> ReportedImage {
        var image = ReportedImage()
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "id": image.id = try scanner.text() ?? ""
            case "name": image.name = try scanner.text() ?? ""
            case "status": image.status = try scanner.text() ?? ""
            case "__description": image.description = try scanner.text()
            case "__backup_id": image.backup = try scanner.text().flatMap { $0.isEmpty ? nil : $0 }
            case "__whole_image": image.isWhole = try scanner.bool() ?? false
            case "__imagetype": image.isPublic = try scanner.text() == "gold"
            case "virtual_env_type":
                let type = try scanner.text()
                image.isData = type == "DataImage"
                image.saysKind = type != nil
            case "__data_origin": image.origin = try scanner.text()
            case "min_disk": image.minimumDiskGiB = try scanner.amount() ?? 0
            case "min_ram": image.minimumMemoryMiB = try scanner.amount()
            case "max_ram": image.maximumMemoryMiB = try scanner.amount()
            case "__os_type": image.osType = try scanner.text()
            case "__support_arm": image.isArm = try scanner.bool()
            case "__support_kvm": if try scanner.bool() ?? false { image.hypervisors.insert(.kvm) }
            case "__support_xen": if try scanner.bool() ?? false { image.hypervisors.insert(.xen) }
            case "hw_firmware_type": image.bootMode = try scanner.text().flatMap { $0.isEmpty ? nil : $0 }
            case "protected": image.isProtected = try scanner.bool() ?? false
            case "__system__cmkid": image.kmsKey = try scanner.text().flatMap { $0.isEmpty ? nil : $0 }
            case "enterprise_project_id": image.enterpriseProject = try scanner.text()
            case "created_at": image.createdAt = try scanner.text()
            case "tags": image.tags = try LiveTags.read(&scanner)
            default: break
            }
        }
        return image
    }
}

/// A server backup as CBR reports it.
package struct ReportedBackup: Hashable, Sendable {
    package var id = ""
    package var status = ""
    package var vault: RemoteID?
    package var server: RemoteID?
    package var zone: String?
    package var sizeGiB: Int?
    /// `na`, `snapshot` or `backup`.
    package var restoreMode: String?
    /// Arrived from another region.
    package var isReplica = false
    package var sourceRegion: Region?
    package var name = ""
    package var isEncrypted = false
    package var containsSystemDisk = true
    package var isAutomatic = false
    package var expiresAt: Timestamp?
    package var image: RemoteID?
    package var children: [ReportedChild] = []
    /// Of the image that is registered on it; 0 when not known.
    package var minimumDiskGiB = 0
    package var replicas: [LiveBackup.Replica] = []
    package var takenAt: Timestamp?

    /// Of all disks in it; `nil` when that of one is not known.
    private var childrenGiB: Int? {
        let known = children.compactMap(\.sizeGiB)
        return known.count == children.count && !known.isEmpty ? known.reduce(0, +) : nil
    }

    /// Some answers state none and list the disks.
    package var capturedGiB: Int? {
        guard let sizeGiB, sizeGiB > 0 else { return childrenGiB }
        return sizeGiB
    }

    /// Empty while it cannot be told which of them is the system disk.
    package var disks: [LiveBackup.Disk] {
        guard containsSystemDisk else {
            return children.map { LiveBackup.Disk(id: $0.id, sizeGiB: $0.sizeGiB) }
        }
        guard let system = ReportedChild.systemDisk(of: children, minimumDiskGiB: minimumDiskGiB) else {
            return []
        }
        return children.enumerated().map { index, child in
            LiveBackup.Disk(id: child.id, sizeGiB: child.sizeGiB, isSystem: index == system)
        }
    }

    /// As the engine knows it.
    package func live(in region: Region) -> LiveBackup {
        var result = LiveBackup(region: region, id: id)
        result.name = name
        result.status = status
        result.server = server
        result.vault = vault
        result.zone = zone
        result.sizeGiB = capturedGiB
        result.isReplica = isReplica
        result.sourceRegion = sourceRegion
        result.isEncrypted = isEncrypted
        result.containsSystemDisk = containsSystemDisk
        result.isAutomatic = isAutomatic
        result.expiresAt = expiresAt
        result.image = image
        result.disks = disks
        result.replicas = replicas
        result.takenAt = takenAt
        return result
    }

    /// Where an image on this backup can be used. Source: CBR API reference, `supported_restore_mode`.
    package var scope: ImageFacts.Scope {
        switch restoreMode {
        case "backup" where status == "available": .region
        case "snapshot": zone.map { .zone($0) } ?? .none
        default: .none
        }
    }
}

/// Reads backups as CBR reports them. Source: CBR API reference, backups.
package enum BackupAnswers {
    package static func page(_ body: ByteBuffer) throws(JSONFailure) -> Page<ReportedBackup> {
        try Page.read(body, list: "backups") { (scanner: inout JSONScanner) throws(JSONFailure) in
            try backup(&scanner)
        }
    }

    static func single(_ body: ByteBuffer) throws(JSONFailure) -> ReportedBackup? {
        try Page.single(body, member: "backup") { (scanner: inout JSONScanner) throws(JSONFailure) in
            try backup(&scanner)
        }
    }

    private static func backup(_ scanner: inout JSONScanner) throws(JSONFailure) -> ReportedBackup {
        var backup = ReportedBackup()
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "id": backup.id = try scanner.text() ?? ""
            case "name": backup.name = try scanner.text() ?? ""
            case "expired_at": backup.expiresAt = try scanner.text().flatMap { Timestamp($0) }
            case "status": backup.status = try scanner.text() ?? ""
            case "vault_id": backup.vault = try scanner.text()
            case "resource_id": backup.server = try scanner.text()
            case "resource_az": backup.zone = try scanner.text()
            case "resource_size": backup.sizeGiB = try scanner.amount()
            case "image_type": backup.isReplica = try scanner.text() == "replication"
            case "extend_info": try extendInfo(&scanner, &backup)
            case "replication_records": try replications(&scanner, &backup)
            case "protected_at": backup.takenAt = try scanner.text().flatMap { Timestamp($0) }
            case "children":
                try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
                    backup.children.append(try ReportedChild(&scanner))
                }
            default: break
            }
        }
        guard !backup.id.isEmpty else { throw .missing("backups.id") }
        guard !backup.status.isEmpty else { throw .missing("backups.status") }
        return backup
    }

    private static func extendInfo(
        _ scanner: inout JSONScanner, _ backup: inout ReportedBackup
    ) throws(JSONFailure) {
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "supported_restore_mode": backup.restoreMode = try scanner.text()
            case "contain_system_disk": backup.containsSystemDisk = try scanner.bool() ?? true
            case "encrypted": backup.isEncrypted = try scanner.bool() ?? false
            case "auto_trigger": backup.isAutomatic = try scanner.bool() ?? false
            case "os_images_data":
                try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
                    try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                        if case "image_id" = key { backup.image = try scanner.text() }
                    }
                }
            default: break
            }
        }
    }

    /// A replica lists where it came from, an original where it went.
    private static func replications(
        _ scanner: inout JSONScanner, _ backup: inout ReportedBackup
    ) throws(JSONFailure) {
        try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
            var replica = LiveBackup.Replica(region: "", status: "")
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "source_region": backup.sourceRegion = try scanner.text()
                case "destination_region": replica.region = try scanner.text() ?? ""
                case "destination_backup_id": replica.backup = try scanner.text()
                case "status": replica.status = try scanner.text() ?? ""
                default: break
                }
            }
            if !replica.region.isEmpty { backup.replicas.append(replica) }
        }
    }
}

extension ReportedImage {
    /// The object as the engine knows it.
    ///
    /// - Parameters:
    ///   - found: the backup behind it, if it could be read.
    ///   - knowsBackups: whether backups were read at all.
    package func resource(
        kind: ResourceKind, region: Region, backup found: ReportedBackup?, knowsBackups: Bool = false
    ) -> LiveResource {
        let marked = CopyMark.parse(description ?? "")
        var attributes: Attributes = [
            .name: Value(text: name), .region: .string(region),
            .description: Value(read: description.map { _ in marked.text }),
            .kind: isWhole || backup != nil ? "whole" : isData ? "data" : saysKind ? "system" : .null,
            .tags: tags.value,
            .enterpriseProject: Value(text: enterpriseProject), .createdAt: Value(time: createdAt),
        ]
        attributes[.minimumMemory] = minimumMemoryMiB.map { $0 > 0 ? .int($0) : .nothing } ?? .null
        attributes[.maximumMemory] = maximumMemoryMiB.map { $0 > 0 ? .int($0) : .nothing } ?? .null
        var facts = ImageFacts(
            scope: isWhole ? .none : status == "active" ? .region : .none, minimumDiskGiB: minimumDiskGiB)
        facts.isProtected = isProtected
        facts.catalogueEntry = Boxed(catalogueEntry)
        facts.kmsKey = kmsKey
        // A backup that the vaults do not have is one of the service before them.
        facts.isLegacy = knowsBackups && found == nil && (origin ?? "").hasPrefix("server_backup,")
        let parts = (origin ?? "").split(separator: ",", maxSplits: 1)
        if parts.count == 2, parts[0] == "instance" { facts.sourceServer = String(parts[1]) }
        if parts.count == 2, parts[0] == "volume" { attributes[.sourceDisk] = .string(String(parts[1])) }
        if isWhole {
            facts.backup = backup
            if var found {
                found.minimumDiskGiB = minimumDiskGiB
                facts.sourceServer = found.server ?? facts.sourceServer
                facts.vault = found.vault
                facts.capturedGiB = found.capturedGiB
                facts.scope = status == "active" ? found.scope : .none
                facts.disks = found.disks.map {
                    CapturedDisk(id: $0.id, sizeGiB: $0.sizeGiB, isSystem: $0.isSystem)
                }
                facts.takenAt = found.takenAt
                facts.isBeingCopied = found.replicas.contains { $0.status.hasSuffix("replicating") }
            }
        }
        if kind == .copy {
            attributes[.targetRegion] = .string(region)
            attributes[.targetVault] = Value(text: facts.vault)
            attributes[.region] = Value(text: found?.sourceRegion)
        } else {
            attributes[.source] = Value(text: facts.sourceServer)
            attributes[.vault] = Value(text: facts.vault)
        }
        let phase: LiveResource.Phase =
            switch status {
            case "active": .ready
            case "killed": .failed
            default: .busy
            }
        var image = LiveResource(
            kind: kind, region: region, id: id, name: name, attributes: attributes,
            owner: tags.owner ?? marked.owner,
            operation: tags.operation ?? marked.operation, phase: phase, status: status, facts: .image(facts))
        image.hasReadMarks = tags.isRead
        return image
    }

    /// Whether it came from another region. Images without a backup show it by the mark in their description alone.
    package func arrivedByCopying(_ backup: ReportedBackup?) -> Bool {
        backup?.isReplica ?? false || CopyMark.parse(description ?? "").owner != nil
    }

    /// Images that do not speak of Arm are for x86. Source: IMS API reference, image properties, `__support_arm`.
    package var catalogueEntry: CatalogueImage {
        var entry = CatalogueImage(
            id: id, name: name, isPublic: isPublic, status: status, minimumDiskGiB: minimumDiskGiB,
            minimumMemoryMiB: minimumMemoryMiB ?? 0,
            maximumMemoryMiB: maximumMemoryMiB.flatMap { $0 > 0 ? $0 : nil },
            osType: osType, architecture: isArm ?? false ? "aarch64" : "x86_64", isWhole: isWhole)
        entry.bootMode = bootMode
        entry.hypervisors = hypervisors
        return entry
    }
}

/// The mark of a copy stands at the end of its description: a copy is born without tags.
/// Source: IMS API reference, copy an image across regions.
package enum CopyMark {
    package static func marked(_ text: String, owner: String, operation: OperationMark) -> String {
        let mark = "[\(Mark.ownerKey)=\(owner) \(Mark.operationKey)=\(operation)]"
        return text.isEmpty ? mark : "\(text) \(mark)"
    }

    /// The description without its mark, and what the mark says.
    package static func parse(_ description: String) -> (
        text: String, owner: String?, operation: OperationMark?
    ) {
        guard description.hasSuffix("]"), let start = description.lastIndex(of: "[") else {
            return (description, nil, nil)
        }
        let inside = description[description.index(after: start)...].dropLast()
        let parts = inside.split(separator: " ")
        guard parts.count == 2, parts[0].hasPrefix("\(Mark.ownerKey)="),
            parts[1].hasPrefix("\(Mark.operationKey)="),
            let operation = OperationMark(String(parts[1].dropFirst(Mark.operationKey.utf8.count + 1)))
        else { return (description, nil, nil) }
        var text = description[..<start]
        if text.last == " " { text = text.dropLast() }
        return (String(text), String(parts[0].dropFirst(Mark.ownerKey.utf8.count + 1)), operation)
    }
}
