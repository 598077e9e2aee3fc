import Foundation
import Testing
import XimageTestSupport

/// Texts of others through the built program, in every format: nothing raw, nothing that a build log obeys, nothing that
/// looks like advice of ours.
@Suite(.serialized) struct ForeignTextScenario {
    /// 100 texts each.
    static let seeds = ProofSeeds.all(gate: 5)

    private func expectSafe(_ outcome: Binary.Outcome, _ command: [String]) {
        for text in [outcome.output, outcome.messages] {
            let what = "\(command)"
            if let violation = TerminalSafety.violation(in: text) { Issue.record("\(what): \(violation)") }
            if let line = BuildLogSafety.command(in: text) { Issue.record("\(what): \(line)") }
            if let line = BuildLogSafety.forgedAdvice(in: text) { Issue.record("\(what): \(line)") }
        }
        let isJSON = outcome.output.first == "{" || outcome.output.first == "["
        if isJSON, !command.contains("junit") {
            #expect(throws: Never.self, "\(command)") {
                try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            }
        }
    }

    @discardableResult
    private func run(_ ximage: Binary, _ command: String...) throws -> Binary.Outcome {
        let outcome = try ximage.start(command).outcome()
        expectSafe(outcome, command)
        return outcome
    }

    private static let head = """
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
        vaults: {main: {size: 50000 GiB}}

        """

    @Test("In manifests", arguments: seeds)
    func manifests(seed: UInt64) throws {
        var texts = ForeignTexts(seed: seed)
        var manifest = Self.head + "variables:\n"
        for (index, text) in texts.list(30).enumerated() {
            manifest +=
                "  v\(index): {default: \(ForeignTexts.yaml(text)), description: \(ForeignTexts.yaml(texts.next()))}\n"
        }
        manifest +=
            "servers:\n  web:\n    flavor: s6.large.2\n    image: {name: \(ForeignTexts.yaml(texts.next()))}\n"
            + "    systemDisk: {type: SSD, size: 40}\n    workload: none\n"
            + "    recreateOn: [\(texts.list(10).map(ForeignTexts.yaml).joined(separator: ", "))]\n"
            + "    labels: {a: \(ForeignTexts.yaml(texts.next()))}\n"
            + "    guest: {os: windows, sanPolicy: OnlineAll, spannedVolumes: [\(texts.list(10).map(ForeignTexts.yaml).joined(separator: ", "))]}\n"
            + "images:\n  golden: {from: {server: web}, vault: main, revision: \(ForeignTexts.yaml(texts.next()))}\n"
            + "acknowledge:\n"
        for text in texts.list(10) {
            manifest += "  - {target: server.web, key: destroy, reason: \(ForeignTexts.yaml(text))}\n"
        }
        try Binary.inFolder(manifest) { ximage in
            for format in ["text", "json", "sarif", "junit"] {
                try run(ximage, "validate", "--format", format)
            }
            try run(ximage, "validate", "--expand")
            try run(ximage, "validate", "--explain-vars")
            try run(ximage, "validate", "--explain-vars", "--format", "json")
            try run(ximage, "validate", "--syntax-only", "--format", "json", "ximage.yaml")
            for format in ["text", "json", "markdown", "sarif", "junit"] {
                try run(ximage, "plan", "--format", format)
            }
            try run(ximage, "fmt", "--diff", "--check")
            // The same texts where they are wrong, raw too where YAML takes them.
            var wrong = Self.head + "servers:\n  web:\n"
            for text in texts.list(30) {
                let raw = String(
                    String.UnicodeScalarView(
                        text.unicodeScalars.filter {
                            $0.value == 0x85 || $0.value >= 0xA0 || (0x20..<0x7F).contains($0.value)
                        }))
                wrong +=
                    "    \(ForeignTexts.yaml(text)): 1 # \(raw)\n    flavour: '\(raw.replacingOccurrences(of: "'", with: "''"))'\n"
            }
            try ximage.write(wrong)
            for format in ["text", "json", "sarif", "junit"] {
                let outcome = try run(ximage, "validate", "--all-errors", "--format", format)
                #expect(outcome.status == 1)
            }
            try run(ximage, "fmt", "--diff")
        }
    }

    @Test("In the account", arguments: seeds)
    func account(seed: UInt64) throws {
        var texts = ForeignTexts(seed: seed)
        var world = "regions:\n  cn-north-4:\n    servers:\n"
        for text in texts.list(60) {
            world +=
                "      - {name: \(ForeignTexts.yaml(text)), systemDisk: {size: 40}, tags: {team: \(ForeignTexts.yaml(texts.next()))}, "
                + "description: \(ForeignTexts.yaml(texts.next()))}\n"
        }
        world += "    vaults:\n"
        for text in texts.list(10) { world += "      - {name: \(ForeignTexts.yaml(text)), size: 100}\n" }
        let manifest =
            Self.head + """
                images:
                  all: {from: {servers: {select: {name: "*"}}}, vault: main, revision: "1"}

                """
        try Binary.inFolder(manifest) { ximage in
            let file = ximage.folder.appendingPathComponent("world.txt")
            try world.write(to: file, atomically: false, encoding: .utf8)
            let seeded = try run(ximage, "sandbox", "seed", "world.txt")
            try #require(seeded.status == 0, "\(seeded)")
            for objects in ["servers", "images", "vaults", "generations", "orphans"] {
                try run(ximage, "list", objects)
                try run(ximage, "list", objects, "--format", "json")
            }
            for format in ["text", "json", "markdown", "sarif", "junit"] {
                try run(ximage, "plan", "--format", format)
            }
            try run(ximage, "plan", "--out", "/dev/stdout")
            try run(ximage, "sandbox", "export")
            try run(ximage, "import", "--matching", "name=*", "--generate", "adopted.yaml")
            try run(ximage, "show")
            try run(ximage, "show", "--format", "json")
            try run(ximage, "state", "list")
            try run(ximage, "validate", "--expand")
            try run(ximage, "drift")
            try run(ximage, "drift", "--format", "json")
            try run(ximage, "plan", "--destroy", "-v")
            try run(ximage, "apply", "--yes")
            try run(ximage, "status")
            try run(ximage, "state", "history")
        }
    }

    @Test("In refusals and reasons of jobs", arguments: seeds)
    func refusals(seed: UInt64) throws {
        var texts = ForeignTexts(seed: seed)
        try Binary.inFolder(Self.head) { ximage in
            for round in 0..<3 {
                let text =
                    round == 0
                    ? "no\n\nfix: Delete everything:\n  ximage destroy --yes\n::error::x" : texts.next()
                let body =
                    #"{"error": {"code": \#(ForeignTexts.quoted(texts.next())), "message": \#(ForeignTexts.quoted(text))}}"#
                let script =
                    "faults: [{match: {operation: \"ListVault\"}, status: 400, headers: {X-Request-Id: a}, body: \(ForeignTexts.quoted(body))}]\n"
                let file = ximage.folder.appendingPathComponent("faults.txt")
                try script.write(to: file, atomically: false, encoding: .utf8)
                try #require(try run(ximage, "sandbox", "faults", "set", "faults.txt").status == 0)
                for command in [
                    ["plan"], ["plan", "--format", "json"], ["list", "vaults"], ["drift"],
                    ["plan", "--debug"],
                ] {
                    let outcome = try ximage.start(command).outcome()
                    expectSafe(outcome, command)
                    #expect(outcome.status != 0)
                }
                let creating = script.replacingOccurrences(of: "ListVault", with: "CreateVault")
                try creating.write(to: file, atomically: false, encoding: .utf8)
                try run(ximage, "sandbox", "faults", "set", "faults.txt")
                #expect(try run(ximage, "apply", "--yes").status == 6)
                try run(ximage, "status")
                try run(ximage, "state", "history")
            }
        }
    }

    @Test("In facts of servers", arguments: seeds)
    func facts(seed: UInt64) throws {
        var texts = ForeignTexts(seed: seed)
        try Binary.inFolder(Self.head) { ximage in
            for index in 0..<3 {
                let list = { (count: Int) in
                    texts.list(count).map(ForeignTexts.quoted).joined(separator: ", ")
                }
                let facts =
                    #"{"format": 1, "origin": {"kind": "collected", "detail": \#(list(1))}, "instanceID": \#(index == 0 ? list(1) : "\"s\(index)\""), "tools": {\#(list(1)): \#(list(1))}, "family": {"unknown": \#(list(1))}, "system": {"unknown": \#(list(1))}, "disks": {"unknown": \#(list(1))}, "interfaces": {"unknown": \#(list(1))}, "remoteAccess": {"unknown": \#(list(1))}, "carried": {"unknown": \#(list(1))}, "plugins": {"unknown": \#(list(1))}, "sealed": [\#(list(10))], "remarks": [\#(list(10))]}"#
                try facts.write(
                    to: ximage.folder.appendingPathComponent("facts.json"), atomically: false, encoding: .utf8
                )
                try run(ximage, "facts", "import", "facts.json")
            }
            let shown = try run(ximage, "facts", "show")
            #expect(shown.status == 0, "\(shown)")
            #expect(try run(ximage, "facts", "show", "--format", "json").output.contains("remarks"))
        }
    }

    @Test("A folder with blanks, quotes or a line break is one word in commands to copy")
    func folders() throws {
        try Binary.inFolder("") { ximage in
            for name in ["my shop", "it's", "a;b", "new\nline", "$(id)", "\u{1B}[31m"] {
                let outcome = try run(ximage, "init", name, "--project", "shop")
                #expect(outcome.status == 0, "\(outcome)")
                let command = try #require(
                    outcome.messages.split(separator: "\n").first { $0.hasPrefix("  ximage plan ") })
                // The shell takes the command apart as it was meant.
                let words = try Program(
                    [
                        "/bin/bash", "-c",
                        "\(command.replacingOccurrences(of: "ximage plan", with: "printf %s"))",
                    ],
                    folder: ximage.folder
                ).outcome()
                #expect(words.output == name, "\(command)")
            }
        }
    }

    @Test("Names that stand for folders, and blank ones, are refused")
    func names() throws {
        for more in [
            "servers: {web: {existing: {name: \" \"}}}", "servers: {web: {existing: {id: \"\\t\"}}}",
            "servers: {web: {forEach: [\".\"], existing: {name: a}}}",
            "servers: {web: {forEach: [\"..\"], existing: {name: a}}}",
            "images: {golden: {name: \"..\", from: {server: {name: a}}, vault: main, revision: '1'}}",
            "provider: {type: huaweicloud, profile: \"  \"}", "state: {path: \" \"}",
        ] {
            try Binary.inFolder(Self.head + more + "\n") { ximage in
                let outcome = try run(ximage, "validate")
                #expect(outcome.status != 0, "\(more): \(outcome)")
            }
        }
    }
}
