import ArgumentParser
import FoundationEssentials
import XimageCore
import XimagePlanning

/// What a mistyped command line may have meant: the nearest command, or the nearest value of an option.
struct CommandLineAdvice {
    /// Commands and arguments as the parser knows them.
    private struct Command: Decodable {
        var commandName: String
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    private struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String

            var typed: String { kind == "long" ? "--\(name)" : "-\(name)" }
        }

        var kind: String
        var isRepeating: Bool
        var names: [Name]?
        var allValues: [String]?
    }

    private struct Tool: Decodable { var command: Command }

    /// - Parameter arguments: without the program's name.
    /// - Returns: a sentence; `nil` where nothing is near.
    static func sentence(_ arguments: [String]) -> String? {
        guard let tool = try? JSONDecoder().decode(Tool.self, from: Data(Ximage._dumpHelp().utf8)) else {
            return nil
        }
        var command = tool.command
        var rest = arguments[...]
        if rest.first == "help" { rest = rest.dropFirst() }
        while let subcommands = command.subcommands, !subcommands.isEmpty {
            guard let word = rest.popFirst(), !word.hasPrefix("-") else { return nil }
            guard let next = subcommands.first(where: { $0.commandName == word }) else {
                return nearest(to: word, in: subcommands.map(\.commandName))
            }
            command = next
        }
        return value(in: rest, of: command.arguments ?? [])
    }

    private static func value(in words: ArraySlice<String>, of arguments: [Argument]) -> String? {
        var rest = words
        var positionals = arguments.filter { $0.kind == "positional" }[...]
        while let word = rest.popFirst() {
            let name = word.prefix { $0 != "=" }
            guard word.hasPrefix("-"), word != "-" else {
                if let near = near(word, positionals.first) { return near }
                if positionals.first?.isRepeating == false { positionals = positionals.dropFirst() }
                continue
            }
            guard let argument = arguments.first(where: { $0.names?.contains { $0.typed == name } ?? false })
            else { return nil }
            guard argument.kind == "option" else { continue }
            let value = name.count < word.count ? String(word.dropFirst(name.count + 1)) : rest.popFirst()
            guard let value else { return nil }
            if let near = near(value, argument) ?? special(value, String(name)) { return near }
        }
        return nil
    }

    private static func near(_ value: String, _ argument: Argument?) -> String? {
        guard let known = argument?.allValues, !known.contains(value) else { return nil }
        return nearest(to: value, in: known)
    }

    /// Values of more than one part.
    private static func special(_ value: String, _ option: String) -> String? {
        switch option {
        case "--rules", "--family":
            let ids = Wiring.ruleMetadata.map(\.id)
            let known = ids + Set(ids.map { String($0.prefix { $0.isLetter }) })
            let unknown = value.split(separator: ",").map(String.init).first {
                !known.contains($0.uppercased())
            }
            return unknown.flatMap { nearest(to: $0, in: known) }
        case "--removed":
            let actions = ["delete", "forget"]
            let action = value.lastIndex(of: "=").map { String(value[value.index(after: $0)...]) }
            return action.flatMap { actions.contains($0) ? nil : nearest(to: $0, in: actions) }
        case "--matching":
            let keys = ["name", "region", "id", "tag"]
            let key = String(value.prefix { $0 != "=" && $0 != "." })
            return keys.contains(key) ? nil : nearest(to: key, in: keys)
        default: return nil
        }
    }

    private static func nearest(to word: String, in known: [String]) -> String? {
        let near = Nearest.words(to: word, in: known)
        return near.isEmpty ? nil : didYouMean(near, quote: "'")
    }

    static func didYouMean(_ words: [String], quote: String) -> String {
        let quoted = words.map { quote + $0 + quote }
        return told(
            "Did you mean \(quoted.joined(separator: " or "))?",
            zh: "您是指 \(quoted.joined(separator: " 或 ")) 吗？")
    }

    /// The first word that should be a command and is none, also behind `help`; `nil` when all are.
    static func unknownCommand(_ arguments: [String]) -> String? {
        var rest = arguments[...]
        if rest.first == "help" { rest = rest.dropFirst() }
        var type: any ParsableCommand.Type = Ximage.self
        while !type.configuration.subcommands.isEmpty {
            guard let word = rest.popFirst(), !word.hasPrefix("-") else { return nil }
            guard
                let next = type.configuration.subcommands.first(where: {
                    $0.configuration.commandName == word
                })
            else {
                return word
            }
            type = next
        }
        return nil
    }
}
