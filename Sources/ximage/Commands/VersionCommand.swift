import ArgumentParser

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version and how it was built.",
        usage: "ximage version",
        discussion: """
            EXAMPLE:
              ximage version
            """)

    func run() { Output.standard.result("\(Version.text)\n\(Version.build)\n") }
}
