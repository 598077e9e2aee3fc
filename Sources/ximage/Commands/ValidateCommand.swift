import ArgumentParser
import XimageCore
import XimageManifest
import XimagePlanning
import XimageRendering

struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: told("Check the manifests alone: no network, no credentials.", zh: "只检查清单：无需网络和凭证。"),
        usage: "ximage validate [<path>] [<options>]\nximage validate --syntax-only <file> ... [<options>]",
        discussion: told(
            """
            Reports every problem at once, each with its place and what to do. Values of variables come from --var, \
            --var-file, XIMAGE_VAR_<name>, the environment and the default, in this order.

            EXAMPLE:
              ximage validate
              ximage validate --env prod --explain-vars    where each value comes from
              ximage validate --expand > expanded.yaml     after loops and expressions
              ximage validate --rules NM,VA005 --lang zh   some rules, in Chinese
              ximage validate manifests/shop --format sarif > findings.sarif
              ximage validate --format junit > findings.xml
              ximage validate --syntax-only --format json any.yaml

            EXIT CODES: 0 nothing wrong, 1 the manifests have errors, 3 a rule forbids what they ask for.
            """,
            zh: """
                一次报告所有问题，包括位置和处理方法。变量的值依次取自 --var、--var-file、XIMAGE_VAR_<name>、环境和默认值。

                示例：
                  ximage validate
                  ximage validate --env prod --explain-vars    每个值的来源
                  ximage validate --expand > expanded.yaml     展开循环和表达式之后
                  ximage validate --rules NM,VA005 --lang zh   部分规则，以中文显示
                  ximage validate manifests/shop --format sarif > findings.sarif
                  ximage validate --format junit > findings.xml
                  ximage validate --syntax-only --format json any.yaml

                退出码：0 没有问题，1 清单有错误，3 清单的内容被规则禁止。
                """))

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, sarif, junit
    }

    struct Forms: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                told(
                    "For people, for machines, for code review, or for continuous integration.",
                    zh: "供人阅读、供程序处理、用于代码评审或持续集成。"),
                valueName: "text|json|sarif|junit"))
        var format: Format = .text
    }

    struct Views: ParsableArguments {
        @Flag(
            help: told(
                "Print the set as a manifest after expansion; it reads back as the same.",
                zh: "输出展开后的清单；重新读取的结果相同。"))
        var expand = false

        @Flag(
            name: .customLong("syntax-only"),
            help: told(
                "Read any YAML files, manifests or not; with --format json print their documents.",
                zh: "读取任意 YAML 文件；与 --format json 同用时输出其文档。"))
        var syntaxOnly = false

        @Flag(
            name: .customLong("explain-vars"),
            help: told("Show each variable's value and where it comes from.", zh: "显示每个变量的值及其来源。"))
        var explainVariables = false

        mutating func validate() throws {
            guard [expand, explainVariables, syntaxOnly].count(where: \.self) < 2 else {
                throw ValidationError(
                    told(
                        "--expand, --explain-vars and --syntax-only exclude each other.",
                        zh: "--expand、--explain-vars 和 --syntax-only 不能同时使用。"))
            }
        }
    }

    @OptionGroup var manifest: ManifestArgument

    @Argument(
        help: ArgumentHelp(
            told("With --syntax-only, further files.", zh: "与 --syntax-only 同用时的其他文件。"), valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var furtherFiles: [String] = []

    @OptionGroup(title: OptionTitle.check) var checks: RuleOptions
    @OptionGroup(title: OptionTitle.view) var views: Views
    @OptionGroup(title: OptionTitle.output) var form: Forms
    @OptionGroup(title: OptionTitle.output) var findings: FindingOptions
    @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

    mutating func validate() throws {
        if views.expand, form.format != .text {
            throw ValidationError(
                told("--expand prints YAML; leave --format out.", zh: "--expand 输出 YAML；请去掉 --format。"))
        }
        if !views.syntaxOnly, !furtherFiles.isEmpty {
            throw ValidationError(
                told(
                    "One path names a set; several are for --syntax-only.",
                    zh: "清单只能指定一个路径；--syntax-only 才能指定多个。"))
        }
        if views.syntaxOnly, [.sarif, .junit].contains(form.format) {
            throw ValidationError(
                told("--syntax-only has the formats text and json.", zh: "--syntax-only 只支持 text 和 json 格式。"))
        }
        if views.explainVariables, [.sarif, .junit].contains(form.format) {
            throw ValidationError(
                told(
                    "--explain-vars has the formats text and json.", zh: "--explain-vars 只支持 text 和 json 格式。")
            )
        }
    }

    func run() async throws {
        let context = RunContext(display, isJSON: form.format == .json, findingLimit: findings.limit)
        try await context.run {
            if views.syntaxOnly {
                return SyntaxCheck(context: context, isJSON: form.format == .json, limit: findings.limit)
                    .run([manifest.path] + furtherFiles)
            }
            let loaded = try TrustGate(context: context).read(try context.located(manifest))
            guard let desired = loaded.desired, !loaded.diagnostics.hasErrors else {
                return refuse(loaded, context)
            }
            let (found, checks) = Planner(rules: self.checks.chosen).validate(desired)
            let all = loaded.diagnostics + found
            if views.expand || views.explainVariables {
                tell(all, loaded, context)
                context.output.result(
                    views.expand
                        ? ExpandedText.expand(desired, sensitive: loaded.sensitive).text
                        : explanation(loaded, context))
            } else if form.format == .text {
                tell(all, loaded, context)
                context.output.result(
                    Self.summary(
                        desired, all, checks.text(context.language),
                        tally: DiagnosticText.tally(all, context.language),
                        style: context.resultStyle))
            } else {
                context.output.result(document(all, context.language))
            }
            return found.hasErrors ? .blocked : .done
        }
    }

    /// The set has errors. Values of variables are shown all the same: they may be the cause.
    private func refuse(_ loaded: LoadedManifest, _ context: RunContext) -> ExitStatus {
        if views.explainVariables {
            context.output.result(explanation(loaded, context))
            tell(loaded.diagnostics, loaded, context)
        } else if form.format == .text {
            context.tell(loaded.diagnostics, source: loaded.source)
        } else {
            context.output.result(document(loaded.diagnostics, context.language))
        }
        return .error
    }

    /// To standard error, where they do not disturb the result.
    private func tell(_ diagnostics: [Diagnostic], _ loaded: LoadedManifest, _ context: RunContext) {
        guard !diagnostics.isEmpty else { return }
        let text = context.text(context.messageStyle, loaded.source)
        context.output.message(text.render(diagnostics, limit: findings.limit) + "\n")
    }

    private func document(_ diagnostics: [Diagnostic], _ language: Language) -> String {
        switch form.format {
        case .sarif:
            DiagnosticSARIF.render(
                diagnostics, version: Version.number, language: language, rationale: Wiring.rationale)
        case .junit:
            DiagnosticJUnit.render(
                diagnostics,
                rules: checks.chosen.map { type(of: $0).metadata }.filter { $0.phases.contains(.validate) },
                language: language)
        case .json, .text: DiagnosticJSON.render(diagnostics)
        }
    }

    private func explanation(_ loaded: LoadedManifest, _ context: RunContext) -> String {
        let rows = loaded.variables.map {
            VariableText.Row(
                name: $0.name, type: $0.type, value: $0.value, source: $0.source, overridden: $0.overridden)
        }
        guard form.format == .text else { return VariableText.json(rows) }
        return VariableText(style: context.resultStyle, width: Terminal.current.tableWidth).render(rows)
    }

    private static func summary(
        _ desired: DesiredState, _ found: [Diagnostic], _ checks: String, tally: String, style: TextStyle
    ) -> String {
        var counts: [ResourceKind: Int] = [:]
        for index in desired.resources.indices {
            counts[desired.resources[index].address.kind, default: 0] += 1
        }
        let language = style.language
        var parts = counts.keys.sorted().map { $0.count(counts[$0] ?? 0, language) }
        if !desired.selections.isEmpty {
            let count = desired.selections.count
            parts.append(
                language(
                    Count.of(count, "selection of live servers", plural: "selections of live servers"),
                    zh: "\(Count.grouped(count)) 个对现有云服务器的选择"))
        }
        let all = language.list(parts)
        let declared =
            parts.isEmpty
            ? language("declares nothing", zh: "没有声明任何内容") : language("declares \(all)", zh: "声明了 \(all)")
        let environment =
            desired.settings.environment.map { language(" (\($0.visible))", zh: "（\($0.visible)）") } ?? ""
        let verdict =
            found.isEmpty ? language("Nothing is wrong.", zh: "没有问题。") : tally + language(".", zh: "。")
        let end = language(".", zh: "。")
        return "\(style.paint(desired.settings.project.visible, .strong))\(environment) \(declared)\(end)\n"
            + "\(checks)\n" + "\(style.paint(verdict, .strong))\n"
    }
}
