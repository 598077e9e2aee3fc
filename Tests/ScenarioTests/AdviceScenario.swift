import Foundation
import Testing
import XimageTestSupport

/// Mistakes that people make, and whether the message alone leads out of them: what it says to write is written, what it says
/// to run is run.
@Suite struct AdviceScenario {
    private static func manifest(_ servers: String, _ rest: String = "") -> String {
        ShopSet.head + "servers:\n\(servers)\n\(rest)"
    }

    private static func server(_ name: String = "web", count: Int? = 3, disk: String = "data") -> String {
        """
          \(name):
        \(count.map { "    count: \($0)\n" } ?? "")    flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
            dataDisks:
              \(disk): {type: SSD, size: 100 GiB}
        """
    }

    /// The lines of an answer without what is around the text, joined.
    private static func flat(_ text: String) -> String {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
    }

    /// Lines after one, as far as they are indented deeper: what is to be pasted.
    private static func pasted(_ text: String, from start: String) -> String {
        let lines = text.split(separator: "\n").map(String.init)
        guard let first = lines.firstIndex(where: { $0.drop { $0 == " " } == start }) else { return "" }
        let indent = lines[first].prefix { $0 == " " }.count
        let rest = lines[(first + 1)...].prefix { $0.prefix { $0 == " " }.count > indent }
        return ([lines[first]] + rest).map { String($0.dropFirst(indent)) }.joined(separator: "\n")
    }

    // MARK: Removing

    @Test("Scaling down prints one error, with one entry for all, and everything that apply will ask for")
    func scalingDown() throws {
        try Binary.inFolder(Self.manifest(Self.server())) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(Self.manifest(Self.server(count: 1)))
            let refused = try ximage("apply")
            #expect(refused.status == 3, "\(refused)")
            #expect(refused.output.contains("\n1 error\n"), "\(refused)")
            #expect(refused.output.contains("2 objects of server.web are in state"), "\(refused)")
            // Not for the whole block: that would agree to replace the instance that stays.
            let command = "ximage apply --removed server.web=delete --acknowledge 'destroy@server.web[1]'"
            #expect(refused.output.contains(command), "\(refused)")
            #expect(refused.messages.contains("Add --yes:\n  ximage apply --yes"), "\(refused)")
            // The entry, with the acknowledgement and --yes that the first run names.
            let entry = Self.pasted(refused.output, from: "removed:")
            #expect(entry.contains("from: server.web,"), "\(refused)")
            try ximage.write(Self.manifest(Self.server(count: 1), entry))
            let done = try ximage("apply", "--acknowledge", "destroy@server.web", "--yes")
            #expect(done.status == 0, "\(done)")
            #expect(try ximage("list", "servers").output.contains("shop-web-0"))
            #expect(try !ximage("list", "servers").output.contains("shop-web-1"))
        }
    }

    @Test(
        "Disks that follow their servers, vaults with backups and protection are named by the first run, too")
    func namedAtOnce() throws {
        let disk = Self.server(count: nil).with("size: 100 GiB}", "size: 100 GiB, onRemove: delete}")
        let golden = """
            vaults:
              main: {size: 500 GiB}
              safe: {size: 100 GiB, protect: true}
            images:
              golden: {from: {server: web}, vault: main}
            """
        let accepted = Self.manifest(disk, golden).with(
            "servers:",
            "  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}\nservers:"
        )
        try Binary.inFolder(accepted) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write("version: 1\nproject: shop\n")
            let text = Self.flat(try ximage("plan").output)
            #expect(
                text.contains(
                    "ximage apply --removed server.web=delete --acknowledge destroy@server.web --acknowledge destroy@disk.web.data"
                ), "\(text)")
            #expect(
                text.contains(
                    "ximage apply --removed vault.main=delete --acknowledge destroy-backups@vault.main"),
                "\(text)")
            #expect(text.contains("vault.safe has `protect: true`"), "\(text)")
            #expect(text.contains("{from: image.golden, action: delete"), "\(text)")
            let all = [
                "apply", "--yes", "--removed", "server.web=delete", "--acknowledge", "destroy@server.web",
                "--acknowledge", "destroy@disk.web.data", "--removed", "image.golden=delete", "--removed",
                "vault.main=forget", "--removed", "vault.safe=forget",
            ]
            let done = try ximage.start(all).outcome()
            #expect(done.status == 0, "\(done)")
        }
    }

    // MARK: Moving

    struct Renaming: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var before: String
        var after: String
        var from: String
        var to: String
    }

    static let renamings = [
        Renaming(
            testDescription: "a block", before: manifest(server(count: nil)),
            after: manifest(server("app", count: nil)),
            from: "server.web", to: "server.app"),
        Renaming(
            testDescription: "a block with instances", before: manifest(server()),
            after: manifest(server("app")),
            from: "server.web", to: "server.app"),
        Renaming(
            testDescription: "an instance", before: manifest(keyed("blue", "green")),
            after: manifest(keyed("blue", "teal")),
            from: "'server.web[\"green\"]'", to: "'server.web[\"teal\"]'"),
        Renaming(
            testDescription: "a block that lost its count", before: manifest(server(count: 1)),
            after: manifest(server(count: nil)), from: "'server.web[0]'", to: "server.web"),
        Renaming(
            testDescription: "a vault",
            before: manifest(server(count: nil), "vaults:\n  main: {size: 200 GiB}"),
            after: manifest(server(count: nil), "vaults:\n  backups: {size: 200 GiB}"), from: "vault.main",
            to: "vault.backups"),
        Renaming(
            testDescription: "a disk", before: manifest(server(count: nil)),
            after: manifest(server(count: nil, disk: "store")), from: "disk.web.data", to: "disk.web.store"),
        Renaming(
            testDescription: "a disk of all instances", before: manifest(server()),
            after: manifest(server(disk: "store")), from: "disk.web.data", to: "disk.web.store"),
    ]

    private static func keyed(_ keys: String...) -> String {
        server(count: nil).with("flavor:", "forEach: [\(keys.joined(separator: ", "))]\n    flavor:")
    }

    @Test("What was renamed is offered the entry that keeps it", arguments: renamings)
    func renaming(_ example: Renaming) throws {
        try Binary.inFolder(example.before) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(example.after)
            let plan = try ximage("plan")
            let entry = Self.pasted(plan.output, from: "moved:")
            #expect(entry.contains("- {from: \(example.from), to: \(example.to)}"), "\(plan)")
            try ximage.write(example.after + "\n" + entry)
            let moved = try ximage("plan")
            #expect(moved.status == 0, "\(moved)")
            for word in ["create", "delete", "forget", "disk-renamed"] {
                #expect(
                    !moved.output.contains("to \(word)") && !moved.output.contains("[\(word)]"), "\(moved)")
            }
        }
    }

    @Test("A block that gets a count is offered the commands that keep its object")
    func gainedCount() throws {
        try Binary.inFolder(Self.manifest(Self.server(count: nil))) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(Self.manifest(Self.server(count: 1)))
            let plan = try ximage("plan")
            let commands = plan.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
                .filter { $0.hasPrefix("ximage state mv") }
            #expect(
                commands == [
                    "ximage state mv server.web 'server.web[0]'",
                    "ximage state mv disk.web.data 'disk.web[0].data'",
                ], "\(plan)")
            for command in commands {
                let words = command.replacing("'", with: "").split(separator: " ").dropFirst().map(
                    String.init)
                let moved = try ximage.start(words).outcome()
                #expect(moved.status == 0, "\(moved)")
            }
            let kept = try ximage("plan")
            #expect(kept.status == 0 && !kept.output.contains("to create"), "\(kept)")
        }
    }

    @Test("What could only be replaced is offered no move")
    func notRenamed() throws {
        try Binary.inFolder(Self.manifest(Self.server(count: nil))) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(
                Self.manifest(
                    Self.server("app", count: nil).with("flavor:", "zone: cn-north-4b\n    flavor:")))
            let plan = try ximage("plan")
            #expect(plan.status == 3 && !plan.output.contains(" moved:"), "\(plan)")
        }
    }

    @Test("A server that is forgotten keeps its disks, and the plan says so")
    func forgetting() throws {
        try Binary.inFolder(Self.manifest(Self.server(count: nil))) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write("version: 1\nproject: shop\n")
            let plan = try ximage("plan", "--removed", "server.web=forget")
            #expect(!plan.output.contains("detach"), "\(plan)")
            #expect(plan.output.contains("attached to a server that stays"), "\(plan)")
            #expect(try ximage("apply", "--removed", "server.web=forget", "--yes").status == 0)
            try ximage.write(Self.manifest(Self.server("other", count: nil)))
            #expect(try ximage("list", "servers").output.contains("2, 140 GiB"))
        }
    }

    // MARK: Options

    static let slips: [(arguments: [String], says: String)] = [
        (["plan", "--target", "server.wbe"], "Did you mean `server.web`?"),
        (["plan", "--exclude", "server.wbe*"], "Did you mean `server.web`?"),
        (["plan", "--removed", "server.wbe=delete"], "Did you mean `server.web`?"),
        (["apply", "--yes", "--removed", "server.wbe=delete"], "Did you mean `server.web`?"),
        (["plan", "--renew", "image.gold"], "The set declares no image."),
        (["plan", "--removed", "server.web=delte"], "Did you mean 'delete'?"),
        (["plan", "--acknowledge", "destory@server.web"], "Did you mean `destroy`?"),
        (["plan", "--rules", "VA05"], "Did you mean 'VA005'"),
        (["plan", "--format", "jsn"], "Did you mean 'json'?"),
        (["pln"], "Did you mean 'plan'?"),
        (["state", "lst"], "Did you mean 'list'?"),
        (["list", "servrs"], "Did you mean 'servers'?"),
        (["completion", "bsh"], "Did you mean 'bash'"),
        (["clean", "00000000-0000-4000-8000-000000000000"], "ximage list orphans"),
        (["rules", "list", "--family", "VX"], "Did you mean"),
        (["list", "servers", "--matching", "nmae=x"], "Did you mean 'name'?"),
        (["show", "server.wbe"], "Did you mean `server.web`?"),
        (["state", "rm", "server.wbe"], "Did you mean `server.web`?"),
        (["state", "mv", "server.wbe", "server.app"], "Did you mean `server.web`?"),
        (["snapshot", "server:wbe"], "Did you mean `server.web`?"),
        (["import", "server.wbe", "123"], "Did you mean `server.web`?"),
        (["plan", "here", "-C", "there"], "Leave one of them out."),
    ]

    @Test("A slip on the command line is an error, and the nearest word is offered", arguments: slips)
    func slip(_ arguments: [String], _ says: String) throws {
        try Binary.inFolder(Self.manifest(Self.server(count: nil))) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let refused = try ximage.start(arguments).outcome()
            #expect(refused.status == 1, "\(refused)")
            #expect(Self.flat(refused.all).contains(says), "\(refused)")
            #expect(!refused.all.contains(".orphan["), "\(refused)")
        }
    }

    // MARK: Commands to paste

    @Test("Commands name the set and the environment of the run, and quote what a shell would change")
    func completeCommands() throws {
        let two = "environments: {staging: {project: shop-staging}, production: {}}"
        try Binary.inFolder("") { outer in
            let ximage = Binary(folder: outer.folder.appendingPathComponent("my sets"))
            try FileManager.default.createDirectory(at: ximage.folder, withIntermediateDirectories: true)
            try ximage.write(Self.manifest(Self.server(), two))
            let place = ["-C", "my sets", "--env", "production"]
            #expect(try outer.start(["apply", "--yes"] + place).outcome().status == 0)
            try ximage.write(Self.manifest(Self.server(count: 2), two))
            let refused = try outer.start(["apply", "--removed", "server.web=delete"] + place).outcome()
            #expect(refused.status == 3, "\(refused)")
            #expect(
                Self.flat(refused.output).contains("--acknowledge 'destroy@server.web[2]'"), "\(refused)")
            #expect(
                refused.messages.contains("ximage apply -C 'my sets' --env production --yes"), "\(refused)")
            let undecided = try outer.start(["plan"] + place).outcome()
            #expect(
                Self.flat(undecided.output).contains(
                    "ximage apply --removed 'server.web[2]=delete' --acknowledge 'destroy@server.web[2]' -C 'my sets' "
                        + "--env production"), "\(undecided)")
            // Pasted into a shell.
            let lines = undecided.output.split(separator: "\n").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            let command = try #require(lines.first { $0.hasPrefix("ximage apply --removed") }) + " --yes"
            let pasted = try Program(
                ["/bin/sh", "-c", command.replacing("ximage ", with: "\"$XIMAGE\" ", maxReplacements: 1)],
                folder: outer.folder,
                environment: [
                    "XIMAGE": Binary.path, "PATH": "/usr/bin:/bin", "XIMAGE_SANDBOX_TIME_SCALE": "0",
                ]
            ).outcome()
            #expect(pasted.status == 0, "\(command)\n\(pasted)")
        }
    }

    // MARK: Values

    static let values: [(wrong: String, right: String, says: String)] = [
        (
            "Ubunto 22.04 serve 64bit", "Ubuntu 22.04 server 64bit",
            "Did you mean \"Ubuntu 22.04 server 64bit\""
        ),
        ("vpc-defalt", "vpc-default", "Did you mean \"vpc-default\"?"),
        ("size: 100 GB", "size: 100 GiB", "Write `100 GiB`"),
        ("size: 100gb", "size: 100 GiB", "Write `100 GiB`"),
        ("region: cn-nroth-4\n", "region: cn-north-4\n", "ximage.yaml:4:11"),
        ("size: 20 GiB", "size: 40 GiB", "Write `systemDisk.size: 40 GiB` or more."),
    ]

    @Test("A wrong value is shown in its place, with the right one", arguments: values)
    func value(_ wrong: String, _ right: String, _ says: String) throws {
        try Binary.inFolder(Self.manifest(Self.server(count: nil)).with(right, wrong)) { ximage in
            let refused = try ximage("plan")
            #expect(refused.status != 0, "\(refused)")
            #expect(Self.flat(refused.all).contains(says), "\(refused)")
        }
    }

    @Test("Disks as a list are offered the map")
    func listOfDisks() throws {
        let list = Self.server(count: nil).with("data: {type", "- {name: data, type")
        try Binary.inFolder(Self.manifest(list)) { ximage in
            let refused = try ximage("validate")
            #expect(Self.flat(refused.all).contains("dataDisks: data: {...}"), "\(refused)")
        }
    }

    // MARK: Offers

    static let offers: [(words: [String], has: String, hasNot: String)] = [
        (["flavors"], "s6.large.2", "cn-south-1"),
        (["flavors", "--matching", "name=s6.large.*"], "s6.large.2", "s6.small.1"),
        (["zones"], "cn-north-4a", "cn-south-1"),
        (["zones", "--region", "cn-south-1"], "cn-south-1c", "cn-north-4"),
        (["zones", "--matching", "region=cn-south-1"], "cn-south-1c", "cn-north-4"),
        (["disk-types"], "ESSD", "s6.large.2"),
        (["base-images", "--matching", "name=Ubuntu*"], "Ubuntu 22.04 server 64bit", "Windows"),
        (["networks"], "subnet-default", "subnet-dr"),
        (["quotas"], "GiB of disks", "s6.large.2"),
        (["servers", "--matching", "name=*-1"], "shop-web-1", "shop-web-0"),
    ]

    @Test("What a region offers is listed as a table and as JSON", arguments: offers)
    func offer(_ words: [String], _ has: String, _ hasNot: String) throws {
        try Binary.inFolder(Self.manifest(Self.server(count: 2))) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            for form in ["text", "json"] {
                let list = try ximage.start(["list"] + words + ["--format", form]).outcome()
                #expect(list.status == 0, "\(list)")
                #expect(list.output.contains(has) && !list.output.contains(hasNot + " "), "\(list)")
                if form == "json" {
                    let json =
                        try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [String: Any]
                    #expect(json?["format"] as? String == "ximage-list", "\(list)")
                    #expect((json?["objects"] as? [Any])?.isEmpty == false, "\(list)")
                }
            }
        }
    }

    @Test("A region that there is not is an error with the nearest one")
    func offerOfNoRegion() throws {
        try Binary.inFolder("version: 1\nproject: shop\n") { ximage in
            let unknown = try ximage("list", "zones", "--region", "cn-nroth-4")
            #expect(unknown.status == 1 && unknown.all.contains("Did you mean cn-north-4"), "\(unknown)")
            let none = try ximage("list", "zones")
            #expect(none.status == 1 && none.all.contains("--region cn-north-4"), "\(none)")
        }
    }
}
