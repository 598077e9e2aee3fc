/// What may be different about a declaration, one attribute at a time.
struct Deed: Sendable {
    let name: String
    let act: @Sendable (inout Declared, inout Draw) -> Bool

    private init(_ name: String, _ act: @escaping @Sendable (inout Declared, inout Draw) -> Bool) {
        self.name = name
        self.act = act
    }

    private static func server(
        _ name: String, _ act: @escaping @Sendable (inout Declared.Server, inout Draw) -> Void
    ) -> Deed {
        Deed(name) { unit, draw in
            if var clone = unit.clone, draw.one(of: 2) || unit.server == nil {
                act(&clone, &draw)
                unit.clone = clone
                return true
            }
            guard var server = unit.server else { return false }
            act(&server, &draw)
            unit.server = server
            return true
        }
    }

    private static func disk(
        _ name: String, _ act: @escaping @Sendable (inout Declared.Disk, inout Draw) -> Void
    ) -> Deed {
        Deed(name) { unit, draw in
            guard let count = unit.server?.disks.count, count > 0 else { return false }
            let index = draw.number(0...count - 1)
            guard var disk = unit.server?.disks[index] else { return false }
            act(&disk, &draw)
            unit.server?.disks[index] = disk
            return true
        }
    }

    private static func vault(
        _ name: String, _ act: @escaping @Sendable (inout Declared.Vault, inout Draw) -> Void
    ) -> Deed {
        Deed(name) { unit, draw in
            guard var vault = unit.vault, !vault.isGiven else { return false }
            act(&vault, &draw)
            unit.vault = vault
            return true
        }
    }

    private static func image(
        _ name: String, _ act: @escaping @Sendable (inout Declared.Image, inout Draw) -> Void
    ) -> Deed {
        Deed(name) { unit, draw in
            guard var image = unit.image else { return false }
            act(&image, &draw)
            unit.image = image
            return true
        }
    }

    static let all: [Deed] = servers + disks + vaults + images + parts

    private static let servers = [
        server("flavor") {
            $0.flavor = $1.pick([
                "s6.xlarge.2", "s6.2xlarge.2", "c6.large.2", "s7.large.2", "kc1.large.2", "s3.large.2",
                "s9.large.2", "i3.2xlarge.8", "c6.4xlarge.2", "c7.large.2", "m6.4xlarge.8",
            ])
        },
        server("zone") {
            let choices =
                $0.zone.hasPrefix("cn-north")
                ? ["cn-north-4a", "cn-north-4b", "cn-north-4c", "cn-north-4g", "cn-north-4z"]
                : ["cn-south-1a", "cn-south-2b", "cn-south-1c", "cn-south-1e"]
            $0.zone = $1.pick(choices)
        },
        server("image") {
            $0.image = $1.pick([
                "name: \"Ubuntu 24.04 server 64bit\"", "name: \"Ubuntu 22.04 server 64bit for Kunpeng\"",
                "name: \"Plan 9\"", "name: \"Windows Server 2022 Datacenter 64bit English\"",
            ])
        },
        server("system disk size") { $0.systemGiB = $1.pick([20, 50, 100, 1024]) },
        server("system disk type") { $0.systemType = $1.pick(["SAS", "GPSSD", "ESSD", "SATA"]) },
        server("power") { $0.extras["power"] = $1.pick(["running", "stopped"]) },
        server("name") { $0.extras["name"] = "renamed-\($1.number(1...9))" },
        server("description") { server, _ in server.extras["description"] = "other" },
        server("tags") { server, _ in server.extras["tags"] = "{tier: web}" },
        server("metadata") { server, _ in server.extras["metadata"] = "{some: thing}" },
        server("subnet") { server, _ in server.network["subnet"] = "subnet-nowhere" },
        server("security group") { server, _ in server.network["securityGroups"] = "[nobody]" },
        // Which address a server without one gets, and when, is known to the service alone.
        server("address") { $0.network["ip"] = $1.pick(["10.0.0.77", "192.168.0.5"]) },
        server("count") { if $0.count != nil { $0.count = $1.number(1...4) } },
        server("another disk") {
            $0.disks.append(
                Declared.Disk(
                    key: "more", type: $1.pick(["SSD", "SATA", "ESSD", "SAS"]), sizeGiB: $1.number(10...40)))
        },
        server("no disks") { server, _ in server.disks = [] },
        server("local disks") { server, _ in server.flavor = "i3.2xlarge.8" },
        server("user data") { server, _ in server.extras["userData"] = "\"#!/bin/sh\"" },
    ]

    private static let disks = [
        disk("disk size") { $0.sizeGiB += $1.pick([1, 20, 100]) },
        disk("disk type") { $0.type = $1.pick(["SSD", "SAS", "GPSSD", "ESSD", "SATA"]) },
        disk("disk performance") {
            if $1.one(of: 2) {
                $0.type = "GPSSD2"
                $0.extras["iops"] = $1.pick(["3000", "4000"])
                $0.extras["throughput"] = $1.pick(["125", "250"])
            } else {
                $0.type = "ESSD2"
                $0.extras["iops"] = $1.pick(["100", "4000"])
            }
        },
        disk("shared disk") { disk, _ in disk.extras["shared"] = "true" },
        disk("scsi disk") { disk, _ in disk.extras["device"] = "scsi" },
        disk("disk name") { disk, _ in disk.extras["name"] = "another" },
        disk("disk tags") { disk, _ in disk.extras["tags"] = "{tier: web}" },
        disk("disk key") { disk, _ in disk.extras["kmsKey"] = "0123" },
    ]

    private static let vaults = [
        vault("vault size") { $0.sizeGiB = $1.pick([45, 60, 100, 200, 600, 10240]) },
        vault("vault expands") { $0.extras["autoExpand"] = $1.pick(["true", "false"]) },
        vault("vault name") { vault, _ in vault.extras["name"] = "another" },
        vault("vault tags") { vault, _ in vault.extras["tags"] = "{tier: web}" },
        vault("vault purpose") { vault, _ in vault.extras["purpose"] = "replication" },
        Deed("another vault") { unit, draw in
            guard unit.vault != nil, unit.image?.kind == "whole" else { return false }
            unit.otherVault = Declared.Vault(sizeGiB: draw.pick([45, 500]))
            unit.image?.vault = "w\(unit.number)"
            return true
        },
        Deed("vault of the others") { unit, _ in
            guard unit.replicas != nil else { return false }
            unit.replicas?.extras["purpose"] = "backup"
            return true
        },
        Deed("small vault of copies") { unit, draw in
            guard unit.replicas != nil else { return false }
            unit.replicas?.sizeGiB = draw.pick([30, 60, 100])
            return true
        },
    ]

    private static let images = [
        image("revision") { image, draw in image.extras["revision"] = "\"\(draw.number(2...4))\"" },
        image("image name") { image, _ in
            image.extras["name"] = "\"other-${source.name}-${generation.number}\""
        },
        image("image description") { image, _ in image.extras["description"] = "other" },
        image("image tags") { image, _ in image.extras["tags"] = "{tier: web}" },
        image("memory") {
            $0.extras["memory"] = $1.pick(["{min: 1 GiB}", "{min: 16 GiB}", "{max: 2 GiB}", "{max: 64 GiB}"])
        },
        image("ready") { image, _ in image.extras["ready"] = "zone" },
        image("quiesce") { image, _ in image.extras["quiesce"] = "stop" },
        image("retention") {
            $0.extras["retention"] = $1.pick(["{keep: 1}", "{keep: 1, deleteBackups: true}", "{keep: 2}"])
        },
        Deed("no copies") { unit, _ in
            guard unit.image?.copies == true else { return false }
            unit.image?.copies = false
            return true
        },
    ]

    private static let parts = [
        Deed("everything goes") { unit, _ in
            let empty = Declared(number: unit.number, region: unit.region)
            guard unit != empty else { return false }
            unit = empty
            return true
        },
        Deed("image goes") { unit, _ in
            guard unit.image != nil, unit.clone == nil else { return false }
            unit.image = nil
            return true
        },
        Deed("clone goes") { unit, _ in
            guard unit.clone != nil else { return false }
            unit.clone = nil
            return true
        },
        Deed("server goes") { unit, _ in
            guard unit.server != nil, unit.image == nil else { return false }
            unit.server = nil
            return true
        },
        Deed("another server") { unit, draw in
            guard unit.clone == nil else { return false }
            var server = Declared.Server(zone: unit.region + "a")
            if unit.surroundings, draw.one(of: 2) { server.image = "name: given-image-\(unit.number)" }
            unit.clone = server
            return true
        },
    ]
}

extension Declared {
    /// Whether its server starts from an image of the world.
    fileprivate var surroundings: Bool { server?.image.contains("given-image") ?? false }
}
