package import XimageCore

/// Single YAML files, for commands that work on texts and not on sets.
package enum ManifestFiles {
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
    package static func list(_ path: String) -> Listing {
        switch ManifestFolder.kind(of: path) {
        case .success(.folder):
            let found = ManifestFolder.list(path)
            let faults = found.faults.map { fault in
                unreadable(fault.path.isEmpty ? path : ManifestPath.join(path, fault.path), fault.reason)
            }
            return Listing(files: found.files.map { ManifestPath.join(path, $0) }, diagnostics: faults)
        case .success(.file): return Listing(files: [path])
        case .success(.other):
            return Listing(diagnostics: [unreadable(path, "it is neither a file nor a folder")])
        case .failure(let fault): return Listing(diagnostics: [unreadable(path, fault.reason)])
        }
    }

    /// The bytes of one regular file, up to one more than the limit of the language.
    package static func read(_ path: String) -> Content {
        switch ManifestFolder.read(path, limit: 64 << 20) {
        case .success(let bytes): .success(bytes)
        case .failure(let fault): .failure(unreadable(path, fault.reason))
        }
    }

    private static func unreadable(_ path: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            code: "unreadable-file", summary: "File cannot be read",
            detail: "`\(Shown.text(path))`: \(reason).")
    }
}
