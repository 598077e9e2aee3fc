import Foundation
import Testing
import XimageTestSupport

/// Where a set is found, and what of a folder belongs to it.
@Suite struct SetPlaceScenario {
    private static let vault = """
        version: 1
        project: shop
        defaults: {region: cn-north-4}
        vaults:
          main: {size: 100 GiB}
        """

    private static func write(_ text: String, _ path: String, in ximage: Binary) throws {
        let file = ximage.folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    /// The program in a folder below.
    private static func below(_ path: String, _ ximage: Binary) throws -> Binary {
        let folder = ximage.folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return Binary(folder: folder, environment: ximage.environment)
    }

    @Test("A folder below a set uses that set, and says so", arguments: ["deep", "deep/er"])
    func foundAbove(_ path: String) throws {
        try Binary.inFolder(Self.vault) { outer in
            let ximage = try Self.below(path, outer)
            let above = path == "deep" ? ".." : "../.."
            let applied = try ximage("apply", "--yes")
            #expect(applied.status == 0, "\(applied)")
            #expect(applied.messages.contains("Using the set in \(above)"), "\(applied)")
            for words in [["plan"], ["validate"], ["status"], ["show"], ["drift"], ["list", "vaults"]] {
                let outcome = try ximage.start(words).outcome()
                #expect(outcome.status == 0 && outcome.messages.contains(" \(above) "), "\(words) \(outcome)")
            }
            #expect(try outer("plan", "--detailed-exitcode").status == 0)
            // A path says where the set is, so that none is looked for.
            #expect(try ximage("plan", ".").status == 1)
            // A plan that was saved below is carried out below.
            #expect(try ximage("plan", "--out", "saved.plan").status == 0)
            #expect(try ximage("apply", "saved.plan").status == 0)
        }
    }

    @Test(
        "destroy and clean take no set from above", arguments: [["destroy", "--yes"], ["clean", "--all"]])
    func neverDeletesAbove(_ words: [String]) throws {
        try Binary.inFolder(Self.vault) { outer in
            #expect(try outer("apply", "--yes").status == 0)
            let ximage = try Self.below("deep", outer)
            let refused = try ximage.start(words).outcome()
            #expect(refused.status == 1, "\(refused)")
            #expect(
                refused.messages.contains("ximage \(words[0]) -C .. \(words[1])"), "\(refused)")
            #expect(try outer("list", "vaults").output.contains("shop-main"))
            #expect(try ximage.start([words[0], "-C", "..", words[1]]).outcome().status == 0)
        }
    }

    @Test("A folder that has a set, and one that others can write to, leads nowhere else")
    func notAbove() throws {
        try Binary.inFolder(Self.vault) { outer in
            let own = try Self.below("own", outer)
            try Self.write(Self.vault.with("project: shop", "project: own"), "own/own.yaml", in: outer)
            let plan = try own("validate")
            #expect(plan.status == 0 && plan.output.contains("own declares"), "\(plan)")
            let open = try Self.below("open/inner", outer)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o777], ofItemAtPath: outer.folder.appendingPathComponent("open").path)
            let refused = try open("validate")
            #expect(refused.status == 1 && refused.all.contains("No manifests"), "\(refused)")
        }
    }

    @Test(
        "-C names the set for every command that reads one",
        arguments: [
            ["plan"], ["apply", "--yes"], ["validate"], ["status"], ["drift"], ["resume"], ["show"],
            ["destroy", "--yes"],
            ["list", "vaults"], ["state", "list"], ["fmt", "--check"], ["sandbox", "export"],
        ])
    func everywhere(_ words: [String]) throws {
        try Binary.inFolder("") { outer in
            try Self.write(Self.vault + "\n", "inner/ximage.yaml", in: outer)
            #expect(try outer("apply", "-C", "inner", "--yes").status == 0)
            let outcome = try outer.start(words + ["-C", "inner"]).outcome()
            #expect(outcome.status == 0, "\(outcome)")
        }
    }

    @Test("init writes into the folder that -C names")
    func initThere() throws {
        try Binary.inFolder("") { outer in
            let (written, read) = (try outer("init", "-C", "new"), try outer("validate", "-C", "new"))
            #expect(written.status == 0 && read.status == 0, "\(written) \(read)")
        }
    }

    @Test("A folder with several sets lists them, and what it says to write works")
    func severalSets() throws {
        try Binary.inFolder("") { ximage in
            try FileManager.default.removeItem(at: ximage.folder.appendingPathComponent("ximage.yaml"))
            try Self.write(Self.vault, "shop/ximage.yaml", in: ximage)
            try Self.write(Self.vault.with("project: shop", "project: web"), "web/main.yaml", in: ximage)
            let refused = try ximage("plan")
            #expect(refused.status == 1, "\(refused)")
            #expect(refused.all.contains("`.` has 2 sets: `shop`, `web`."), "\(refused)")
            #expect(refused.all.contains("-C shop"), "\(refused)")
            #expect(try ximage("plan", "-C", "shop").status == 0)
        }
    }

    @Test("An inner set can be left out of the outer one")
    func innerSet() throws {
        try Binary.inFolder(Self.vault + "\nexclude: [\"example/**\"]\n") { ximage in
            try Self.write(
                Self.vault.with("project: shop", "project: example"), "example/ximage.yaml", in: ximage)
            let plan = try ximage("validate")
            #expect(plan.status == 0 && plan.output.contains("shop declares 1 vault"), "\(plan)")
        }
    }

    @Test("YAML of other tools is reported once, with the line that leaves it out")
    func otherTools() throws {
        try Binary.inFolder(Self.vault + "\n") { ximage in
            try Self.write(
                "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n---\napiVersion: v1\nkind: Service\n",
                "k8s/pod.yaml",
                in: ximage)
            try Self.write("- hosts: all\n  tasks: []\n", "k8s/play.yml", in: ximage)
            try Self.write("a: {{ .Values.x }}\nb: {{- if }}\n", "k8s/chart/tpl.yaml", in: ximage)
            try Self.write("services:\n  a: {image: x}\n", "docker-compose.yml", in: ximage)
            let refused = try ximage("validate")
            #expect(refused.status == 1 && !refused.all.contains("2 errors"), "\(refused)")
            let line = "exclude: [docker-compose.yml, \"k8s/**\"]"
            #expect(refused.all.contains(line), "\(refused)")
            try ximage.write(Self.vault + "\n" + line + "\n")
            #expect(try ximage("validate").status == 0)
        }
    }

    @Test("A mistyped section is no other tool's file")
    func mistypedSection() throws {
        try Binary.inFolder(Self.vault + "\n") { ximage in
            try Self.write("server:\n  web: {}\n", "more.yaml", in: ximage)
            let refused = try ximage("validate")
            #expect(refused.status == 1 && refused.all.contains("`servers`"), "\(refused)")
            #expect(!refused.all.contains("exclude: ["), "\(refused)")
        }
    }
}
