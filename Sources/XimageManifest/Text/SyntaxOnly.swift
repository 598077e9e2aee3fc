package import XimageCore
internal import XimageYAML

/// Any YAML file as JSON, without asking whether it is a manifest.
package enum SyntaxOnly {
    package struct Result: Sendable {
        /// An array of the file's documents; `nil` when the text is no YAML.
        package var json: String?
        package var diagnostics: [Diagnostic]
        package var sources: SourceTexts
    }

    /// Reads a file. Tags that have no meaning here are warnings.
    package static func read(_ path: String) -> Result {
        switch ManifestFolder.read(path, limit: YAMLLimits().fileBytes) {
        case .failure(let fault):
            let diagnostic = Diagnostic(
                code: "unreadable-file", summary: "File cannot be read",
                detail: "`\(Shown.text(path))`: \(fault.reason).")
            return Result(json: nil, diagnostics: [diagnostic], sources: .init())
        case .success(let bytes): return read(bytes, as: path)
        }
    }

    /// Reads bytes; `file` is what diagnostics name.
    package static func read(_ bytes: [UInt8], as file: String) -> Result {
        let result = YAMLParser.parse(bytes)
        let diagnostics = result.problems.map { problem in
            var diagnostic = Diagnostic(problem, file: file)
            if problem.kind == .foreignTag { diagnostic.severity = .warning }
            return diagnostic
        }
        var sources = SourceTexts()
        sources.add(result.tree.text, as: file)
        let json = diagnostics.hasErrors ? nil : YAMLDump.json(result.tree)
        return Result(json: json, diagnostics: diagnostics.inReadingOrder(), sources: sources)
    }
}
