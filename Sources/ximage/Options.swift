import ArgumentParser
import XimageCore
import XimagePlanning
import XimageRendering

/// Options that every command with results has.
struct DisplayOptions: ParsableArguments {
    @Flag(
        name: .customLong("no-color"),
        help: told("No colour, as with NO_COLOR set.", zh: "不使用颜色，与设置 NO_COLOR 相同。"))
    var noColor = false

    @Option(
        help: ArgumentHelp(
            told(
                "Language of findings; XIMAGE_LANG and LANG say it otherwise.",
                zh: "输出语言；未指定时取 XIMAGE_LANG 或 LANG。"), valueName: "en|zh"))
    var lang: Language?

    /// What everything is told in: the option, else as ``Language/ofCommandLine`` says.
    var language: Language { lang ?? .ofCommandLine }

    /// How results shall look.
    var resultStyle: TextStyle { Terminal.current.resultStyle(noColor: noColor, language) }

    /// How messages shall look.
    var messageStyle: TextStyle { Terminal.current.messageStyle(noColor: noColor, language) }
}

extension Language: ExpressibleByArgument {}

/// Display options of commands that send requests to the cloud.
struct CloudDisplayOptions: ParsableArguments {
    @Flag(
        help: told(
            "Print a line for each request to the cloud; XIMAGE_LOG=<file> appends it to a file.",
            zh: "为每个云端请求输出一行；XIMAGE_LOG=<file> 将其追加到文件。"))
    var debug = false

    @OptionGroup var display: DisplayOptions
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

struct FormatOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(told("For people or for machines.", zh: "供人阅读或供程序处理。"), valueName: "text|json"))
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
        help: ArgumentHelp(
            told("Which of the set's environments; needed when it has some.", zh: "使用清单中的哪个环境；清单定义了环境时必填。"),
            valueName: "name"),
        completion: Completions.environments)
    var environment: String?

    @Option(
        name: .customLong("var"),
        help: ArgumentHelp(
            told(
                "Value of a variable; may be given several times. It goes before --var-file, XIMAGE_VAR_<name>, "
                    + "the environment and the default, in this order.",
                zh: "变量的值；可重复指定。优先级依次高于 --var-file、XIMAGE_VAR_<name>、环境和默认值。"), valueName: "name=value"),
        completion: Completions.variables)
    var variables: [VariableArgument] = []

    @Option(
        name: .customLong("var-file"),
        help: ArgumentHelp(
            told(
                "YAML file of names and values; repeatable, the last one wins.",
                zh: "含变量名和值的 YAML 文件；可重复指定，以最后一个为准。"),
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var files: [String] = []

    mutating func validate() throws {
        guard variables.allSatisfy({ !$0.name.isEmpty }) else {
            throw ValidationError(
                told(
                    "--var takes a name, an equals sign and a value: --var name=value",
                    zh: "--var 的格式为变量名、等号和值：--var name=value"))
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
            told(
                "The folder of the manifests, or the file that has `project`; as -C.",
                zh: "清单文件夹，或含有 `project` 的文件；同 -C。"), valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var argument: String?

    @OptionGroup(title: OptionTitle.manifest) var place: PlaceOption
    @OptionGroup(title: OptionTitle.manifest) var values: ValueOptions

    var named: String? { place.path ?? argument }

    func validate() throws { try place.require(alone: argument) }
}

/// A manifest set, or a saved plan.
struct PlanArgument: ParsableArguments, ManifestChoice {
    @Argument(
        help: ArgumentHelp(
            told(
                "The folder of the manifests, the file that has `project`, or a saved plan; as -C.",
                zh: "清单文件夹、含有 `project` 的文件或已保存的计划；同 -C。"),
            valueName: "path"),
        completion: Completions.manifestsAndPlans)
    var argument: String?

    @OptionGroup(title: OptionTitle.manifest) var place: PlaceOption
    @OptionGroup(title: OptionTitle.manifest) var values: ValueOptions

    var named: String? { place.path ?? argument }

    func validate() throws { try place.require(alone: argument) }
}

/// Where the manifests are.
struct PlaceOption: ParsableArguments {
    @Option(
        name: [.customShort("C"), .customLong("path")],
        help: ArgumentHelp(
            told(
                "The folder of the manifests, or the file that has `project`. Default: this folder; all but destroy and clean "
                    + "take the nearest set above it where it has none.",
                zh: "清单文件夹，或含有 `project` 的文件。默认：当前文件夹；其中没有清单时使用最近的上级清单（destroy 和 clean 除外）。"),
            valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var path: String?

    func require(alone argument: String?) throws { try PlaceChoice.one(path, argument, "<path>") }
}

/// Which manifest set, for commands whose argument is something else.
struct ManifestOption: ParsableArguments, ManifestChoice {
    @OptionGroup(title: OptionTitle.manifest) var place: PlaceOption
    @OptionGroup(title: OptionTitle.manifest) var values: ValueOptions

    var named: String? { place.path }
}

/// The folder that a command without a manifest set works in.
struct FolderOption: ParsableArguments {
    @Option(
        name: [.customShort("C"), .customLong("path")],
        help: ArgumentHelp(
            told("Folder to work in. Default: this one.", zh: "工作文件夹。默认：当前文件夹。"), valueName: "path"),
        completion: .directory
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
        throw ValidationError(
            told(
                "-C and \(name) exclude each other. Leave one of them out.",
                zh: "-C 与 \(name) 不能同时使用，请去掉其中一个。"))
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
        help: told(
            "Show each problem by itself: all instances of a block, and more than fifty.",
            zh: "逐个显示所有问题，包括同一声明的各个实例和超过五十个的问题。"))
    var allErrors = false

    var limit: Int? { allErrors ? nil : DiagnosticText.defaultLimit }
}

/// Consent for one run, beside that of the manifests.
struct ConsentOptions: ParsableArguments {
    @Option(
        name: .customLong("acknowledge"),
        help: ArgumentHelp(
            told(
                "Acknowledge a finding, such as destroy@server.web, or the loss of objects, such as objects-gone@PROJECT=12. "
                    + "May be given several times.",
                zh: "确认检查结果（如 destroy@server.web）或对象丢失（如 objects-gone@PROJECT=12）。可重复指定。"),
            valueName: "key@address"),
        completion: Completions.acknowledgements)
    var given: [AcknowledgementArgument] = []

    func validate() throws {
        let keys = Wiring.acknowledgementKeys
        for key in acknowledgements.map(\.key) where !keys.contains(key) {
            let near = Nearest.words(to: key, in: keys)
            throw ValidationError(
                told(
                    "No finding can be acknowledged with `\(key.visible)`.",
                    zh: "没有检查结果可用 `\(key.visible)` 确认。")
                    + (near.isEmpty ? "" : told(" ", zh: "") + CommandLineAdvice.didYouMean(near, quote: "`"))
            )
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
            told(
                "Take over the marked objects of this mark lineage; `none` for marks of earlier versions, which have no lineage.",
                zh: "接管此标记谱系的对象；早期版本的标记没有谱系，用 `none`。"),
            valueName: "lineage"))
    var takeOver: TakeOver?
}

/// Which of several objects with one mark counts.
struct ChosenOptions: ParsableArguments {
    @Option(
        name: .customLong("choose"),
        help: ArgumentHelp(
            told(
                "Record this object where several have the mark of one address. May be given several times.",
                zh: "多个对象带有同一地址的标记时，记录此对象。可重复指定。"),
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
            told(
                "Nothing of this project exists yet: a new state does not wait until the lists of the cloud are current.",
                zh: "此项目尚无任何对象：新状态无需等待云端列表更新。")
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
            told(
                "Read the cloud's lists. `--refresh=false` plans from state alone and reads only what it cannot be without.",
                zh: "读取云端列表。`--refresh=false` 只根据状态生成计划，仅读取必不可少的内容。"),
            valueName: "true|false"))
    var refresh = true
}

struct PlanDisplayOptions: ParsableArguments {
    @Flag(
        name: [.customShort("v"), .long],
        help: told("Show every change, step and quota, and what is so by default.", zh: "显示所有变更、步骤、配额和默认值。"))
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
