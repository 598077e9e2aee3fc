import XimageCore
import XimagePlanning

/// More of the manifest: copies, options, images from backups, servers from images.
extension Scene {
    /// A copy of `golden` in cn-south-1, in the replication vault `dr` there.
    mutating func addCopy(_ key: String = "south", of image: String = "golden") {
        let vault = Address(.vault, "dr")
        declare(
            vault, region: "cn-south-1",
            [.name: "shop-dr", .size: 500, .purpose: "replication", .consistency: "crash"])
        declare(
            Address(.copy, image, part: key),
            [
                .region: "cn-north-4", .targetRegion: "cn-south-1", .targetVault: .reference(vault),
                .agency: "ims_copy", .source: .reference(Address(.image, image)),
            ],
            details: .copy(
                CopyDetails(image: Address(.image, image), nameTemplate: "shop-\(image)-south")))
        catalogue { $0.copyTargets = ["cn-east-3", "cn-south-1"] }
    }

    mutating func editCopy(_ text: String = "copy.golden.south", _ change: (inout CopyDetails) -> Void) {
        edit(text) {
            guard case .copy(var details) = $0.details else { return }
            change(&details)
            $0.details = .copy(details)
        }
    }

    mutating func imageOptions(_ text: String = "image.golden", _ change: (inout ImageOptions) -> Void) {
        editImage(text) {
            var options = $0.options?.content ?? ImageOptions()
            change(&options)
            $0.options = Boxed(options)
        }
    }

    mutating func serverOptions(_ text: String = "server.web", _ change: (inout ServerOptions) -> Void) {
        edit(text) {
            guard case .server(var details) = $0.details else { return }
            var options = details.options?.content ?? ServerOptions()
            change(&options)
            details.options = Boxed(options)
            $0.details = .server(details)
        }
    }

    /// The data disk of the server, with a type whose performance is chosen.
    mutating func performance(_ type: String, iops: Int, throughput: Int?) {
        set("disk.web.data", .type, .string(type))
        set("disk.web.data", .iops, .int(iops))
        set("disk.web.data", .throughput, throughput.map { .int($0) } ?? .null)
    }

    mutating func editDisk(_ text: String, _ change: (inout DiskDetails) -> Void) {
        edit(text) {
            guard case .disk(var details) = $0.details else { return }
            change(&details)
            $0.details = .disk(details)
        }
    }

    /// `golden` is registered on a backup that is there already, of a server that is not declared.
    mutating func imageFromBackup(_ change: (inout LiveBackup) -> Void = { _ in }) {
        edit("image.golden") {
            $0.attributes[.source] = .null
            $0.attributes[.sourceBackup] = "backup-old"
        }
        useExistingVault()
        var backup = LiveBackup(region: "cn-north-4", id: "backup-old")
        backup.name = "old"
        backup.status = "available"
        backup.server = "server-old"
        backup.vault = "vault-corp"
        backup.zone = "cn-north-4a"
        backup.disks = [
            .init(id: "disk-old-0", sizeGiB: 40, isSystem: true), .init(id: "disk-old-1", sizeGiB: 100),
        ]
        change(&backup)
        add(backup)
    }

    /// `web` is made from a whole image that is there already; `data` and `logs` are its two data disks.
    mutating func provision(scope: ImageFacts.Scope = .region) {
        addWholeImage(scope: scope)
        for (id, size, type) in [("disk-old-1", 100, "SSD"), ("disk-old-2", 50, "SAS")] {
            add(
                LiveResource(
                    kind: .disk, region: "cn-north-4", id: id, name: id,
                    attributes: [
                        .size: .int(size), .type: .string(type), .zone: "cn-north-4a", .device: "vbd",
                        .shared: false,
                    ],
                    status: "in-use", facts: .disk(DiskFacts(servers: [], isBootable: false))))
        }
        set("server.web", .image, .map(["id": "image-whole"]))
        editDisk("disk.web.data") { $0.source = .imageDisk("disk1") }
        editDisk("disk.web.logs") { $0.source = .imageDisk("disk2") }
    }

    /// Another server that is made from `golden`, with a disk for each of its data disks.
    mutating func addClone(region: Region = "cn-north-4", data: Int = 100) {
        let address = Address(.server, "clone")
        declare(
            address, region: region,
            [
                .name: "shop-clone", .zone: .string("\(region)a"), .flavor: "s6.large.2",
                .image: .reference(Address(.image, "golden")), .systemDiskType: "SSD", .systemDiskSize: 40,
                .vpc: "vpc-default", .subnet: "subnet-default", .securityGroups: .strings(["default"]),
            ],
            details: .server(
                ServerDetails(
                    disks: ["data", "logs"].map { Address(.disk, "clone", part: $0) })))
        declareDisk("data", of: "clone", size: data, type: "SSD", position: 0)
        declareDisk("logs", of: "clone", size: 50, type: "SAS", position: 1)
    }

    /// The source server that is there already, and a backup of it that runs.
    mutating func addRunningBackup(of server: RemoteID, status: String = "protecting") {
        var backup = LiveBackup(region: "cn-north-4", id: "backup-running")
        backup.status = status
        backup.server = server
        add(backup)
    }
}
