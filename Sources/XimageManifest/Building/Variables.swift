package import XimageCore
internal import XimageYAML

/// Where the value of a variable came from: for `validate --explain-vars`.
package struct VariableReport: Hashable, Sendable {
    package var name: String
    package var type: String
    package var description: String?
    package var isSensitive: Bool
    /// As it counts, as YAML in one line; `(sensitive)`; `nil` when there is none.
    package var value: String?
    /// Such as `--var`, `XIMAGE_VAR_zones`, `environment prod`, `default`.
    package var source: String
    /// Sources of lower precedence that gave a value too.
    package var overridden: [String]
    package var origin: SourceRange?
}

/// Values of variables: the command line, files, the process's environment, the chosen environment, defaults, in that
/// order.
struct VariableReader {
    let session: ManifestSession
    let options: ManifestOptions
    let environment: Fields?
    let readFile: (_ path: String) -> Result<[UInt8], FileFault>
    var reports: [VariableReport] = []

    /// One value that was given.
    private struct Candidate {
        var source: String
        /// `nil` for text that is read by the variable's type.
        var value: ScopeValue?
        var text: String?
        var place: Place?
    }

    mutating func read(_ declarations: [Named], into scope: inout Scope) {
        let files = readFiles()
        let environmentValues = environment?.map("variables") ?? []
        var names: Set<String> = []
        for block in declarations {
            session.path = ["variables", block.name]
            defer { session.path = [] }
            if let fault = TextForm.variableName.fault(block.name) {
                session.reportForm(block.name, .variableName, fault, at: block.keyPlace)
                continue
            }
            names.insert(block.name)
            guard let fields = session.checkBlock(block.value, ManifestTables.variable, in: scope) else {
                scope.brokenVariables.insert(block.name)
                continue
            }
            var candidates: [Candidate] = []
            if let text = options.variables.last(where: { $0.name == block.name })?.value {
                candidates.append(Candidate(source: "--var", text: text))
            }
            for file in files.reversed() {
                if let value = file.values.first(where: { $0.key == block.name })?.value {
                    candidates.append(Candidate(source: "--var-file \(file.path)", value: value))
                }
            }
            if let text = options.processEnvironment["XIMAGE_VAR_\(block.name)"] {
                candidates.append(Candidate(source: "XIMAGE_VAR_\(block.name)", text: text))
            }
            if let entry = environmentValues.first(where: { $0.key == block.name }),
                let value = entry.item.scopeValue
            {
                candidates.append(
                    Candidate(
                        source: "environment \(options.environment ?? "")", value: value,
                        place: entry.item.place))
            }
            if let item = fields["default"], let value = item.scopeValue, value != .null {
                candidates.append(Candidate(source: "default", value: value, place: item.place))
            }
            settle(block, fields, candidates, into: &scope)
        }
        for entry in environmentValues where !names.contains(entry.key) {
            reportUnknown(entry.key, names, at: entry.keyPlace, source: "The environment")
        }
        for variable in options.variables where !names.contains(variable.name) {
            reportUnknown(variable.name, names, at: nil, source: "`--var`")
        }
        for file in files {
            for value in file.values where !names.contains(value.key) {
                reportUnknown(value.key, names, at: nil, source: "`\(Shown.text(file.path))`")
            }
        }
        reports.sort { $0.name < $1.name }
    }

    private mutating func settle(
        _ block: Named, _ fields: Fields, _ candidates: [Candidate], into scope: inout Scope
    ) {
        let isTypeWrong = fields.given.contains("type") && !fields.has("type")
        let type = fields.text("type").flatMap { VariableType($0) } ?? .string
        let isSensitive = fields.flag("sensitive") ?? false
        var report = VariableReport(
            name: block.name, type: type.description, description: fields.text("description"),
            isSensitive: isSensitive,
            source: candidates.first?.source ?? "not set", overridden: candidates.dropFirst().map(\.source),
            origin: session.range(block.keyPlace))
        defer { reports.append(report) }
        guard let first = candidates.first else {
            scope.brokenVariables.insert(block.name)
            if fields.given.contains("default"), !fields.has("default") { return }
            session.report(
                "missing-variable", "Variable has no value",
                detail: "`\(block.name)` has no default, and nothing gives it a value.",
                fix: "Add a `default`, or run with\n  --var \(block.name)=...", at: block.keyPlace)
            return
        }
        guard !isTypeWrong, let value = value(of: first, type) else {
            scope.brokenVariables.insert(block.name)
            if !isTypeWrong { reportType(first, block, type, isSensitive) }
            return
        }
        report.value = isSensitive ? "(sensitive)" : YAMLWriting.line(value)
        scope.variables[block.name] = isSensitive ? value.asSecret : value
    }

    private func value(of candidate: Candidate, _ type: VariableType) -> ScopeValue? {
        if let value = candidate.value { return type.accepts(value) ? value : nil }
        let text = candidate.text ?? ""
        if type == .string { return .text(text) }
        let result = YAMLParser.parse(Array(text.utf8))
        guard result.problems.isEmpty, result.tree.documents.count == 1 else { return nil }
        let value = ScopeValue(result.tree, result.tree.documents[0])
        return type.accepts(value) ? value : nil
    }

    private func reportType(_ candidate: Candidate, _ block: Named, _ type: VariableType, _ isSensitive: Bool)
    {
        let shown =
            candidate.text.map { isSensitive ? "a text" : "`\(Shown.text($0))`" }
            ?? candidate.value?.kindName ?? "empty"
        session.report(
            "wrong-type", "Value has the wrong type",
            detail: "`var.\(block.name)` is declared as \(type); \(candidate.source) gives \(shown).",
            fix: "Give a value of this type, or correct `type`.", at: candidate.place ?? block.keyPlace,
            related: candidate.place == nil ? [] : [Label(session.range(block.keyPlace), "declared here")])
    }

    private func reportUnknown(_ name: String, _ names: Set<String>, at place: Place?, source: String) {
        guard !session.isIncomplete else { return }
        let nearest = Nearest.word(to: name, in: names.sorted())
        session.report(
            "unknown-name", "Unknown variable",
            detail: "\(source) sets `\(Shown.text(name))`, and no such variable is declared.",
            fix: nearest.map { "Did you mean `\($0)`?" } ?? "Declare it under `variables`, or leave it out.",
            at: place)
    }

    private func readFiles() -> [(path: String, values: [ScopeEntry])] {
        options.variableFiles.compactMap { path in
            var fault = "it is not a map of names and values"
            switch readFile(path) {
            case .failure(let reason): fault = reason.reason
            case .success(let bytes):
                let result = YAMLParser.parse(bytes)
                if let problem = result.problems.first {
                    fault = "line \(problem.range.start.line): \(problem.summary)"
                } else if let root = result.tree.documents.first,
                    case .map(let entries) = ScopeValue(result.tree, root)
                {
                    return (path, entries)
                }
            }
            session.report(
                "unreadable-file", "File with variables cannot be used",
                detail: "`\(Shown.text(path))`: \(fault).",
                fix: "Name a YAML file with one `name: value` on each line.", at: nil)
            return nil
        }
    }
}

extension ScopeValue {
    /// A YAML value; recursion is bounded by the parser's depth.
    init(_ tree: YAMLTree, _ node: Int) {
        switch tree.kind(node) {
        case .sequence: self = .list(tree.children(node).map { ScopeValue(tree, $0) })
        case .mapping:
            self = .map(
                tree.entries(node).map {
                    ScopeEntry(key: tree.string($0.key), value: ScopeValue(tree, $0.value))
                })
        case .scalar:
            self =
                switch tree.scalar(node) {
                case .null: .null
                case .bool(let flag): .flag(flag)
                case .int(let number): .number(number)
                case .hugeInt(let text): .float(Double(text) ?? .infinity)
                case .float(let number): .float(number)
                case .string(let text): .text(text)
                }
        }
    }
}
