import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: told(
            "Make one whole image of one server now, and change nothing else.", zh: "立即为一台云服务器创建整机镜像，不修改其他内容。"
        ),
        usage: "ximage snapshot server:<name> [--vault <vault>] [<options>]",
        discussion: told(
            """
            For the moment before something risky, and for an emergency. No manifest has to be changed; the same rules, \
            marks and journal hold as for apply. The image is `image.snapshot["<server id>"]@<n>`: `list generations` \
            shows it, `restore` makes a server of it. Its zone can use it first, the whole region some minutes later; \
            both are told. What the service asks to accept stands in the set, under `defaults.images.agreements`.

            EXAMPLE:
              ximage snapshot server:web --vault main
              ximage snapshot 'server:web["blue"]' --keep-until 7d --reason upgrade
              ximage snapshot server:0b9f3a6e-62f0-4f7e-8d35-5a2f8a7d6c10 --stop

            EXIT CODES: as those of apply.
            """,
            zh: """
                用于高风险操作之前和紧急情况。无需修改清单；规则、标记和日志与 apply 相同。镜像的地址为 `image.snapshot["<server id>"]@<n>`：`list generations` 会\
                显示它，`restore` 可用它创建云服务器。它先在所在可用区可用，几分钟后在整个区域可用，两者都会提示。服务要求同意的条款写在清单的 `defaults.images.agreements` 中\
                。

                示例：
                  ximage snapshot server:web --vault main
                  ximage snapshot 'server:web["blue"]' --keep-until 7d --reason upgrade
                  ximage snapshot server:0b9f3a6e-62f0-4f7e-8d35-5a2f8a7d6c10 --stop

                退出码：与 apply 相同。
                """))

    @Argument(
        help: ArgumentHelp(
            told(
                "server: and the key of a declared server, or the name or id of any other in the regions of the set.",
                zh: "server: 加上已声明云服务器的键，或清单所用区域中其他云服务器的名称或 ID。"),
            valueName: "server"),
        completion: Completions.servers)
    var server: ServerArgument

    @Option(
        help: ArgumentHelp(
            told(
                "Key of a declared vault, or the name or id of another; the vault that the server is in when left out.",
                zh: "已声明存储库的键，或其他存储库的名称或 ID；省略时使用云服务器已绑定的存储库。"),
            valueName: "vault"))
    var vault: String?

    @Option(
        name: .customLong("keep-until"),
        help: ArgumentHelp(
            told(
                "The first apply after that deletes the image and its backup, unless something uses it: a time, or a "
                    + "duration from now such as 7d. It stays until you remove it when left out.",
                zh: "到期后的第一次 apply 会删除此镜像及其备份，除非仍在使用：可为时间或从现在起的时长（如 7d）。省略时一直保留，直到您将其删除。"),
            valueName: "time|duration"))
    var keepUntil: Deadline?

    @Option(
        help: ArgumentHelp(
            told("Why; stands in the image's description.", zh: "原因；写入镜像的描述。"), valueName: "text"))
    var reason: String?

    @Flag(
        help: told(
            "Stop the server while its disks are captured, and bring it back to what it was.",
            zh: "创建期间将云服务器关机，之后恢复原来的电源状态。"))
    var stop = false

    @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
    @OptionGroup(title: OptionTitle.plan) var consent: ConsentOptions
    @OptionGroup(title: OptionTitle.plan) var fresh: NewProjectOptions
    @OptionGroup(title: OptionTitle.work) var work: WorkOptions
    @OptionGroup(title: OptionTitle.output) var plan: PlanDisplayOptions
    @OptionGroup(title: OptionTitle.output) var findings: FindingOptions
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

    mutating func validate() throws {
        guard let reason else { return }
        // Source: IMS API reference, description of an image.
        guard !reason.isEmpty, reason.utf8.count <= 500,
            reason.unicodeScalars.allSatisfy({
                $0.value >= 0x20 && $0 != "<" && $0 != ">" && $0.value != 0x7F
            })
        else {
            throw ValidationError(
                told(
                    "--reason takes one line of at most 500 characters without `<` and `>`.",
                    zh: "--reason 须为一行，最多 500 个字符，不含 `<` 和 `>`。"))
        }
    }

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest, for: .applying)
            guard !desired.hasSnapshotBlock else {
                throw context.refusal(.snapshotBlock)
            }
            let survey = try await context.survey(desired, [.server, .vault])
            let finder = ServerFinder(
                context: context, desired: desired, prior: survey.prior, live: survey.live)
            let found = try finder.find(server, vault: vault)
            var wish = SnapshotRequest(of: found.server, in: found.vault, desired, survey.prior)
            wish.note = Snapshot.Note(keepUntil: keepUntil?.moment(now: context.time.now()), reason: reason)
            wish.quiesces = stop
            let zone = found.server.attributes[.zone].string ?? found.server.region
            var run = ApplyRun(
                context: context, manifest: loaded, desired: wish.desired(), mode: .apply, work: work,
                acknowledgements: consent.acknowledgements, isVerbose: plan.verbose,
                words: CommandWords.given)
            run.options = wish.options
            run.word = "snapshot"
            run.isNewProject = fresh.newProject
            run.announce = { [language = context.language] in
                Self.announcement(of: $0, zone: zone, language)
            }
            run.options.acceptedLosses = consent.acceptedLosses
            return try await run.run()
        }
    }

    /// The moments for which somebody in a hurry waits.
    private static func announcement(of step: PlanStep, zone: String, _ language: Language) -> [String] {
        switch step.operation {
        case .create where step.address.kind == .image:
            [
                language(
                    "\(step.address.shown): usable in \(zone) now", zh: "\(step.address.shown)：现可在 \(zone) 使用"
                ),
                language("to make a server of it: ", zh: "用它创建云服务器：")
                    + "ximage restore '\(step.address)' --as NAME --apply",
            ]
        case .settle: [step.usableInRegion(language)]
        default: []
        }
    }
}

extension PlanStep {
    /// That its image can be used wherever its region can.
    func usableInRegion(_ language: Language) -> String {
        language(
            "\(address.shown): usable in all of \(region) now", zh: "\(address.shown)：现可在 \(region) 整个区域使用")
    }
}

extension DesiredState {
    fileprivate var hasSnapshotBlock: Bool {
        resources.contains { Snapshot.isSeries($0.address) }
            || selections.contains { Snapshot.isSeries($0.image.address) }
    }
}

/// `server:web`, `server.web`, or an id or a name alone.
struct ServerArgument: ExpressibleByArgument {
    let text: String

    init?(argument: String) {
        let prefix = ["server:", "server."].first { argument.hasPrefix($0) }
        text = String(argument.dropFirst(prefix?.utf8.count ?? 0))
        guard !text.isEmpty else { return nil }
    }
}
