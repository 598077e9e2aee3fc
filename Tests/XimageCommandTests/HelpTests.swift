import ArgumentParser
import Testing
import XimageTestSupport

@testable import ximage

@Suite struct HelpTests {
    @Test("Help teaches", arguments: [
        "", "plan", "apply", "destroy", "validate", "show", "list", "sandbox", "sandbox serve", "sandbox reset",
        "completion", "version",
    ])
    func teaches(command: String) {
        let text = Ximage.helpMessage(for: Self.type(of: command), columns: 80) + "\n"
        #expect(text.contains("EXAMPLE:"), "\(command) shows no example")
        for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        let name = command.isEmpty ? "ximage" : command.split(separator: " ").joined(separator: "-")
        expectGolden(text, "help-\(name).txt")
    }

    @Test("Every command below the root has a help golden")
    func coversAll() {
        #expect(Ximage.configuration.subcommands.count == 9)
        #expect(SandboxCommand.configuration.subcommands.count == 2)
    }

    private static func type(of command: String) -> any ParsableCommand.Type {
        switch command {
        case "plan": PlanCommand.self
        case "apply": ApplyCommand.self
        case "destroy": DestroyCommand.self
        case "validate": ValidateCommand.self
        case "show": ShowCommand.self
        case "list": ListCommand.self
        case "sandbox": SandboxCommand.self
        case "sandbox serve": SandboxCommand.Serve.self
        case "sandbox reset": SandboxCommand.Reset.self
        case "completion": CompletionCommand.self
        case "version": VersionCommand.self
        default: Ximage.self
        }
    }
}
