import ArgumentParser
import FoundationEssentials
import XimageCore
import XimageManifest
import XimagePlanning

/// What shells offer for values that the set, its state or the catalogue of rules know. Nothing is asked of the cloud, nothing
/// is written, and nobody is asked for trust.
enum Completions {
    /// Addresses and patterns of a selection.
    static let patterns = kind { $0.declared + $0.blocks + $0.recorded.map(\.series) }

    /// Image series.
    static let images = kind { ($0.declared + $0.blocks).filter { $0.kind == .image } }

    /// Recorded generations.
    static let generations = kind { $0.recorded.filter { $0.kind == .image && $0.generation != nil } }

    /// What state has a record of.
    static let records = kind(\.recorded)

    /// What is declared and has no record yet.
    static let unrecorded = kind { set in
        let known = Set(set.recorded.map(\.series))
        return set.declared.filter { !known.contains($0) }
    }

    /// `address=delete`, of what is no longer declared, and of single generations.
    static let removals = texts { set, _ in
        let declared = Set(set.declared)
        let gone = set.recorded.filter { !declared.contains($0.series) }
        let all = gone.map(\.series) + gone.map(\.block) + set.recorded.filter { $0.generation != nil }
        return Set(all).sorted().flatMap { ["\($0)=delete", "\($0)=forget"] }
    }

    /// `key@address`.
    static let acknowledgements = texts { set, _ in
        let addresses = Set(set.declared + set.blocks + set.recorded.map(\.series)).sorted()
        let keys = Wiring.acknowledgementKeys
        guard addresses.count * keys.count < most else { return keys.map { "\($0)@" } }
        return keys.flatMap { key in addresses.map { "\(key)@\($0)" } }
    }

    /// `server:NAME`.
    static let servers = texts { set, _ in
        set.declared.filter { $0.kind == .server }.map {
            "server:\($0.description.dropFirst("server.".count))"
        }
    }

    static let environments = texts { set, _ in set.names.environments }
    static let variables = texts { set, _ in set.names.variables.map { "\($0)=" } }
    static let rules = texts { _, _ in Wiring.ruleMetadata.map(\.id) }

    /// Ids and families of rules; several are parted by commas.
    static let ruleLists = texts { _, prefix in
        let end = prefix.lastIndex(of: ",").map { prefix.index(after: $0) } ?? prefix.startIndex
        let ids = Wiring.ruleMetadata.map(\.id)
        let families = Set(ids.map { String($0.prefix { $0.isLetter }) })
        return (families.sorted() + ids).map { String(prefix[..<end]) + $0 }
    }

    /// Folders, manifests and saved plans.
    static let manifestsAndPlans = texts { _, prefix in files(prefix) }

    /// Recorded addresses, and saved plans.
    static let recordsAndPlans = texts { set, prefix in
        set.recorded.map(\.description) + files(prefix).filter { SavedPlanFile.isOne($0) }
    }

    private static func files(_ prefix: String) -> [String] {
        let end = prefix.lastIndex(of: "/").map { prefix.index(after: $0) } ?? prefix.startIndex
        let folder = end == prefix.startIndex ? "." : String(prefix[..<end])
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted().compactMap { name in
            let path = String(prefix[..<end]) + name
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
            if isFolder { return path + "/" }
            guard SetFolder(folder).outside(path) == nil else { return nil }
            let isManifest = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
            return isManifest || SavedPlanFile.isOne(path) ? path : nil
        }
    }

    // MARK: How

    /// More are no help.
    private static let most = 2_000

    private static func kind(_ addresses: @escaping @Sendable (CompletedSet) -> [Address]) -> CompletionKind {
        texts { set, _ in Set(addresses(set)).sorted().map(\.description) }
    }

    private static func texts(
        _ offered: @escaping @Sendable (CompletedSet, String) -> [String]
    ) -> CompletionKind {
        .custom { words, _, prefix in
            offered(CompletedSet(words), prefix).prefix(most).map(forShell)
        }
    }

    /// Each shell reads what it is given in its own way.
    private static func forShell(_ text: String) -> String {
        switch ProcessEnvironment.value("SAP_SHELL") {
        // Expanded once, and then quoted as names of files are.
        case "bash": return "'\(text.replacing("'", with: #"'\''"#))'"
        // A colon starts the description.
        case "zsh": return text.replacing("\\", with: #"\\"#).replacing(":", with: #"\:"#)
        default: return text
        }
    }
}

/// The set that a command line is about, as far as it can be read.
struct CompletedSet {
    private let choice: FoundSet?

    /// - Parameter words: the command line so far, as the shell has it.
    init(_ words: [String]) {
        let path = Self.values(of: ["-C", "--path"], in: words).last ?? SetSearch.above()
        let given = ["--env", "--var", "--var-file"].flatMap { name in
            Self.values(of: [name], in: words).flatMap { [name, $0] }
        }
        let values = (try? ValueOptions.parse(given)) ?? (try? ValueOptions.parse([]))
        choice = values.map { FoundSet(named: path, values: $0) }
    }

    var names: SetNames { SetNames(ofSet: choice?.path ?? ".") }

    /// Addresses of managed resources.
    var declared: [Address] {
        (desired?.resources ?? []).filter { $0.ownership == .managed }.map(\.address)
    }

    /// Of blocks with instances.
    var blocks: [Address] { Set(declared.filter { $0.instance != nil }.map(\.block)).sorted() }

    /// Addresses in state, with generations.
    var recorded: [Address] {
        guard let settings = desired?.settings else { return [] }
        return Wiring.recorded(settings)
    }

    private var desired: DesiredState? {
        guard let choice, let trust = try? TrustFile.read(besides: SetFolder(ofSet: choice.path).root) else {
            return nil
        }
        return Wiring.load(choice, trust).desired
    }

    private static func values(of names: [String], in words: [String]) -> [String] {
        words.indices.compactMap { index in
            let word = words[index]
            if names.contains(word) {
                return index + 1 < words.count && !words[index + 1].isEmpty ? words[index + 1] : nil
            }
            return names.first { word.hasPrefix($0 + "=") }.map { String(word.dropFirst($0.count + 1)) }
        }
    }
}
