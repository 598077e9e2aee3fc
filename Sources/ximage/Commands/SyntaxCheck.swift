import ArgumentParser
import XimageCore
import XimageManifest
import XimageRendering

/// `validate --syntax-only`: what YAML makes of files, whatever is in them.
struct SyntaxCheck {
    let context: RunContext
    let isJSON: Bool
    let limit: Int?

    /// One file after the other, so that memory holds one at a time. In JSON each file gives one value: an array of
    /// its documents, or, for a refused file, what is wrong.
    func run(_ paths: [String]) -> ExitStatus {
        var status = ExitStatus.done
        for path in paths {
            let result = SyntaxOnly.read(path)
            if result.diagnostics.hasErrors { status = .error }
            if isJSON { writeJSON(result) } else { tell(result, path) }
        }
        return status
    }

    private func writeJSON(_ result: SyntaxOnly.Result) {
        let output = context.output
        guard result.counts != nil else {
            return output.result(DiagnosticJSON.render(result.diagnostics))
        }
        if !result.diagnostics.isEmpty { message(result) }
        result.writeJSON { output.result(String(decoding: $0, as: UTF8.self)) }
        output.result("\n")
    }

    private func tell(_ result: SyntaxOnly.Result, _ path: String) {
        if !result.diagnostics.isEmpty { message(result) }
        guard let counts = result.counts else { return }
        context.output.result(
            "\(context.resultStyle.paint(path.visible, .strong)) is YAML: "
                + "\(Count.of(counts.documents, "document")), \(Count.of(counts.values, "value")).\n")
    }

    private func message(_ result: SyntaxOnly.Result) {
        let lines = SourceLines(result.sources)
        let text = context.text(context.messageStyle) { lines.line(of: $0, at: $1) }
        context.output.message(text.render(result.diagnostics, limit: limit) + "\n")
    }
}
