import Foundation
import Testing

/// The catalogue at the command line, and findings in other forms and another language.
@Suite struct RulesScenario {
    @Test("rules list: families, severities and machines")
    func lists() throws {
        try Binary.inFolder("") { ximage in
            let all = try ximage("rules", "list")
            #expect(all.status == 0 && all.output.contains("239 rules"), "\(all)")
            let some = try ximage("rules", "list", "--family", "cp,VA005", "--severity", "error")
            #expect(some.output.contains("CP008") && some.output.contains("VA005"), "\(some)")
            #expect(!some.output.contains("CP017") && !some.output.contains("VA006"), "\(some)")
            let wrong = try ximage("rules", "list", "--family", "XX")
            #expect(wrong.status == 1 && wrong.messages.contains("XX"), "\(wrong)")
            let json = try ximage("rules", "list", "--format", "json").output
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            #expect((document["rules"] as? [[String: Any]])?.count == 239)
        }
    }

    @Test(
        "rules explain: by id, by name, by a code of the service; both languages; versions; a way out of a slip"
    )
    func explains() throws {
        try Binary.inFolder("") { ximage in
            let page = try ximage("rules", "explain", "cp011")
            for text in [
                "CP011", "Reported", "Fine", "IMG.0146", "policy: {copySize", "international", "Source:",
            ] {
                #expect(page.output.contains(text), "\(text) in \(page)")
            }
            #expect(!page.output.contains("整机镜像"))
            let chinese = try ximage("rules", "explain", "cp011", "--lang", "zh")
            #expect(chinese.output.contains("整机镜像") && chinese.output.contains("来源："), "\(chinese)")
            var other = ximage
            other.environment["XIMAGE_LANG"] = "zh"
            #expect(try other("rules", "explain", "VA005").output.hasPrefix("VA005：存储库容量\n"))
            #expect(try other("rules", "list", "--family", "VA").output.contains("标题"))
            #expect(try ximage("rules", "explain", "IMG.0182").output.contains("VA005"))
            #expect(try ximage("rules", "explain", "vault-too-small").output.contains("VA005"))
            let slip = try ximage("rules", "explain", "vault-to-small")
            #expect(slip.status == 1 && slip.messages.contains("vault-too-small"), "\(slip)")
            let json = try ximage("rules", "explain", "AV006", "--format", "json").output
            #expect(json.contains("\"codes\"") && json.contains("Ecs.0018"))
        }
    }

    private static let small = MainJobScenario.manifest.with("size: 500 GiB", "size: 60 GiB")

    @Test("validate: some rules alone, in Chinese, as JUnit")
    func validates() throws {
        try Binary.inFolder(Self.small) { ximage in
            let all = try ximage("validate")
            #expect(all.status == 3 && all.messages.contains("VA005"), "\(all)")
            let others = try ximage("validate", "--rules", "NM,WI")
            #expect(others.status == 0 && !others.all.contains("VA005"), "\(others)")
            let chinese = try ximage("validate", "--rules", "VA005", "--lang", "zh")
            #expect(chinese.status == 3, "\(chinese)")
            #expect(chinese.messages.contains("错误[VA005]") && chinese.messages.contains("存储库"), "\(chinese)")
            #expect(!chinese.messages.contains("what:"), "\(chinese)")
            #expect(chinese.messages.contains("存储库容量不足") && chinese.messages.contains("原因："), "\(chinese)")
            #expect(!chinese.messages.contains(" are needed"), "\(chinese)")
            var other = ximage
            other.environment["LANG"] = "zh_CN.UTF-8"
            #expect(try other("validate").messages.contains("存储库"))
            other.environment["XIMAGE_LANG"] = "en"
            #expect(try other("validate").messages.contains("the servers bound to it"))
            let junit = try ximage("validate", "--format", "junit")
            #expect(junit.status == 3 && junit.output.contains("<failure type=\"VA005\""), "\(junit)")
            let parser = XMLShape()
            #expect(parser.reads(junit.output), "\(junit)")
            #expect(parser.failures == 1 && parser.cases > 20, "\(parser.failures) of \(parser.cases)")
        }
    }

    @Test("A finding is headed by its violation in each form, in the chosen language")
    func heads() throws {
        try Binary.inFolder(Self.small) { ximage in
            for form in ["text", "markdown", "sarif", "junit"] {
                let english = try ximage("plan", "--format", form)
                #expect(english.output.contains("Vault is too small"), "\(form): \(english)")
                let chinese = try ximage("plan", "--format", form, "--lang", "zh")
                #expect(chinese.output.contains("存储库容量不足"), "\(form): \(chinese)")
                #expect(chinese.output.contains("请扩容到至少"), "\(form): \(chinese)")
                #expect(!chinese.output.contains("Vault is too small"), "\(form): \(chinese)")
            }
            let json = try ximage("plan", "--format", "json", "--lang", "zh")
            #expect(json.output.contains("Vault is too small"), "\(json)")
        }
    }

    @Test("list servers names the violation in the chosen language")
    func namesVerdicts() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            let folder = ximage.folder.appendingPathComponent(".ximage")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try """
            regions:
              cn-north-4:
                vaults: [{name: corp, size: 500}]
                servers: [{name: db, zone: cn-north-4a, flavor: s6.large.2, status: ERROR}]
            """.write(
                to: folder.appendingPathComponent("world.yaml"), atomically: true, encoding: .utf8)
            #expect(try ximage("sandbox", "seed", ".ximage/world.yaml").status == 0)
            let english = try ximage("list", "servers").output
            #expect(english.contains("no: SV001 Server is neither running nor stopped"), "\(english)")
            let chinese = try ximage("list", "servers", "--lang", "zh").output
            #expect(chinese.contains("不可以：SV001 云服务器未处于运行中或关机状态"), "\(chinese)")
            let json = try ximage("list", "servers", "--lang", "zh", "--format", "json").output
            #expect(json.contains("Server is neither running nor stopped"), "\(json)")
        }
    }

    @Test("plan: the findings alone, as JUnit and SARIF")
    func planned() throws {
        try Binary.inFolder(Self.small) { ximage in
            let junit = try ximage("plan", "--format", "junit")
            #expect(junit.status == 3 && junit.output.contains("<failure type=\"VA005\""), "\(junit)")
            let parser = XMLShape()
            #expect(parser.reads(junit.output), "\(junit)")
            // Rules of plans too, which `validate` does not ask.
            let offline = XMLShape()
            #expect(offline.reads(try ximage("validate", "--format", "junit").output))
            #expect(parser.failures == 1 && parser.cases > offline.cases, "\(parser.cases)")
            let others = try ximage("plan", "--rules", "NM,WI")
            #expect(others.status == 0 && !others.all.contains("VA005"), "\(others)")
            let saved = try ximage("plan", "--rules", "NM", "--out", "it.plan")
            #expect(saved.status == 1 && saved.messages.contains("all rules have to be asked"), "\(saved)")
            let sarif = try ximage("plan", "--format", "sarif")
            let document = try JSONSerialization.jsonObject(with: Data(sarif.output.utf8)) as? [String: Any]
            let results = (document?["runs"] as? [[String: Any]])?.first?["results"] as? [[String: Any]]
            #expect(
                sarif.status == 3 && results?.contains { $0["ruleId"] as? String == "VA005" } == true,
                "\(sarif)")
        }
    }
}

/// Reads just enough of XML to see that it is well formed.
private final class XMLShape {
    private(set) var cases = 0
    private(set) var failures = 0

    func reads(_ text: String) -> Bool {
        var open: [Substring] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            guard !tag.hasPrefix("?") else { continue }
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return false }
                continue
            }
            let name = tag.prefix { $0.isLetter || $0 == "-" }
            if name == "testcase" { cases += 1 }
            if name == "failure" { failures += 1 }
            if !tag.hasSuffix("/") { open.append(name) }
        }
        return open.isEmpty && !rest.contains("<")
    }
}
