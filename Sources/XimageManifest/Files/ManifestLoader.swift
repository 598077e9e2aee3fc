internal import XimageCore

/// The front door: a path in, desired state or diagnostics out.
package struct ManifestLoader: Sendable {
    /// Paths are shown relative to it, and relative paths are opened from it.
    private let workingDirectory: String

    /// - Parameter workingDirectory: As the process has it; `.` stands for that.
    package init(workingDirectory: String = ".") {
        self.workingDirectory = workingDirectory
    }

    /// Reads the set that `path` names: a folder, or the file that has `project`.
    package func load(_ path: String, options: ManifestOptions = .init()) -> ManifestResult {
        switch ManifestFolder.kind(of: opened(path)) {
        case .failure(let fault):
            return refused(
                Diagnostic(
                    code: "unreadable-file", summary: "Manifest cannot be read",
                    detail: "`\(Shown.text(path, most: 4096))`: \(fault.reason).",
                    fix: "Name a folder with manifests, or the file that has `project`."))
        case .success(.folder): return load(folder: path, options)
        case .success(.file): return load(file: path, options)
        case .success(.other):
            return refused(
                Diagnostic(
                    code: "unreadable-file", summary: "Manifest cannot be read",
                    detail: "`\(Shown.text(path, most: 4096))` is neither a file nor a folder.",
                    fix: "Name a folder with manifests, or the file that has `project`."))
        }
    }

    /// Reads a set that is in memory: path to text. The paths are those of a folder that is the working directory.
    package func load(texts: [String: String], options: ManifestOptions = .init()) -> ManifestResult {
        let files = texts.sorted { $0.key < $1.key }.map {
            FoundFile(path: $0.key, content: .success(Array($0.value.utf8)))
        }
        return compile(ManifestSet(files: files, wholeFolder: true), options)
    }

    private func opened(_ path: String) -> String {
        path.hasPrefix("/") || workingDirectory == "." ? path : "\(workingDirectory)/\(path)"
    }

    private func refused(_ diagnostic: Diagnostic) -> ManifestResult {
        ManifestResult(desired: nil, diagnostics: [diagnostic], sources: .init(), digest: "")
    }

    private func load(folder: String, _ options: ManifestOptions) -> ManifestResult {
        let listing = ManifestFolder.list(opened(folder))
        var files: [FoundFile] = []
        for path in listing.files {
            let shown = ManifestPath.join(folder, path)
            files.append(FoundFile(path: shown, content: ManifestFolder.read(opened(shown), limit: 64 << 20)))
        }
        var set = ManifestSet(files: files, wholeFolder: true, folder: folder)
        set.faults = listing.faults.map { fault in
            Diagnostic(
                code: fault.isLimit ? "limit" : "unreadable-file",
                summary: fault.isLimit ? "Too many files" : "Folder cannot be read",
                detail: fault.path.isEmpty
                    ? fault.reason
                    : "`\(Shown.text(ManifestPath.join(folder, fault.path), most: 4096))`: \(fault.reason).",
                fix: fault.isLimit ? "Name the folder of the set itself, or split the set." : nil)
        }
        return compile(set, options)
    }

    private func load(file: String, _ options: ManifestOptions) -> ManifestResult {
        let main = FoundFile(path: file, content: ManifestFolder.read(opened(file), limit: 64 << 20))
        var set = ManifestSet(files: [main], wholeFolder: false, folder: ManifestPath.folder(of: file))
        let patterns = GlobList(set.includes())
        if !patterns.isEmpty {
            let folder = ManifestPath.folder(of: file)
            for path in ManifestFolder.list(opened(folder)).files where patterns.matches(path) {
                let shown = ManifestPath.join(folder, path)
                guard shown != file else { continue }
                set.files.append(
                    FoundFile(path: shown, content: ManifestFolder.read(opened(shown), limit: 64 << 20)))
            }
        }
        if patterns.isExhausted { set.faults.append(.tooManyPatterns(file)) }
        return compile(set, options)
    }

    private func compile(_ set: ManifestSet, _ options: ManifestOptions) -> ManifestResult {
        var compiler = ManifestCompiler(options: options) { path in
            ManifestFolder.read(opened(path), limit: 1 << 20)
        }
        return compiler.compile(set)
    }
}
