import Foundation
import Testing
import XimageTestSupport

/// Help and refusals of the command line in Chinese, as a user of the program gets them.
@Suite struct HelpLanguageScenario {
    private struct Tool: Decodable {
        struct Command: Decodable {
            var commandName: String
            var subcommands: [Command]?

            /// With the commands below, each with the words that lead to it.
            func paths(_ above: [String]) -> [[String]] {
                [above]
                    + (subcommands ?? []).filter { $0.commandName != "help" }
                    .flatMap { $0.paths(above + [$0.commandName]) }
            }
        }

        var command: Command
    }

    private static func chinese<T>(_ body: (Binary) throws -> T) throws -> T {
        try Binary.inFolder("") { ximage in
            var ximage = ximage
            ximage.environment["XIMAGE_LANG"] = "zh"
            return try body(ximage)
        }
    }

    @Test("Help of every command is Chinese: nothing but examples, names and values stays as it is typed")
    func help() throws {
        try Self.chinese { ximage in
            let tree = try ximage("--experimental-dump-help").output
            let paths = try JSONDecoder().decode(Tool.self, from: Data(tree.utf8)).command.paths([])
            #expect(paths.count > 40)
            for path in paths {
                let help = try ximage.start(path + ["--help"]).outcome()
                #expect(help.status == 0)
                for line in Self.prose(help.output) {
                    #expect(!Self.hasEnglish(line), "\(path.joined(separator: " ")): \(line)")
                }
                if [[], ["plan"], ["apply"]].contains(path) {
                    expectGolden(help.output, (["help-zh"] + path).joined(separator: "-") + ".txt")
                }
            }
        }
    }

    static let slips: [(arguments: [String], says: String)] = [
        (["plan", "--fromat", "json"], "未知选项 '--fromat'。您是指 '--format' 吗？"),
        (["plan", "--zzzzzzzzzz"], "错误：未知选项 '--zzzzzzzzzz'"),
        (["plan", "--target"], "'--target <address|label>' 缺少值"),
        (["plan", "--format", "jsn"], "您是指 'json' 吗？"),
        (["plan", "--format", "jsn"], "'jsn' 不是 '--format <"),
        (["apply", "--parallelism", "many"], "'many' 不是 '--parallelism <"),
        (["apply", "--parallelism", "0"], "须为 1 到 1000 的整数。"),
        (["plan", "here", "there"], "多余的参数 'there'"),
        (["plan", "here", "there", "more"], "2 个多余的参数：'there'、'more'"),
        (["list"], "缺少参数 '<"),
        (["list", "servrs"], "您是指 'servers' 吗？"),
        (["plan", "--destroy=x"], "选项 '--destroy' 不接受值，但指定了 'x'。"),
        (["plan", "here", "-C", "there"], "不能同时使用"),
        (["plan", "--acknowledge", "destory@server.web"], "您是指 `destroy` 吗？"),
        (["aply", "--yes"], "错误：未知命令 'aply'\n您是指 'apply' 吗？\n用法：ximage"),
        (["state", "lst"], "错误：未知命令 'lst'\n您是指 'list' 吗？"),
        (["help", "plna"], "错误：未知命令 'plna'\n您是指 'plan' 吗？\n用法：ximage"),
    ]

    @Test("A wrong command line is refused in Chinese", arguments: slips)
    func slip(_ arguments: [String], _ says: String) throws {
        try Self.chinese { ximage in
            let refused = try ximage.start(arguments).outcome()
            #expect(refused.status == 1 && refused.messages.contains(says), "\(refused)")
            for line in Self.prose(refused.messages) { #expect(!Self.hasEnglish(line), "\(line)") }
        }
    }

    @Test(
        "A mistyped command is an unknown command, whatever follows it",
        arguments: [
            (["aply", "--yes"], "Error: Unknown command 'aply'\nDid you mean 'apply'?\nUsage: ximage"),
            (["aply", "--help"], "Error: Unknown command 'aply'\nDid you mean 'apply'?\nUsage: ximage"),
            (
                ["state", "lst", "-v"],
                "Error: Unknown command 'lst'\nDid you mean 'list'?\nUsage: ximage state"
            ),
            (["help", "plna"], "Error: Unknown command 'plna'\nDid you mean 'plan'?\nUsage: ximage"),
            (["help", "state", "lst"], "Error: Unknown command 'lst'\nDid you mean 'list'?\nUsage: ximage"),
        ])
    func unknownCommand(_ arguments: [String], _ says: String) throws {
        try Binary.inFolder("") { ximage in
            let refused = try ximage.start(arguments).outcome()
            #expect(refused.status == 1 && refused.output.isEmpty, "\(refused)")
            #expect(refused.messages.hasPrefix(says), "\(refused)")
        }
    }

    @Test(
        "The language is known before the command line is read",
        arguments: [
            (["plan", "--help", "--lang", "zh"], [:], true), (["plan", "--lang=zh", "--help"], [:], true),
            (["help", "plan", "--lang", "zh"], [:], true), (["--lang", "zh", "plan", "--help"], [:], true),
            (["--lang=zh", "--help"], [:], true), (["--help"], ["LANG": "zh_CN.UTF-8"], true),
            (["--help"], ["LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"], false),
            (["--help"], ["LC_ALL": "zh_CN.UTF-8", "XIMAGE_LANG": "en"], false),
            (["plan", "--help", "--lang", "en"], ["XIMAGE_LANG": "zh"], false),
        ])
    func languages(_ arguments: [String], _ environment: [String: String], _ isChinese: Bool) throws {
        try Binary.inFolder("") { ximage in
            var ximage = ximage
            ximage.environment = environment
            let help = try ximage.start(arguments).outcome()
            #expect(help.status == 0, "\(help)")
            #expect(help.output.hasPrefix(isChinese ? "概述：" : "OVERVIEW: "), "\(help)")
        }
    }

    @Test(
        "A key of the manifest is explained in Chinese",
        arguments: ["", "servers", "servers.flavor", "images.retention"])
    func key(_ key: String) throws {
        try Self.chinese { ximage in
            let page = try ximage.start(["explain"] + (key.isEmpty ? [] : [key])).outcome()
            #expect(page.status == 0)
            for line in Self.prose(page.output) { #expect(!Self.hasEnglish(line), "\(line)") }
        }
    }

    // MARK: What is English

    /// Lines without examples and usage.
    private static func prose(_ text: String) -> [String] {
        var isExample = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).filter { line in
            if line.hasPrefix("示例：") { isExample = true }
            if line.isEmpty { isExample = false }
            return !isExample && !line.hasPrefix("用法：")
        }
    }

    /// A word that only sentences have, or three words in a row, outside of quotes and placeholders.
    private static func hasEnglish(_ line: String) -> Bool {
        let typed = line.replacing(
            #/`[^`]*`|'[^']*'|"[^"]*"|<[^>]*>|\{[^}]*\}|--[a-z\-]+|（取值：[^）]*）|^  \w+: /#, with: "#")
        return typed.contains(
            #/\b(the|of|is|are|and|with|for|when|not|default|values|error)\b/#.ignoresCase())
            || typed.contains(#/[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/#)
    }
}
