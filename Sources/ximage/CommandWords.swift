import XimageCore

/// The command line as it was given, for advice to run it again.
enum CommandWords {
    /// What stands behind the command, quoted for a shell where that needs it. Values of variables are not repeated.
    static var given: String { text(of: CommandLine.arguments.dropFirst(2)) }

    /// The same without an option and its value.
    static func given(without option: String) -> String {
        var words: [String] = []
        var isValue = false
        for word in CommandLine.arguments.dropFirst(2) {
            if !isValue, word != option, !word.hasPrefix(option + "=") { words.append(word) }
            isValue = !isValue && word == option
        }
        return text(of: words)
    }

    static func text(of arguments: some Sequence<String>) -> String {
        var words = ""
        var isVariable = false
        for argument in arguments {
            let name: Substring? =
                if isVariable {
                    argument.prefix { $0 != "=" }
                } else if argument.hasPrefix("--var=") {
                    argument.prefix(6) + argument.dropFirst(6).prefix { $0 != "=" }
                } else {
                    nil
                }
            words += " " + (name.map { "\($0)=..." } ?? argument).shellQuoted
            isVariable = argument == "--var"
        }
        return words
    }
}
