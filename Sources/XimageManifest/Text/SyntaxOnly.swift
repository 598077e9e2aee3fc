package import XimageCore
internal import XimageYAML

/// Any YAML file as JSON, without asking whether it is a manifest.
package enum SyntaxOnly {
    package struct Result: Sendable {
        package var diagnostics: [Diagnostic]
        package var sources: SourceTexts
        /// Documents, and their keys and values; `nil` when the text is no YAML.
        package var counts: (documents: Int, values: Int)?
        private var tree: YAMLTree?

        init(tree: YAMLTree?, diagnostics: [Diagnostic], sources: SourceTexts) {
            self.tree = tree
            self.diagnostics = diagnostics
            self.sources = sources
            counts = tree.map { ($0.documents.count, $0.nodeCount) }
        }

        /// An array of the file's documents, in pieces; nothing when the text is no YAML.
        package func writeJSON(to sink: @escaping ([UInt8]) -> Void) {
            if let tree { YAMLDump.write(tree, to: sink) }
        }

        /// The same as one text.
        package var json: String? { tree.map { YAMLDump.json($0) } }
    }

    /// Reads a file. Tags that have no meaning here are warnings.
    package static func read(_ path: String) -> Result {
        let content =
            SetFolder.strayTarget(ofTyped: path).map { .failure(.stray($0)) }
            ?? ManifestFolder.read(path, limit: YAMLLimits().fileBytes)
        switch content {
        case .failure(let fault):
            return Result(
                tree: nil, diagnostics: [fault.diagnostic(at: "`\(Shown.text(path, most: 4096))`")],
                sources: .init())
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
        sources.add(result, as: file)
        return Result(
            tree: diagnostics.hasErrors ? nil : result.tree,
            diagnostics: sources.redacted(diagnostics.inReadingOrder()),
            sources: sources)
    }
}
