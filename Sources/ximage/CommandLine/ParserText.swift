import ArgumentParser
import XimageCore
import XimageRendering

/// Help and refusals that the argument parser writes, in the language of the command line.
enum ParserText {
    /// The command line as the parser reads it: `--lang` counts before a command and with help too, where no command has it.
    static let arguments: [String] = {
        let given = Array(CommandLine.arguments.dropFirst())
        guard let first = given.first,
            ["help", "--help", "-h", "--lang"].contains(first) || first.hasPrefix("--lang=")
        else { return given }
        var result: [String] = []
        var rest = given[...]
        while let word = rest.popFirst() {
            if word == "--lang", rest.first.flatMap({ Language(rawValue: $0) }) != nil {
                rest = rest.dropFirst()
            } else if word.hasPrefix("--lang="), Language.option(in: [word]) != nil {
                continue
            } else {
                result.append(word)
            }
        }
        return result
    }()

    static func of(_ error: any Error) -> String {
        var text =
            Language.ofCommandLine == .chinese
            ? chinese(
                Ximage.fullMessage(for: error, columns: unbroken),
                width: min(Terminal.current.size.columns, widest))
            : Ximage.fullMessage(for: error)
        while text.last == "\n" { text.removeLast() }
        return text
    }

    /// - Parameter text: the refusal of the parser, for its usage; empty where it had none.
    static func refusal(ofCommand name: String, _ text: String) -> String {
        let refusal: String = told("Error: Unknown command '\(name)'", zh: "错误：未知命令 '\(name)'")
        if let usage = usage(in: text) { return refusal + text[usage...] }
        let other = of(ValidationError(""))
        return refusal + (usage(in: "\n" + other).map { ("\n" + other)[$0...] } ?? "")
    }

    /// Behind what is wrong, before the help.
    static func adding(_ advice: String, to text: String) -> String {
        var text = text
        let help = text.firstRange(of: told("\nHelp:", zh: "\n说明："))?.lowerBound
        text.insert(contentsOf: "\n" + advice, at: help ?? usage(in: text) ?? text.endIndex)
        return text
    }

    private static func usage(in text: String) -> String.Index? {
        text.firstRange(of: told("\nUsage:", zh: "\n用法："))?.lowerBound
    }

    // MARK: Chinese

    /// So that the parser breaks no line: it knows nothing of wide characters.
    private static let unbroken = 100_000
    private static let widest = 100
    /// Where the parser's texts of options start.
    private static let labels = 26

    /// - Parameter text: of the parser, with unbroken lines.
    static func chinese(_ text: String, width: Int) -> String {
        let isHelp = text.hasPrefix("OVERVIEW: ")
        var isList = false
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let words = ParserSentence.chinese(line)
            if isHelp, isList {
                lines += entry(words, width)
            } else if isHelp, !line.hasPrefix("USAGE: ") {
                lines += Paragraph.lines(words, width: width)
            } else {
                lines.append(words)
            }
            if line.hasPrefix("USAGE: ") { isList = true }
        }
        return lines.joined(separator: "\n")
    }

    /// An option, argument or command with its text in the second column.
    private static func entry(_ line: String, _ width: Int) -> [String] {
        guard line.hasPrefix("  "), line.displayWidth > width, line.count > labels else { return [line] }
        let label = String(line.prefix(labels))
        guard label.hasSuffix(" ") else { return [line] }
        let texts = Paragraph.lines(String(line.dropFirst(labels)), width: width - labels)
        return texts.enumerated().map { index, text in
            (index == 0 ? label : String(repeating: " ", count: labels)) + text
        }
    }
}
