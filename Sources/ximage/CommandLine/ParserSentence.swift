/// One form of a line that the argument parser writes, and the same in Chinese. What has no form here stays as it is.
struct ParserSentence {
    /// What stands between the placeholders.
    private let pieces: [Substring]
    private let chinese: String
    /// Placeholders that hold a list.
    private let lists: Set<Int>

    private init(_ english: String, zh chinese: String, lists: Set<Int> = []) {
        pieces = english.split(separator: "{}", omittingEmptySubsequences: false)
        self.chinese = chinese
        self.lists = lists
    }

    static func chinese(_ line: String) -> String {
        for (english, chinese) in openings where line.hasPrefix(english) {
            return chinese
                + sentence(String(line.dropFirst(english.count)).replacing("> or <", with: "> 或 <"))
        }
        if let heading = headings[line] { return heading }
        if !line.hasPrefix(" "), line.hasSuffix(":"),
            line.unicodeScalars.contains(where: { $0.value > 0x2E7F })
        {
            return line.dropLast() + "："
        }
        return sentence(line)
    }

    private static func sentence(_ text: String) -> String {
        for form in forms {
            if let told = form.told(text) { return told }
        }
        return text
    }

    /// `nil` where the text has another form.
    private func told(_ text: String) -> String? {
        guard let first = pieces.first, let last = pieces.last, text.hasPrefix(first) else { return nil }
        guard pieces.count > 1 else { return text == first ? chinese : nil }
        var values: [String] = []
        var rest = text[...].dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() {
            guard let range = rest.firstRange(of: piece) else { return nil }
            values.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        guard rest.hasSuffix(last) else { return nil }
        values.append(String(rest.dropLast(last.count)))
        var result = ""
        var next = 0
        for part in chinese.split(separator: "{}", omittingEmptySubsequences: false) {
            result += part
            guard next < values.count else { continue }
            result +=
                lists.contains(next)
                ? values[next].replacing(", ", with: "、").replacing(" and ", with: "、")
                    .replacing(" or ", with: "、")
                : values[next]
            next += 1
        }
        return result
    }

    private static let openings = [
        ("OVERVIEW: ", "概述："), ("USAGE: ", "用法："), ("Usage: ", "用法："), ("Help:  ", "说明："),
        ("Error: ", "错误："), ("   or: ", "   或："),
    ]

    private static let headings = ["ARGUMENTS:": "参数：", "OPTIONS:": "选项：", "SUBCOMMANDS:": "子命令："]

    /// The first that fits counts.
    private static let forms = [
        ParserSentence("{}Show the version.", zh: "{}显示版本。"),
        ParserSentence("{}Show help information.", zh: "{}显示帮助信息。"),
        ParserSentence("{} (values: {}; default: {})", zh: "{}（取值：{}；默认：{}）", lists: [1]),
        ParserSentence("{} (values: {})", zh: "{}（取值：{}）", lists: [1]),
        ParserSentence("{} (default: {})", zh: "{}（默认：{}）"),
        ParserSentence("  {} (default) {}", zh: "  {}（默认）   {}"),
        ParserSentence("  See '{}' for detailed help.", zh: "  运行 '{}' 查看详细帮助。"),
        ParserSentence("  See '{}' for more information.", zh: "  运行 '{}' 查看更多信息。"),
        ParserSentence("Unknown option '{}'. Did you mean '{}'?", zh: "未知选项 '{}'。您是指 '{}' 吗？"),
        ParserSentence("Unknown option '{}'", zh: "未知选项 '{}'"),
        ParserSentence("Missing value for '{}' in '{}'", zh: "'{}' 缺少值（在 '{}' 中）"),
        ParserSentence("Missing value for '{}'", zh: "'{}' 缺少值"),
        ParserSentence("Missing expected argument '{}'", zh: "缺少参数 '{}'"),
        ParserSentence("Missing one of: {}", zh: "缺少其中之一：{}", lists: [0]),
        ParserSentence("Missing required subcommand.", zh: "缺少子命令。"),
        ParserSentence("Unexpected argument '{}'", zh: "多余的参数 '{}'"),
        ParserSentence("{} unexpected arguments: {}", zh: "{} 个多余的参数：{}", lists: [1]),
        ParserSentence(
            "The value '{}' is invalid for '{}'. Please provide one of the following:",
            zh: "'{}' 不是 '{}' 的有效值。可用的值："),
        ParserSentence(
            "The value '{}' is invalid for '{}'. Please provide one of {}.", zh: "'{}' 不是 '{}' 的有效值。可用的值：{}。",
            lists: [2]),
        ParserSentence("The value '{}' is invalid for '{}': {}", zh: "'{}' 不是 '{}' 的有效值：{}"),
        ParserSentence("The value '{}' is invalid for '{}'", zh: "'{}' 不是 '{}' 的有效值"),
        ParserSentence("The value '{}' is invalid.{}", zh: "'{}' 不是有效值。{}"),
        ParserSentence(
            "The option '{}' does not take any value, but '{}' was specified.", zh: "选项 '{}' 不接受值，但指定了 '{}'。"),
        ParserSentence(
            "Value to be set with flag {} had already been set with flag {}", zh: "{} 与 {} 设置同一个值，只能用一次"),
        ParserSentence("Invalid option: {}", zh: "无效选项：{}"),
    ]
}
