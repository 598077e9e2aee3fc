import ArgumentParser

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: told("Print a completion script for your shell.", zh: "输出 Shell 补全脚本。"),
        usage: "ximage completion bash|zsh|fish",
        discussion: told(
            """
            EXAMPLE:
              ximage completion bash > ~/.local/share/bash-completion/completions/ximage
              ximage completion zsh  > ~/.zfunc/_ximage
              ximage completion fish > ~/.config/fish/completions/ximage.fish
            """,
            zh: """
                示例：
                  ximage completion bash > ~/.local/share/bash-completion/completions/ximage
                  ximage completion zsh  > ~/.zfunc/_ximage
                  ximage completion fish > ~/.config/fish/completions/ximage.fish
                """))

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish

        var parserShell: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: ArgumentHelp(told("bash, zsh or fish.", zh: "bash、zsh 或 fish。"), valueName: "shell"))
    var shell: Shell

    func run() {
        let script = Ximage.completionScript(for: shell.parserShell)
        Output.standard.result(script + "\n" + (shell == .bash ? BashWords.script : ""))
    }
}
