import ArgumentParser
import XimageCore
import XimageEngine
import XimageRendering

struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: told(
            "Show what was changed outside ximage, by list calls alone.", zh: "只用列表接口显示在 ximage 之外所做的修改。"),
        usage: "ximage drift [<path>] [<options>]",
        discussion: told(
            """
            Compares the objects that state knows with the cloud, attribute by attribute, and changes nothing. What \
            apply would do about it is for `plan` to say; an image whose schedule is due is work and no drift.

            EXAMPLE:
              ximage drift
              ximage drift --format json > drift.json

            EXIT CODES: 0 no drift, 1 error, 2 drift, 7 state is damaged or belongs elsewhere.
            """,
            zh: """
                逐个属性比较状态中的对象与云端，不做修改。apply 将如何处理由 `plan` 显示；镜像的定时任务到期属于待办工作，不算偏差。

                示例：
                  ximage drift
                  ximage drift --format json > drift.json

                退出码：0 无偏差，1 错误，2 有偏差，7 状态已损坏或属于其他项目。
                """))

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, sarif
    }

    struct FormatOption: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                told("For people, for machines, or for code scanning.", zh: "供人阅读、供程序处理或供代码扫描。"),
                valueName: "text|json|sarif"))
        var format: Format = .text
    }

    @OptionGroup var manifest: ManifestArgument
    @OptionGroup(title: OptionTitle.output) var form: FormatOption
    @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: form.format != .text)
        try await context.run {
            let (_, desired) = try context.load(manifest)
            let found = try await context.reading(desired.settings) { cloud in
                try await Wiring.session(cloud, desired.settings).drift(desired)
            }
            let records = found.prior.records.count
            switch form.format {
            case .text:
                context.output.result(
                    DriftText.render(
                        found.drift, of: records, style: context.resultStyle, now: context.time.now()))
            case .json:
                context.output.result(
                    DriftText.json(found.drift, project: desired.settings.project, records: records))
            case .sarif:
                context.output.result(
                    DiagnosticSARIF.render(
                        DriftText.findings(found.drift, in: desired), version: Version.number,
                        language: context.language, rationale: Wiring.rationale))
            }
            return found.drift.isEmpty ? .done : .changes
        }
    }
}
