import Foundation
import Testing
import XimageTestSupport

/// A state file that is an older copy, through the built program: whatever reads the cloud with it stops.
@Suite struct OlderStateScenario {
    private static let set = """
        version: 1
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
        servers:
          web:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
        images:
          golden: {from: {server: web}, vault: main}
        vaults:
          main: {size: 500 GiB}

        """

    /// With `ID` for the vault that state does not know.
    private static let stopped = [
        "plan", "plan --destroy", "apply --yes", "destroy --yes", "destroy --with-backups --yes", "drift",
        "list servers", "list images", "list vaults", "list generations", "list orphans",
        "clean --all --confirm 1", "clean ID --yes", "import vault.second ID", "import --matching name=web",
        "snapshot server:web --vault main --yes", "restore image.golden --as other",
        "restore image.golden --as other --apply --yes", "undelete image.golden 1 --yes",
        "facts collect server.web", "state rebuild", "graph --plan",
    ]

    /// They read state or manifests alone.
    private static let unaffected = [
        "validate", "status", "show", "show image.golden", "resume", "state list", "state show server.web",
        "state verify", "state history", "plan --refresh=false", "graph", "list flavors",
    ]

    /// Commands that have nothing to do with the cloud of a state.
    private static let others = [
        "init", "fmt", "rules", "explain", "schema", "sandbox", "completion", "version",
    ]

    @Test("Every command that reads the cloud stops on an older copy of the state, and changes nothing")
    func stops() throws {
        try Binary.inFolder(Self.set) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let state = ximage.folder.appendingPathComponent(".ximage/state.db")
            let old = try Data(contentsOf: state)
            try ximage.write(Self.set + "  second: {size: 100 GiB}\n")
            #expect(try ximage("apply", "--yes").status == 0)
            let newest = try Data(contentsOf: state)
            let list = try ximage("list", "vaults", "--format", "json").output
            let id = try #require(
                list.firstMatch(of: /"address": "vault.second"[^}]*?"id": "([^"]+)"/)?.output.1
                    ?? list.firstMatch(of: /"id": "([^"]+)"[^}]*?"address": "vault.second"/)?.output.1,
                "\(list)")
            try old.write(to: state)
            for line in Self.stopped {
                let words = line.split(separator: " ").map { $0 == "ID" ? String(id) : String($0) }
                let refused = try ximage.start(words).outcome()
                #expect(refused.status == 7, "\(line): \(refused)")
                #expect(refused.all.contains("ximage state recover"), "\(line): \(refused)")
            }
            for line in Self.unaffected {
                let read = try ximage.start(line.split(separator: " ").map(String.init)).outcome()
                #expect(read.status == 0, "\(line): \(read)")
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: ximage.folder.path)
            #expect(!files.contains("other.yaml"))
            try newest.write(to: state)
            #expect(try ximage("list", "vaults", "--format", "json").output == list)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test(
        "Manifests that are as old as the state stop, too; what nothing declares is remembered and left alone"
    )
    func olderManifests() throws {
        try Binary.inFolder(Self.set) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let state = ximage.folder.appendingPathComponent(".ximage/state.db")
            let old = try Data(contentsOf: state)
            let later = Self.set.with(
                "\nimages:\n",
                """

                  api:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:

                """)
            try ximage.write(later)
            #expect(try ximage("apply", "--yes").status == 0)
            try old.write(to: state)
            try ximage.write(Self.set)
            for words in [["plan"], ["drift"], ["list", "orphans"], ["destroy", "--yes"]] {
                let refused = try ximage.start(words).outcome()
                #expect(refused.status == 7 && refused.all.contains("ximage state recover"), "\(refused)")
            }
            let recovered = try ximage("state", "recover", "--yes")
            #expect(recovered.status == 0 && recovered.all.contains("leave it alone"), "\(recovered)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            let cleaned = try ximage("clean", "--all", "--confirm", "1")
            #expect(!cleaned.output.contains("shop-api"), "\(cleaned)")
            #expect(try ximage("list", "servers").output.contains("shop-api"))
            try ximage.write(later)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test("Each command is in one of the tables above")
    func covers() throws {
        try Binary.inFolder(Self.set) { ximage in
            let help = try ximage("--help").output
            let names = help.split(separator: "\n").drop { $0 != "SUBCOMMANDS:" }.compactMap {
                $0.firstMatch(of: #/^  ([a-z]+) {2}/#).map { String($0.output.1) }
            }
            #expect(names.count > 15)
            let known = Set((Self.stopped + Self.unaffected + Self.others).map { $0.prefix { $0 != " " } })
            #expect(names.filter { !known.contains(Substring($0)) } == [])
        }
    }
}
