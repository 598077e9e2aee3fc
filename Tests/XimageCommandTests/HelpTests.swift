import ArgumentParser
import Testing
import XimageTestSupport

@testable import ximage

@Suite struct HelpTests {
    @Test("Help of every command teaches: an example, options in groups, lines that fit")
    func teaches() {
        for (name, type) in Self.commands(below: Ximage.self, name: "ximage") {
            var text = Ximage.helpMessage(for: type, columns: 80)
            while text.last == "\n" { text.removeLast() }
            #expect(text.contains("EXAMPLE:"), "\(name) shows no example")
            for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(name): \(line)") }
            expectGolden(text + "\n", "help-\(name).txt")
        }
    }

    private static func commands(
        below type: any ParsableCommand.Type, name: String
    ) -> [(name: String, type: any ParsableCommand.Type)] {
        [(name, type)]
            + type.configuration.subcommands.flatMap { below in
                commands(below: below, name: "\(name)-\(below.configuration.commandName ?? "")")
            }
    }
}
