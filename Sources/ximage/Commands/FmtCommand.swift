import ArgumentParser
import XimageCore
import XimageManifest
import XimageRendering

struct FmtCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt", abstract: "Give manifests their canonical layout; comments stay.",
        usage: "ximage fmt [<path> ...] [<options>]",
        discussion: """
            Rewrites YAML files in place and prints the names of those it changed. Comments, quotes and the order of \
            keys stay as they are, and so does the meaning: each result is read back and compared.

            EXAMPLE:
              ximage fmt
              ximage fmt manifests/shop servers.yaml
              ximage fmt --check --diff        for a pipeline
              ximage fmt - < draft.yaml        from standard input to standard output

            EXIT CODES: 0 done, 1 error, 2 some files have another layout (with --check).
            """)

    @Argument(
        help: ArgumentHelp(
            "Files, or folders with all `*.yaml` and `*.yml` below; - is standard input.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var given: [String] = []

    @OptionGroup(title: "Format options") var place: FolderOption

    struct Ways: ParsableArguments {
        @Flag(help: "Write nothing; exit with 2 when a file has another layout.")
        var check = false

        @Flag(help: "Write nothing; show what would change.")
        var diff = false
    }

    @OptionGroup(title: "Format options") var ways: Ways
    @OptionGroup(title: "Output options") var display: DisplayOptions

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
