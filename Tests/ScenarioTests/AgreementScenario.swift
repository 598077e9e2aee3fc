import Foundation
import Testing
import XimageTestSupport

/// What a person has to agree to, through the built program on the sandbox.
@Suite struct AgreementScenario {
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

    // MARK: Backups at risk

    @Test("Backups that a plan deletes are reported like data, by image, by vault, and once")
    func backupsAtRisk() throws {
        try Binary.inFolder(Self.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let plan = try ximage("plan", "--destroy", "--with-backups")
            let whole = plan.output.replacingOccurrences(of: "\n        ", with: " ")
            #expect(whole.contains("140 GiB in 1 backup of image.golden@1 would be lost"), "\(plan)")
            #expect(
                whole.contains("Recoverable only until this plan runs (without it: no time limit)."),
                "\(plan)")
            #expect(whole.contains("140 GiB in 1 backup at risk."), "\(plan)")
            #expect(!whole.contains("last captured by"), "\(plan)")
            let kept = try ximage("plan", "--destroy")
            #expect(kept.output.contains("its backup stays"), "\(kept)")
            #expect(!kept.output.contains("at risk.\n1 backup"), "\(kept)")

            #expect(try ximage("destroy", "--yes").status == 0)
            let vault = try ximage("plan", "--destroy", "--with-backups")
            let text = vault.output.replacingOccurrences(of: "\n        ", with: " ")
            #expect(text.contains("140 GiB in 1 backup of image.golden@1 would be lost"), "\(vault)")
            let json = try ximage("plan", "--destroy", "--with-backups", "--format", "json")
            #expect(json.output.contains("\"backupsAtRisk\": 1"), "\(json)")
            #expect(json.output.contains("\"gibibytesOfBackupsAtRisk\": 140"), "\(json)")
            let markdown = try ximage("plan", "--destroy", "--with-backups", "--format", "markdown")
            #expect(markdown.output.contains("140 GiB in 1 backup"), "\(markdown)")

            let asked = try ximage("destroy", "--with-backups")
            #expect(asked.status == 1 && asked.all.contains("140 GiB in 1 backup"), "\(asked)")
            #expect(try ximage("list", "vaults").output.contains("shop-main"))
            #expect(try ximage("destroy", "--with-backups", "--yes").status == 0)
            #expect(try !ximage("list", "vaults").output.contains("shop-main"))
        }
    }

    @Test("--with-backups of a plan belongs to --destroy, and a saved plan keeps it")
    func plansWithBackups() throws {
        try Binary.inFolder(Self.manifest) { ximage in
            let alone = try ximage("plan", "--with-backups")
            #expect(alone.status != 0, "\(alone)")
            #expect(try ximage("apply", "--yes").status == 0)
            #expect(try ximage("plan", "--destroy", "--with-backups", "--out", "all.plan").status == 0)
            #expect(try ximage("apply", "all.plan").status == 0)
            #expect(try !ximage("list", "vaults").output.contains("shop-main"))
        }
    }

    // MARK: Cleaning

    @Test(
        "A terminal asks for the number of objects before clean deletes what holds data, --yes or not",
        .enabled(if: FileManager.default.isExecutableFile(atPath: Binary.script)),
        arguments: [
            ["--all", "--with-backups"], ["--all", "--with-backups", "--yes"], ["ID"], ["ID", "--yes"],
        ])
    func asksForTheNumber(_ arguments: [String]) throws {
        try Binary.inFolder(Self.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let renewed = try ximage(
                "apply", "--yes", "--renew", "image.golden", "--removed", "image.golden@1=delete")
            #expect(renewed.status == 0, "\(renewed)")
            let listed = try ximage("list", "orphans", "--format", "json").output
            let id = try #require(listed.firstMatch(of: /"id": *"([0-9a-f-]{36})"/)).output.1
            let words = arguments.map { $0 == "ID" ? String(id) : $0 }.joined(separator: " ")
            for typed in ["yes", "2", ""] {
                let refused = try ximage.typing(typed, "clean", words)
                #expect(refused.status == 1, "\(refused)")
                #expect(refused.output.contains("Delete 1 object?"), "\(refused)")
                #expect(refused.output.contains("140 GiB in 1 backup"), "\(refused)")
                #expect(try ximage("list", "orphans").output.contains(id))
            }
            let agreed = try ximage.typing("1", "clean", words)
            #expect(agreed.status == 0, "\(agreed)")
            #expect(try !ximage("list", "orphans").output.contains(id))
        }
    }

    // MARK: Import

    private static func db(_ disks: String, named: String = "") -> String {
        head + """
            servers:
              db:
                name: db
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: GPSSD, size: 40 GiB}
                dataDisks:
            \(disks)
            """
    }

    private static let world = """
        regions:
          cn-north-4:
            servers:
              - name: db
                zone: cn-north-4a
                flavor: s6.large.2
                dataDisks: [{type: SSD, size: 100}, {type: SSD, size: 200}]
        """

    private func withServer(_ manifest: String, _ body: (Binary, String, [String]) throws -> Void) throws {
        try Binary.inFolder(manifest) { ximage in
            let folder = ximage.folder.appendingPathComponent(".ximage")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Self.world.write(
                to: folder.appendingPathComponent("world.yaml"), atomically: true, encoding: .utf8)
            let seeded = try ximage("sandbox", "seed", ".ximage/world.yaml")
            #expect(seeded.status == 0, "\(seeded)")
            let listed = try ximage("list", "servers", "--format", "json")
            let ids = listed.output.matches(
                of: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/
            ).map { String($0.output) }
            let server = try #require(ids.first, "\(listed)")
            try body(ximage, server, ids)
        }
    }

    @Test(
        "Importing a server imports the disks that are certainly declared ones; nothing is created beside them"
    )
    func importsDisks() throws {
        let disks = """
                  books: {type: SSD, size: 100 GiB}
                  logs: {type: SSD, size: 200 GiB}
            """
        try withServer(Self.db(disks)) { ximage, server, _ in
            let imported = try ximage("import", "server.db", server)
            #expect(imported.status == 0, "\(imported)")
            #expect(imported.all.contains("disk.db.books is its attached disk"), "\(imported)")
            #expect(imported.all.contains("disk.db.logs is its attached disk"), "\(imported)")
            let again = try ximage("import", "server.db", server)
            #expect(again.status == 0 && again.all.contains("already. Nothing was changed"), "\(again)")
            let plan = try ximage("plan")
            #expect(!plan.output.contains("  + "), "\(plan)")
            #expect(try ximage("apply", "--yes").status == 0)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test(
        "Disks that nobody can tell apart are listed, and until they are imported nothing is created or taken over"
    )
    func listsDisks() throws {
        try withServer(Self.db("      books: {type: SSD, size: 200 GiB}")) { ximage, server, _ in
            let imported = try ximage("import", "server.db", server)
            #expect(imported.status == 0, "\(imported)")
            #expect(imported.all.contains("Attached, and not imported: disk"), "\(imported)")
            #expect(imported.all.contains("200 GiB"), "\(imported)")
            for arguments in [["plan"], ["plan", "--refresh=false"], ["apply", "--yes"]] {
                let outcome = try ximage.start(arguments).outcome()
                #expect(outcome.status == 3 || arguments == ["plan"], "\(outcome)")
                #expect(outcome.all.contains("attached-disk-unknown"), "\(outcome)")
                #expect(!outcome.output.contains("+ disk.db.books"), "\(outcome)")
            }
            let rest = try ximage("plan", "--exclude", "disk.db.books")
            #expect(rest.status == 0 && !rest.output.contains("No changes."), "\(rest)")
            #expect(rest.output.contains("disk.db.books (ximage would refuse it)"), "\(rest)")
            let match = try #require(imported.all.firstMatch(of: /disk ([0-9a-f-]{36}) \("[^"]*", 200 GiB\)/))
            let disk = try ximage("import", "disk.db.books", String(match.output.1))
            #expect(disk.status == 0, "\(disk)")
            let plan = try ximage("plan")
            #expect(!plan.all.contains("attached-disk-unknown") && !plan.output.contains("  + "), "\(plan)")
            let applied = try ximage("apply", "--yes")
            #expect(applied.status == 0, "\(applied)")
        }
    }

    @Test("Disks of an imported server that is to be replaced are not left behind either")
    func replacesImported() throws {
        try withServer(Self.db("      books: {type: SSD, size: 300 GiB}")) { ximage, server, _ in
            #expect(try ximage("import", "server.db", server).status == 0)
            try ximage.write(
                Self.db("      books: {type: SSD, size: 300 GiB}").with("22.04", "24.04")
                    + "\nacknowledge: [{target: server.db, key: destroy, reason: newer}]\n")
            for arguments in [["apply", "--yes"], ["apply", "--yes", "--skip-blocked"]] {
                let outcome = try ximage.start(arguments).outcome()
                #expect(outcome.status == 3 && outcome.all.contains("attached-disk-unknown"), "\(outcome)")
            }
        }
    }

    @Test("The system disk of a server is no data disk to import")
    func systemDisk() throws {
        try withServer(Self.db("      books: {type: SSD, size: 200 GiB}")) { ximage, server, _ in
            #expect(try ximage("import", "server.db", server).status == 0)
            let listed = try ximage("list", "servers", "--format", "json").output
            let inventory = try JSONSerialization.jsonObject(with: Data(listed.utf8)) as? [String: Any]
            let objects = inventory?["objects"] as? [[String: Any]]
            let disks = objects?.first?["disks"] as? [[String: Any]]
            let system = disks?.first { $0["isSystem"] as? Bool == true }?["id"] as? String
            let refused = try ximage("import", "disk.db.books", try #require(system, "\(listed)"))
            #expect(refused.status == 1 && refused.all.contains("is the system disk of server"), "\(refused)")
            #expect(refused.all.contains("ximage import 'server.db' \(server)"), "\(refused)")
            let state = try ximage("state", "list")
            #expect(!state.output.contains("disk.db.books"), "\(state)")
        }
    }

    @Test("A file of declarations that is not needed is not written, and not named as if it were")
    func generatesNothing() throws {
        try withServer(Self.db("      books: {type: SSD, size: 200 GiB}")) { ximage, _, _ in
            let imported = try ximage("import", "--matching", "name=db", "--generate", "gen.yaml")
            #expect(imported.status == 0 && !imported.all.contains("declared in"), "\(imported)")
            #expect(imported.all.contains("gen.yaml was not written"), "\(imported)")
            let file = ximage.folder.appendingPathComponent("gen.yaml").path
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }

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

    /// A server with a data disk of 100 GiB, both released, and their key declared again.
    private func withReleased(
        losesState: Bool, _ disks: String, _ body: (Binary, String) throws -> Void
    ) throws {
        try Binary.inFolder(Self.web("      data: {type: SSD, size: 100 GiB}")) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let show = try ximage("state", "show", "server.web")
            let id = try #require(
                show.output.firstMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/),
                "\(show)"
            ).output
            try ximage.write(Self.head)
            let forgotten = try ximage("apply", "--yes", "--removed", "server.web=forget")
            #expect(forgotten.status == 0, "\(forgotten)")
            if losesState {
                try FileManager.default.removeItem(
                    at: ximage.folder.appendingPathComponent(".ximage/state.db"))
            }
            try ximage.write(Self.web(disks))
            try body(ximage, String(id))
        }
    }

    @Test("Importing a released server takes its disks back", arguments: [false, true])
    func importsReleased(losesState: Bool) throws {
        try withReleased(losesState: losesState, "      data: {type: SSD, size: 100 GiB}") { ximage, id in
            let imported = try ximage("import", "server.web", id)
            #expect(imported.status == 0, "\(imported)")
            #expect(imported.all.contains("disk.web.data is its attached disk"), "\(imported)")
            let plan = try ximage("plan")
            #expect(plan.status == 0 && !plan.output.contains("  + "), "\(plan)")
            let applied = try ximage("apply", "--yes")
            #expect(applied.status == 0, "\(applied)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            #expect(try ximage("drift").status == 0)
            #expect(try ximage("list", "orphans").output.contains("Nothing is left over"))
        }
    }

    @Test(
        "A released disk that nobody can tell for a declared one is listed, and no other is created beside it"
    )
    func listsReleased() throws {
        try withReleased(losesState: false, "      data: {type: SSD, size: 200 GiB}") { ximage, id in
            let imported = try ximage("import", "server.web", id)
            #expect(imported.status == 0, "\(imported)")
            #expect(imported.all.contains("Attached, and not imported: disk"), "\(imported)")
            let plan = try ximage("apply", "--yes")
            #expect(plan.status == 3 && plan.all.contains("attached-disk-unknown"), "\(plan)")
        }
    }

    @Test("Bulk import lists the disks that it leaves, and the plan stops until they are imported")
    func listsDisksInBulk() throws {
        try withServer(Self.db("      books: {type: SSD, size: 200 GiB}")) { ximage, _, _ in
            let imported = try ximage("import", "--matching", "name=db")
            #expect(imported.status == 0, "\(imported)")
            #expect(imported.all.contains("Attached, and not imported: disk"), "\(imported)")
            let again = try ximage("import", "--matching", "name=db")
            #expect(again.status == 0 && again.all.contains("Nothing was changed"), "\(again)")
            let plan = try ximage("apply", "--yes")
            #expect(plan.status == 3 && plan.all.contains("attached-disk-unknown"), "\(plan)")
        }
    }

    // MARK: A part of the plan

    private static let seven =
        head + """
            vaults:
              main: {size: 1 TiB}
            servers:
              web:
                count: 7
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}
            """

    private func withQuota(_ body: (Binary) throws -> Void) throws {
        try Binary.inFolder(Self.seven) { ximage in
            let folder = ximage.folder.appendingPathComponent(".ximage")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try "quotas: {servers: 5}".write(
                to: folder.appendingPathComponent("world.yaml"), atomically: true, encoding: .utf8)
            #expect(try ximage("sandbox", "seed", ".ximage/world.yaml").status == 0)
            try body(ximage)
        }
    }

    @Test("A part is judged by itself: a vault needs no quota of servers, and one of seven servers fits")
    func quotaOfAPart() throws {
        try withQuota { ximage in
            #expect(try ximage("apply", "--yes").status == 3)
            let vault = try ximage("plan", "--target", "vault.main")
            #expect(vault.status == 0 && !vault.all.contains("QT003"), "\(vault)")
            for thing in ["servers  ", "private images", "vCPUs", "disks  "] {
                #expect(!vault.output.contains(thing), "\(vault)")
            }
            #expect(vault.output.contains("7 changes left out, as the options of this run say"), "\(vault)")
            #expect(try ximage("apply", "--yes", "--target", "vault.main").status == 0)
            let one = try ximage("apply", "--yes", "--target", "server.web[0]")
            #expect(one.status == 0, "\(one)")
        }
    }

    @Test("--skip-blocked ends incomplete also where the error is about what has no step")
    func skippedUndecided() throws {
        let two = """
            project: shop
            defaults: {region: cn-north-4}
            vaults: {main: {size: 100 GiB}, other: {size: 100 GiB}}
            """
        try Binary.inFolder(two) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(two.with(", other: {size: 100 GiB}", "").with("100 GiB", "200 GiB"))
            let outcome = try ximage("apply", "--yes", "--skip-blocked")
            #expect(outcome.status == 6 && outcome.all.contains("removal-undecided"), "\(outcome)")
            #expect(outcome.all.contains("1 of 1 step done, errors forbid the rest"), "\(outcome)")
        }
    }

    @Test("--skip-blocked reports an error of the whole set, which leaves nothing to skip")
    func skipsNothing() throws {
        try withQuota { ximage in
            let outcome = try ximage("apply", "--yes", "--skip-blocked")
            #expect(outcome.status == 3, "\(outcome)")
            let text = outcome.all.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(
                text.contains("Blocked by 1 error: nothing will be done. QT003 is about the whole set"),
                "\(outcome)")
            #expect(!text.contains("what it forbids is left out"), "\(outcome)")
            #expect(try ximage("list", "vaults").output.contains("shop-main") == false)
        }
    }

    @Test("--due-only reports what it leaves out and when that is due, and never that nothing changes")
    func dueOnly() throws {
        let scheduled = Self.manifest + "\n    schedule: {every: 24h, at: \"03:00\"}\n"
        try Binary.inFolder(scheduled) { ximage in
            let empty = try ximage("apply", "--due-only", "--yes")
            #expect(empty.status == 0, "\(empty)")
            let text = empty.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(!text.contains("No changes."), "\(empty)")
            #expect(
                text.contains("4 changes left out, as the options of this run say: create vault.main"),
                "\(empty)")
            #expect(
                text.contains("A run without --due-only carries out what no schedule asks for."), "\(empty)")
            #expect(try ximage("apply", "--yes").status == 0)
            #expect(try ximage("plan", "--due-only").output.contains("No changes."))
            try ximage.write(scheduled.with("    vault: main", "    vault: main\n    tags: {team: shop}"))
            let later = try ximage("plan", "--due-only")
            #expect(!later.output.contains("No changes."), "\(later)")
            #expect(later.output.contains("1 change left out"), "\(later)")
            #expect(later.output.contains("Due by schedule: image.golden at 20"), "\(later)")
            let json = try ximage("plan", "--due-only", "--format", "json")
            #expect(json.output.contains("\"dueAt\": \"20"), "\(json)")
        }
    }

    // MARK: Addresses of options

    @Test("--removed of an address that is unknown or declared is an error, not silence")
    func removedOption() throws {
        let two = Self.head + "vaults:\n  main: {size: 100 GiB}\n  second: {size: 100 GiB}\n"
        try Binary.inFolder(two) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let unknown = try ximage("plan", "--removed", "vault.secnd=delete")
            #expect(unknown.status == 1 && unknown.all.contains("vault.second"), "\(unknown)")
            let declared = try ximage("apply", "--yes", "--removed", "vault.second=delete")
            #expect(
                declared.status == 1 && declared.all.contains("Removal of what is declared"), "\(declared)")
            let destroying = try ximage("plan", "--destroy", "--removed", "vault.second=delete")
            #expect(destroying.status == 1 && destroying.all.contains("no effect"), "\(destroying)")
            let nothing = try ximage("plan", "--destroy", "--target", "vault.third")
            #expect(nothing.status == 1 && nothing.all.contains("fits no address"), "\(nothing)")
            let lost = try ximage("plan", "--acknowledge", "objects-gone@nosuch=12")
            #expect(lost.status == 0 && lost.all.contains("An accepted loss was not found"), "\(lost)")
            let listed = try ximage("state", "list", "server.*")
            #expect(listed.status == 0 && listed.messages.contains("no address that fits"), "\(listed)")
            try ximage.write(two.with("  second: {size: 100 GiB}\n", ""))
            let removed = try ximage("apply", "--yes", "--removed", "vault.second=delete")
            #expect(removed.status == 0, "\(removed)")
        }
    }
}
