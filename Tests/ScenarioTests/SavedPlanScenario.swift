import Foundation
import Testing
import XimageCore
import XimageEngine
import XimagePlanning

/// A saved plan that somebody approved, at the command line.
@Suite struct SavedPlanScenario {
    private static let vault = """
        project: shop
        defaults: {region: cn-north-4}
        vaults: {main: {size: 100 GiB}}
        """

    @Test("--expect-digest: too short is refused, another beginning too, the right one is carried out")
    func expectDigest() throws {
        try Binary.inFolder(Self.vault) { ximage in
            #expect(try ximage("plan", "--out", "shop.plan").status == 0)
            let file = try Data(contentsOf: ximage.folder.appendingPathComponent("shop.plan"))
            let document = try #require(try JSONSerialization.jsonObject(with: file) as? [String: Any])
            let digest = try #require(document["digest"] as? String)
            let short = try ximage("apply", "shop.plan", "--expect-digest", String(digest.prefix(25)))
            #expect(short.status == 1 && short.messages.contains("at least 26 characters"), "\(short)")
            let other = String(digest.prefix(25)) + (digest.dropFirst(25).hasPrefix("a") ? "b" : "a")
            let wrong = try ximage("apply", "shop.plan", "--expect-digest", other)
            #expect(wrong.status == 4 && wrong.messages.contains(other), "\(wrong)")
            let right = try ximage("apply", "shop.plan", "--expect-digest", String(digest.prefix(26)))
            #expect(right.status == 0, "\(right)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }

    // MARK: What happens elsewhere

    private static let fleet = """
        version: 1
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
        variables:
          revision: {type: string, default: "1"}
        vaults:
          main: {size: 1 TiB}
        servers:
          build:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
            recreateOn: ["${var.revision}"]
          web:
            flavor: s6.large.2
            image: {from: golden}
            systemDisk: {type: SSD, size: 40 GiB}
            onNewImage: replace
        images:
          golden: {from: {server: build}, vault: main, revision: "${var.revision}"}

        """

    /// Blocks that another person adds.
    private static let added = [
        "vault": ("vaults:\n", "  other: {size: 100 GiB}\n"),
        "server": (
            "servers:\n",
            "  other: {flavor: s6.large.2, image: {name: \"CentOS 7.9 64bit\"}, "
                + "systemDisk: {type: SAS, size: 40 GiB}, dataDisks: {data: {type: SAS, size: 10 GiB}}}\n"
        ),
        "image": ("images:\n", "  other: {from: {server: build}, vault: main}\n"),
    ]

    @Test(
        "A plan with replacements is carried out after an unrelated block was added",
        arguments: added.keys.sorted())
    func unrelated(_ kind: String) throws {
        let (section, block) = try #require(Self.added[kind])
        let raised = ["--var", "revision=2"]
        try Binary.inFolder(Self.fleet) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let words = ["--acknowledge", "destroy@server.build", "--acknowledge", "destroy@server.web"]
            let planned = try ximage.start(["plan", "--out", "shop.plan"] + words + raised).outcome()
            #expect(planned.status == 0 && planned.output.contains("server.web"), "\(planned)")
            try ximage.write(Self.fleet.with(section, section + block))
            let applied = try ximage.start(["apply", "shop.plan"] + raised).outcome()
            #expect(applied.status == 0, "\(applied)")
        }
    }

    // MARK: What is shown

    private static let harmless = vault.with("100 GiB", "200 GiB")

    @Test("show prints the plan as plan printed it, in each form")
    func shown() throws {
        try Binary.inFolder(Self.vault) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(Self.harmless)
            for format in ["text", "json", "markdown"] {
                let planned = try ximage("plan", "--format", format, "--out", "shop.plan", "--verbose")
                #expect(planned.output.contains("vault.main"), "\(planned)")
                #expect(try ximage("show", "shop.plan", "--format", format).output == planned.output)
            }
        }
    }

    @Test("Texts in the file are not shown, also not with a new digest; findings are shown by their rules")
    func forgedTexts() throws {
        try Binary.inFolder(Self.vault) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(Self.harmless)
            let planned = try ximage(
                "plan", "--acknowledge", "destroy@vault.main", "--out", "shop.plan", "--verbose")
            #expect(planned.output.contains("AG005"), "\(planned)")
            let file = ximage.folder.appendingPathComponent("shop.plan")
            let honest = try ximage("show", "shop.plan")
            var saved = try JSONDecoder().decode(SavedPlan.self, from: try Data(contentsOf: file))
            saved.madeBy = "LIE"
            for index in saved.plan.findings.indices {
                let finding = saved.plan.findings[index]
                saved.plan.findings[index] = Diagnostic(
                    untranslated: finding.code, severity: finding.severity, summary: "LIE", detail: "LIE",
                    fix: "LIE",
                    address: finding.address, remark: "LIE")
            }
            saved.plan.findings.append(
                Diagnostic(untranslated: "LIE", severity: .info, summary: "LIE", detail: "LIE"))
            saved.digest = saved.computedDigest
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(saved).write(to: file)
            for format in ["text", "json", "markdown"] {
                let shown = try ximage("show", "shop.plan", "--format", format)
                #expect(shown.status == 0 && shown.all.contains("AG005"), "\(format): \(shown)")
                #expect(!shown.all.contains("LIE"), "\(format): \(shown)")
            }
            #expect(honest.output.contains("AG005"), "\(honest)")
        }
    }

    @Test("The text of a harmless plan beside the steps of a destroy has no effect")
    func forged() throws {
        try Binary.inFolder(Self.vault) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            #expect(try ximage("plan", "--destroy", "--out", "shop.plan").status == 0)
            let honest = try ximage("show", "shop.plan")
            #expect(honest.output.contains("- vault.main"), "\(honest)")
            let file = ximage.folder.appendingPathComponent("shop.plan")
            var plan = try #require(
                try JSONSerialization.jsonObject(with: try Data(contentsOf: file)) as? [String: Any])
            // Version 2 kept the texts here.
            plan["shown"] = ["text": "No changes.\n", "markdown": "No changes.\n", "json": "{}"]
            try JSONSerialization.data(withJSONObject: plan, options: [.prettyPrinted, .sortedKeys])
                .write(to: file)
            for format in ["text", "json", "markdown"] {
                let shown = try ximage("show", "shop.plan", "--format", format)
                #expect(
                    !shown.output.contains("No changes") && shown.output.contains("vault.main"), "\(shown)")
            }
            #expect(try ximage("show", "shop.plan").output == honest.output)
        }
    }
}
