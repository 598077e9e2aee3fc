import ArgumentParser
import XimageRendering

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: told("Print the version and how it was built.", zh: "输出版本和构建信息。"),
        usage: "ximage version [<options>]",
        discussion: told(
            """
            EXAMPLE:
              ximage version
              ximage version --format json
            """,
            zh: """
                示例：
                  ximage version
                  ximage version --format json
                """))

    @OptionGroup(title: OptionTitle.output) var format: FormatOptions

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
