import Foundation
import Testing
import XimageTestSupport

/// `--lang zh`, through the built program: no line of prose is English.
@Suite struct ChineseScenario {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Text of the manifest and what takes its place.
        let part: String
        let other: String
        /// Of the headline.
        let says: String

        init(_ description: String, _ part: String, _ other: String, _ says: String) {
            (testDescription, self.part, self.other, self.says) = (description, part, other, says)
        }
    }

    private static let flavor = "    flavor: s6.large.2\n"
    private static let end = "    revision: \"1\""

    @Test(
        "What is wrong with a manifest is said in Chinese",
        arguments: [
            Case("a misspelt key", "flavor:", "flavour:", "未知的键"),
            Case("a strange key", flavor, flavor + "    xyzzy: 1\n", "未知的键"),
            Case("a missing key", flavor, "", "缺少键"),
            Case("a key that is a list", flavor, flavor + "    [a]: 1\n", "键不是文本"),
            Case("a decimal unit", "500 GiB", "500 GB", "值的类型不正确"),
            Case("a list for a map", "data: {type: SSD, size: 100 GiB}", "data: [1]", "值的类型不正确"),
            Case("a map for a list", "securityGroups: [default]", "securityGroups: {a: b}", "值的类型不正确"),
            Case("a number for a text", "s6.large.2", "12", "值的类型不正确"),
            Case("a word for a flag", flavor, flavor + "    protect: maybe\n", "值的类型不正确"),
            Case("a wrong form", "region: cn-north-4", "region: Beijing!", "值的格式不正确"),
            Case("a name with a letter that is not allowed", "project: shop", "project: Shop!", "值的格式不正确"),
            Case("a block name", "  golden:", "  9golden:", "值的格式不正确"),
            Case("no time zone", end, "    schedule: {every: 24h, at: \"02:00\", timeZone: CST}", "值的格式不正确"),
            Case("no choice", flavor, flavor + "    onReplace: reatach\n", "值不在可选范围内"),
            Case("out of range", end, "    retention: {keep: 0}", "值超出范围"),
            Case("a version of the future", "version: 1", "version: 7", "未知的版本"),
            Case("no reference", "vault: main", "vault: zzzzz", "引用的对象没有声明"),
            Case("a misspelt reference", "vault: main", "vault: mian", "引用的对象没有声明"),
            Case("no instance", "from: {server: web}", "from: {server: 'web[7]'}", "引用的对象没有声明"),
            Case("an unknown name", "s6.large.2", "${var.flavour}", "表达式中有未知的名称"),
            Case("each without a loop", "s6.large.2", "${each.key}", "表达式中有未知的名称"),
            Case("an open expression", "s6.large.2", "${var", "表达式不正确"),
            Case("an expression with a call", "s6.large.2", "${upper(a)}", "表达式不正确"),
            Case("a name that is known later", "s6.large.2", "${server.ip}", "此处无法使用该名称"),
            Case("two loops", flavor, flavor + "    count: 2\n    forEach: [a]\n", "键互相冲突"),
            Case("an instance twice", flavor, flavor + "    forEach: [a, a]\n", "实例重复"),
            Case("an instance of no name", flavor, flavor + "    forEach: [\"a b\"]\n", "值的格式不正确"),
            Case("an item that is a list", flavor, flavor + "    forEach: [[a]]\n", "值的类型不正确"),
            Case("a section twice", "version: 1", "version: 1\n---\nproject: other\n---", "部分重复"),
            Case("a key twice", end, "    vault: main", "键重复"),
            Case("no retention", end, "    retention: {deleteBackups: true}", "保留策略没有上限"),
            Case("a window without a time", end, "    schedule: {every: 24h, window: 2h}", "时间窗没有起始时刻"),
            Case(
                "no default",
                "  network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}", "", "缺少键"),
            Case("no region", "  region: cn-north-4\n", "", "缺少区域"),
            Case("a variable without a value", "vaults:", "variables: {size: {type: int}}\nvaults:", "变量没有值"),
            Case(
                "a variable of another type", "vaults:",
                "variables: {size: {type: int, default: x}}\nvaults:", "值的类型不正确"),
            Case(
                "an environment that is not chosen", "vaults:", "environments: {dev: {project: a}}\nvaults:",
                "没有选择环境"),
            Case(
                "removed and declared", "vaults:", "removed: [{from: server.web, action: delete}]\nvaults:",
                "移除的对象仍有声明"),
            Case(
                "moved and declared", "vaults:", "moved: [{from: server.web, to: server.new}]\nvaults:",
                "移动的对象仍有声明"),
            Case("moved to nowhere", "vaults:", "moved: [{from: server.a, to: disk.a.b}]\nvaults:", "移动条目无效"),
            Case(
                "labels of nothing", "from: {server: web}", "from: {servers: {labels: {a: b}}}",
                "选择条件没有匹配任何对象"),
            Case("what others made, changed", flavor, flavor + "    existing: {name: web}\n", "已有对象会被修改"),
            Case("no file", flavor, flavor + "    userData: {file: nowhere.sh}\n", "无法读取文件"),
            Case("a tab", "  main:", "\tmain:", "缩进中有制表符"),
            Case("an open bracket", "{team: shop}", "{team: shop", "映射没有闭合"),
            Case("an open quote", "project: shop", "project: \"shop", "此处应为键"),
            Case("an alias to nothing", "{team: shop}", "*nothing", "别名没有对应的锚点"),
            Case("a tag", "project: shop", "project: !secret shop", "未知的标签"),
        ])
    func manifest(_ example: Case) throws {
        let manifest = MainJobScenario.manifest.with(example.part, example.other)
        #expect(manifest != MainJobScenario.manifest)
        try Binary.inFolder(manifest) { ximage in
            let outcome = try ximage("validate", "--lang", "zh")
            #expect(outcome.status == 1, "\(outcome)")
            #expect(outcome.messages.contains(example.says), "\(outcome)")
            Self.expectChinese(outcome.all)
        }
    }

    @Test("What is wrong with options and files is said in Chinese")
    func options() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            for (arguments, says) in [
                (["validate", "--var", "sise=1"], "未知的变量"), (["validate", "--env", "dev"], "未知的环境"),
                (["validate", "--var-file", "nowhere.yaml"], "无法使用变量文件"),
                (["validate", "nowhere"], "无法读取清单"),
                (["plan", "--target", "server.wbe"], "模式没有匹配任何地址"),
                (["plan", "--renew", "image.gold"], "更新的镜像没有声明"),
                (["plan", "--removed", "server.web=delete"], "移除的对象仍有声明"),
                (["plan", "--removed", "server.old=delete"], "移除的对象不在状态中"),
            ] {
                let outcome = try ximage.start(arguments + ["--lang", "zh"], timeScale: 0).outcome()
                #expect(outcome.status != 0, "\(outcome)")
                #expect(outcome.all.contains(says), "\(arguments): \(outcome)")
                Self.expectChinese(outcome.all)
            }
        }
    }

    @Test("Plans that stop say why in Chinese, with notes and what is left to decide")
    func plans() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            let first = try ximage("plan", "--lang", "zh")
            Self.expectChinese(first.all)
            #expect(try ximage("apply", "--yes").status == 0)
            let manifest = MainJobScenario.manifest
            let servers = manifest.range(of: "servers:")?.lowerBound ?? manifest.endIndex
            for (changed, says) in [
                (String(manifest[..<servers]), "状态中的对象不再声明"),
                (manifest.with("  web:", "  shop:").with("{server: web}", "{server: shop}"), "状态中的对象不再声明"),
                (manifest.with("      data:", "      store:"), "云硬盘可能已改名"),
                (
                    manifest.with("    revision: \"1\"", "    revision: \"2\"\n    retention: {keep: 1}"),
                    "备注："
                ),
                (manifest.with("s6.large.2", "s6.xlarge.2"), "变更规格时云服务器会关机"),
            ] {
                try ximage.write(changed)
                let outcome = try ximage("plan", "--lang", "zh")
                #expect(outcome.all.contains(says), "\(says): \(outcome)")
                Self.expectChinese(outcome.all)
            }
        }
    }

    @Test("What is wrong with a state is said in Chinese")
    func states() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let file = ximage.folder.appendingPathComponent(".ximage/state.db")
            let sound = try Data(contentsOf: file)
            for (bytes, says) in [
                (Data("not a database".utf8), "不是 ximage 的状态文件"), (sound.prefix(5000), "状态文件被截断"),
                (Data(), "状态文件为空"),
            ] {
                try bytes.write(to: file)
                let outcome = try ximage("plan", "--lang", "zh")
                #expect(outcome.status == 7 && outcome.messages.contains(says), "\(outcome)")
                Self.expectChinese(outcome.messages)
            }
            try sound.write(to: file)
            try ximage.write(MainJobScenario.manifest.with("project: shop", "project: other"))
            let outcome = try ximage("plan", "--lang", "zh")
            #expect(outcome.status == 7 && outcome.messages.contains("其他项目的状态"), "\(outcome)")
            Self.expectChinese(outcome.messages)
        }
    }

    /// Lines of the manifest, of YAML and of values are as they were typed.
    private static func expectChinese(_ text: String, _ location: SourceLocation = #_sourceLocation) {
        for line in text.split(separator: "\n") where line.firstMatch(of: #/^\s*\d+ \|/#) == nil {
            let words = line.replacing(#/^[^\p{Han}]*$/#, with: "")
            if let prose = NoticeProblems.prose(String(words)) {
                Issue.record("\(prose): \(line)", sourceLocation: location)
            }
            let isProse = line.firstMatch(of: #/(^| )[A-Z][a-z]+ [a-z]+ [a-z]+/#) != nil
            #expect(!isProse, "\(line)", sourceLocation: location)
        }
    }
}
