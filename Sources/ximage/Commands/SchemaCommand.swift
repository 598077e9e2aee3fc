import ArgumentParser
import XimageManifest

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the manifest language for editors, or as a reference page.",
        usage: "ximage schema [<options>]",
        discussion: """
            The JSON Schema (draft 2020-12) gives editors completion, descriptions and checks. It comes from the tables \
            that check manifests. `ximage init` writes it and the line by which editors find it.

            EXAMPLE:
              ximage schema > .ximage/manifest.schema.json
              ximage schema --format markdown > manifests.md
              ximage schema --for configuration > config.schema.json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case json, markdown
    }

    enum Language: String, ExpressibleByArgument, CaseIterable {
        case manifest, configuration
    }

    @Option(help: ArgumentHelp("JSON Schema, or a page for people.", valueName: "json|markdown"))
    var format: Format = .json

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "Of manifests, or of the user's own configuration file.", valueName: "manifest|configuration"))
    var language: Language = .manifest

    func validate() throws {
        if language == .configuration, format == .markdown {
            throw ValidationError("--for configuration has the format json; docs/security.md is the page.")
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
