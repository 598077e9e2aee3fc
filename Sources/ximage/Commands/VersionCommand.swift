import ArgumentParser
import XimageRendering

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version and how it was built.",
        usage: "ximage version [<options>]",
        discussion: """
            EXAMPLE:
              ximage version
              ximage version --format json
            """)

    @OptionGroup(title: "Output options") var format: FormatOptions

    func run() {
        guard format.isJSON else { return Output.standard.result("\(Version.text)\n\(Version.build)\n") }
        Output.standard.result(
            JSONWriter.document { json in
                json.field("format", "ximage-version")
                json.field("version", Version.number)
                json.field("build", Version.build)
            })
    }
}
