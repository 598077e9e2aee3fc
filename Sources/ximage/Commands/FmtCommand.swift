import ArgumentParser
import XimageCore
import XimageManifest
import XimageRendering

struct FmtCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: told("Give manifests their canonical layout; comments stay.", zh: "将清单整理为规范格式；保留注释。"),
        usage: "ximage fmt [<path> ...] [<options>]",
        discussion: told(
            """
            Rewrites YAML files in place and prints the names of those it changed. Comments, quotes and the order of \
            keys stay as they are, and so does the meaning: each result is read back and compared.

            EXAMPLE:
              ximage fmt
              ximage fmt manifests/shop servers.yaml
              ximage fmt --check --diff        for a pipeline
              ximage fmt - < draft.yaml        from standard input to standard output

            EXIT CODES: 0 done, 1 error, 2 some files have another layout (with --check).
            """,
            zh: """
                就地改写 YAML 文件，并输出已修改的文件名。注释、引号和键的顺序保持不变，含义也不变：每个结果都会重新读取并比较。

                示例：
                  ximage fmt
                  ximage fmt manifests/shop servers.yaml
                  ximage fmt --check --diff        用于流水线
                  ximage fmt - < draft.yaml        从标准输入到标准输出

                退出码：0 完成，1 错误，2 部分文件格式不同（使用 --check 时）。
                """))

    @Argument(
        help: ArgumentHelp(
            told(
                "Files, or folders with all `*.yaml` and `*.yml` below; - is standard input.",
                zh: "文件，或文件夹（含其下所有 `*.yaml` 和 `*.yml`）；- 表示标准输入。"), valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var given: [String] = []

    @OptionGroup(title: OptionTitle.format) var place: FolderOption

    struct Ways: ParsableArguments {
        @Flag(
            help: told(
                "Write nothing; exit with 2 when a file has another layout.", zh: "不写入；有文件格式不同时以退出码 2 结束。"))
        var check = false

        @Flag(help: told("Write nothing; show what would change.", zh: "不写入；显示将要修改的内容。"))
        var diff = false
    }

    @OptionGroup(title: OptionTitle.format) var ways: Ways
    @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

    private var paths: [String] { given.isEmpty ? [place.path ?? "."] : given }

    func validate() throws { try place.require(alone: given.first) }

    func run() async throws {
        let context = RunContext(display)
        try await context.run {
            var statuses: [ExitStatus] = []
            for path in paths {
                if path == "-" {
                    statuses.append(
                        format(
                            Files.standardInput(limit: ManifestFiles.largest), as: "<stdin>", to: nil, context
                        ))
                    continue
                }
                let trusted = try TrustGate(context: context).file(for: SetFolder(ofSet: path).root)
                let listing = ManifestFiles.list(path, trusted.options)
                if !listing.diagnostics.isEmpty {
                    context.tell(listing.diagnostics)
                    statuses.append(.error)
                }
                for file in listing.files { statuses.append(format(file, context)) }
            }
            return .gravest(statuses)
        }
    }

    private func format(_ file: String, _ context: RunContext) -> ExitStatus {
        switch ManifestFiles.read(file) {
        case .failure(let diagnostic):
            context.tell([diagnostic])
            return .error
        case .success(let bytes): return format(bytes, as: file, to: file, context)
        }
    }

    /// - Parameter target: file that is written; `nil` for standard output.
    private func format(_ bytes: [UInt8], as file: String, to target: String?, _ context: RunContext)
        -> ExitStatus
    {
        let result = ManifestFormatter.format(bytes, file: file)
        if !result.diagnostics.isEmpty {
            let lines = SourceLines(SourceTexts(bytes, as: file))
            context.tell(result.diagnostics, source: { lines.line(of: $0, at: $1) })
            if result.diagnostics.hasErrors { return .error }
        }
        if ways.diff {
            let (old, new) = (shown(bytes, file), shown(Array(result.text.utf8), file))
            context.output.result(
                UnifiedDiff.render(from: old, to: new, file: file, style: context.resultStyle))
        }
        if ways.check || ways.diff {
            if ways.check, !ways.diff, result.isChanged { context.output.result("\(file.visible)\n") }
            return ways.check && result.isChanged ? .changes : .done
        }
        guard let target else {
            context.output.verbatim(result.text)
            return .done
        }
        guard result.isChanged else { return .done }
        if let fault = OutputFile.write(Array(result.text.utf8), to: target, existing: .rewritten) {
            context.tell([Files.unwritable(target, fault)])
            return .error
        }
        context.output.result("\(file.visible)\n")
        return .done
    }

    /// Without passwords and values of sensitive variables.
    private func shown(_ bytes: [UInt8], _ file: String) -> String {
        SourceTexts(bytes, as: file).text(of: file) ?? ""
    }
}
