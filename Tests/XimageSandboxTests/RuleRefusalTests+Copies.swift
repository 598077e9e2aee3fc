import Testing

@testable import XimageSandbox

extension RuleRefusalTests {
    // MARK: Copies

    static let zoneOnly = world.replacing("vault: images}]", with: "vault: images, phase: zone}]")

    static let copies: [Row] = [
        Row("CP001", "a copy inside the region", 400, "IMG.0130", world: world) { client in
            let image = try await client.imageID("golden")
            return try await client.call("POST", "/v1/cloudimages/\(image)/copy", #"{"name": "c"}"#)
        },
        Row("CP001", "a copy to the same region", 400, "IMG.0142", world: world) {
            try await $0.copy("golden", to: "cn-north-4")
        },
        Row("CP002", "a copy while the image is zone-only", 400, "IMG.0152", world: zoneOnly) {
            try await $0.copy("golden")
        },
        Row(
            "CP003", "a copy of an encrypted image", 400, "IMG.0143",
            world: world.replacing(
                "{name: db, dataDisks: [{type: SSD, size: 100}]}",
                with: "{name: db, dataDisks: [{type: SSD, size: 100, encrypted: true}]}")
        ) { try await $0.copy("golden") },
        Row("CP004", "a copy of a copy", 400, "IMG.0157", world: world) { client in
            _ = try await client.copy("golden")
            client.clock.advance(seconds: 20_000)
            return try await client.copy("copy", from: "cn-east-3", to: "cn-south-1")
        },
        Row(
            "CP006", "a copy into a backup vault", 400, "IMG.0189",
            world: world + "\n  cn-south-1: {vaults: [{name: dr, size: 2000}]}\n"
        ) {
            try await $0.copy("golden", to: "cn-south-1")
        },
        Row("CP006", "a copy without a vault", 400, "IMG.0184", world: world) {
            try await $0.copy("golden", to: "cn-south-1")
        },
        Row(
            "CP007", "a copy into a small vault", 400, "IMG.0182",
            world: world.replacing("{name: dr, size: 2000,", with: "{name: dr, size: 100,")
        ) {
            try await $0.copy("golden")
        },
        Row("CP008", "a pair of regions that exchanges nothing", 400, "IMG.0147", world: world) {
            try await $0.copy("golden", to: "ap-southeast-1")
        },
        Row("CP009", "an agency without the right", 400, "IMG.0151", world: "agencies: [ims_copy]\n" + world)
        {
            try await $0.copy("golden")
        },
        Row("CP010", "a project of another region", 400, "IMG.0145", world: world) { client in
            let image = try await client.imageID("golden")
            return try await client.call(
                "POST", "/v1/cloudimages/\(image)/cross_region_copy",
                #"{"name": "c", "region": "cn-east-3", "project_name": "cn-east-2", "agency_name": "a"}"#)
        },
        Row(
            "CP011", "a system image above the size limit", 400, "IMG.0146",
            world: world.replacing("{name: web,", with: "{name: web, systemDisk: {size: 200},")
        ) {
            client in
            let server = try await client.server("web")
            let made = try await client.call(
                "POST", "/v2/cloudimages/action", #"{"name": "system", "instance_id": "\#(server)"}"#)
            client.clock.advance(seconds: 5_000)
            let image = try await client.job(made).string("entities.image_id")
            return try await client.call(
                "POST", "/v1/cloudimages/\(image)/cross_region_copy",
                #"{"name": "c", "region": "cn-east-3", "project_name": "cn-east-3", "agency_name": "a"}"#)
        },
        Row(
            "CP012", "more copies than allowed", 400, "IMG.0149",
            world: "limits: {concurrentCopies: 1}\n" + world
        ) {
            client in
            _ = try await client.copy("golden")
            return try await client.copy("golden", to: "cn-south-1")
        },
        Row("CP013", "a second copy in one region", 400, "IMG.0150", world: world) { client in
            _ = try await client.copy("golden")
            return try await client.copy("golden")
        },
        Row("CP014", "a copy of a public image", 400, "IMG.0157") { client in
            let image = try await client.publicImage()
            return try await client.call(
                "POST", "/v1/cloudimages/\(image)/cross_region_copy",
                #"{"name": "c", "region": "cn-east-3", "project_name": "cn-east-3", "agency_name": "a"}"#)
        },
        Row(
            "QT008", "no image quota in the target region", 400, "IMG.0015",
            world: world.replacing("  cn-east-3:\n", with: "  cn-east-3:\n    quotas: {images: 0}\n")
        ) {
            try await $0.copy("golden")
        },
    ]
}
