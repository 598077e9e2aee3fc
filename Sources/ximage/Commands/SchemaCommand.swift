import ArgumentParser
import XimageManifest

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: told(
            "Print the manifest language for editors, or as a reference page.", zh: "输出清单语言的定义，供编辑器使用或作为参考页。"),
        usage: "ximage schema [<options>]",
        discussion: told(
            """
            The JSON Schema (draft 2020-12) gives editors completion, descriptions and checks. It comes from the tables \
            that check manifests. `ximage init` writes it and the line by which editors find it.

            EXAMPLE:
              ximage schema > .ximage/manifest.schema.json
              ximage schema --format markdown > manifests.md
              ximage schema --for configuration > config.schema.json
            """,
            zh: """
                JSON Schema（draft 2020-12）为编辑器提供补全、说明和检查，与清单检查出自相同的表。`ximage init` 会写入它以及供编辑器查找的一行。

                示例：
                  ximage schema > .ximage/manifest.schema.json
                  ximage schema --format markdown > manifests.md
                  ximage schema --for configuration > config.schema.json
                """))

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case json, markdown
    }

    enum Language: String, ExpressibleByArgument, CaseIterable {
        case manifest, configuration
    }

    @Option(
        help: ArgumentHelp(
            told("JSON Schema, or a page for people.", zh: "JSON Schema，或供人阅读的页面。"),
            valueName: "json|markdown"))
    var format: Format = .json

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            told("Of manifests, or of the user's own configuration file.", zh: "清单的，或用户自己的配置文件的。"),
            valueName: "manifest|configuration"))
    var language: Language = .manifest

    func validate() throws {
        if language == .configuration, format == .markdown {
            throw ValidationError(
                told(
                    "--for configuration has the format json; docs/security.md is the page.",
                    zh: "--for configuration 只支持 json 格式；说明页见 docs/security.md。"))
        }
    }

    func run() {
        switch format {
        case .json where language == .configuration:
            Output.standard.result(ManifestSchema.configuration())
        case .json: Output.standard.result(ManifestSchema.json())
        case .markdown: Output.standard.result(ManifestReference.markdown())
        }
    }
}
