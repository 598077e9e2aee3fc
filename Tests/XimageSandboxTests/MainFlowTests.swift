import Foundation
import Testing

@testable import XimageSandbox

@Suite struct MainFlowTests {
    @Test("A project is found by the name of its region")
    func findsProject() async throws {
        try await withSandbox { client, _ in
            let reply = try await client.call("GET", "/v3/projects?name=cn-north-4")
            #expect(reply.status == 200)
            #expect(reply.list("projects").count == 1)
            #expect(reply.string("projects.0.id") == client.project())
            #expect(reply.header("X-Request-Id") != nil)
            #expect(reply.header("X-IAM-Trace-Id") != nil)
        }
    }

    @Test("A server with data disks is made, listed and deleted, and its data disks stay")
    func serverLife() async throws {
        try await withSandbox { client, _ in
            let server = try await client.makeServer()
            let shown = try await client.call("GET", "/v1/{pid}/cloudservers/\(server)")
            #expect(shown.string("server.status") == "ACTIVE")
            #expect(shown.string("server.flavor.vcpus") == "2")
            #expect(shown.list("server.os-extended-volumes:volumes_attached").count == 3)
            #expect(shown.string("server.os-extended-volumes:volumes_attached.0.bootIndex") == "0")
            let deleted = try await client.call(
                "POST", "/v1/{pid}/cloudservers/delete", #"{"servers": [{"id": "\#(server)"}]}"#)
            #expect(try await client.job(deleted).string("status") == "SUCCESS")
            #expect(try await client.call("GET", "/v1/{pid}/cloudservers/\(server)").code == "Ecs.0114")
            let disks = try await client.call("GET", "/v2/{pid}/cloudvolumes/detail")
            #expect(disks.int("count") == 2)
            #expect(disks.string("volumes.0.status") == "available")
        }
    }

    @Test("A whole image is usable in its zone first and in the region later")
    func wholeImagePhases() async throws {
        let clock = VirtualClock()
        try await withSandbox(timeScale: 1, clock: clock) { client, _ in
            let server = try await client.makeServer()
            clock.advance(seconds: 60)
            let vault = try await client.makeVault()
            let body = #"{"name": "golden", "instance_id": "\#(server)", "vault_id": "\#(vault)"}"#
            let started = try await client.call("POST", "/v1/cloudimages/wholeimages/action", body)
            #expect(try await client.job(started).string("status") == "INIT")
            let again = try await client.call("POST", "/v1/cloudimages/wholeimages/action", body)
            #expect(again.code == "IMG.0010")
            let stop = #"{"os-stop": {"servers": [{"id": "\#(server)"}]}}"#
            #expect(try await client.call("POST", "/v1/{pid}/cloudservers/action", stop).code == "Ecs.0073")

            clock.advance(seconds: 150)
            let job = try await client.job(started)
            #expect(job.string("status") == "SUCCESS")
            let image = job.string("entities.image_id")
            let listed = try await client.call("GET", "/v2/cloudimages?id=\(image)")
            #expect(listed.string("images.0.status") == "active")
            #expect(listed.string("images.0.__whole_image") == "true")
            let backup = listed.string("images.0.__backup_id")
            let path = "/v3/{pid}/backups/\(backup)"
            #expect(
                try await client.call("GET", path).string("backup.extend_info.supported_restore_mode")
                    == "snapshot")
            let elsewhere = try await client.serverBody(image: image, zone: "cn-north-4b")
            #expect(try await client.call("POST", "/v1.1/{pid}/cloudservers", elsewhere).code == "Ecs.0048")
            let copy =
                #"{"name": "c", "region": "cn-south-1", "project_name": "cn-south-1", "agency_name": "a"}"#
            #expect(
                try await client.call("POST", "/v1/cloudimages/\(image)/cross_region_copy", copy).code
                    == "IMG.0152")

            clock.advance(seconds: 3000)
            let regional = try await client.call("GET", path)
            #expect(regional.string("backup.status") == "available")
            #expect(regional.string("backup.extend_info.supported_restore_mode") == "backup")
            #expect(regional.string("backup.extend_info.os_images_data.0.image_id") == image)
            #expect(regional.list("backup.children").count == 3)
            #expect(try await client.call("DELETE", path).code == "BackupService.6204")
            #expect(try await client.call("POST", "/v1.1/{pid}/cloudservers", elsewhere).status == 200)
        }
    }

    @Test("A server made from a whole image has its disks, and the vault got the server")
    func provisionFromWholeImage() async throws {
        try await withSandbox { client, _ in
            let server = try await client.makeServer()
            let vault = try await client.makeVault()
            let image = try await client.makeWholeImage(server: server, vault: vault)
            let found = try await client.call("GET", "/v3/{pid}/vaults?resource_ids=\(server)")
            #expect(found.string("vaults.0.id") == vault)
            #expect(found.int("vaults.0.billing.allocated") == 160)
            let made = try await client.makeServer(
                name: "web-02", zone: "cn-north-4b", image: image, more: "")
            let disks = try await client.call("GET", "/v1/{pid}/cloudservers/\(made)/block_device")
            let sizes = disks.list("volumeAttachments").compactMap { ($0 as? [String: Any])?["size"] as? Int }
            #expect(sizes == [40, 100, 20])
        }
    }

    @Test("A whole image is copied to another region once, with a backup of its own there")
    func copiesAcrossRegions() async throws {
        try await withSandbox { client, _ in
            let server = try await client.makeServer()
            let vault = try await client.makeVault()
            let image = try await client.makeWholeImage(server: server, vault: vault)
            let target = try await client.makeVault(name: "dr", type: "replication", region: "cn-south-1")
            let body = """
                {"name": "golden-dr", "region": "cn-south-1", "project_name": "cn-south-1", "agency_name": "ims_copy",
                "vault_id": "\(target)"}
                """
            let started = try await client.call("POST", "/v1/cloudimages/\(image)/cross_region_copy", body)
            let copy = try await client.job(started).string("entities.image_id")
            let there = try await client.call("GET", "/v2/cloudimages?id=\(copy)", region: "cn-south-1")
            #expect(there.string("images.0.status") == "active")
            let backup = try await client.call(
                "GET", "/v3/{pid}/backups/\(there.string("images.0.__backup_id"))", region: "cn-south-1")
            #expect(backup.string("backup.image_type") == "replication")
            #expect(
                try await client.call("POST", "/v1/cloudimages/\(image)/cross_region_copy", body).code
                    == "IMG.0150")
            #expect(try await client.call("GET", "/v2/cloudimages?id=\(copy)").list("images").isEmpty)
            let made = try await client.makeServer(
                name: "dr-01", zone: "cn-south-2b", image: copy, more: "", region: "cn-south-1")
            #expect(made.count == 36)
        }
    }

    @Test("Deleting an image with its backup leaves neither")
    func deletesImageWithBackup() async throws {
        try await withSandbox { client, _ in
            let server = try await client.makeServer()
            let vault = try await client.makeVault()
            let image = try await client.makeWholeImage(server: server, vault: vault)
            #expect(try await client.call("DELETE", "/v3/{pid}/vaults/\(vault)").code == "BackupService.6204")
            let deleted = try await client.call("DELETE", "/v2/images/\(image)", #"{"delete_backup": true}"#)
            #expect(deleted.status == 204)
            #expect(try await client.call("GET", "/v2/cloudimages?id=\(image)").list("images").isEmpty)
            #expect(try await client.call("GET", "/v3/{pid}/backups?vault_id=\(vault)").int("count") == 0)
            #expect(try await client.call("DELETE", "/v3/{pid}/vaults/\(vault)").status == 204)
            #expect(try await client.call("GET", "/v3/{pid}/vaults/\(vault)").code == "BackupService.6105")
        }
    }

    @Test("Everything is there again after a restart")
    func survivesRestart() async throws {
        let clock = VirtualClock()
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "sandbox-\(UUID().uuidString).db"
        ).path
        var before: [String] = []
        let paths = [
            "/v1/{pid}/cloudservers/detail", "/v2/{pid}/cloudvolumes/detail", "/v3/{pid}/backups",
            "/v3/{pid}/vaults",
        ]
        try await withSandbox(timeScale: 1, clock: clock, dataFile: file) { client, _ in
            let server = try await client.makeServer()
            clock.advance(seconds: 60)
            let vault = try await client.makeVault()
            try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action",
                #"{"name": "golden", "instance_id": "\#(server)", "vault_id": "\#(vault)"}"#)
            for path in paths { before.append(try await client.call("GET", path).text) }
        }
        try await withSandbox(timeScale: 1, clock: clock, dataFile: file) { client, _ in
            for (path, text) in zip(paths, before) {
                #expect(try await client.call("GET", path).text == text)
            }
            clock.advance(seconds: 150)
            let images = try await client.call("GET", "/v2/cloudimages?__imagetype=private")
            #expect(images.string("images.0.status") == "active")
        }
        try SandboxServer.reset(dataFile: file)
        #expect(!FileManager.default.fileExists(atPath: file))
    }
}
