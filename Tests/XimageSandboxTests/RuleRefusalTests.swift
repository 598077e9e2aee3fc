import Testing

@testable import XimageSandbox

/// What the service refuses on its own, one row for each rule of the constraint catalogue that has a refusal behind it. The
/// sandbox knows nothing of the client's rules; that both agree is the point. docs/sandbox.md lists the same rows.
@Suite struct RuleRefusalTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var rule: String
        var what: String
        var status: Int
        var code: String
        var world = ""
        var ask: @Sendable (SandboxClient) async throws -> SandboxClient.Reply

        init(
            _ rule: String, _ what: String, _ status: Int, _ code: String, world: String = "",
            _ ask: @escaping @Sendable (SandboxClient) async throws -> SandboxClient.Reply
        ) {
            self.rule = rule
            self.what = what
            self.status = status
            self.code = code
            self.world = world
            self.ask = ask
        }

        var testDescription: String { "\(rule): \(what) \(code)" }
    }

    @Test("The service refuses", arguments: rows)
    func refuses(_ row: Row) async throws {
        // A job goes on until the clock moves, so that what happens during it can be asked for.
        let clock = VirtualClock()
        try await withSandbox(timeScale: 1, clock: clock) { client, _ in
            if !row.world.isEmpty { try await client.seed(row.world) }
            let reply = try await row.ask(client)
            #expect(reply.status == row.status, "\(reply.text)")
            #expect(reply.code == row.code, "\(reply.text)")
        }
    }

    static var rows: [Row] {
        sources + busy + vaults + backups + copies + servers + disks + names + quotas + account
    }

    /// A server with a data disk, a vault, and a finished whole image of a second server.
    static let world = """
        regions:
          cn-north-4:
            servers:
              - {name: web, dataDisks: [{type: SSD, size: 100}]}
              - {name: db, dataDisks: [{type: SSD, size: 100}]}
            vaults: [{name: images, size: 2000}]
            images: [{name: golden, server: db, vault: images}]
          cn-east-3:
            vaults: [{name: dr, size: 2000, purpose: replication}]
        """

    // MARK: What a whole image is made of

    static func server(_ attributes: String) -> String {
        "regions: {cn-north-4: {servers: [{name: web, \(attributes)}], vaults: [{name: images, size: 2000}]}}"
    }

    static let sources: [Row] = [
        Row(
            "SV001", "a server that neither runs nor is stopped", 400, "IMG.0126",
            world: server("status: ERROR")
        ) {
            try await $0.image("web")
        },
        Row("SV005", "a frozen server", 400, "IMG.0126", world: server("frozen: true")) {
            try await $0.image("web")
        },
        Row("SV005", "a command for a frozen server", 400, "Ecs.0030", world: server("frozen: true")) {
            try await $0.power("os-stop", "web")
        },
        Row("SV004", "a command for a locked server", 400, "Ecs.0605", world: server("locked: true")) {
            try await $0.power("os-stop", "web")
        },
        Row("SV007", "a spot server being reclaimed", 400, "IMG.0164", world: server("spot: reclaimed")) {
            try await $0.image("web")
        },
        Row("SV013", "a server with local disks", 400, "IMG.0063", world: server("flavor: i3.2xlarge.8")) {
            try await $0.image("web")
        },
        Row("SV016", "a server that does not exist", 400, "IMG.0005", world: world) { client in
            let vault = try await client.vault("images")
            return try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action",
                #"{"name": "a", "instance_id": "00000000-0000-4000-8000-000000000000", "vault_id": "\#(vault)"}"#
            )
        },
        Row(
            "VA008", "a server of the legacy backup service", 400, "IMG.0186",
            world: server("legacyBackup: true")
        ) {
            try await $0.image("web")
        },
        Row(
            "VA008", "the same server joins a vault", 400, "BackupService.7112",
            world: server("legacyBackup: true")
        ) { try await $0.bind("web", to: "images") },
        Row(
            "DK003", "DSS disks", 400, "IMG.0153", world: server("dataDisks: [{size: 20, service: DSS}]")
        ) { try await $0.image("web") },
        Row(
            "DK004", "eleven shared disks", 400, "BackupService.7106",
            world: server(
                "dataDisks: [\(Array(repeating: "{size: 20, shared: true}", count: 11).joined(separator: ", "))]"
            )
        ) { try await $0.image("web") },
        Row(
            "DK005", "SCSI disks, where they are refused", 400, "BackupService.7104",
            world: "limits: {scsiBackup: false}\n" + server("dataDisks: [{size: 20, scsi: true}]")
        ) { try await $0.image("web") },
        Row(
            "DK008", "a disk that is busy", 400, "IMG.0022",
            world: server("dataDisks: [{size: 20, status: extending}]")
        ) {
            try await $0.image("web")
        },
        Row(
            "DK011", "a disk on a retired storage", 400, "BackupService.7004",
            world: server("dataDisks: [{size: 20, oldStorage: true}]")
        ) { try await $0.image("web") },
        Row(
            "VA038", "no snapshots left", 400, "BackupService.8300",
            world: "quotas: {snapshots: 0}\n" + world2
        ) {
            try await $0.image("web")
        },
        Row(
            "AV013", "a region without the backup service", 400, "IMG.0180",
            world:
                "regions: {cn-north-4: {backupService: false, servers: [{name: web}], vaults: [{name: images, size: 500}]}}"
        ) { try await $0.image("web") },
    ]

    static let world2 = server("dataDisks: [{size: 20}]")

    // MARK: While work goes on

    static let busy: [Row] = [
        Row("SV011", "a second image of a server", 400, "IMG.0010", world: world) { client in
            _ = try await client.image("web")
            return try await client.image("web", name: "second")
        },
        Row("SV010", "an image during a backup", 400, "IMG.0136", world: world) { client in
            _ = try await client.bind("web", to: "images")
            _ = try await client.backUp("web", in: "images")
            return try await client.image("web")
        },
        Row("SV010", "a backup during an image", 400, "BackupService.6125", world: world) { client in
            _ = try await client.image("web")
            return try await client.backUp("web", in: "images")
        },
        Row("SV003", "an image while the server stops", 400, "IMG.0010", world: world) { client in
            _ = try await client.power("os-stop", "web")
            return try await client.image("web")
        },
        Row("SV012", "stopping a server during its image", 400, "Ecs.0073", world: world) { client in
            _ = try await client.image("web")
            return try await client.power("os-stop", "web")
        },
        Row("LC022", "deleting a server during its image", 400, "Ecs.0073", world: world) { client in
            _ = try await client.image("web")
            let server = try await client.server("web")
            return try await client.call(
                "POST", "/v1/{pid}/cloudservers/delete", #"{"servers": [{"id": "\#(server)"}]}"#)
        },
        Row("DK001", "detaching a disk during the image", 400, "Ecs.0073", world: world) { client in
            _ = try await client.image("web")
            return try await client.detach(slot: 1, of: "web")
        },
        Row("DK002", "growing a disk during the image", 400, "EVS.1066", world: world) { client in
            _ = try await client.image("web")
            let disk = try await client.disk(1, of: "web")
            return try await client.call(
                "POST", "/v2.1/{pid}/cloudvolumes/\(disk)/action", #"{"os-extend": {"new_size": 200}}"#)
        },
        Row("DK002", "retyping a disk during the image", 400, "EVS.2130", world: world) { client in
            _ = try await client.image("web")
            let disk = try await client.disk(0, of: "web")
            return try await client.call(
                "POST", "/v2/{pid}/volumes/\(disk)/retype", #"{"os-retype": {"new_type": "SSD"}}"#)
        },
        Row("DK001", "detaching the system disk of a running server", 400, "Ecs.0102", world: world) {
            try await $0.detach(slot: 0, of: "web")
        },
        Row("LC007", "a second command at once", 501, "Ecs.0603", world: world) { client in
            _ = try await client.detach(slot: 1, of: "web")
            return try await client.power("os-stop", "web")
        },
        Row("LC014", "deleting an image that is being made", 400, "IMG.0090", world: world) { client in
            _ = try await client.image("web")
            let image = try await client.imageID("golden-new")
            return try await client.call("DELETE", "/v2/images/\(image)")
        },
        Row("WI007", "changing an image that is being made", 400, "IMG.0046", world: world) { client in
            _ = try await client.image("web")
            let image = try await client.imageID("golden-new")
            return try await client.call(
                "PATCH", "/v2/cloudimages/\(image)", #"[{"op": "replace", "path": "/name", "value": "b"}]"#)
        },
        Row("WI007", "a server of an image that is being made", 400, "Ecs.0032", world: world) { client in
            _ = try await client.image("web")
            return try await client.create(image: "golden-new")
        },
        Row(
            "QT002", "more image tasks than allowed", 400, "IMG.0060",
            world: "limits: {concurrentImages: 1}\n" + world
        ) {
            client in
            _ = try await client.image("web")
            return try await client.image("db", name: "second")
        },
    ]

    // MARK: Vaults

    static func vault(_ attributes: String) -> String {
        "regions: {cn-north-4: {servers: [{name: web}], vaults: [{name: images, \(attributes)}]}}"
    }

    static let vaults: [Row] = [
        Row("VA001", "no vault", 400, "IMG.0184", world: world) { client in
            let server = try await client.server("web")
            return try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action", #"{"name": "a", "instance_id": "\#(server)"}"#)
        },
        Row("VA002", "a vault of disks", 400, "IMG.0193", world: vault("size: 500, objectType: disk")) {
            try await $0.image("web")
        },
        Row("VA003", "a vault for copies", 400, "IMG.0193", world: vault("size: 500, purpose: replication")) {
            try await $0.image("web")
        },
        Row("VA004", "a vault in state lock", 400, "IMG.0188", world: vault("size: 500, status: lock")) {
            try await $0.image("web")
        },
        Row("VA004", "a frozen vault", 400, "IMG.0188", world: vault("size: 500, status: frozen")) {
            try await $0.image("web")
        },
        Row("VA005", "a vault smaller than the disks", 400, "IMG.0182", world: vault("size: 20")) {
            try await $0.image("web")
        },
        Row(
            "VA005", "binding to a vault that is too small", 400, "BackupService.6101",
            world: vault("size: 20")
        ) {
            try await $0.bind("web", to: "images")
        },
        Row("VA006", "a vault without free space", 400, "IMG.0182", world: vault("size: 500, used: 490")) {
            try await $0.image("web")
        },
        Row(
            "VA006", "a backup into a full vault", 400, "BackupService.6114",
            world: vault("size: 500, used: 490, servers: [web]")
        ) {
            try await $0.backUp("web", in: "images")
        },
        Row(
            "VA007", "a server of another vault", 400, "IMG.0183",
            world:
                "regions: {cn-north-4: {servers: [{name: web}], vaults: [{name: images, size: 500}, {name: old, size: 500, servers: [web]}]}}"
        ) { try await $0.image("web") },
        Row(
            "VA007", "binding a server twice", 400, "BackupService.6103",
            world:
                "regions: {cn-north-4: {servers: [{name: web}], vaults: [{name: images, size: 500}, {name: old, size: 500, servers: [web]}]}}"
        ) { try await $0.bind("web", to: "images") },
        Row("VA009", "the 257th server of a vault", 400, "IMG.0185", world: crowd) {
            try await $0.image("web")
        },
        Row("VA009", "binding the 257th server", 400, "BackupService.6100", world: crowd) {
            try await $0.bind("web", to: "images")
        },
        Row(
            "VA014", "unbinding from a locked vault", 400, "BackupService.6112",
            world: vault("size: 500, locked: true, servers: [web]")
        ) {
            try await $0.unbind("web", from: "images")
        },
        Row("VA014", "unlocking a vault", 400, "BackupService.6112", world: vault("size: 500, locked: true"))
        { client in
            let vault = try await client.vault("images")
            return try await client.call("PUT", "/v3/{pid}/vaults/\(vault)", #"{"vault": {"locked": false}}"#)
        },
        Row("VA015", "unbinding a server whose backup has an image", 400, "BackupService.6204", world: world)
        {
            try await $0.unbind("db", from: "images")
        },
        Row(
            "VA015", "unbinding a server during its backup", 400, "BackupService.6134",
            world: vault("size: 500, servers: [web]")
        ) {
            client in
            _ = try await client.backUp("web", in: "images")
            return try await client.unbind("web", from: "images")
        },
        Row("VA015", "unbinding a server that is not bound", 400, "BackupService.6135", world: world) {
            try await $0.unbind("web", from: "images")
        },
        Row("VA016", "deleting a vault whose backup has an image", 400, "BackupService.6204", world: world) {
            try await $0.deleteVault("images")
        },
        Row(
            "VA017", "deleting a prepaid vault", 400, "BackupService.6112",
            world: vault("size: 500, prepaid: true")
        ) {
            try await $0.deleteVault("images")
        },
        Row("VA018", "a vault below what is bound", 400, "BackupService.6114", world: world) { client in
            let vault = try await client.vault("images")
            return try await client.call(
                "PUT", "/v3/{pid}/vaults/\(vault)", #"{"vault": {"billing": {"size": 20}}}"#)
        },
        Row("VA018", "a vault of five gigabytes", 400, "BackupService.6101") { client in
            try await client.call(
                "POST", "/v3/{pid}/vaults",
                #"{"vault": {"name": "v", "resources": [], "billing": {"object_type": "server", "protect_type": "backup", "consistent_level": "crash_consistent", "size": 5}}}"#
            )
        },
    ]

    static let crowd = """
        regions:
          cn-north-4:
            servers: [{name: node, count: 256, systemDisk: {size: 1}}, {name: web}]
            vaults:
              - name: images
                size: 20000
                servers: [\((1...256).map { "node-" + fourDigits($0) }.joined(separator: ", "))]
        """

    // MARK: Backups and the images on them

    static let backups: [Row] = [
        Row("WI008", "a second image of a backup", 400, "IMG.0029", world: world) { client in
            let backup = try await client.backup(of: "db")
            return try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action",
                #"{"name": "b", "backup_id": "\#(backup)", "whole_image_type": "CBR"}"#)
        },
        Row("VA031", "an image of a backup that is being made", 400, "IMG.0032", world: world) { client in
            _ = try await client.bind("web", to: "images")
            _ = try await client.backUp("web", in: "images")
            let backup = try await client.backup(of: "web")
            return try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action",
                #"{"name": "b", "backup_id": "\#(backup)", "whole_image_type": "CBR"}"#)
        },
        Row("VA036", "a CBR backup without its type", 400, "IMG.0198", world: world) { client in
            let backup = try await client.backup(of: "db")
            return try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action", #"{"name": "b", "backup_id": "\#(backup)"}"#)
        },
        Row("VA032", "deleting a backup with an image", 400, "BackupService.6204", world: world) { client in
            let backup = try await client.backup(of: "db")
            return try await client.call("DELETE", "/v3/{pid}/backups/\(backup)")
        },
        Row("VA033", "deleting a backup that is being made", 400, "BackupService.6203", world: world) {
            client in
            _ = try await client.bind("web", to: "images")
            _ = try await client.backUp("web", in: "images")
            let backup = try await client.backup(of: "web")
            return try await client.call("DELETE", "/v3/{pid}/backups/\(backup)")
        },
        Row("VA034", "copying a copy", 400, "BackupService.6128", world: world) { client in
            _ = try await client.copy("golden")
            client.clock.advance(seconds: 20_000)
            let replica = try await client.call("GET", "/v3/{pid}/backups", region: "cn-east-3").string(
                "backups.0.id")
            let vault = try await client.vault("images")
            let body = #"""
                {"replicate": {"destination_region": "cn-north-4", "destination_project_id": "\#(client.project())", "destination_vault_id": "\#(vault)"}}
                """#
            let wrong = try await client.call(
                "POST", "/v3/{pid}/backups/\(replica)/replicate", body, region: "cn-east-3")
            // The backup vault is refused first; a replication vault shows the rule itself.
            #expect(wrong.code == "BackupService.6119")
            try await client.seed(
                "regions: {cn-north-4: {vaults: [{name: back, size: 2000, purpose: replication}]}}")
            let back = try await client.vault("back")
            return try await client.call(
                "POST", "/v3/{pid}/backups/\(replica)/replicate", body.replacing(vault, with: back),
                region: "cn-east-3")
        },
        Row(
            "WI012", "deleting a protected image", 400, "IMG.0091",
            world: world.replacing("vault: images}]", with: "vault: images, protected: true}]")
        ) {
            client in
            let image = try await client.imageID("golden")
            return try await client.call("DELETE", "/v2/images/\(image)")
        },
        Row("WI013", "deleting a public image", 400, "IMG.0093") { client in
            let image = try await client.publicImage()
            return try await client.call("DELETE", "/v2/images/\(image)")
        },
        Row("WI010", "replacing a description that is not set", 400, "IMG.0035", world: world) { client in
            let image = try await client.imageID("golden")
            return try await client.call(
                "PATCH", "/v2/cloudimages/\(image)",
                #"[{"op": "replace", "path": "/__description", "value": "b"}]"#)
        },
    ]
}
