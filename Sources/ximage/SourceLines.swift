import Synchronization
import XimageCore
import XimageManifest
import XimageRendering

/// Lines of files that were read, for snippets. Sensitive values are looked for once in each file.
final class SourceLines: Sendable {
    private let sources: SourceTexts
    private let known = Mutex<[String: ShownText]>([:])

    init(_ sources: SourceTexts) { self.sources = sources }

    /// The line around a place; `nil` when there is none.
    func line(of file: String, at place: SourcePosition) -> SourceLine? {
        let text = known.withLock { known -> ShownText? in
            if let text = known[file] { return text }
            known[file] = sources.shown(file)
            return known[file]
        }
        return text?.line(Int(place.line), around: Int(place.column)).map {
            SourceLine(String($0.text), skipped: $0.skipped)
        }
    }
}
