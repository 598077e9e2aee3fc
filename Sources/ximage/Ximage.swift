import ArgumentParser
import XimageRendering
import XimageCore

/// The root command: everything else is below it.
@main
struct Ximage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ximage",
        abstract: told("Golden images as code for Huawei Cloud.", zh: "以代码管理华为云黄金镜像。"),
        discussion: told(
            """
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
            zh: """
                在 YAML 中声明存储库、云服务器和所需的镜像。`plan` 将声明与云端比较，检查服务已知会拒绝的内容，并显示有序的步骤；`apply` 执行这些步骤。

                示例：
                  ximage init                 写入第一份清单
                  ximage validate             离线检查当前文件夹的清单
                  ximage plan                 显示将执行的操作
                  ximage apply                再次显示，询问后执行

                退出码：
                    0  完成，或无需操作
                    1  错误
                    2  有变更（plan --detailed-exitcode、fmt --check），或有偏差
                    3  被规则禁止
                    4  已保存的计划不再适用
                    5  状态被其他运行锁定
                    6  部分步骤未执行
                    7  状态已损坏、属于其他项目或版本较新
                  130  被中断
                """),
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
            var command = try parseAsRoot(ParserText.arguments)
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
        let arguments = ParserText.arguments
        let unknown = CommandLineAdvice.unknownCommand(arguments)
        let isResult = exitCode(for: error) == .success
        var text = ParserText.of(error)
        guard unknown != nil || !isResult else {
            Output.standard.result(text.isEmpty ? "" : text + "\n")
            ExitStatus.done.exit()
        }
        if let unknown { text = ParserText.refusal(ofCommand: unknown, isResult ? "" : text) }
        if let advice = CommandLineAdvice.sentence(arguments) {
            text = ParserText.adding(advice, to: text)
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
