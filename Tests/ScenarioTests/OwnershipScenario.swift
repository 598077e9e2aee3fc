import Foundation
import Testing
import XimageTestSupport

/// Whose objects they are, through the built program on the sandbox.
@Suite struct OwnershipScenario {
    private static let head = """
        version: 1
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}

        """
    private static let vaults = "vaults:\n  main: {size: 100 GiB}\n"

    private func vaults(_ ximage: Binary, _ more: String...) throws -> Int {
        let list = try ximage.start(["list", "vaults", "--format", "json"] + more).outcome()
        return list.output.components(separatedBy: "\"phase\": ").count - 1
    }

    @Test("Two environments with one project: neither deletes, cleans or creates what the other has")
    func environments() throws {
        let manifest = Self.head + Self.vaults + "environments: {dev: {}, prod: {}}\n"
        try Binary.inFolder(manifest) { ximage in
            #expect(try ximage("validate", "--env", "dev").all.contains("Environments share a project"))
            #expect(try ximage("apply", "--yes", "--env", "dev").status == 0)
            let destroyed = try ximage("destroy", "--yes", "--env", "prod")
            #expect(destroyed.status == 0 && destroyed.output.contains("Nothing to destroy"), "\(destroyed)")
            #expect(try ximage("clean", "--all", "--yes", "--env", "prod").status == 0)
            let applied = try ximage("apply", "--yes", "--env", "prod")
            #expect(applied.status == 3 && applied.all.contains("--take-over"), "\(applied)")
            #expect(try vaults(ximage, "--env", "dev") == 1)
            #expect(try ximage("plan", "--env", "dev", "--detailed-exitcode").status == 0)
        }
    }

    @Test("One state path for all environments: the second one is refused, whatever it asks")
    func sharedPath() throws {
        let manifest =
            Self.head + Self.vaults + "state: {path: .ximage/all.db}\nenvironments: {dev: {}, prod: {}}\n"
        try Binary.inFolder(manifest) { ximage in
            #expect(try ximage("apply", "--yes", "--env", "dev").status == 0)
            for words in [
                ["plan"], ["apply", "--yes"], ["destroy", "--yes"], ["drift"], ["clean", "--all", "--yes"],
                ["state", "list"], ["state", "rebuild"], ["state", "rm", "vault.main"], ["status"],
            ] {
                let refused = try ximage.start(words + ["--env", "prod"]).outcome()
                #expect(refused.status == 7, "\(words): \(refused)")
                #expect(refused.all.contains("the environment dev"), "\(words): \(refused)")
            }
            #expect(try vaults(ximage, "--env", "dev") == 1)
        }
    }

    @Test("A lost state: nothing is done until the lineage is named, and a saved plan carries it")
    func takeOver() throws {
        try Binary.inFolder(Self.head + Self.vaults) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let state = ximage.folder.appendingPathComponent(".ximage/state.db")
            try FileManager.default.removeItem(at: state)
            let refused = try ximage("apply", "--yes")
            #expect(refused.status == 3, "\(refused)")
            let lineage = try #require(refused.all.firstMatch(of: /--take-over ([a-z2-7]{5})/)?.output.1)
            #expect(try ximage("apply", "--yes", "--take-over", "zzzzz").status == 3)
            #expect(try ximage("plan", "--take-over", "long-name").status != 0)
            // The plan changes something, so that there is one to save.
            let larger = Self.head + "vaults:\n  main: {size: 200 GiB}\n"
            try ximage.write(larger)
            let planned = try ximage("plan", "--take-over", String(lineage), "--out", "shop.plan")
            #expect(planned.status == 0, "\(planned)")
            let applied = try ximage("apply", "shop.plan")
            #expect(applied.status == 0, "\(applied)")
            #expect(try vaults(ximage) == 1)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test(
        "At a terminal the take-over is a question",
        .enabled(if: FileManager.default.isExecutableFile(atPath: Binary.script)),
        arguments: [("no", 3), ("yes", 0)])
    func asks(_ answer: String, _ status: Int32) throws {
        try Binary.inFolder(Self.head + Self.vaults) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try FileManager.default.removeItem(at: ximage.folder.appendingPathComponent(".ximage/state.db"))
            let outcome = try ximage.typing(answer, "apply")
            #expect(outcome.status == status, "\(outcome)")
            #expect(outcome.all.contains("Take over these objects?"), "\(outcome)")
            #expect(try ximage("plan", "--detailed-exitcode").status == (status == 0 ? 0 : 3))
        }
    }

    @Test("An older copy of the state stops every run, and recover brings it up to date")
    func older() throws {
        try Binary.inFolder(Self.head + Self.vaults) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let state = ximage.folder.appendingPathComponent(".ximage/state.db")
            let old = try Data(contentsOf: state)
            let manifest = Self.head + Self.vaults + "  second: {size: 100 GiB}\n"
            try ximage.write(manifest)
            #expect(try ximage("apply", "--yes").status == 0)
            try old.write(to: state)
            for words in [["plan"], ["apply", "--yes"], ["destroy", "--yes"]] {
                let refused = try ximage.start(words).outcome()
                #expect(
                    refused.status == 7 && refused.all.contains("ximage state recover"),
                    "\(words): \(refused)")
            }
            let recovered = try ximage("state", "recover", "--yes")
            #expect(recovered.status == 0 && recovered.output.contains("vault.second"), "\(recovered)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            #expect(try ximage("state", "recover", "--yes").all.contains("nothing to recover"))
        }
    }
}
