import Foundation
import Testing

@testable import XimageSandbox

@Suite struct ContentTests {
    /// Bytes that differ everywhere and repeat nowhere.
    private func pattern(_ count: Int, seed: UInt64) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            state = ObjectID.mix(state)
            return UInt8(truncatingIfNeeded: state)
        }
    }

    @Test("A whole image carries every byte to a server in another zone and a copy in another region")
    func carriesBytes() async throws {
        try await withSandbox { client, _ in
            let server = try await client.makeServer()
            let disks = try await client.call("GET", "/v1/{pid}/cloudservers/\(server)/block_device")
            let data = disks.string("volumeAttachments.1.volumeId")
            let bytes = pattern(300_000, seed: 1)
            let path = "/sandbox/volumes/\(data)/content"
            let far = 90 << 30
            #expect(try await client.control("PUT", path + "?offset=12345", bytes).status == 204)
            #expect(try await client.control("PUT", path + "?offset=\(far)", bytes).status == 204)
            let vault = try await client.makeVault()
            let image = try await client.makeWholeImage(server: server, vault: vault)
            // What is written after the snapshot is not in the image.
            #expect(
                try await client.control("PUT", path + "?offset=12345", pattern(300_000, seed: 2)).status
                    == 204)

            let made = try await client.makeServer(
                name: "web-02", zone: "cn-north-4b", image: image, more: "")
            let target = try await client.makeVault(name: "dr", type: "replication", region: "cn-east-3")
            let copy = """
                {"name": "c", "region": "cn-east-3", "project_name": "cn-east-3", "agency_name": "a", "vault_id": "\(target)"}
                """
            let job = try await client.call("POST", "/v1/cloudimages/\(image)/cross_region_copy", copy)
            let there = try await client.job(job).string("entities.image_id")
            let remote = try await client.makeServer(
                name: "web-03", zone: "cn-east-3a", image: there, more: "", region: "cn-east-3")
            for (id, region) in [(made, "cn-north-4"), (remote, "cn-east-3")] {
                let list = try await client.call(
                    "GET", "/v1/{pid}/cloudservers/\(id)/block_device", region: region)
                let disk = list.string("volumeAttachments.1.volumeId")
                for offset in [12345, far] {
                    let read = try await client.control(
                        "GET", "/sandbox/volumes/\(disk)/content",
                        headers: ["Range": "bytes=\(offset)-\(offset + bytes.count - 1)"])
                    #expect(read.status == 206)
                    #expect([UInt8](read.data) == bytes)
                }
                let gap = try await client.control(
                    "GET", "/sandbox/volumes/\(disk)/content?offset=0&count=12345")
                #expect(gap.data.allSatisfy { $0 == 0 })
            }
        }
    }

    @Test("A piece of a disk that was damaged in the file is told when it is read, and the rest can be read")
    func tellsDamage() async throws {
        let clock = VirtualClock()
        let file = FileManager.default.temporaryDirectory.appending(path: "sandbox-\(UUID().uuidString).db")
            .path
        let bytes = pattern(100_000, seed: 3)
        var path = ""
        try await withSandbox(clock: clock, dataFile: file) { client, server in
            let disks = try await client.call(
                "GET", "/v1/{pid}/cloudservers/\(try await client.makeServer())/block_device")
            path = "/sandbox/volumes/\(disks.string("volumeAttachments.1.volumeId"))/content"
            #expect(try await client.control("PUT", path + "?offset=0", bytes).status == 204)
            #expect(throws: SandboxError.inUse(path: file, endpoint: server.info.endpoint)) {
                try SandboxServer.reset(dataFile: file)
            }
        }
        var whole = try Data(contentsOf: URL(filePath: file))
        let place = try #require(whole.range(of: Data(bytes[200..<260])))
        whole[place.lowerBound] ^= 1
        try whole.write(to: URL(filePath: file))

        try await withSandbox(clock: clock, dataFile: file) { client, _ in
            let damaged = try await client.control("GET", path + "?offset=0&count=1000")
            #expect(damaged.status == 500)
            #expect(String(decoding: damaged.data, as: UTF8.self).contains("does not fit its checksum"))
            let sound = try await client.control("GET", path + "?offset=70000&count=1000")
            #expect([UInt8](sound.data) == Array(bytes[70000..<71000]))
        }
        try SandboxServer.reset(dataFile: file)
    }

    @Test("Space is used once for equal bytes, not at all for zeros, and given back with the last holder")
    func reclaimsSpace() async throws {
        try await withSandbox { client, server in
            let file = try #require(await server.cloud?.file)
            let body = #"""
                {"volume": {"availability_zone": "cn-north-4a", "volume_type": "SSD", "size": 1024, "count": 2,
                "metadata": {"create_for_volume_id": "true"}}}
                """#
            let made = try await client.call("POST", "/v2.1/{pid}/cloudvolumes", body)
            let disks = [made.string("volume_ids.0"), made.string("volume_ids.1")]
            let bytes = pattern(65_536 * 3, seed: 3)
            for disk in disks {
                let path = "/sandbox/volumes/\(disk)/content"
                #expect(
                    try await client.control("PUT", path, [UInt8](repeating: 0, count: 1 << 20)).status == 204
                )
                #expect(try await client.control("PUT", path + "?offset=65536", bytes).status == 204)
            }
            #expect(try await file.nodeCount() == 7)
            try await client.call("DELETE", "/v2/{pid}/cloudvolumes/\(disks[0])")
            try await client.call("GET", "/v2/{pid}/cloudvolumes/detail")
            #expect(try await file.nodeCount() == 7)
            try await client.call("DELETE", "/v2/{pid}/cloudvolumes/\(disks[1])")
            try await client.call("GET", "/v2/{pid}/cloudvolumes/detail")
            #expect(try await file.nodeCount() == 0)
        }
    }
}
