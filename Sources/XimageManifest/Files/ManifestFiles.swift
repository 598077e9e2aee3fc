package import XimageCore

/// Single YAML files, for commands that work on texts and not on sets.
package enum ManifestFiles {
    /// The most bytes that are read of a file of a set.
    package static let largest = 64 << 20

    package struct Listing: Sendable {
        /// As shown, and as they are read; sorted.
        package var files: [String] = []
        package var diagnostics: [Diagnostic] = []
    }

    package enum Content: Sendable {
        case success([UInt8])
        case failure(Diagnostic)
    }

    /// The files that a path names: itself, or all `*.yaml` and `*.yml` below a folder.
    /// Links that lead out of the folder are left out and reported, unless `options` trust the files.
    package static func list(_ path: String, _ options: ManifestOptions = .init()) -> Listing {
        if let target = SetFolder.strayTarget(ofTyped: path) {
            return Listing(
                diagnostics: [FileFault.stray(target).diagnostic(at: "`\(Shown.text(path))`")])
        }
        switch ManifestFolder.kind(of: path) {
        case .success(.folder):
            let found = ManifestFolder.list(path)
            var listing = Listing()
            listing.diagnostics = found.faults.map { fault in
                unreadable(fault.path.isEmpty ? path : ManifestPath.join(path, fault.path), fault.reason)
            }
            let gate = SetGate(path, options)
            for file in found.files.map({ ManifestPath.join(path, $0) }) {
                if let fault = gate.fault(listed: file) {
                    listing.diagnostics.append(
                        fault.diagnostic(at: "`\(Shown.text(file))`", trust: gate.trust))
                } else {
                    listing.files.append(file)
                }
            }
            return listing
        case .success(.file): return Listing(files: [path])
        case .success(.other):
            let reason = RuleArgument("it is neither a file nor a folder", zh: "既不是文件，也不是目录")
            return Listing(diagnostics: [unreadable(path, reason)])
        case .failure(let fault): return Listing(diagnostics: [unreadable(path, fault.reason)])
        }
    }

    /// The folder of a path, as a path is written.
    package static func folder(of path: String) -> String { ManifestPath.folder(of: path) }

    /// The last part of a path.
    package static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The bytes of one regular file, up to one more than the limit of the language.
    package static func read(_ path: String) -> Content {
        switch ManifestFolder.read(path, limit: largest) {
        case .success(let bytes): .success(bytes)
        case .failure(let fault): .failure(unreadable(path, fault.reason))
        }
    }

    private static func unreadable(_ path: String, _ reason: RuleArgument) -> Diagnostic {
        Diagnostic(.unreadableFile, ["subject": "`\(Shown.text(path))`", "reason": reason])
    }
}
