import Foundation
import Testing
import XimageCore
import XimageRendering
import XimageTestSupport

@Suite struct SafeOutputTests {
    @Test(
        "What a terminal or a build log would obey is spelled out; the rest stays",
        arguments: [
            ("plain, 数据盘 🙂\n## Heading\na::b std::string\n", "plain, 数据盘 🙂\n## Heading\na::b std::string\n"),
            ("\u{1B}[31mred\u{9B}\u{202E}\r\t", "\\u{1b}[31mred\\u{9b}\\u{202e}\\r\\t"),
            ("x ##vso[task]y", "x \\u{23}#vso[task]y"), ("##[error]", "\\u{23}#[error]"),
            ("###teamcity[a]", "#\\u{23}#teamcity[a]"), ("a\n  ::error::b", "a\n  \\u{3a}:error::b"),
            ("::set-output name=a::b", "\\u{3a}:set-output name=a::b"), ("  ::: file", "  ::: file"),
        ])
    func text(_ text: String, _ shown: String) { #expect(SafeOutput.text(text) == shown) }

    @Test("Colours of ours go through on a terminal, others do not")
    func colours() {
        let own = TextStyle(isColoured: true).paint("x", .error)
        #expect(SafeOutput.text(own, allowsColour: true) == own)
        #expect(SafeOutput.text(own) != own)
        #expect(SafeOutput.text("\u{1B}[5m", allowsColour: true) == "\\u{1b}[5m")
    }

    @Test("JSON of another encoder reads back as the same values")
    func json() throws {
        let texts = ["\u{202E}##vso[a]", "##[x]\u{9B}", "🙂\u{E0041}", "::error::", "\u{7F}"]
        let encoded = String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
        let safe = SafeOutput.json(encoded)
        #expect(TerminalSafety.violation(in: safe) == nil && !safe.contains("##"))
        #expect(try JSONDecoder().decode([String].self, from: Data(safe.utf8)) == texts)
    }

    @Test(
        "A quoted line gives its words back",
        arguments: [
            ["ximage", "apply", "--target", "server.web[\"a b\"]"], ["it's", "", "a\\b", "two  blanks "],
            ["\u{1b}[31m", "\u{202e}'x", "tab\there\\", "\u{F0000}"], ["日本", "$HOME", "$'x'", "$"],
        ])
    func wordsOfALine(_ words: [String]) {
        #expect(words.map(\.shellQuoted).joined(separator: " ").shellWords == words)
    }

    @Test(
        "A word for a shell",
        arguments: [
            ("shop", "shop"), ("a/b-c_d.e", "a/b-c_d.e"), ("", "''"), ("my shop", "'my shop'"),
            ("it's", #"'it'\''s'"#),
            ("$(id)", "'$(id)'"), ("~", "'~'"), ("a\nb'\\", #"$'a\u000Ab\'\\'"#), ("数据", "'数据'"),
        ])
    func shell(_ text: String, _ word: String) { #expect(text.shellQuoted == word) }
}
