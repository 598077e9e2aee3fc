import Foundation
import Testing
import XimageTestSupport

/// Consent, marks and records that were about other objects, through the built program on the sandbox.
@Suite struct OldConsentScenario {
    private static let head = ShopSet.imagingHead

    private static let manifest =
        head + """
            vaults:
              main: {size: 1 TiB}
            servers:
              web:
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}
                dataDisks:
                  data: {type: SSD, size: 100 GiB}
            images:
              golden:
                from: {server: web}
                vault: main
            """

    private static func web(_ disks: String) -> String {
        head + """
            servers:
              web:
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}
                dataDisks:
            \(disks)
            """
    }

    // MARK: Old consent

    @Test("An entry of removed that covers new instances stops the plan that would create them")
    func staleRemoval() throws {
        let server = """
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}

            """
        let entries = """
            removed: [{from: server.web, action: delete, reason: closed}]
            acknowledge: [{target: server.web, key: destroy, reason: closed}]

            """
        try Binary.inFolder(Self.head + "servers:\n  web:\n" + server) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(Self.head + entries)
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(Self.head + entries + "servers:\n  web:\n    count: 3\n" + server)
            let refused = try ximage("apply", "--yes")
            #expect(refused.status == 3 && refused.all.contains("still-declared"), "\(refused)")
            #expect(refused.all.contains("Remove the entry of `removed`"), "\(refused)")
        }
    }

    @Test("The old server of an interrupted replacement is not imported, and protect keeps it")
    func interruptedReplacement() throws {
        let manifest = Self.web("      data: {type: SSD, size: 100 GiB}")
        let agreed = manifest.with("    flavor:", "    acknowledge: [{key: destroy, reason: x}]\n    flavor:")
        try Binary.inFolder(agreed) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let shown = try ximage("state", "show", "server.web").output
            let id = try #require(shown.firstMatch(of: /[0-9a-f]{8}-[0-9a-f-]{27}/), "\(shown)").output
            try ximage.write(agreed.with("22.04", "24.04"))
            try ximage.setFaults("faults:\n  - {match: {operation: \"Delete*\"}, status: 403}\n")
            #expect(try ximage("apply", "--yes").status == 6)
            #expect(try ximage("sandbox", "faults", "clear").status == 0)
            let replaced = manifest.with("22.04", "24.04")
            try ximage.write(replaced.with("    flavor:", "    protect: true\n    flavor:"))
            let kept = try ximage("apply", "--yes")
            #expect(kept.status == 3 && kept.all.contains("protected"), "\(kept)")
            try ximage.write(replaced)
            let imported = try ximage("import", "server.web", String(id))
            #expect(imported.status == 1, "\(imported)")
            #expect(imported.all.contains("old object of an interrupted replacement"), "\(imported)")
        }
    }

    @Test("An option removes one generation of copies, as it does of images")
    func removesCopy() throws {
        let copied =
            Self.manifest.with(
                "  main: {size: 1 TiB}",
                "  main: {size: 1 TiB}\n  dr: {size: 1 TiB, region: cn-south-1, purpose: replication}")
            + "\n    revision: \"1\"\n    copies: {south: {region: cn-south-1, vault: dr, agency: ims}}\n"
        try Binary.inFolder(copied) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(copied.with("revision: \"1\"", "revision: \"2\""))
            #expect(try ximage("apply", "--yes").status == 0)
            let removed = try ximage("apply", "--yes", "--removed", "copy.golden.south@1=delete")
            #expect(
                removed.status == 0 && removed.output.contains("- copy.golden.south@1  delete"), "\(removed)")
            let generations = try ximage("list", "images").output
            #expect(generations.contains("copy.golden.south@2"), "\(generations)")
            #expect(!generations.contains("copy.golden.south@1"), "\(generations)")
        }
    }

    // MARK: Snapshots

    @Test("A snapshot outlives its server, and every later plan works")
    func snapshotAlone() throws {
        let manifest = Self.manifest.components(separatedBy: "images:\n  golden")[0]
        let agreed = manifest.with("    flavor:", "    acknowledge: [{key: destroy, reason: x}]\n    flavor:")
        try Binary.inFolder(agreed) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let taken = try ximage("snapshot", "server:web", "--vault", "main", "--keep-until", "7d", "--yes")
            #expect(taken.status == 0, "\(taken)")
            try ximage.write(agreed.with("22.04", "24.04"))
            #expect(try ximage("apply", "--yes").status == 0)
            let plan = try ximage("plan", "--detailed-exitcode")
            #expect(plan.status == 0, "\(plan)")
        }
    }

    @Test("What was taken over without a declaration is remembered, and is no sign of an older state")
    func takenOverAlone() throws {
        let one = Self.web("      data: {type: SSD, size: 100 GiB}")
        let two = one + "\n  db:" + one.components(separatedBy: "  web:")[1]
        try Binary.inFolder(two) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(one)
            try FileManager.default.removeItem(at: ximage.folder.appendingPathComponent(".ximage/state.db"))
            let refused = try ximage("apply", "--yes")
            let lineage = try #require(refused.all.firstMatch(of: /--take-over ([a-z2-7]{5})/)?.output.1)
            let taken = try ximage("apply", "--yes", "--take-over", String(lineage))
            #expect(taken.status == 0, "\(taken)")
            let plan = try ximage("plan", "--detailed-exitcode")
            #expect(plan.status == 0, "\(plan)")
            let orphans = try ximage("list", "orphans")
            #expect(orphans.output.contains("was taken over, and no manifest declares it"), "\(orphans)")
        }
    }
}
