import ArgumentParser
import XimageCore
import XimagePlanning
import XimageRendering

/// Options that every command with results has.
struct DisplayOptions: ParsableArguments {
    @Flag(name: .customLong("no-color"), help: "No colour, as with NO_COLOR set.")
    var noColor = false

    @Option(
        help: ArgumentHelp(
            "Language of findings; XIMAGE_LANG and LANG say it otherwise.", valueName: "en|zh"))
    var lang: Language?

    /// How findings are told: the option, XIMAGE_LANG, LC_ALL, LC_MESSAGES, LANG, English.
    var language: Language {
        if let lang { return lang }
        for name in ["XIMAGE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"] {
            guard let value = ProcessEnvironment.value(name), !value.isEmpty else { continue }
            return value.lowercased().hasPrefix("zh") ? .chinese : .english
        }
        return .english
    }

    /// How results shall look.
    var resultStyle: TextStyle { Terminal.current.resultStyle(noColor: noColor, language) }

    /// How messages shall look.
    var messageStyle: TextStyle { Terminal.current.messageStyle(noColor: noColor, language) }
}

extension Language: ExpressibleByArgument {}

/// Display options of commands that send requests to the cloud.
struct CloudDisplayOptions: ParsableArguments {
    @Flag(help: "Print a line for each request to the cloud; XIMAGE_LOG=<file> appends it to a file.")
    var debug = false

    @OptionGroup var display: DisplayOptions
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

struct FormatOptions: ParsableArguments {
    @Option(help: ArgumentHelp("For people or for machines.", valueName: "text|json"))
    var format: OutputFormat = .text

    var isJSON: Bool { format == .json }
}

/// Which manifest set, and the values it is read with.
protocol ManifestChoice {
    /// As on the command line; `nil` for the working directory.
    var named: String? { get }
    var values: ValueOptions { get }
}

extension ManifestChoice {
    var path: String { named ?? "." }

    /// As on the command line, for advice: the path and the environment. Values of variables are not repeated.
    var words: String { placeWords + valueWords }

    /// The part of ``words`` that says where the set is.
    var placeWords: String { named.map { " -C \($0.shellQuoted)" } ?? "" }

    /// The part of ``words`` that says with which values it is read.
    var valueWords: String {
        (values.environment.map { " --env \($0.shellQuoted)" } ?? "")
            + values.files.map { " --var-file \($0.shellQuoted)" }.joined()
            + values.variables.map { " --var \("\($0.name)=...".shellQuoted)" }.joined()
    }
}

/// Values of variables for one run.
struct ValueOptions: ParsableArguments {
    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("Which of the set's environments; needed when it has some.", valueName: "name"),
        completion: Completions.environments)
    var environment: String?

    @Option(
        name: .customLong("var"),
        help: ArgumentHelp(
            "Value of a variable; may be given several times. It goes before --var-file, XIMAGE_VAR_<name>, "
                + "the environment and the default, in this order.", valueName: "name=value"),
        completion: Completions.variables)
    var variables: [VariableArgument] = []

    @Option(
        name: .customLong("var-file"),
        help: ArgumentHelp(
            "YAML file of names and values; repeatable, the last one wins.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var files: [String] = []

    mutating func validate() throws {
        guard variables.allSatisfy({ !$0.name.isEmpty }) else {
            throw ValidationError("--var takes a name, an equals sign and a value: --var name=value")
        }
    }
}

/// `name=value` on the command line.
struct VariableArgument: ExpressibleByArgument {
    let name: String
    let value: String

    /// What is no `name=value` has no name: a refusal of the parser would print it, and with it what may be a password.
    init(argument: String) {
        let separator = argument.firstIndex(of: "=")
        name = separator.map { String(argument[..<$0]) } ?? ""
        value = separator.map { String(argument[argument.index(after: $0)...]) } ?? ""
    }
}

/// Which manifest set, as the argument of a command that acts on it.
struct ManifestArgument: ParsableArguments, ManifestChoice {
    @Argument(
        help: ArgumentHelp(
            "The folder of the manifests, or the file that has `project`; as -C.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var argument: String?

    @OptionGroup(title: "Manifest options") var place: PlaceOption
    @OptionGroup(title: "Manifest options") var values: ValueOptions

    var named: String? { place.path ?? argument }

    func validate() throws { try place.require(alone: argument) }
}

/// A manifest set, or a saved plan.
struct PlanArgument: ParsableArguments, ManifestChoice {
    @Argument(
        help: ArgumentHelp(
            "The folder of the manifests, the file that has `project`, or a saved plan; as -C.",
            valueName: "path"),
        completion: Completions.manifestsAndPlans)
    var argument: String?

    @OptionGroup(title: "Manifest options") var place: PlaceOption
    @OptionGroup(title: "Manifest options") var values: ValueOptions

    var named: String? { place.path ?? argument }

    func validate() throws { try place.require(alone: argument) }
}

/// Where the manifests are.
struct PlaceOption: ParsableArguments {
    @Option(
        name: [.customShort("C"), .customLong("path")],
        help: ArgumentHelp(
            "The folder of the manifests, or the file that has `project`. Default: this folder; all but destroy and clean "
                + "take the nearest set above it where it has none.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var path: String?

    func require(alone argument: String?) throws { try PlaceChoice.one(path, argument, "<path>") }
}

/// Which manifest set, for commands whose argument is something else.
struct ManifestOption: ParsableArguments, ManifestChoice {
    @OptionGroup(title: "Manifest options") var place: PlaceOption
    @OptionGroup(title: "Manifest options") var values: ValueOptions

    var named: String? { place.path }
}

/// The folder that a command without a manifest set works in.
struct FolderOption: ParsableArguments {
    @Option(
        name: [.customShort("C"), .customLong("path")],
        help: ArgumentHelp("Folder to work in. Default: this one.", valueName: "path"), completion: .directory
    )
    var path: String?

    /// - Parameter name: what else names the place.
    func require(alone argument: String?, _ name: String = "<path>") throws {
        try PlaceChoice.one(path, argument, name)
    }
}

/// A place that may be named in two ways, and is named once.
private enum PlaceChoice {
    static func one(_ path: String?, _ argument: String?, _ name: String) throws {
        guard path != nil, argument != nil else { return }
        throw ValidationError("-C and \(name) exclude each other. Leave one of them out.")
    }
}

/// A set by a path that was found out.
struct FoundSet: ManifestChoice {
    let named: String?
    let values: ValueOptions
}

struct FindingOptions: ParsableArguments {
    @Flag(
        name: .customLong("all-errors"),
        help: "Show each problem by itself: all instances of a block, and more than fifty.")
    var allErrors = false

    var limit: Int? { allErrors ? nil : DiagnosticText.defaultLimit }
}

/// Consent for one run, beside that of the manifests.
struct ConsentOptions: ParsableArguments {
    @Option(
        name: .customLong("acknowledge"),
        help: ArgumentHelp(
            "Acknowledge a finding, such as destroy@server.web, or the loss of objects, such as objects-gone@PROJECT=12. "
                + "May be given several times.",
            valueName: "key@address"),
        completion: Completions.acknowledgements)
    var given: [AcknowledgementArgument] = []

    func validate() throws {
        let keys = Wiring.acknowledgementKeys
        for key in acknowledgements.map(\.key) where !keys.contains(key) {
            let near = Nearest.words(to: key, in: keys)
            throw ValidationError(
                "No finding can be acknowledged with `\(key.visible)`."
                    + (near.isEmpty
                        ? "" : " Did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?"))
        }
    }

    var acknowledgements: [Acknowledgement] { given.compactMap(\.acknowledgement) }

    /// Region project to the number of objects in it whose loss is accepted.
    var acceptedLosses: [String: Int] {
        Dictionary(given.compactMap(\.loss).map { ($0.project, $0.count) }) { $1 }
    }
}

/// Consent to manage objects that another state created.
struct TakeOverOptions: ParsableArguments {
    @Option(
        name: .customLong("take-over"),
        help: ArgumentHelp(
            "Take over the marked objects of this mark lineage; `none` for marks of earlier versions, which have no lineage.",
            valueName: "lineage"))
    var takeOver: TakeOver?
}

/// Which of several objects with one mark counts.
struct ChosenOptions: ParsableArguments {
    @Option(
        name: .customLong("choose"),
        help: ArgumentHelp(
            "Record this object where several have the mark of one address. May be given several times.",
            valueName: "address=id"))
    var choose: [ChosenObject] = []
}

/// `address=id` on the command line.
struct ChosenObject: ExpressibleByArgument {
    let address: Address
    let id: RemoteID

    init?(argument: String) {
        guard let equals = argument.lastIndex(of: "="), let address = Address(String(argument[..<equals]))
        else { return nil }
        self.address = address
        id = String(argument[argument.index(after: equals)...])
    }
}

/// What a person knows of the cloud that a new state cannot.
struct NewProjectOptions: ParsableArguments {
    @Flag(
        name: .customLong("new-project"),
        help:
            "Nothing of this project exists yet: a new state does not wait until the lists of the cloud are current."
    )
    var newProject = false
}

extension TakeOver: ExpressibleByArgument {}

/// `key@address` on the command line.
struct AcknowledgementArgument: ExpressibleByArgument {
    /// `nil` where it is about a loss of objects.
    let acknowledgement: Acknowledgement?
    let loss: (project: String, count: Int)?

    init?(argument: String) {
        guard let separator = argument.firstIndex(of: "@"), separator != argument.startIndex else {
            return nil
        }
        let rest = argument[argument.index(after: separator)...]
        if argument[..<separator] == LossGuard.code {
            guard let equals = rest.lastIndex(of: "="), equals != rest.startIndex,
                let count = Int(rest[rest.index(after: equals)...]), count > 0
            else { return nil }
            acknowledgement = nil
            loss = (String(rest[..<equals]), count)
            return
        }
        guard let target = Address(String(rest)) else { return nil }
        loss = nil
        acknowledgement = Acknowledgement(
            key: String(argument[..<separator]), target: target, reason: "given on the command line")
    }
}

/// What a plan rests on.
struct RefreshOptions: ParsableArguments {
    @Option(
        name: .customLong("refresh"),
        help: ArgumentHelp(
            "Read the cloud's lists. `--refresh=false` plans from state alone and reads only what it cannot be without.",
            valueName: "true|false"))
    var refresh = true
}

struct PlanDisplayOptions: ParsableArguments {
    @Flag(
        name: [.customShort("v"), .long],
        help: "Show every change, step and quota, and what is so by default.")
    var verbose = false
}

/// A duration on the command line: `90s`, `5m`, `2h`, or plain seconds.
struct TimeLimit: ExpressibleByArgument, Hashable {
    let duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    init?(argument: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let unit = argument.last.flatMap { units[$0] }
        guard let number = Int64(unit == nil ? argument[...] : argument.dropLast()), number >= 0,
            number < 1_000_000
        else { return nil }
        duration = .seconds(number * (unit ?? 1))
    }

    var defaultValueDescription: String { "\(duration.components.seconds)s" }
}
