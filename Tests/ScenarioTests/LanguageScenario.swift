import Foundation
import Testing

/// The commands about manifests alone, through the built program: `init`, `validate`, `fmt`, `schema`.
@Suite struct LanguageScenario {
    @Test("init writes a project that plans, and overwrites nothing")
    func start() throws {
        try Binary.inFolder("") { ximage in
            let made = try ximage("init", "my-shop")
            #expect(made.status == 0, "\(made)")
            #expect(made.output == "my-shop/ximage.yaml\nmy-shop/.ximage/manifest.schema.json\n")
            let file = ximage.folder.appendingPathComponent("my-shop/ximage.yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(text.hasPrefix("# yaml-language-server: $schema=.ximage/manifest.schema.json\n"))
            #expect(text.contains("project: my-shop\n"))
            let plan = try ximage("plan", "my-shop", "--detailed-exitcode")
            #expect(plan.status == 2, "\(plan)")
            #expect(try ximage("fmt", "--check", "my-shop").status == 0)
            let again = try ximage("init", "my-shop")
            #expect(again.status == 1, "\(again)")
            #expect(again.messages.contains("is there already"), "\(again)")
            #expect(try String(contentsOf: file, encoding: .utf8) == text)
            let wrong = try ximage("init", "other", "--project", "Shop!")
            #expect(wrong.status == 1, "\(wrong)")
            #expect(
                !FileManager.default.fileExists(atPath: ximage.folder.appendingPathComponent("other").path))
        }
    }

    private static let variables = """
        version: 1
        project: shop
        defaults: {region: cn-north-4}
        variables:
          size: {type: int, default: 10}
          secret: {sensitive: true, default: hunter2}
          colour: {default: red}
        vaults:
          v: {size: "${var.size}", tags: {colour: "${var.colour}"}}

        """

    @Test("Values of variables come from the command line, and every command takes them")
    func values() throws {
        try Binary.inFolder(Self.variables) { binary in
            var ximage = binary
            ximage.environment = ["XIMAGE_VAR_colour": "green"]
            let shown = try ximage("validate", "--explain-vars", "--var", "size=12")
            #expect(shown.status == 0, "\(shown)")
            let rows = shown.output.split(separator: "\n").map {
                $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
            }
            #expect(rows.contains("colour string green XIMAGE_VAR_colour default"), "\(shown)")
            #expect(rows.contains("size int 12 --var default"), "\(shown)")
            #expect(rows.contains("secret string (sensitive) default"), "\(shown)")
            let json = try ximage("validate", "--explain-vars", "--format", "json")
            #expect(json.output.contains("\"value\": \"green\""), "\(json)")
            let expanded = try ximage("validate", "--expand", "--var", "colour=blue")
            #expect(expanded.output.contains("tags: {colour: blue}"), "\(expanded)")
            #expect(try ximage("plan", "--var", "size=11").output.contains("11 GiB"))
            for outcome in [shown, json, expanded] { #expect(!outcome.all.contains("hunter2")) }
            let wrong = try ximage("plan", "--var", "size=big")
            #expect(wrong.status == 1 && wrong.messages.contains("var.size"), "\(wrong)")
            let unknown = try ximage("apply", "--var", "sise=1", "--yes")
            #expect(unknown.status == 1 && unknown.messages.contains("Did you mean `size`?"), "\(unknown)")
            let file = try ximage("show", "--var-file", "nowhere.yaml")
            #expect(file.status == 1 && file.messages.contains("nowhere.yaml"), "\(file)")
            #expect(try ximage("validate", "--var", "colour").status == 1)
        }
    }

    @Test("Environments have projects and state of their own")
    func environments() throws {
        let manifest =
            Self.variables + "environments: {dev: {project: shop-dev}, prod: {variables: {size: 12}}}\n"
        try Binary.inFolder(manifest) { ximage in
            let none = try ximage("validate")
            #expect(none.status == 1 && none.messages.contains("--env dev"), "\(none)")
            #expect(try ximage("apply", "--yes", "--env", "dev").status == 0)
            #expect(try ximage("apply", "--yes", "--env", "prod").status == 0)
            #expect(try ximage("show", "--env", "dev").output.contains("vault.v"))
            #expect(try ximage("plan", "--env", "dev", "--detailed-exitcode").status == 0)
            for name in ["dev", "prod"] {
                let state = ximage.folder.appendingPathComponent(".ximage/state-\(name).db").path
                #expect(FileManager.default.fileExists(atPath: state))
            }
            let declined = try ximage("apply", "--env", "prod", "--var", "size=13")
            #expect(declined.messages.contains("ximage apply --env prod --var size=... --yes"), "\(declined)")
        }
    }

    @Test("fmt rewrites files in place, checks, shows differences and works in a pipe")
    func format() throws {
        let ugly = "version:   1\n# kept\nproject: shop\ndefaults:\n      region:   r # here\n"
        let pretty = "version: 1\n# kept\nproject: shop\ndefaults:\n  region: r # here\n"
        try Binary.inFolder(ugly) { ximage in
            let check = try ximage("fmt", "--check")
            #expect(check.status == 2 && check.output == "ximage.yaml\n", "\(check)")
            let diff = try ximage("fmt", "--diff", "ximage.yaml")
            #expect(diff.status == 0, "\(diff)")
            #expect(
                diff.output == """
                    --- ximage.yaml
                    +++ ximage.yaml
                    @@ -1,5 +1,5 @@
                    -version:   1
                    +version: 1
                     # kept
                     project: shop
                     defaults:
                    -      region:   r # here
                    +  region: r # here

                    """)
            let file = ximage.folder.appendingPathComponent("ximage.yaml")
            #expect(try String(contentsOf: file, encoding: .utf8) == ugly)
            let done = try ximage("fmt")
            #expect(done.status == 0 && done.output == "ximage.yaml\n", "\(done)")
            #expect(try String(contentsOf: file, encoding: .utf8) == pretty)
            let second = try ximage("fmt")
            #expect(second.status == 0 && second.output.isEmpty, "\(second)")
            #expect(try ximage("fmt", "--check", "--diff").status == 0)
            let missing = try ximage("fmt", "nothing.yaml")
            #expect(missing.status == 1 && missing.messages.contains("nothing.yaml"), "\(missing)")
            try Data("a: [1\n".utf8).write(to: file)
            let broken = try ximage("fmt")
            #expect(broken.status == 1 && broken.messages.contains("ximage.yaml:"), "\(broken)")
            #expect(try String(contentsOf: file, encoding: .utf8) == "a: [1\n")
        }
    }

    @Test("validate speaks JSON and SARIF")
    func machines() throws {
        try Binary.inFolder("project: Shop\nvaults: {v: {sizze: 1}}\n") { ximage in
            for (format, list) in [("json", "diagnostics"), ("sarif", "runs")] {
                let outcome = try ximage("validate", "--format", format)
                #expect(outcome.status == 1, "\(outcome)")
                let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
                #expect((json?[list] as? [Any])?.isEmpty == false, "\(outcome)")
                #expect(outcome.messages.isEmpty, "\(outcome)")
            }
            #expect(try ximage("validate", "--expand", "--format", "json").status == 1)
        }
    }

    @Test("schema prints JSON and the reference page, which docs/manifests.md is")
    func schema() throws {
        try Binary.inFolder("") { ximage in
            let schema = try ximage("schema")
            let json = try JSONSerialization.jsonObject(with: Data(schema.output.utf8)) as? [String: Any]
            #expect(json?["$id"] as? String == "urn:ximage:schema:manifest:1")
            let page = try ximage("schema", "--format", "markdown")
            let file = ManifestsScenario.folder.deletingLastPathComponent().appendingPathComponent(
                "docs/manifests.md")
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(text == page.output, "run: ximage schema --format markdown > docs/manifests.md")
        }
    }
}
