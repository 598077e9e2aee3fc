import Foundation
import Testing
import XimageTestSupport

/// Answers of the services that are refused, cut short or contradict themselves: the plan says what nobody could read, and
/// nothing is deleted or created for it.
@Suite struct PartialAnswerScenario {
    private static func setFaults(_ script: String, _ ximage: Binary) throws {
        let folder = ximage.folder.appendingPathComponent(".ximage")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try script.write(to: folder.appendingPathComponent("faults.yaml"), atomically: true, encoding: .utf8)
        let set = try ximage("sandbox", "faults", "set", ".ximage/faults.yaml")
        #expect(set.status == 0, "\(set)")
    }

    /// What was printed, on one line.
    private static func words(_ outcome: Binary.Outcome) -> String {
        outcome.all.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    static func refusing(_ operation: String) -> String {
        "faults:\n  - {match: {operation: \"\(operation)\"}, status: 403, body: '{\"error\": {\"code\": \"403\", \"message\": \"forbidden\"}}'}\n"
    }

    @Test(
        "A refused list makes what depends on it unknown, and the plan reports it",
        arguments: [
            ("ListBackups", "backups in cn-north-4", "cbr:backups:list", true),
            (
                "ListProtectable", "servers that can be backed up in cn-north-4",
                "cbr:vaults:listProtectables", true
            ),
            ("ShowServerLimits", "server quotas in cn-north-4", "ecs:cloudServerQuotas:get", false),
            ("CinderListQuotas", "disk quotas in cn-north-4", "evs:quotas:get", false),
            ("ShowImageQuota", "image quotas in cn-north-4", "ims:quotas:get", true),
            ("ListFlavors", "flavors in cn-north-4", "ecs:cloudServerFlavors:get", false),
        ])
    func refused(operation: String, fact: String, permission: String, needsServer: Bool) throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            if needsServer {
                #expect(try ximage("apply", "--yes").status == 0)
                try ximage.write(MainJobScenario.manifest.with(#"revision: "1""#, #"revision: "2""#))
            }
            try Self.setFaults(Self.refusing(operation), ximage)
            let plan = try ximage("plan")
            #expect(plan.status == 0, "\(plan)")
            #expect(plan.all.contains("PM009"), "\(plan)")
            #expect(Self.words(plan).contains("\(fact) could not be read"), "\(plan)")
            #expect(plan.all.contains("`\(permission)`"), "\(plan)")
        }
    }

    @Test("The plan reports that the key may not list backups, whatever it is about")
    func refusedBackups() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try Self.setFaults(Self.refusing("ListBackups"), ximage)
            let unchanged = try ximage("plan")
            #expect(unchanged.status == 0, "\(unchanged)")
            #expect(unchanged.all.contains("warning[PM009]"), "\(unchanged)")
            #expect(unchanged.all.contains("`cbr:backups:list`"), "\(unchanged)")
            // Whoever may read no backup at all gets no image.
            try Self.setFaults(Self.refusing("*Backup*"), ximage)
            try ximage.write(MainJobScenario.manifest.with(#"revision: "1""#, #"revision: "2""#))
            let image = try ximage("plan")
            #expect(image.status == 3, "\(image)")
            #expect(image.all.contains("error[PM002]"), "\(image)")
            #expect(image.all.contains("`cbr:backups:get`"), "\(image)")
        }
    }

    @Test(
        "A refused list that the plan cannot be without ends it with the permission that is missing",
        arguments: [
            ("ListVault", "cbr:vaults:list"), ("ListServersDetails", "ecs:cloudServers:list"),
            ("ListVolumes", "evs:volumes:list"), ("ListImages", "ims:images:list"),
        ])
    func refusedObjects(operation: String, permission: String) throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            try Self.setFaults(Self.refusing(operation), ximage)
            let plan = try ximage("plan")
            #expect(plan.status == 1, "\(plan)")
            #expect(plan.all.contains("`\(permission)`"), "\(plan)")
        }
    }

    @Test(
        "A list that contradicts itself ends the plan, and the message names the call",
        arguments: [
            ("ListVolumes", #"{"volumes": [], "count": 40}"#, "GET /v2/{project}/cloudvolumes/detail"),
            ("ListServersDetails", #"{"servers": [], "count": 1}"#, "GET /v1/{project}/cloudservers/detail"),
            ("ListVault", #"{"vaults": [], "count": 1}"#, "GET /v3/{project}/vaults"),
            ("ListBackups", #"{"backups": [], "count": 1}"#, "GET /v3/{project}/backups"),
        ])
    func contradicts(operation: String, body: String, call: String) throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try Self.setFaults(
                "faults:\n  - {match: {operation: \"\(operation)\"}, status: 200, body: '\(body)', contentType: application/json}\n",
                ximage)
            for command in ["plan", "drift"] {
                let outcome = try ximage(command)
                #expect(outcome.status == 1, "\(outcome)")
                #expect(outcome.messages.contains("and 0 entries"), "\(outcome)")
                #expect(outcome.messages.contains(call), "\(outcome)")
            }
        }
    }

    @Test(
        "A page of more than 32 MiB is asked for again with half its size",
        arguments: [
            "ListProtectable", "ListServersDetails", "ListVolumes", "ListVault", "ListBackups", "ListImages",
        ])
    func tooLarge(operation: String) throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(MainJobScenario.manifest.with(#"revision: "1""#, #"revision: "2""#))
            try Self.setFaults(
                "faults:\n  - {match: {operation: \(operation), times: 1}, padding: 33554433}\n", ximage)
            let plan = try ximage("plan", "--detailed-exitcode")
            #expect(plan.status == 2, "\(plan)")
            #expect(plan.output.contains("image.golden@2"), "\(plan)")
            let struck = try ximage("sandbox", "faults")
            #expect(struck.output.contains("struck 1 of"), "\(struck)")
            let snapshot = try ximage("snapshot", "server:web", "--vault", "main", "--yes")
            #expect(snapshot.status == 0, "\(snapshot)")
        }
    }

    private static let world = """
        regions:
          cn-north-4:
            servers:
              - {name: m, zone: cn-north-4a, flavor: s6.large.2}
            vaults:
              - {name: keep, size: 500, servers: [m]}
            images:
              - {name: m-golden, server: m, vault: keep, phase: zone}
        """

    private static let server = """
        version: 1
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
        servers:
          m:
            name: m
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: GPSSD, size: 40 GiB}
        """

    private static let removed = """
        version: 1
        project: shop
        defaults: {region: cn-north-4}
        removed:
          - {from: server.m, action: delete, reason: closed}
        acknowledge:
          - {target: server.m, key: destroy, reason: closed}
        """

    @Test("A set of servers alone does not delete the server under an image that only one zone can use")
    func restsOnServer() throws {
        try Binary.inFolder(Self.server) { ximage in
            let folder = ximage.folder.appendingPathComponent(".ximage")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Self.world.write(
                to: folder.appendingPathComponent("world.yaml"), atomically: true, encoding: .utf8)
            #expect(try ximage("sandbox", "seed", ".ximage/world.yaml").status == 0)
            let imported = try ximage("import", "--matching", "name=m")
            #expect(imported.status == 0, "\(imported)")
            try ximage.write(Self.removed)
            let plan = try ximage("plan")
            #expect(plan.status == 3, "\(plan)")
            #expect(plan.all.contains("LC011"), "\(plan)")
            let remembered = try ximage("plan", "--refresh=false")
            #expect(remembered.status == 3, "\(remembered)")
            #expect(try ximage("apply", "--yes").status == 3)

            // The same when nobody may read where the image can be used.
            try Self.setFaults(Self.refusing("ListBackups"), ximage)
            let blind = try ximage("plan")
            #expect(blind.status == 3, "\(blind)")
            #expect(Self.words(blind).contains("backups in cn-north-4 could not be read"), "\(blind)")
            // What is left over is not known then, and said so.
            for words in [["list", "orphans"], ["list", "generations"], ["clean", "--all", "--yes"]] {
                let said = try ximage.start(words).outcome()
                #expect(
                    said.messages.contains("Not complete: the backups of cn-north-4"), "\(words): \(said)")
            }
        }
    }
}
