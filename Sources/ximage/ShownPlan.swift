import Glibc
import XimageCore
import XimageManifest

/// The plan that `ximage plan` showed last, so that `apply` does not repeat all of it. Kept in the user's cache and not in
/// the folder of the set: whoever writes a set must not decide what its reader gets to see.
struct ShownPlan {
    /// A plan that was shown longer ago is shown again.
    private static let memory: Int64 = 3_600_000

    private let path: String?

    /// - Parameter statePath: of the state that the plan is about.
    init(statePath: String, _ environment: (String) -> String? = ProcessEnvironment.value) {
        func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        let folder = value("XDG_CACHE_HOME") ?? value("HOME").map { "\($0)/.cache" }
        let state = SetFolder.resolved(statePath) ?? statePath
        path = folder.map { "\($0)/ximage/shown/\(Mark.digest(state, characters: 26))" }
    }

    /// Nothing depends on it: where it cannot be written, the plan is shown again.
    func remember(_ text: String, at now: Timestamp) {
        guard let path, let slash = path.lastIndex(of: "/"),
            Files.makeFolder(String(path[..<slash]), mode: 0o700) == nil
        else { return }
        let bytes = Array("\(now.milliseconds) \(Self.digest(text))\n".utf8)
        _ = OutputFile.write(bytes, to: path, existing: .replaced, mode: 0o600)
    }

    /// How long ago the same text was shown; `nil` when it was not, or too long ago.
    func age(of text: String, at now: Timestamp) -> Duration? {
        guard let path, let kept = Self.contents(of: path) else { return nil }
        let parts = kept.split { $0 == " " || $0 == "\n" }
        guard parts.count == 2, parts[1] == Self.digest(text), let shown = Int64(parts[0]) else { return nil }
        let age = now.milliseconds - shown
        return (0...Self.memory).contains(age) ? .milliseconds(age) : nil
    }

    private static func contents(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(byteCount: 128, alignment: 1) { buffer in
            let length = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            return length > 0 ? String(decoding: buffer[..<length], as: UTF8.self) : nil
        }
    }

    private static func digest(_ text: String) -> String { Mark.digest(text, characters: 52) }
}
