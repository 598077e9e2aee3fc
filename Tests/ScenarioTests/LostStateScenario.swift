import Foundation
import Testing
import XimageTestSupport

/// The state file is lost, and something is declared otherwise by then; through the built program.
@Suite struct LostStateScenario {
    private static func set(_ revision: String) -> String {
        """
        version: 1
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
        vaults:
          main: {size: 1 TiB}
        servers:
          build:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
            recreateOn: ["\(revision)"]
        images:
          golden: {from: {server: build}, vault: main, revision: "\(revision)"}

        """
    }

    private func loseState(_ ximage: Binary) throws -> String {
        try FileManager.default.removeItem(at: ximage.folder.appendingPathComponent(".ximage/state.db"))
        let refused = try ximage("apply", "--yes")
        #expect(refused.status == 3, "\(refused)")
        return String(try #require(refused.all.firstMatch(of: /--take-over ([a-z2-7]{5})/)?.output.1))
    }

    @Test("The build server of an older revision is recreated before it is imaged, by consent")
    func revisionRaised() throws {
        try Binary.inFolder(Self.set("1")) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(Self.set("2"))
            let lineage = try loseState(ximage)
            let first = try ximage("apply", "--yes", "--take-over", lineage)
            #expect(first.status == 3 && first.all.contains("destroy@server.build"), "\(first)")
            #expect(try ximage("state", "rebuild", "--take-over", lineage).status == 0)
            let plan = try ximage("plan")
            #expect(plan.all.contains("other values"), "\(plan)")
            #expect(try ximage("apply", "--yes").status == 3)
            let applied = try ximage("apply", "--yes", "--acknowledge", "destroy@server.build")
            #expect(applied.status == 0, "\(applied)")
            #expect(applied.all.contains("image.golden@2"), "\(applied)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test("The build server of the declared revision stays, and a later revision recreates it")
    func sameRevision() throws {
        try Binary.inFolder(Self.set("1")) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let lineage = try loseState(ximage)
            #expect(try ximage("state", "rebuild", "--take-over", lineage).status == 0)
            let calm = try ximage("plan", "--detailed-exitcode")
            #expect(calm.status == 0, "\(calm)")
            try ximage.write(Self.set("2"))
            let applied = try ximage("apply", "--yes")
            #expect(applied.status == 3 && applied.all.contains("destroy@server.build"), "\(applied)")
        }
    }
}
