import Foundation
import Testing
import XimageTestSupport

/// `list servers` and `list images` print what a plan would find, or that it was not checked.
@Suite struct ListScenario {
    private static let head = """
        version: 1
        project: shop
        defaults: {region: cn-north-4, zone: cn-north-4a}

        """

    private struct Refused: Error { var outcome: Binary.Outcome }

    /// Fills a sandbox and runs the program beside a set.
    private static func with<T>(
        _ world: String, _ set: String = "", _ body: (Binary) throws -> T
    ) throws -> T {
        try Binary.inFolder(head + set) { ximage in
            let path = ximage.folder.appendingPathComponent("world.txt")
            try world.write(to: path, atomically: true, encoding: .utf8)
            let seeded = try ximage("sandbox", "seed", "world.txt")
            guard seeded.status == 0 else { throw Refused(outcome: seeded) }
            return try body(ximage)
        }
    }

    /// The line of an object.
    private static func line(_ name: String, _ outcome: Binary.Outcome) throws -> String {
        let lines = outcome.output.split(separator: "\n").map(String.init)
        return try #require(lines.first { $0.hasPrefix(name + " ") }, "\(outcome)")
    }

    private static func region(_ servers: String, _ vaults: String, _ more: String = "") -> String {
        """
        regions:
          cn-north-4:
            servers: [\(servers)]
            vaults: [\(vaults)]
            \(more)

        """
    }

    private static let roomy = "{name: main, size: 1000}"

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var servers = "{name: web}"
        var vaults = ListScenario.roomy
        var set = ""
        var more = ""
        /// At the end of the line of the server `web`.
        var verdict: String
    }

    @Test("Servers are judged by the rules of the plan", arguments: cases)
    func judges(_ example: Case) throws {
        try Self.with(Self.region(example.servers, example.vaults, example.more), example.set) { ximage in
            let list = try ximage("list", "servers")
            #expect(list.status == 0, "\(list)")
            let line = try Self.line("web", list)
            #expect(line.contains(" \(example.verdict)"), "\(line)")
        }
    }

    private static let cases = [
        Case(testDescription: "a server in a region that only `defaults` names", verdict: "yes"),
        Case(
            testDescription: "a server that the legacy service backs up",
            servers: "{name: web, legacyBackup: true}", verdict: "no: SV014"),
        Case(
            testDescription: "a server with local disks", servers: "{name: web, flavor: i3.2xlarge.8}",
            verdict: "no: SV013"),
        Case(
            testDescription: "a spot server that is taken back", servers: "{name: web, spot: reclaimed}",
            verdict: "no: SV003"),
        Case(
            testDescription: "a vault for copies stands before the one for backups",
            vaults: "{name: aaa, size: 1000, purpose: replication}, \(roomy)", verdict: "yes"),
        Case(
            testDescription: "only a vault for copies",
            vaults: "{name: main, size: 1000, purpose: replication}",
            verdict: "not checked: its region has no vault"),
        Case(
            testDescription: "the first vault is full",
            vaults: "{name: aaa, size: 10}, \(roomy)", verdict: "yes"),
        Case(
            testDescription: "the vault of the server is frozen",
            vaults: "{name: main, size: 1000, servers: [web], status: frozen}, {name: other, size: 1000}",
            verdict: "no: VA004"),
        Case(
            testDescription: "the vault of the server has no space left",
            vaults: "{name: main, size: 100, used: 95, servers: [web]}", verdict: "no: VA006"),
        Case(
            testDescription: "one vault has room for each of two servers, and not for both",
            servers: "{name: web, dataDisks: [{size: 100}]}, {name: web2, dataDisks: [{size: 100}]}",
            vaults: "{name: main, size: 200}", verdict: "yes"),
        Case(
            testDescription: "spanned volumes that the set declares",
            set: "servers: {shop: {existing: {name: web}, guest: {os: windows, spannedVolumes: [D]}}}\n",
            verdict: "no: GU"),
        Case(
            testDescription: "the image quota is used up",
            more: "quotas: {images: 0}", verdict: "no: QT001"),
    ]

    @Test(
        "What the key may not read is not checked",
        arguments: [
            ("ListVault", "cbr:vaults:list"), ("ListProtectable", "cbr:vaults:listProtectables"),
            ("ShowImageQuota", "ims:quotas:get"), ("ListVolumes", "evs:volumes:list"),
            ("ListBackups", "cbr:backups:list"),
        ])
    func saysNotChecked(_ operation: String, _ permission: String) throws {
        try Self.with(Self.region("{name: web}", Self.roomy)) { ximage in
            try ximage.setFaults(PartialAnswerScenario.refusing(operation))
            let list = try ximage("list", "servers")
            #expect(list.status == 0, "\(list)")
            #expect(try Self.line("web", list).contains("not checked: "), "\(list)")
            #expect(list.all.contains(permission), "\(list)")
        }
    }

    private static let images = region(
        "{name: web}", "{name: main, size: 1000, servers: [web]}",
        "images: [{name: whole, server: web, vault: main}]")

    @Test("Without backups nobody can tell where an image can be used, and no image can be made")
    func withoutBackups() throws {
        try Self.with(Self.images) { ximage in
            #expect(try Self.line("whole", try ximage("list", "images")).contains("all of cn-north-4"))
            try ximage.setFaults(PartialAnswerScenario.refusing("*Backup*"))
            let images = try ximage("list", "images")
            #expect(try Self.line("whole", images).contains("not checked"), "\(images)")
            #expect(images.messages.contains("cbr:backups:list"), "\(images)")
            let servers = try ximage("list", "servers")
            #expect(try Self.line("web", servers).contains("no: PM002"), "\(servers)")
        }
    }

    @Test("Copies are images of the region that they arrived in")
    func listsCopies() throws {
        let set = """
            vaults:
              main: {existing: {name: main}}
              south: {region: cn-south-1, size: 500 GiB, purpose: replication}
            servers: {web: {existing: {name: web}}}
            images:
              golden:
                from: {server: web}
                vault: main
                agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}
                copies: {there: {region: cn-south-1, vault: south, agency: ims_copy}}

            """
        try Self.with(Self.region("{name: web}", Self.roomy), set) { ximage in
            let applied = try ximage("apply", "--yes")
            #expect(applied.status == 0, "\(applied)")
            let list = try ximage("list", "images")
            #expect(list.output.contains("copy.golden.there@1"), "\(list)")
            #expect(list.output.contains("all of cn-south-1"), "\(list)")
            let json = try ximage("list", "images", "--format", "json")
            #expect(json.output.contains(#""kind": "copy""#), "\(json)")
        }
    }

    @Test(
        "--region reads the region that it names, also where the set has nothing; what fits nothing is no absence"
    )
    func otherRegion() throws {
        let world = """
            regions:
              cn-north-4: {servers: [{name: web}], vaults: [\(Self.roomy)]}
              cn-south-1: {servers: [{name: far}]}

            """
        try Self.with(world) { ximage in
            let far = try ximage("list", "servers", "--region", "cn-south-1")
            #expect(far.output.contains("far ") && !far.output.contains("web "), "\(far)")
            let near = try ximage("list", "servers", "--matching", "name=web")
            #expect(near.output.contains("web ") && !near.output.contains("far "), "\(near)")
            let none = try ximage("list", "servers", "--matching", "name=nobody")
            #expect(none.output == "No servers that fit.\n", "\(none)")
            let unknown = try ximage("list", "servers", "--region", "cn-nowhere")
            #expect(unknown.status == 1 && unknown.all.contains("unknown-region"), "\(unknown)")
        }
    }
}
