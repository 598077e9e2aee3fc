import ArgumentParser

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print a completion script for your shell.",
        usage: "ximage completion bash|zsh|fish",
        discussion: """
            EXAMPLE:
              ximage completion bash > ~/.local/share/bash-completion/completions/ximage
              ximage completion zsh  > ~/.zfunc/_ximage
              ximage completion fish > ~/.config/fish/completions/ximage.fish
            """)

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

    @Argument(help: ArgumentHelp("bash, zsh or fish.", valueName: "shell"))
    var shell: Shell

    func run() {
        let script = Ximage.completionScript(for: shell.parserShell)
        Output.standard.result(script + "\n" + (shell == .bash ? BashWords.script : ""))
    }
}
