internal import Crypto
internal import XimageCore
internal import XimageYAML

/// One file that may belong to a set.
struct FoundFile {
    /// As shown to people.
    var path: String
    var content: Result<[UInt8], FileFault>
}

/// The files that may belong to a set.
struct ManifestSet {
    var files: [FoundFile]
    /// A folder was named, so the file with `project` says what belongs to it.
    var wholeFolder: Bool
    /// As shown.
    var folder = "."
    var faults: [Diagnostic] = []

    /// Patterns of `include` in the first file.
    func includes() -> [String] {
        guard let first = files.first, case .success(let bytes) = first.content else { return [] }
        let tree = YAMLParser.parse(bytes).tree
        return ManifestCompiler.texts("include", in: tree)
    }
}

/// A file after parsing.
struct ParsedFile {
    var path: String
    var result: YAMLResult?
    var diagnostics: [Diagnostic]
    var hasProject = false
    var bytes: [UInt8] = []
    var need: Trust.Need?
}

/// Files -> result. Pure, apart from `readFile`.
struct ManifestCompiler {
    let options: ManifestOptions
    /// What the set may use outside its folder; `nil` for a set in memory.
    let trust: Trust?
    var strays = Strays()
    let readFile: (_ path: String) -> Result<[UInt8], FileFault>
    var diagnostics: [Diagnostic] = []
    private var sources = SourceTexts()

    init(
        options: ManifestOptions, trust: Trust?,
        readFile: @escaping (_ path: String) -> Result<[UInt8], FileFault>
    ) {
        self.options = options
        self.trust = trust
        self.readFile = readFile
    }

    mutating func compile(_ set: ManifestSet) -> ManifestResult {
        diagnostics = set.faults
        var parsed = set.files.map { Self.parse($0, trust) }
        if set.wholeFolder {
            if let several = Self.severalSets(parsed, folder: set.folder) {
                return ManifestResult(desired: nil, diagnostics: [several], sources: .init(), digest: "")
            }
            choose(&parsed, folder: set.folder)
            setStrangersAside(&parsed)
        }
        for file in parsed {
            diagnostics += file.diagnostics
            if let result = file.result { sources.add(result, as: file.path) }
        }
        let digest = Self.digest(parsed.map { ($0.path, $0.bytes) }, folder: set.folder)
        let readable = parsed.filter { $0.result?.isReadable == true }
        let isComplete = readable.count == parsed.count && set.faults.isEmpty
        let files = readable.compactMap { file in
            file.result.map {
                SourceFile(shownPath: file.path, folder: ManifestPath.folder(of: file.path), tree: $0.tree)
            }
        }
        for index in parsed.indices { parsed[index].bytes = [] }
        let session = ManifestSession(files: files, diagnosticsOfReading: diagnostics)
        session.trust = trust
        session.strays = strays
        session.needs = parsed.compactMap(\.need)
        let assembled = assemble(
            session, isComplete: isComplete, hasFiles: !parsed.isEmpty, folder: set.folder)
        for (path, text) in assembled.texts { sources.add(values: text, as: path) }
        var seen: Set<Diagnostic> = []
        let found = diagnostics + session.diagnostics + [session.overflow].compactMap(\.self)
        let all = sources.redacted(
            found.filter { seen.insert($0).inserted }.inReadingOrder(), assembled.sensitive.values)
        var result = ManifestResult(
            desired: all.hasErrors ? nil : assembled.desired, diagnostics: all, sources: sources,
            digest: digest,
            variables: assembled.variables, sensitive: assembled.sensitive)
        if let trust = session.trust {
            result.trust = trust
            result.desired?.settings.trust = trust
        }
        result.needs = session.needs
        return result
    }

    private static func parse(_ file: FoundFile, _ trust: Trust?) -> ParsedFile {
        switch file.content {
        case .failure(let fault):
            let path = Shown.text(file.path, most: 4096)
            let diagnostic = fault.diagnostic(
                at: RuleArgument(
                    "`\(path)` belongs to the set by its name", zh: "`\(path)` 按名称属于清单集"),
                trust: trust,
                otherwise: RuleArgument(
                    "Correct it, or leave it out with `exclude` in the file that has `project`.",
                    zh: "请更正该文件，或在含有 `project` 的文件中用 `exclude` 排除它。"))
            return ParsedFile(path: file.path, result: nil, diagnostics: [diagnostic], need: fault.need)
        case .success(let bytes):
            let result = YAMLParser.parse(bytes)
            let diagnostics = result.problems.map { Diagnostic($0, file: file.path) }
            return ParsedFile(
                path: file.path, result: result, diagnostics: diagnostics,
                hasProject: Self.topKeys(result.tree).contains("project"), bytes: bytes)
        }
    }

    static func topKeys(_ tree: YAMLTree) -> [String] {
        tree.documents.filter { $0 < tree.nodeCount }.flatMap { root in
            tree.entries(root).map { tree.string($0.key) }
        }
    }

    /// The texts of a list at the top of a file.
    static func texts(_ key: String, in tree: YAMLTree) -> [String] {
        for root in tree.documents where root < tree.nodeCount {
            for entry in tree.entries(root) where tree.string(entry.key) == key {
                return tree.children(entry.value).map { tree.string($0) }
            }
        }
        return []
    }

    /// Applies `include` and `exclude` of the file that has `project`.
    private mutating func choose(_ files: inout [ParsedFile], folder: String) {
        let mains = files.filter(\.hasProject)
        let main = mains.min { depth($0.path) < depth($1.path) }
        guard let main, let tree = main.result?.tree else { return }
        let base = ManifestPath.folder(of: main.path)
        let includes = GlobList(Self.texts("include", in: tree))
        let excludes = GlobList(Self.texts("exclude", in: tree))
        files = files.filter { file in
            guard file.path != main.path else { return true }
            // A second project is an error that shows both, unless it is excluded.
            let isOutside = base != "." && !file.path.hasPrefix(base.hasSuffix("/") ? base : base + "/")
            if isOutside, file.hasProject { return true }
            guard base == "." || file.path.hasPrefix(base.hasSuffix("/") ? base : base + "/") else {
                return false
            }
            let path = ManifestPath.relative(file.path, to: base)
            if excludes.matches(path) { return false }
            return file.hasProject || includes.isEmpty || includes.matches(path)
        }
        if includes.isExhausted || excludes.isExhausted { diagnostics.append(.tooManyPatterns(main.path)) }
    }

    private func depth(_ path: String) -> Int { path.utf8.count { $0 == 0x2F } }

    private static func digest(_ files: [(path: String, bytes: [UInt8])], folder: String) -> String {
        var hash = SHA256()
        let named = files.map { (ManifestPath.relative($0.path, to: folder), $0.bytes) }
        for (path, bytes) in named.sorted(by: { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }) {
            hash.update(data: Array("\(path.utf8.count):\(path)\(bytes.count):".utf8))
            hash.update(data: bytes)
        }
        return hash.finalize().map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }
}
