package import XimageCore
package import XimagePlanning

/// A plan as people read it before they say yes.
package struct PlanText {
    private let style: TextStyle
    private let context: PlanContext
    private let diagnostics: DiagnosticText
    private let findingLimit: Int?
    private let isVerbose: Bool
    private let skipping: Skipping

    /// What `--skip-blocked` makes of errors.
    package enum Skipping: Hashable, Sendable {
        /// It was not given: an error stops the run.
        case nothing
        /// What no error forbids is carried out.
        case blocked
        /// Nothing is left that no error forbids.
        case everything
    }

    /// - Parameters:
    ///   - skipping: whether what no error forbids is carried out anyway.
    ///   - diagnostics: shows the findings of the rules.
    ///   - findingLimit: `nil` shows every finding.
    ///   - isVerbose: lists every change and step, however many there are.
    package init(
        style: TextStyle, context: PlanContext, diagnostics: DiagnosticText,
        findingLimit: Int? = DiagnosticText.defaultLimit, isVerbose: Bool = false,
        skipping: Skipping = .nothing
    ) {
        self.skipping = skipping
        self.style = style
        self.context = context
        self.diagnostics = diagnostics
        self.findingLimit = findingLimit
        self.isVerbose = isVerbose
    }

    private var language: Language { style.language }

    /// Ends with a line break.
    package func render(_ plan: Plan) -> String {
        let sections = [
            heading(plan), rebuilt(plan), drift(plan), changes(plan), steps(plan), capacity(plan),
            checks(plan),
            conclusion(plan),
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// What makes a plan another one for its reader; `nil` for one that is shown in numbers, or as blocked.
    package func substance(_ plan: Plan) -> String? {
        guard !plan.changes.isEmpty, plan.changes.count <= Self.listLimit, !plan.isBlocked else { return nil }
        return [
            plan.project, context.place, rebuilt(plan), drift(plan), changes(plan), steps(plan), checks(plan),
            PlanSummary(plan).text,
        ].joined(separator: "\n")
    }

    /// For a reader who saw the plan just before: what is lost or taken over, and the end.
    /// - Parameter ago: since the plan was shown.
    package func renderAgain(_ plan: Plan, shown ago: Duration) -> String {
        let writer = changeText
        let grave = plan.changes.filter(\.isGrave)
        let losses =
            grave.isEmpty
            ? "" : title(language("Changes", zh: "变更")) + grave.map { writer.block($0) }.joined()
        let name =
            style.paint(plan.project.visible, .strong)
            + language(" on \(context.place)", zh: "（\(context.place(.chinese))）") + "\n"
        let note = lines(
            language(
                "The plan is as `ximage plan` showed it \(TimeText.duration(ago, language)) ago; --verbose shows all of it.",
                zh: "计划与 `ximage plan` 在 \(TimeText.duration(ago, language)) 前显示的一致；--verbose 显示全部。"), .faint)
        return [name + note, rebuilt(plan), losses, conclusion(plan)].filter { !$0.isEmpty }.joined(
            separator: "\n")
    }

    /// From this many changes or steps on, counts take the place of the list.
    static let listLimit = 50
    /// Findings with which the cloud is not known to be as declared.
    private static let reservations: Set<String> = ["creation-only", "attribute-not-read", "backup-name"]
    /// Part of a quota or of a vault, in percent, from which on its use is worth a line.
    private static let fullPercent = 70
}

// MARK: - Sections

extension PlanText {
    private func heading(_ plan: Plan) -> String {
        var text =
            style.paint(plan.project.visible, .strong)
            + language(" on \(context.place)", zh: "（\(context.place(.chinese))）") + "\n"
        var facts: [String] = []
        if context.isRecalled {
            facts.append(
                language(
                    "Planned from state serial \(plan.serial) without the lists of the cloud (--refresh=false): later "
                        + "changes in the cloud are not seen.",
                    zh: "依据状态序号 \(plan.serial) 制定，未读取云端列表（--refresh=false）：不包含此后云端的变更。"))
        }
        if let read = context.readCounts(language) {
            let also =
                context.isRecalled
                ? language("Read for what is created or deleted: ", zh: "为创建或删除的对象读取：")
                : language("Read ", zh: "已读取")
            let moment = context.readAt.map { moment in
                language(" at \(TimeText.moment(moment))", zh: "（\(TimeText.moment(moment))）")
            }
            facts.append(
                also + language(read, zh: "\(also.hasSuffix("：") ? "" : " ")\(read)") + (moment ?? "")
                    + language(".", zh: "。"))
        }
        if !context.isRecalled {
            facts.append(
                plan.lineage.isEmpty || plan.serial == 0
                    ? language("No state yet.", zh: "尚无状态。")
                    : language("State serial \(plan.serial).", zh: "状态序号 \(plan.serial)。"))
        }
        for line in Paragraph.lines(facts.joined(separator: language(" ", zh: "")), width: style.width) {
            text += style.paint(line, .faint) + "\n"
        }
        return text
    }

    private func rebuilt(_ plan: Plan) -> String {
        guard !plan.rebuilt.isEmpty else { return "" }
        let shown = plan.rebuilt.map { "    \($0.address.shown)  \($0.id.visible)\n" }
        let count = Count.of(plan.rebuilt.count, "object")
        let isOffered = plan.offer != nil
        let text =
            isOffered
            ? language(
                "This plan assumes that \(count) with marks of this project \(plan.rebuilt.count == 1 ? "is" : "are") taken over:",
                zh: "本计划假定接管 \(plan.rebuilt.count) 个带有本项目标记的对象：")
            : language(
                "State had no record of \(count) that this project created. Recovered from marks in the cloud:",
                zh: "状态中没有本项目创建的 \(plan.rebuilt.count) 个对象的记录，已根据云端标记恢复：")
        return title(
            isOffered ? language("To be taken over", zh: "待接管") : language("Recovered", zh: "已恢复"))
            + paragraph(text) + shown.joined()
    }

    private func drift(_ plan: Plan) -> String {
        guard !plan.drift.isEmpty else { return "" }
        let shown = isVerbose ? plan.drift[...] : plan.drift.prefix(Self.listLimit)
        let writer = changeText
        var text = title(language("Changed outside ximage", zh: "在 ximage 之外的变更"))
        for drift in shown {
            let address = style.paint(drift.address.shown, .strong)
            let symbol = style.paint(drift.isGone ? "  -" : "  ~", .changed)
            let what =
                drift.isGone
                ? language("no longer in the cloud", zh: "云上已不存在")
                : language("recorded -> now", zh: "记录 -> 当前")
            let id = language(", id ", zh: "，ID ") + drift.id.visible
            text += "\(symbol) \(address)  \(style.paint(what + id, .faint))\n"
            text += writer.differences(drift)
        }
        return text + more(plan.drift.count - shown.count)
    }

    private func changes(_ plan: Plan) -> String {
        guard !plan.changes.isEmpty else { return "" }
        let writer = changeText
        guard isVerbose || plan.changes.count <= Self.listLimit else { return changesInNumbers(plan, writer) }
        let attributes = Dictionary(plan.changes.map { ($0.address, $0.after) }) { first, _ in first }
        let born = Dictionary(
            plan.steps.compactMap { step -> (Address, [Address])? in
                guard case .create(let create) = step.operation, !create.disks.isEmpty else { return nil }
                return (step.address, create.disks.map(\.address))
            }
        ) { first, _ in first }
        let disks = Set(born.values.joined())
        let blocks = plan.changes.map { change in
            writer.block(
                change, disks: (born[change.address] ?? []).map { ($0, attributes[$0] ?? nil) },
                isBorn: disks.contains(change.address))
        }
        return title(language("Changes", zh: "变更")) + blocks.joined(separator: isVerbose ? "\n" : "")
    }

    private func changesInNumbers(_ plan: Plan, _ writer: ChangeText) -> String {
        var text = title(language("Changes", zh: "变更"))
        text +=
            paragraph(
                language(
                    "\(Count.of(plan.changes.count, "change")); --verbose lists each of them.",
                    zh: "共 \(Count.grouped(plan.changes.count)) 项变更；--verbose 列出每一项。")) + "\n"
        text += PlanSummary(plan).table(language).render(style: style, indent: 4)
        let grave = plan.changes.filter(\.isGrave)
        guard !grave.isEmpty else { return text }
        text += "\n" + paragraph(language("Among them:", zh: "其中："))
        // What is lost is never counted only.
        for change in grave {
            text += writer.line(change)
            if let risk = change.risk {
                text += writer.indented(
                    "! ", risk.text(of: change.address, now: context.now, language), .error)
            }
            if let backups = change.backupRisk {
                text += writer.indented("! ", backups.text(now: context.now, language), .error)
            }
        }
        return text
    }

    private func steps(_ plan: Plan) -> String {
        guard !plan.steps.isEmpty, isVerbose || !hidesSteps(plan) else { return "" }
        let writer = StepText(style: style, language: language)
        guard isVerbose || plan.steps.count <= Self.listLimit else {
            return title(language("Steps", zh: "步骤")) + paragraph(writer.numbers(plan.steps))
        }
        return title(language("Steps", zh: "步骤")) + writer.list(plan.steps)
    }

    /// The changes alone show what happens where each object is only created, named or changed.
    private func hidesSteps(_ plan: Plan) -> Bool {
        plan.steps.allSatisfy { step in
            switch step.operation {
            case .create, .label, .update: true
            case .delete, .detach, .prune, .forget, .settle, .stop, .start, .awaitServer, .deleteBackup: false
            }
        }
    }

    /// Quotas and vaults that the plan nearly fills.
    private func capacity(_ plan: Plan) -> String {
        let shown = plan.usages.filter { usage in
            isVerbose || !usage.fits || usage.peak * 100 >= usage.limit * Self.fullPercent
        }
        return shown.isEmpty
            ? ""
            : title(language("Quota and capacity", zh: "配额与容量"))
                + UsageText(style: style).render(shown)
    }

    private func checks(_ plan: Plan) -> String {
        guard plan.checks.rules > 0 || !plan.findings.isEmpty else { return "" }
        var text = ""
        if plan.checks.rules > 0 {
            var tally = plan.checks.text(language)
            if context.isRecalled {
                tally +=
                    language == .chinese
                    ? "未检查需要云端事实的规则。" : " Rules that need facts of the cloud were not checked."
            }
            text = lines(language("Checked \(tally)", zh: "检查：\(tally)"), .faint)
        }
        guard !plan.findings.isEmpty else { return text }
        return text + (text.isEmpty ? "" : "\n") + diagnostics.render(plan.findings, limit: findingLimit)
    }

    private func conclusion(_ plan: Plan) -> String {
        let summary = PlanSummary(plan)
        var text: String
        if plan.isEmpty, plan.changes.isEmpty {
            text =
                plan.isBlocked
                ? language("Nothing is planned.", zh: "没有计划任何操作。")
                : context.isDestroy
                    ? language("Nothing to destroy.", zh: "没有可删除的对象。")
                    : !plan.leftOut.isEmpty
                        ? language("Nothing to do in the part that was chosen.", zh: "所选部分没有要做的操作。")
                        : context.isRecalled
                            ? language(
                                "No changes. State is as declared; the cloud was not read.",
                                zh: "没有变更。状态与声明一致；未读取云端。")
                            : plan.findings.contains(where: { Self.reservations.contains($0.code) })
                                ? language(
                                    "No changes. The findings name what is not as declared, or was not read.",
                                    zh: "没有变更。检查结果列出了与声明不一致或未读取的内容。")
                                : language("No changes. The cloud is as declared.", zh: "没有变更。云端与声明一致。")
        } else {
            text = language("Plan: \(summary.text).", zh: "计划：\(summary.text(.chinese))。")
        }
        text = lines(text, .strong)
        if let data = plan.dataText(language) {
            text += lines(language("\(data) at risk.", zh: "\(data)面临丢失。"), .error)
        }
        if let backups = plan.backupsText(language) {
            text += lines(language("\(backups) at risk.", zh: "\(backups)面临丢失。"), .error)
        }
        if let expected = context.expected, !plan.isEmpty {
            let steps =
                isVerbose || !hidesSteps(plan)
                ? ""
                : language(
                    " in \(Count.of(plan.steps.count, "step")) (--verbose lists them)",
                    zh: "，共 \(Count.grouped(plan.steps.count)) 步（--verbose 列出）")
            let basis =
                expected.isLearned
                ? language("as earlier runs took", zh: "依据以往运行")
                : language("as is typical", zh: "依据典型情况")
            let (half, most) = (
                TimeText.duration(expected.half, language), TimeText.duration(expected.most, language)
            )
            text += lines(
                language(
                    "Takes about \(half)\(steps), nine times out of ten at most \(most), \(basis).",
                    zh: "预计约 \(half)\(steps)，90% 的情况不超过 \(most)（\(basis)）。"), .faint)
        }
        if let rest = summary.rest(existing: context.existing, language) {
            text += lines(rest + language(".", zh: "。"), .faint)
        }
        for line in LeftOutText.lines(plan.leftOut, language) { text += lines(line, .faint) }
        if plan.isBlocked {
            text += lines(blocked(plan), .error)
        }
        return text
    }
}

extension PlanText {
    private func blocked(_ plan: Plan) -> String {
        let errors = plan.findings.filter { $0.severity == .error }
        let ofTheSet = Set(errors.filter { $0.address == nil }.map(\.code)).sorted()
        let count = language(
            "Blocked by \(Count.of(errors.count, "error")): ", zh: "有 \(Count.grouped(errors.count)) 个错误：")
        let nothing = language("nothing will be done.", zh: "不执行任何操作。")
        switch skipping {
        case .blocked: return count + language("what it forbids is left out.", zh: "略去其禁止的部分。")
        case .nothing: return count + nothing
        case .everything where ofTheSet.isEmpty:
            return count
                + language(
                    "--skip-blocked leaves out everything, and nothing will be done.",
                    zh: "--skip-blocked 略去了全部内容，不执行任何操作。")
        case .everything:
            let codes = language.list(ofTheSet)
            return count + nothing
                + language(
                    " \(codes) \(ofTheSet.count == 1 ? "is" : "are") about the whole set, so that --skip-blocked cannot leave "
                        + "out a part. Choose one with --target or --exclude.",
                    zh: "\(codes) 针对整个清单，--skip-blocked 无法只略去一部分。请用 --target 或 --exclude 选择一部分。")
        }
    }
}

// MARK: - Parts

extension PlanText {
    private var changeText: ChangeText {
        ChangeText(
            style: style, now: context.now, showsRegions: context.regions.count > 1, isVerbose: isVerbose)
    }

    private func lines(_ text: String, _ role: TextStyle.Role) -> String {
        Paragraph.lines(text, width: style.width).map { style.paint($0, role) + "\n" }.joined()
    }

    private func title(_ text: String) -> String { style.paint(text, .strong) + "\n" }

    private func paragraph(_ text: String) -> String {
        Paragraph.lines(text, width: style.width - 2).map { "  \($0)\n" }.joined()
    }

    private func more(_ count: Int) -> String {
        guard count > 0 else { return "" }
        return language(
            "    ... and \(Count.grouped(count)) more; --verbose lists them.",
            zh: "    ……另有 \(Count.grouped(count)) 项；--verbose 全部列出。") + "\n"
    }
}

extension CheckSummary {
    package func text(_ language: Language) -> String {
        guard language == .chinese else { return text }
        let parts = [
            (passed, "通过"), (violated, "有结果"), (unknown, "缺少事实"), (deferred, "在步骤前再次检查"),
            (notApplicable, "不适用"),
        ].filter { $0.0 > 0 }.map { "\($0.0) 条\($0.1)" }
        return "共 \(rules) 条规则" + (parts.isEmpty ? "。" : "：\(parts.joined(separator: "，"))。")
    }

    /// `31 rules: 24 passed, 1 violated, 3 not applicable.`
    package var text: String {
        let parts = [
            (passed, "passed"), (violated, "with findings"), (unknown, "lacking a fact"),
            (deferred, "checked again before their step"), (notApplicable, "not applicable"),
        ].filter { $0.0 > 0 }.map { "\(Count.grouped($0.0)) \($0.1)" }
        return Count.of(rules, "rule") + (parts.isEmpty ? "." : ": \(parts.joined(separator: ", ")).")
    }
}
