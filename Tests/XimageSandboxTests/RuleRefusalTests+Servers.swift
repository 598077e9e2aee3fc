import Testing

@testable import XimageSandbox

extension RuleRefusalTests {
    // MARK: Servers from images

    static let servers: [Row] = [
        Row("AV003", "another zone while the image is zone-only", 400, "Ecs.0048", world: zoneOnly) {
            try await $0.create(image: "golden", zone: "cn-north-4b")
        },
        Row("AV008", "other disk attributes while the image is zone-only", 400, "Ecs.0046", world: zoneOnly) {
            client in
            let disk = try await client.disk(1, of: "db")
            return try await client.create(
                image: "golden",
                more:
                    #", "data_volumes": [{"volumetype": "SSD", "size": 100, "multiattach": true, "extendparam": {"snapshotId": "\#(disk)"}}]"#
            )
        },
        Row("DK045", "another disk type while the image is zone-only", 400, "Ecs.0046", world: zoneOnly) {
            client in
            let disk = try await client.disk(1, of: "db")
            return try await client.create(
                image: "golden",
                more:
                    #", "data_volumes": [{"volumetype": "SAS", "size": 100, "extendparam": {"snapshotId": "\#(disk)"}}]"#
            )
        },
        Row("DK042", "a disk smaller than the original", 400, "Ecs.0005", world: world) { client in
            let disk = try await client.disk(1, of: "db")
            return try await client.create(
                image: "golden",
                more:
                    #", "data_volumes": [{"volumetype": "SSD", "size": 50, "extendparam": {"snapshotId": "\#(disk)"}}]"#
            )
        },
        Row("DK044", "a source that is no disk of the image", 400, "Ecs.0005", world: world) { client in
            let disk = try await client.disk(1, of: "web")
            return try await client.create(
                image: "golden",
                more:
                    #", "data_volumes": [{"volumetype": "SSD", "size": 100, "extendparam": {"snapshotId": "\#(disk)"}}]"#
            )
        },
        Row(
            "SV107", "an image whose backup is gone", 400, "Ecs.0032",
            world: world.replacing("vault: images}]", with: "vault: images, status: killed}]")
        ) {
            try await $0.create(image: "golden")
        },
        Row("SV101", "a flavor of another architecture", 400, "Ecs.0005", world: world) {
            try await $0.create(image: "golden", flavor: "kc1.large.2")
        },
        Row(
            "SV104", "a flavor with too little memory", 400, "Ecs.0005",
            world: world.replacing("vault: images}]", with: "vault: images, minRam: 8192}]")
        ) {
            try await $0.create(image: "golden")
        },
        Row(
            "SV104", "a flavor with too much memory", 400, "Ecs.0005",
            world: world.replacing("vault: images}]", with: "vault: images, maxRam: 2048}]")
        ) {
            try await $0.create(image: "golden")
        },
        Row("SV105", "a system disk smaller than the image's", 400, "Ecs.0005", world: world) {
            try await $0.create(image: "golden", root: #"{"volumetype": "GPSSD", "size": 20}"#)
        },
        Row("SV106", "more than 500 servers at once", 400, "Ecs.0913", world: world) {
            try await $0.create(image: "golden", more: #", "count": 501"#)
        },
        Row(
            "AV006", "a flavor that is sold out", 400, "Ecs.0018",
            world: "stock: [{item: s6.large.2, zone: cn-north-4a, status: sellout}]\n" + world
        ) {
            try await $0.create(image: "golden")
        },
        Row("AV006", "a flavor that is withdrawn", 400, "Ecs.0019", world: world) {
            try await $0.create(image: "golden", flavor: "s3.large.2")
        },
        Row("AV006", "a flavor that does not exist", 400, "Ecs.0029", world: world) {
            try await $0.create(image: "golden", flavor: "x9.large.2")
        },
        Row(
            "AV007", "a disk type that is sold out", 400, "Ecs.0044",
            world: "stock: [{item: GPSSD, zone: cn-north-4a, status: sellout}]\n" + world
        ) {
            try await $0.create(image: "golden")
        },
        Row("AV007", "a disk type of other zones", 400, "Ecs.0043", world: world) {
            try await $0.create(
                image: "golden", zone: "cn-north-4c",
                root: #"{"volumetype": "GPSSD2", "size": 40, "iops": 3000, "throughput": 125}"#)
        },
        Row("DK027", "more disks than the flavor takes", 400, "Ecs.0042", world: world) {
            let disks = Array(repeating: #"{"volumetype": "SSD", "size": 10}"#, count: 60).joined(
                separator: ", ")
            return try await $0.create(image: "golden", more: #", "data_volumes": [\#(disks)]"#)
        },
    ]

    // MARK: Disks

    static let disks: [Row] = [
        Row("DK022", "a disk that shrinks", 400, "EVS.1015", world: world) { client in
            let disk = try await client.disk(1, of: "web")
            return try await client.call(
                "POST", "/v2.1/{pid}/cloudvolumes/\(disk)/action", #"{"os-extend": {"new_size": 50}}"#)
        },
        Row("DK023", "a disk type that falls", 400, "EVS.2087", world: world) { client in
            let disk = try await client.disk(1, of: "web")
            return try await client.call(
                "POST", "/v2/{pid}/volumes/\(disk)/retype", #"{"os-retype": {"new_type": "SAS"}}"#)
        },
        Row("LC021", "deleting an attached disk", 400, "EVS.1046", world: world) { client in
            let disk = try await client.disk(1, of: "web")
            return try await client.call("DELETE", "/v2/{pid}/cloudvolumes/\(disk)")
        },
        Row(
            "LC021", "deleting a prepaid disk", 400, "EVS.1035",
            world: "regions: {cn-north-4: {volumes: [{name: d, prepaid: true}]}}"
        ) {
            client in
            let disk = try await client.id(of: "d", in: "/v2/{pid}/cloudvolumes/detail", list: "volumes")
            return try await client.call("DELETE", "/v2/{pid}/cloudvolumes/\(disk)")
        },
        Row("DK022", "growing an attached disk by the older call", 400, "EVS.1048", world: world) { client in
            let disk = try await client.disk(1, of: "web")
            return try await client.call(
                "POST", "/v2/{pid}/cloudvolumes/\(disk)/action", #"{"os-extend": {"new_size": 200}}"#)
        },
        Row("LC019", "deleting a prepaid server", 400, "Ecs.0513", world: server("prepaid: true")) { client in
            let server = try await client.server("web")
            return try await client.call(
                "POST", "/v1/{pid}/cloudservers/delete", #"{"servers": [{"id": "\#(server)"}]}"#)
        },
        Row("DK021", "a disk of five gigabytes", 400, "EVS.1010") {
            try await $0.newDisk(#""volume_type": "SSD", "size": 5"#)
        },
        Row("DK024", "a system disk that is shared", 400, "Ecs.0005", world: world) {
            try await $0.create(
                image: "golden", root: #"{"volumetype": "GPSSD", "size": 40, "multiattach": true}"#)
        },
        Row(
            "DK025", "attaching a disk of another zone", 400, "Ecs.0121",
            world: world
        ) { client in
            try await client.seed("regions: {cn-north-4: {volumes: [{name: far, zone: cn-north-4b}]}}")
            let disk = try await client.id(of: "far", in: "/v2/{pid}/cloudvolumes/detail", list: "volumes")
            return try await client.call(
                "POST", "/v1/{pid}/cloudservers/\(try await client.server("web"))/attachvolume",
                #"{"volumeAttachment": {"volumeId": "\#(disk)"}}"#)
        },
        Row("DK026", "a second-generation disk without its performance", 400, "EVS.5400") {
            try await $0.newDisk(#""volume_type": "GPSSD2", "size": 20"#)
        },
    ]

    // MARK: Names and tags

    static func image(_ name: String, _ more: String = "")
        -> @Sendable (SandboxClient) async throws -> SandboxClient.Reply
    {
        { client in
            let server = try await client.server("web")
            let vault = try await client.vault("images")
            return try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action",
                #"{"name": "\#(name)", "instance_id": "\#(server)", "vault_id": "\#(vault)"\#(more)}"#)
        }
    }

    static let names: [Row] = [
        Row("NM001", "an image name with a slash", 400, "IMG.0003", world: world, image("a/b")),
        Row("NM001", "an image name that begins with a blank", 400, "IMG.0003", world: world, image(" a")),
        Row(
            "NM001", "an image name of 129 characters", 400, "IMG.0003", world: world,
            image(String(repeating: "a", count: 129))),
        Row(
            "NM003", "a description with angle brackets", 400, "IMG.0004", world: world,
            image("a", #", "description": "<b>""#)),
        Row(
            "NM004", "a tag key with a dot", 400, "IMG.0115", world: world,
            image("a", #", "image_tags": [{"key": "a.b", "value": ""}]"#)),
        Row(
            "NM004", "a tag key twice", 400, "IMG.0115", world: world,
            image("a", #", "image_tags": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]"#)),
        Row(
            "NM005", "tags in both forms", 400, "IMG.0115", world: world,
            image("a", #", "image_tags": [{"key": "a", "value": ""}], "tags": ["b.c"]"#)),
        Row(
            "NM004", "eleven tags", 400, "IMG.0116", world: world,
            image(
                "a",
                #", "image_tags": [\#((1...11).map { #"{"key": "k\#($0)", "value": ""}"# }.joined(separator: ", "))]"#
            )),
        Row(
            "WI011", "memory bounds that contradict", 400, "IMG.0055", world: world,
            image("a", #", "min_ram": 4096, "max_ram": 2048"#)),
        Row("NM006", "a server name with a blank", 400, "Ecs.0915", world: world) {
            try await $0.create(image: "golden", name: "a b")
        },
        Row("NM006", "a server name of 129 characters", 400, "Ecs.0914", world: world) {
            try await $0.create(image: "golden", name: String(repeating: "a", count: 129))
        },
        Row("NM011", "a vault name with a dot", 400, "BackupService.0001") { client in
            try await client.call(
                "POST", "/v3/{pid}/vaults",
                #"{"vault": {"name": "a.b", "resources": [], "billing": {"object_type": "server", "protect_type": "backup", "consistent_level": "crash_consistent", "size": 100}}}"#
            )
        },
        Row("NM010", "a disk tag with a blank", 400, "EVS.1061") { client in
            try await client.call(
                "POST", "/v2.1/{pid}/cloudvolumes",
                #"{"volume": {"availability_zone": "cn-north-4a", "volume_type": "SSD", "size": 20, "tags": {"a b": ""}}}"#
            )
        },
    ]

    // MARK: Quotas and the account

    static let quotas: [Row] = [
        Row(
            "QT001", "no image quota", 400, "IMG.0015",
            world: "quotas: {images: 0}\n" + server("power: \"on\"")
        ) {
            try await $0.image("web")
        },
        Row("QT003", "no server quota", 400, "Ecs.0001", world: "quotas: {servers: 0}") {
            try await $0.call("POST", "/v1.1/{pid}/cloudservers", $0.serverBody(image: $0.publicImage()))
        },
        Row("QT003", "no quota of cores", 400, "Ecs.0001", world: "quotas: {cores: 1}") {
            try await $0.call("POST", "/v1.1/{pid}/cloudservers", $0.serverBody(image: $0.publicImage()))
        },
        Row("QT004", "no disk quota for a server", 400, "Ecs.0021", world: "quotas: {volumes: 0}") {
            try await $0.call("POST", "/v1.1/{pid}/cloudservers", $0.serverBody(image: $0.publicImage()))
        },
        Row("QT004", "no disk quota for a disk", 413, "EVS.5413", world: "quotas: {gigabytes: 10}") {
            try await $0.call(
                "POST", "/v2.1/{pid}/cloudvolumes",
                #"{"volume": {"availability_zone": "cn-north-4a", "volume_type": "SSD", "size": 20}}"#)
        },
        Row("QT005", "no vault quota", 400, "BackupService.6133", world: "quotas: {vaults: 0}") { client in
            try await client.call(
                "POST", "/v3/{pid}/vaults",
                #"{"vault": {"name": "v", "resources": [], "billing": {"object_type": "server", "protect_type": "backup", "consistent_level": "crash_consistent", "size": 100}}}"#
            )
        },
    ]

    static let account: [Row] = [
        Row(
            "PM008", "an image of an account that is not verified", 400, "IMG.0238",
            world: "account: [unverified]\n" + world2
        ) {
            try await $0.image("web")
        },
        Row(
            "PM008", "an image of an account without balance", 400, "IMG.0239",
            world: "account: [insolvent]\n" + world2
        ) {
            try await $0.image("web")
        },
        Row(
            "PM008", "an image of an account without budget", 400, "IMG.0242",
            world: "account: [over-budget]\n" + world2
        ) {
            try await $0.image("web")
        },
        Row("PM008", "a server of an account without balance", 403, "Ecs.0067", world: "account: [insolvent]")
        {
            try await $0.call("POST", "/v1.1/{pid}/cloudservers", $0.serverBody(image: $0.publicImage()))
        },
        Row("PM008", "a disk of an account without balance", 403, "EVS.2056", world: "account: [insolvent]") {
            try await $0.call(
                "POST", "/v2.1/{pid}/cloudvolumes",
                #"{"volume": {"availability_zone": "cn-north-4a", "volume_type": "SSD", "size": 20}}"#)
        },
        Row(
            "PM008", "a backup of an account that is not verified", 403, "BackupService.8600",
            world: "account: [unverified]\n" + server("power: \"on\"")
        ) {
            try await $0.backUp("web", in: "images")
        },
        Row(
            "PM001", "no right to make images", 403, "IMG.0026",
            world: "keys: [{access: NARROW, secret: s, policy: no-images}]\n" + world
        ) { client in
            try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action", #"{"name": "a"}"#, key: ("NARROW", "s"))
        },
        Row(
            "PM002", "no right to back up", 403, "IMG.0133",
            world: "keys: [{access: NARROW, secret: s, policy: no-backup}]\n" + world
        ) { client in
            let server = try await client.server("web")
            let vault = try await client.vault("images")
            return try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action",
                #"{"name": "a", "instance_id": "\#(server)", "vault_id": "\#(vault)"}"#, key: ("NARROW", "s"))
        },
    ]
}

/// Calls by the names of seeded objects.
extension SandboxClient {
    func server(_ name: String) async throws -> String {
        try await id(of: name, in: "/v1/{pid}/cloudservers/detail?limit=1000", list: "servers")
    }

    func vault(_ name: String, region: String = "cn-north-4") async throws -> String {
        try await id(of: name, in: "/v3/{pid}/vaults", list: "vaults", region: region)
    }

    func imageID(_ name: String, region: String = "cn-north-4") async throws -> String {
        try await id(of: name, in: "/v2/cloudimages", list: "images", region: region)
    }

    func disk(_ slot: Int, of name: String) async throws -> String {
        try await call("GET", "/v1/{pid}/cloudservers/\(try await server(name))/block_device")
            .string("volumeAttachments.\(slot).volumeId")
    }

    func backup(of name: String) async throws -> String {
        try await call("GET", "/v3/{pid}/backups?resource_id=\(try await server(name))").string(
            "backups.0.id")
    }

    func image(_ name: String, name image: String = "golden-new") async throws -> Reply {
        let body = """
            {"name": "\(image)", "instance_id": "\(try await server(name))", "vault_id": "\(try await vault("images"))"}
            """
        return try await call("POST", "/v1/cloudimages/wholeimages/action", body)
    }

    func power(_ action: String, _ name: String) async throws -> Reply {
        let body = #"{"\#(action)": {"servers": [{"id": "\#(try await server(name))"}]}}"#
        return try await call("POST", "/v1/{pid}/cloudservers/action", body)
    }

    func detach(slot: Int, of name: String) async throws -> Reply {
        let disk = try await disk(slot, of: name)
        return try await call(
            "DELETE", "/v1/{pid}/cloudservers/\(try await server(name))/detachvolume/\(disk)")
    }

    func bind(_ name: String, to vault: String) async throws -> Reply {
        let body = #"{"resources": [{"id": "\#(try await server(name))", "type": "OS::Nova::Server"}]}"#
        return try await call("POST", "/v3/{pid}/vaults/\(try await self.vault(vault))/addresources", body)
    }

    func unbind(_ name: String, from vault: String) async throws -> Reply {
        let body = #"{"resource_ids": ["\#(try await server(name))"]}"#
        return try await call("POST", "/v3/{pid}/vaults/\(try await self.vault(vault))/removeresources", body)
    }

    func backUp(_ name: String, in vault: String) async throws -> Reply {
        let body = """
            {"checkpoint": {"vault_id": "\(try await self.vault(vault))", "parameters": {"name": "b", "resources": ["\(try await server(name))"]}}}
            """
        return try await call("POST", "/v3/{pid}/checkpoints", body)
    }

    func newDisk(_ attributes: String) async throws -> Reply {
        let body = #"{"volume": {"availability_zone": "cn-north-4a", \#(attributes)}}"#
        return try await call("POST", "/v2.1/{pid}/cloudvolumes", body)
    }

    func deleteVault(_ name: String) async throws -> Reply {
        try await call("DELETE", "/v3/{pid}/vaults/\(try await vault(name))")
    }

    /// A copy named `copy`, into the vault `dr` of the target region when there is one.
    func copy(_ image: String, from source: String = "cn-north-4", to target: String = "cn-east-3")
        async throws -> Reply
    {
        let vault = try await vault("dr", region: target)
        let body = """
            {"name": "copy", "region": "\(target)", "project_name": "\(target)", "agency_name": "a", "vault_id": "\(vault)"}
            """
        let id = try await imageID(image, region: source)
        return try await call("POST", "/v1/cloudimages/\(id)/cross_region_copy", body, region: source)
    }

    func create(
        image: String, name: String = "new", zone: String = "cn-north-4a", flavor: String = "s6.large.2",
        root: String = #"{"volumetype": "GPSSD", "size": 40}"#, more: String = ""
    ) async throws -> Reply {
        let body = try await serverBody(
            name: name, image: imageID(image), zone: zone, flavor: flavor, root: root, more: more)
        return try await call("POST", "/v1.1/{pid}/cloudservers", body)
    }
}
