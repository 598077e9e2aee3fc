import ArgumentParser
import XimageCore

extension Language {
    /// The language of this command line, known before it is parsed: `--lang`, else the environment.
    static let ofCommandLine = option(in: CommandLine.arguments) ?? ofEnvironment

    /// XIMAGE_LANG, LC_ALL, LC_MESSAGES, LANG; English where none is set.
    private static var ofEnvironment: Language {
        for name in ["XIMAGE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"] {
            guard let value = ProcessEnvironment.value(name), !value.isEmpty else { continue }
            return value.lowercased().hasPrefix("zh") ? .chinese : .english
        }
        return .english
    }

    /// The last `--lang zh` or `--lang=zh`; `nil` without one that is valid.
    static func option(in arguments: [String]) -> Language? {
        var found: Language?
        for (index, word) in arguments.enumerated() {
            if word == "--" { break }
            if word == "--lang", index + 1 < arguments.count {
                found = Language(rawValue: arguments[index + 1]) ?? found
            } else if word.hasPrefix("--lang=") {
                found = Language(rawValue: String(word.dropFirst("--lang=".count))) ?? found
            }
        }
        return found
    }
}

/// A text of the command line in both languages, of which only the needed one is made.
func told(_ english: @autoclosure () -> String, zh chinese: @autoclosure () -> String) -> String {
    Language.ofCommandLine(english(), zh: chinese())
}

/// Help of an option or argument in both languages.
func told(_ english: @autoclosure () -> String, zh chinese: @autoclosure () -> String) -> ArgumentHelp {
    ArgumentHelp(Language.ofCommandLine(english(), zh: chinese()))
}
