import ArgumentParser
import XimageRendering
import XimageCore

/// The root command: everything else is below it.
@main
struct Ximage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ximage",
        abstract: "Golden images as code for Huawei Cloud.",
        discussion: """
            You declare vaults, servers and the images you want in YAML. `plan` compares that with the cloud, checks \
            what the service is known to refuse, and prints the ordered steps; `apply` carries them out.

            EXAMPLE:
              ximage init                 writes a first manifest
              ximage validate             reads the manifests of this folder, offline
              ximage plan                 shows what would be done
              ximage apply                shows it again, asks, and does it

            EXIT CODES:
                0  done, or nothing to do
                1  an error
                2  there are changes (plan --detailed-exitcode, fmt --check), or drift
                3  a rule forbids it
                4  the saved plan no longer fits
                5  the state is locked by another run
                6  some steps were not done
                7  the state is damaged, of another project or newer
              130  interrupted
            """,
        version: Version.text,
        subcommands: [
            InitCommand.self, ValidateCommand.self, FmtCommand.self, PlanCommand.self, ApplyCommand.self,
            ResumeCommand.self, StatusCommand.self, SnapshotCommand.self, RestoreCommand.self,
            UndeleteCommand.self,
            DestroyCommand.self, DriftCommand.self, ShowCommand.self,
            ListCommand.self, CleanCommand.self, ImportCommand.self, FactsCommand.self, StateCommand.self,
            RulesCommand.self, ExplainCommand.self, GraphCommand.self,
            SchemaCommand.self, SandboxCommand.self,
            CompletionCommand.self, VersionCommand.self,
        ])

    static func main() async {
        Output.occupyClosedStreams()
        Output.ignoreBrokenPipes()
        Memory.keepTogether()
        Wiring.prepare()
        // Asked by scripts all the time; the table of all commands costs more than the answer.
        if CommandLine.arguments.dropFirst().elementsEqual(["--version"]) {
            Output.standard.result(Version.text + "\n")
            ExitStatus.done.exit()
        }
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            ExitStatus.done.exit()
        } catch let status as ExitStatus {
            status.exit()
        } catch {
            exit(after: error)
        }
    }

    /// Whether a document was asked for, as far as a wrong command line tells.
    private static var wantsJSON: Bool {
        let words = CommandLine.arguments
        return words.contains("--format=json")
            || zip(words, words.dropFirst()).contains { $0 == "--format" && $1 == "json" }
    }

    /// Help and version are results; a wrong command line is an error like any other.
    private static func exit(after error: any Error) -> Never {
        var text = fullMessage(for: error)
        while text.last == "\n" { text.removeLast() }
        guard exitCode(for: error) != .success else {
            Output.standard.result(text.isEmpty ? "" : text + "\n")
            ExitStatus.done.exit()
        }
        if let advice = CommandLineAdvice.sentence(Array(CommandLine.arguments.dropFirst())) {
            // Behind what is wrong, before the help.
            let end =
                ["\nHelp:", "\nUsage:"].compactMap { text.firstRange(of: $0)?.lowerBound }.min()
                ?? text.endIndex
            text.insert(contentsOf: "\n" + advice, at: end)
        }
        if Self.wantsJSON {
            let detail = text.split(separator: "\n\n").first.map(String.init) ?? text
            Output.standard.result(
                DiagnosticJSON.render([
                    Diagnostic(.wrongCommandLine, ["reason": "\(detail)"])
                ]))
        } else {
            Output.standard.message(text + "\n")
        }
        ExitStatus.error.exit()
    }
}
