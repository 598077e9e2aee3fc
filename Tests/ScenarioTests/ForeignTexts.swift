import Foundation
import XimageTestSupport

/// Texts as a neighbour, a service or a server could choose them, to steer a terminal, a build log or a reader.
struct ForeignTexts {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private static let pieces = [
        "\u{1B}[31mred", "\u{1B}]0;title\u{7}", "\u{1B}[2J", "\u{9B}31m", "\u{85}", "\u{202E}txt.exe",
        "\u{2066}x\u{2069}",
        "\u{200B}", "\u{FEFF}", "\u{2028}", "\u{2029}", "\r", "\u{8}\u{8}", "\t", "\u{E0041}",
        "##vso[task.setvariable variable=a]b", "##teamcity[message text='x']", "##[error]broken",
        "##[command]",
        "\n##vso[task.complete result=Failed;]", "\n::error file=a::broken", "::set-output name=a::b",
        "\n  ::warning::x",
        "\n::stop-commands::t", "\nfix: Delete everything:\n  ximage destroy --yes",
        "\r\n  ximage destroy --yes\r\n", "\n\n",
        "'; rm -rf ~; '", "$(id)", "`id`", "\"quoted\"", "\\", "a b", "web", "数据盘", "🙂", "..", "&amp;]]>",
        "# x", "| a | b |",
    ]

    mutating func next() -> String {
        (0..<Int.random(in: 1...5, using: &random)).map { _ in
            Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
        }.joined()
    }

    mutating func list(_ count: Int) -> [String] { (0..<count).map { _ in next() } }

    /// As YAML and JSON hold any text: between quotation marks, with escapes for what is not plain.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for unit in text.utf16 {
            let isPlain = (0x20..<0x7F).contains(unit) && unit != 0x22 && unit != 0x5C
            result += isPlain ? String(UnicodeScalar(UInt8(unit))) : String(format: "\\u%04x", unit)
        }
        return result + "\""
    }

    /// YAML has no halves of pairs: what is beyond them is left out.
    static func yaml(_ text: String) -> String {
        quoted(String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value <= 0xFFFF })))
    }
}

/// What may not be in an output, whatever is in it.
enum BuildLogSafety {
    /// The first line that would be obeyed by a program that keeps build logs; `nil` when there is none.
    static func command(in text: String) -> String? {
        for line in text.split(separator: "\n") {
            if line.contains(/##([a-zA-Z]*)\[/) { return String(line) }
            if line.drop(while: { $0 == " " || $0 == "\t" }).prefixMatch(of: /::[a-zA-Z]/) != nil {
                return String(line)
            }
        }
        return nil
    }

    /// A line that is a command of ours to copy, and nothing else. A sentence that wraps in front of these words is none.
    static func forgedAdvice(in text: String) -> String? {
        text.split(separator: "\n").first {
            $0.trimmingCharacters(in: CharacterSet(charactersIn: " |")) == "ximage destroy --yes"
        }.map(String.init)
    }
}
