import Foundation
import Testing
import XimageCore

@Suite struct FindingTextTests {
    private static let template = FindingText.Template(
        english: RuleText("{server} is {state}.", fix: "Start {server}."),
        chinese: RuleText("云服务器 {server} 处于 {state}。", fix: "请启动 {server}。"))

    private func finding(_ arguments: KeyValuePairs<String, RuleArgument>) -> Diagnostic {
        Diagnostic(
            code: "SV001", severity: .error, headline: Bilingual("State", zh: "状态"),
            text: FindingText(Self.template, arguments))
    }

    @Test("A finding is put into words in either language")
    func tells() {
        let address = Address(.server, "web")
        let finding = finding(["server": "\(address)", "state": RuleArgument("off", zh: "关机")])
        #expect(finding.detail == "server.web is off.")
        #expect(finding.fix == "Start server.web.")
        #expect(finding.chinese?.message == "云服务器 server.web 处于 关机。")
        #expect(finding.chinese?.fix == "请启动 server.web。")
    }

    @Test("A name without a value stays, so that a test can find it")
    func keepsNames() { #expect(finding(["server": "web"]).detail == "web is {state}.") }

    @Test("A way out that offers nothing is none")
    func offers() {
        let template = FindingText.Template(
            english: RuleText("{zone} is unknown.", fix: "Choose one of: {zones}, or {others}."),
            chinese: RuleText("{zone} 未知。", fix: "可选：{zones}，{others}。"))
        let some = FindingText(template, ["zone": "z", "zones": "a", "others": .nothing])
        #expect(some.text(.english).fix == "Choose one of: a, or none.")
        let none = FindingText(template, ["zone": "z", "zones": .nothing, "others": .nothing])
        #expect(none.text(.english).fix == nil && none.text(.chinese).fix == nil)
        #expect(none.text(.english).message == "z is unknown.")
    }

    @Test("An argument keeps both languages, alone and between others")
    func keepsLanguages() {
        let words = RuleArgument("the vault", zh: "存储库")
        let lone: RuleArgument = "\(words)"
        let mixed: RuleArgument = "`\(1)` \(words), \(words)"
        #expect(lone == words && mixed.english == "`1` the vault, the vault")
        #expect(mixed.chinese == "`1` 存储库, 存储库")
        #expect("\(words)" as String == "the vault")
    }

    @Test("Braces that hold no name are text")
    func braces() {
        let text = "`${` begins `${{name}}`, as in `{key: {name}}` and `{...}`; {other} stays."
        #expect(
            FindingText.filled(text) { $0 == "name" ? "web" : nil }
                == "`${` begins `${web}`, as in `{key: web}` and `{...}`; {other} stays.")
    }

    @Test("Names of placeholders may have digits and underscores")
    func fillsNames() {
        let text = FindingText.filled("{az1} {image_az} {a b} {}") { "<\($0)>" }
        #expect(text == "<az1> <image_az> {a b} {}")
    }

    @Test("Arguments read alike however they were put together")
    func arguments() {
        let address = Address(.disk, "web", part: "data")
        let lone: RuleArgument = "\(address)"
        let mixed: RuleArgument = "\(address) and \(address)"
        let quoted: RuleArgument = "`\(address)`"
        let number: RuleArgument = "\(40) GiB"
        #expect(lone.english == "disk.web.data" && lone.chinese == nil)
        #expect(mixed.english == "disk.web.data and disk.web.data")
        #expect(quoted.english == "`disk.web.data`")
        #expect(number.english == "40 GiB")
    }

    @Test("An acknowledgement is told with its reason and its last day")
    func waived() {
        let waiver = Acknowledgement(
            key: "downtime", target: Address(.image, "golden"), reason: "ticket 7", until: "2026-12-31")
        let arguments: KeyValuePairs<String, RuleArgument> = ["server": "web", "state": "off"]
        let error = FindingText(Self.template, arguments, waiver: waiver)
        #expect(
            error.text(.english).message
                == "web is off. Acknowledged with `downtime` until 2026-12-31: ticket 7.")
        #expect(error.text(.english).fix == nil)
        #expect(error.text(.chinese).message.contains("已用 `downtime` 确认，有效期至 2026-12-31：ticket 7。"))
        let warning = FindingText(Self.template, arguments, waiver: waiver, isFolded: true)
        #expect(warning.text(.english).message == "Acknowledged with `downtime` until 2026-12-31: ticket 7.")
    }

    @Test("What was written down reads back with its words in both languages")
    func codes() throws {
        var finding = finding(["server": "web", "state": RuleArgument("off", zh: "关机")])
        finding.acknowledged = "key"
        let data = try JSONEncoder().encode(finding)
        let read = try JSONDecoder().decode(Diagnostic.self, from: data)
        #expect(read.detail == finding.detail && read.fix == finding.fix)
        #expect(read.chinese == finding.chinese && read.acknowledged == "key")
    }

    @Test("Findings are read file by file, line by line, those of no place last")
    func order() {
        func at(_ file: String, _ line: Int, _ code: String) -> Diagnostic {
            Diagnostic(
                untranslated: code, summary: "", detail: "",
                subject: SourceRange(
                    file: file, start: .init(line: line, column: 1), end: .init(line: line, column: 2)))
        }
        let all = [
            Diagnostic(untranslated: "last", summary: "", detail: ""), at("b.yaml", 1, "4"),
            at("a.yaml", 10, "3"),
            at("a.yaml", 2, "1"), at("a.yaml", 2, "2"),
        ]
        #expect(all.inReadingOrder().map(\.code) == ["1", "2", "3", "4", "last"])
    }
}
