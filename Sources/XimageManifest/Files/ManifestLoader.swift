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
        if let target = SetFolder.strayTarget(ofTyped: opened(path)) {
            return refused(FileFault.stray(target).diagnostic(at: "`\(Shown.text(path, most: 4096))`"))
        }
        switch ManifestFolder.kind(of: opened(path)) {
        case .failure(let fault):
            return refused(
                Diagnostic(
                    .unreadableManifest,
                    ["path": RuleArgument(Shown.text(path, most: 4096)), "reason": fault.reason]))
        case .success(.folder): return load(folder: path, options)
        case .success(.file): return load(file: path, options)
        case .success(.other):
            return refused(
                Diagnostic(
                    .neitherFileNorFolder, ["path": RuleArgument(Shown.text(path, most: 4096))]))
        }
    }

    /// Reads a set that is in memory: path to text. The paths are those of a folder that is the working directory.
    package func load(texts: [String: String], options: ManifestOptions = .init()) -> ManifestResult {
        let files = texts.sorted { $0.key < $1.key }.map {
            FoundFile(path: $0.key, content: .success(Array($0.value.utf8)))
        }
        return compile(ManifestSet(files: files, wholeFolder: true), options, nil)
    }

    private func opened(_ path: String) -> String {
        path.hasPrefix("/") || workingDirectory == "." ? path : "\(workingDirectory)/\(path)"
    }

    private func refused(_ diagnostic: Diagnostic) -> ManifestResult {
        ManifestResult(desired: nil, diagnostics: [diagnostic], sources: .init(), digest: "")
    }

    private func load(folder: String, _ options: ManifestOptions) -> ManifestResult {
        let listing = ManifestFolder.list(opened(folder))
        let gate = SetGate(opened(folder), options)
        let files = listing.files.map { path in found(ManifestPath.join(folder, path), gate) }
        var set = ManifestSet(files: files, wholeFolder: true, folder: folder)
        set.faults = listing.faults.map { fault in
            Diagnostic(
                fault.isLimit ? .tooManyFiles : .unreadableFolder,
                [
                    "path": RuleArgument(
                        Shown.text(
                            fault.path.isEmpty ? folder : ManifestPath.join(folder, fault.path), most: 4096)),
                    "reason": fault.reason,
                ])
        }
        return compile(set, options, gate.trust)
    }

    private func load(file: String, _ options: ManifestOptions) -> ManifestResult {
        let main = FoundFile(
            path: file, content: ManifestFolder.read(opened(file), limit: ManifestFiles.largest))
        let folder = ManifestPath.folder(of: file)
        let gate = SetGate(opened(folder), options)
        var set = ManifestSet(files: [main], wholeFolder: false, folder: folder)
        let patterns = GlobList(set.includes())
        if !patterns.isEmpty {
            for path in ManifestFolder.list(opened(folder)).files where patterns.matches(path) {
                let shown = ManifestPath.join(folder, path)
                guard shown != file else { continue }
                set.files.append(found(shown, gate))
            }
        }
        if patterns.isExhausted { set.faults.append(.tooManyPatterns(file)) }
        return compile(set, options, gate.trust)
    }

    /// A file of the set; a link that leads out of its folder is not followed.
    private func found(_ path: String, _ gate: SetGate) -> FoundFile {
        if let fault = gate.fault(listed: opened(path)) {
            return FoundFile(path: path, content: .failure(fault))
        }
        return FoundFile(path: path, content: ManifestFolder.read(opened(path), limit: ManifestFiles.largest))
    }

    private func compile(_ set: ManifestSet, _ options: ManifestOptions, _ trust: Trust?) -> ManifestResult {
        var compiler = ManifestCompiler(options: options, trust: trust) { path in
            ManifestFolder.read(opened(path), limit: 1 << 20)
        }
        if let folder = trust.map({ SetFolder($0.folder) }) {
            compiler.strays = Strays(
                ofSet: { folder.outside(opened($0)) }, ofTyped: { SetFolder.strayTarget(ofTyped: opened($0)) }
            )
        }
        return compiler.compile(set)
    }
}

/// What of the files below a folder may be read.
struct SetGate {
    let trust: Trust
    private let folder: SetFolder

    init(_ folder: String, _ options: ManifestOptions) {
        self.folder = SetFolder(folder)
        var trust = Trust(folder: self.folder.root, file: options.configurationFile)
        trust.values = options.trusted
        self.trust = trust
    }

    /// Why a file that a folder holds is not read; `nil` when it may be.
    func fault(listed path: String) -> FileFault? {
        guard let target = folder.outside(listed: path) else { return nil }
        let fault = FileFault.outside(
            target, Bilingual("read this file as a part of the set", zh: "把该文件作为清单集的一部分读取"))
        return fault.need.map(trust.allows) == true ? nil : fault
    }
}
