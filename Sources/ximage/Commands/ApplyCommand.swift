import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: told(
            "Plan, ask, and carry out; takes up what was interrupted.", zh: "生成计划，确认后执行；并继续被中断的运行。"),
        usage: "ximage apply [<path> or <saved plan>] [<options>]",
        discussion: told(
            """
            Shows the plan and asks before it changes anything. Ctrl-C stops in good order: nothing more is begun, what \
            runs is awaited, and the next apply goes on from there.

            EXAMPLE:
              ximage apply
              ximage apply manifests/shop --yes --lock-timeout 5m
              ximage apply --skip-blocked       does what no rule forbids
              ximage apply --yes --due-only      what schedules ask for, nothing else
              ximage apply --renew image.golden  a new generation now
              ximage apply shop.plan            carries out a saved plan that still fits
              ximage apply --yes --canary 1 --max-failures 5%

            EXIT CODES: 0 done, 1 error, 3 a rule forbids it, 4 the saved plan no longer fits, \
            5 state is locked, 6 some steps were not done, 7 state is damaged or belongs elsewhere, 130 interrupted.
            """,
            zh: """
                修改任何内容之前先显示计划并询问。按 Ctrl-C 会有序停止：不再开始新步骤，等待运行中的步骤结束，下次 apply 从此处继续。

                示例：
                  ximage apply
                  ximage apply manifests/shop --yes --lock-timeout 5m
                  ximage apply --skip-blocked       执行规则未禁止的操作
                  ximage apply --yes --due-only      只处理定时任务已到期的镜像
                  ximage apply --renew image.golden  立即创建新的一代
                  ximage apply shop.plan            执行仍然适用的已保存计划
                  ximage apply --yes --canary 1 --max-failures 5%

                退出码：0 完成，1 错误，3 被规则禁止，4 已保存的计划不再适用，5 状态已被锁定，6 部分步骤未执行，7 状态已损坏或属于其他项目，130 被中断。
                """))

    @OptionGroup var manifest: PlanArgument
    struct Blocked: ParsableArguments {
        @Flag(
            name: .customLong("skip-blocked"),
            help: told(
                "Leave out what a rule forbids, with all that waits for it, and do the rest (exit 6).",
                zh: "跳过规则禁止的操作及等待它的操作，执行其余部分（退出码 6）。"))
        var skip = false
    }

    @OptionGroup(title: OptionTitle.plan) var basis: RefreshOptions
    @OptionGroup(title: OptionTitle.plan) var consent: ConsentOptions
    @OptionGroup(title: OptionTitle.plan) var taking: TakeOverOptions
    @OptionGroup(title: OptionTitle.plan) var fresh: NewProjectOptions
    @OptionGroup(title: OptionTitle.plan) var blocked: Blocked
    @OptionGroup(title: OptionTitle.plan) var choices: ChoiceOptions
    @OptionGroup(title: OptionTitle.plan) var approval: ApprovalOptions
    @OptionGroup(title: OptionTitle.work) var work: WorkOptions
    @OptionGroup(title: OptionTitle.work) var running: RunningOptions
    @OptionGroup(title: OptionTitle.output) var plan: PlanDisplayOptions
    @OptionGroup(title: OptionTitle.output) var findings: FindingOptions
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON, findingLimit: findings.limit)
        try await context.run {
            let saved = try approval.plan(manifest.path, context)
            let (loaded, desired) = try context.load(SavedSet(manifest, of: saved), for: .applying)
            if let saved { try approval.check(saved, desired, context) }
            var run = ApplyRun(
                context: context, manifest: loaded, desired: desired, mode: saved?.planMode ?? .apply,
                work: work,
                acknowledgements: consent.acknowledgements + (saved?.given ?? []), isVerbose: plan.verbose,
                words: manifest.words)
            run.refresh = basis.refresh
            run.options = choices.options
            run.options.takeOver = taking.takeOver ?? saved?.takeOver.flatMap { TakeOver($0) }
            run.options.acceptedLosses = consent.acceptedLosses.merging(saved?.acceptedLosses ?? [:]) {
                own, _ in own
            }
            run.options.isReviewed = saved != nil
            run.skipsBlocked = blocked.skip
            run.isNewProject = fresh.newProject
            run.saved = saved
            run.detaches = running.detach
            run.interrupted = running.noResume ? .tell : .resume
            return try await run.run()
        }
    }
}

/// The manifest set of a saved plan, with the values of the command line; or the set that was named.
struct SavedSet: ManifestChoice {
    let named: String?
    let values: ValueOptions

    init(_ named: some ManifestChoice, of saved: SavedPlan?) {
        self.named = saved?.manifests ?? named.named
        var values = named.values
        values.environment = values.environment ?? saved?.environment
        self.values = values
    }
}

/// What was approved before.
struct ApprovalOptions: ParsableArguments {
    @Option(
        name: .customLong("expect-digest"),
        help: ArgumentHelp(
            told(
                "Refuse the saved plan unless its digest starts with this value (\(shortestDigest) characters or more).",
                zh: "已保存计划的摘要不以此值开头时拒绝执行（至少 \(shortestDigest) 个字符）。"),
            valueName: "digest"))
    var expectedDigest: String?

    /// 130 bits: nobody finds another plan with this beginning.
    private static let shortestDigest = 26

    mutating func validate() throws {
        guard expectedDigest.map({ $0.utf8.count >= Self.shortestDigest }) ?? true else {
            throw ValidationError(
                told(
                    "--expect-digest takes at least \(Self.shortestDigest) characters of the digest.",
                    zh: "--expect-digest 至少需要摘要的 \(Self.shortestDigest) 个字符。"))
        }
    }

    /// The saved plan that was named; `nil` when a manifest set was.
    func plan(_ path: String, _ context: RunContext) throws -> SavedPlan? {
        guard SavedPlanFile.isOne(path) else {
            guard expectedDigest == nil else {
                throw context.refusal(.noSavedPlan, ["file": "\(path)"])
            }
            return nil
        }
        let saved = try SavedPlanFile.read(path)
        if let expectedDigest, !saved.digest.hasPrefix(expectedDigest) {
            throw SavedPlanError.otherDigest(expected: expectedDigest, found: saved.digest)
        }
        return saved
    }

    func check(_ saved: SavedPlan, _ desired: DesiredState, _ context: RunContext) throws {
        guard saved.project == desired.settings.project else {
            throw SavedPlanError.otherProject(expected: desired.settings.project, found: saved.project)
        }
        let provider = desired.settings.provider.kind
        guard saved.scene.provider == provider else {
            throw SavedPlanError.otherProvider(
                expected: provider.rawValue, found: saved.scene.provider.rawValue)
        }
    }
}

extension SavedPlan {
    /// Acknowledgements of the command line that made it.
    var given: [Acknowledgement] {
        acknowledgements.compactMap { AcknowledgementArgument(argument: $0)?.acknowledgement }
    }
}

/// How far one run goes.
struct RunningOptions: ParsableArguments {
    @Flag(
        help: told(
            "Leave images and copies to the cloud as soon as they are begun, and return.",
            zh: "镜像和副本开始创建后即交由云端完成，不再等待。"))
    var detach = false

    @Flag(
        name: .customLong("no-resume"),
        help: told(
            "Only tell what an interrupted run left open; do nothing while there is any of it.",
            zh: "只显示被中断的运行遗留的步骤；有遗留时不执行任何操作。"))
    var noResume = false
}

struct DestroyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: told("Delete what this project made, in safe order.", zh: "按安全的顺序删除此项目创建的对象。"),
        usage: "ximage destroy [<path>] [<options>]",
        discussion: told(
            """
            Existing objects that the manifests only name are never touched. What was imported is deleted only with \
            an acknowledgement of its address. Backups behind images stay unless you say otherwise, and so do the \
            vaults that hold them. A set of a folder above this one has to be named with -C.

            EXAMPLE:
              ximage plan --destroy         shows what would go
              ximage destroy

            EXIT CODES: as those of apply.
            """,
            zh: """
                清单只是引用的已有对象不会被触动。导入的对象只有在确认其地址后才会删除。除非另行指定，镜像背后的备份会保留，存有这些备份的存储库也会保留。上级文件夹中的清单须用 -C 指定。

                示例：
                  ximage plan --destroy         显示将要删除的对象
                  ximage destroy

                退出码：与 apply 相同。
                """))

    @OptionGroup var manifest: ManifestArgument

    struct Scope: ParsableArguments {
        @Flag(
            name: .customLong("with-backups"),
            help: told("Also delete the backups behind the images.", zh: "同时删除镜像背后的备份。"))
        var withBackups = false
    }

    @OptionGroup(title: OptionTitle.plan) var scope: Scope
    @OptionGroup(title: OptionTitle.plan) var consent: ConsentOptions
    @OptionGroup(title: OptionTitle.work) var work: WorkOptions
    @OptionGroup(title: OptionTitle.output) var plan: PlanDisplayOptions
    @OptionGroup(title: OptionTitle.output) var findings: FindingOptions
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest, for: .applying, deletes: "destroy")
            var run = ApplyRun(
                context: context, manifest: loaded, desired: desired,
                mode: .destroy(withBackups: scope.withBackups),
                work: work, acknowledgements: consent.acknowledgements, isVerbose: plan.verbose,
                words: manifest.words)
            run.word = "destroy"
            run.options.acceptedLosses = consent.acceptedLosses
            return try await run.run()
        }
    }
}
