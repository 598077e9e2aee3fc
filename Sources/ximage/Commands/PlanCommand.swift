import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering
import XimageState

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: told(
            "Show what apply would do, and whether a rule forbids it.", zh: "显示 apply 将执行的操作，以及是否被规则禁止。"),
        usage: "ximage plan [<path>] [<options>]",
        discussion: told(
            """
            Reads the cloud by list calls and changes nothing, neither there nor in state. With --refresh=false it \
            rests on what state recorded, which takes a fraction of the time and sees no change made elsewhere.

            EXAMPLE:
              ximage plan
              ximage plan manifests/shop --format json > plan.json
              ximage plan --refresh=false
              ximage plan --target 'server.web*' --target image.golden
              ximage plan --destroy --with-backups
              ximage plan --out shop.plan      saves it for ximage apply shop.plan
              ximage plan --detailed-exitcode || echo "something to do, or an error"
              ximage plan --format sarif > findings.sarif

            EXIT CODES: 0 done, 1 error, 2 changes (with --detailed-exitcode), 3 a rule forbids it, 7 state is damaged or belongs elsewhere.
            """,
            zh: """
                通过列表接口读取云端，不修改云端和状态。使用 --refresh=false 时只依据状态中的记录，耗时少得多，但看不到其他地方所做的修改。

                示例：
                  ximage plan
                  ximage plan manifests/shop --format json > plan.json
                  ximage plan --refresh=false
                  ximage plan --target 'server.web*' --target image.golden
                  ximage plan --destroy --with-backups
                  ximage plan --out shop.plan      保存，供 ximage apply shop.plan 执行
                  ximage plan --detailed-exitcode || echo "something to do, or an error"
                  ximage plan --format sarif > findings.sarif

                退出码：0 完成，1 错误，2 有变更（使用 --detailed-exitcode 时），3 被规则禁止，7 状态已损坏或属于其他项目。
                """))

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, markdown
        /// The findings alone.
        case sarif, junit
    }

    @OptionGroup var manifest: ManifestArgument

    struct Scope: ParsableArguments {
        @Flag(
            name: .customLong("detailed-exitcode"),
            help: told("Exit with 2 when there are changes.", zh: "有变更时以退出码 2 结束。"))
        var detailedExitCode = false

        @Flag(help: told("Plan the removal of everything that this project made.", zh: "计划删除此项目创建的所有对象。"))
        var destroy = false

        @Flag(
            name: .customLong("with-backups"),
            help: told(
                "With --destroy: also plan the removal of the backups behind the images.",
                zh: "与 --destroy 同用：也计划删除镜像背后的备份。"))
        var withBackups = false

        var mode: PlanInput.Mode { destroy ? .destroy(withBackups: withBackups) : .apply }
    }

    @OptionGroup(title: OptionTitle.plan) var scope: Scope
    @OptionGroup(title: OptionTitle.plan) var basis: RefreshOptions
    @OptionGroup(title: OptionTitle.plan) var consent: ConsentOptions
    @OptionGroup(title: OptionTitle.plan) var taking: TakeOverOptions
    @OptionGroup(title: OptionTitle.plan) var choices: ChoiceOptions
    @OptionGroup(title: OptionTitle.plan) var checks: RuleOptions
    @OptionGroup(title: OptionTitle.output) var saving: PlanSavingOptions
    @OptionGroup(title: OptionTitle.output) var form: PlanFormatOptions
    @OptionGroup(title: OptionTitle.output) var plan: PlanDisplayOptions
    @OptionGroup(title: OptionTitle.output) var findings: FindingOptions
    @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

    func validate() throws {
        if checks.areSome, saving.out != nil {
            throw ValidationError(
                told(
                    "--out saves a plan that may be applied: all rules have to be asked. Leave --rules out.",
                    zh: "--out 保存可执行的计划，须检查所有规则。请去掉 --rules。"))
        }
        if scope.withBackups, !scope.destroy {
            throw ValidationError(
                told(
                    "--with-backups belongs to --destroy. Add --destroy, or leave --with-backups out.",
                    zh: "--with-backups 须与 --destroy 同用。请加上 --destroy，或去掉 --with-backups。"))
        }
        if scope.destroy, !choices.removed.isEmpty || !choices.renew.isEmpty {
            throw ValidationError(
                told(
                    "--removed and --renew have no effect with --destroy, which removes everything. Leave them out.",
                    zh: "--destroy 会删除所有对象，--removed 和 --renew 对它无效，请去掉。")
            )
        }
        if scope.destroy, !basis.refresh {
            throw ValidationError(
                told(
                    "--destroy needs the lists of the cloud: what a vault holds and what is at risk is not in state.\n"
                        + "  Leave out --refresh=false.",
                    zh: "--destroy 需要读取云端列表：存储库中的内容和有风险的数据不在状态中。\n  请去掉 --refresh=false。"))
        }
    }

    func run() async throws {
        let context = RunContext(display, isJSON: form.format == .json, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest, for: .servers)
            var options = choices.options
            options.takeOver = taking.takeOver
            options.acceptedLosses = consent.acceptedLosses
            options.isReviewed = saving.out != nil
            let request = Session.Request(
                desired, mode: scope.mode,
                acknowledgements: consent.acknowledgements, refresh: basis.refresh, options: options)
            let planned = try await context.reading(desired.settings, late: !basis.refresh) { cloud in
                try await Wiring.session(cloud, desired.settings, rules: checks.chosen).plan(request)
            }
            var shown = PlanContext(
                desired: desired, live: planned.live, now: context.time.now(), isDestroy: scope.destroy)
            shown.expected = planned.expectation
            var plan = planned.plan
            plan.findings += planned.owed.map(\.finding)
            show(plan, shown, loaded, context)
            try saving.save(planned, request, shown, context, manifests: loaded.path)
            let open = OpenWork(steps: planned.open.count, running: planned.running)
            if form.format == .text, let sentence = open.sentence(context.language) {
                context.output.message(sentence)
            }
            return status(planned)
        }
    }

    private func show(_ plan: Plan, _ shown: PlanContext, _ loaded: LoadedManifest, _ context: RunContext) {
        switch form.format {
        case .json: context.output.result(PlanJSON.render(plan, context: shown))
        case .markdown:
            context.output.result(
                PlanMarkdown.render(plan, context: shown, language: context.language))
        case .sarif:
            context.output.result(
                DiagnosticSARIF.render(
                    plan.findings, version: Version.number, language: context.language,
                    rationale: Wiring.rationale))
        case .junit:
            context.output.result(
                DiagnosticJUnit.render(
                    plan.findings, rules: checks.chosen.map { type(of: $0).metadata },
                    language: context.language))
        case .text:
            let style = context.resultStyle
            let text = PlanText(
                style: style, context: shown, diagnostics: context.text(style, loaded.source),
                findingLimit: findings.limit, isVerbose: self.plan.verbose)
            context.output.result(text.render(plan))
            if let substance = text.substance(plan), let settings = loaded.desired?.settings, !scope.destroy {
                ShownPlan(statePath: Wiring.statePath(settings)).remember(
                    substance, at: shown.now)
            }
        }
    }

    private func status(_ planned: Session.Planned) -> ExitStatus {
        var statuses: [ExitStatus] = []
        if planned.plan.isBlocked { statuses.append(planned.plan.refusal) }
        if scope.detailedExitCode, !planned.plan.isEmpty || planned.owed.contains(where: \.isOurs) {
            statuses.append(.changes)
        }
        return .gravest(statuses)
    }
}

struct PlanFormatOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            told(
                "For people, for machines, or for a pull request; or the findings alone, for code review and continuous integration.",
                zh: "供人阅读、供程序处理或用于合并请求；或只输出检查结果，用于代码评审和持续集成。"),
            valueName: "text|json|markdown|sarif|junit"))
    var format: PlanCommand.Format = .text
}

struct PlanSavingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            told(
                "Save the plan for `ximage apply FILE`, unless a rule forbids it.",
                zh: "保存计划，供 `ximage apply FILE` 执行；被规则禁止时不保存。"), valueName: "file"),
        completion: .file())
    var out: String?

    /// Says where the plan is and by which digest it is known.
    func save(
        _ planned: Session.Planned, _ request: Session.Request, _ shown: PlanContext,
        _ context: RunContext, manifests: String
    ) throws {
        guard let out else { return }
        guard request.refresh else {
            throw ValidationError(
                told(
                    "--out needs a plan for which the cloud was read; leave --refresh=false out.",
                    zh: "--out 需要读取云端后生成的计划；请去掉 --refresh=false。"))
        }
        guard !planned.plan.isBlocked else {
            context.say(
                context.language("The plan is not saved: a rule forbids it.", zh: "计划未保存：有规则禁止。"))
            return
        }
        if let running = planned.running {
            context.say(
                context.language(
                    "The plan is not saved: a run is under way, and will change it.",
                    zh: "计划未保存：有运行正在进行，会改变计划。"))
            throw StateError.locked(running)
        }
        guard planned.open.isEmpty else {
            context.say(
                context.language(
                    "The plan is not saved: an interrupted apply has to be taken up first, and will change it.",
                    zh: "计划未保存：必须先继续被中断的 apply，它会改变计划。") + "\n  ximage resume")
            throw ExitStatus.error
        }
        let saved = SavedPlan(
            planned, of: request, manifests: manifests, madeBy: Version.text,
            scene: .init(shown, planned.forecast))
        try SavedPlanFile.write(saved, to: out)
        context.say(
            context.language(
                "Saved to \(out.visible), digest \(saved.digest).\nTo carry it out:",
                zh: "已保存到 \(out.visible)，摘要 \(saved.digest)。\n执行该计划：") + "\n  ximage apply \(out.shellQuoted)"
        )
    }
}
