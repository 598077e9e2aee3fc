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
    /// The files of `--var-file`, for snippets.
    var texts: [String: YAMLText] = [:]
    /// Set when one of them could not be read: a value that seems missing may be in it.
    var hasBrokenFile = false
    /// Values that the user gave: by options, by the process's environment, by files outside the set.
    var own: Set<String> = []

    /// One value that was given.
    private struct Candidate {
        var source: RuleArgument
        /// `nil` for text that is read by the variable's type.
        var value: ScopeValue?
        var text: String?
        var range: SourceRange?
        var isOwn = false
    }

    /// One file of names and values.
    private struct ValueFile {
        struct Entry {
            var name: String
            var value: ScopeValue
            var nameRange: SourceRange
            var valueRange: SourceRange
        }

        var path: String
        var entries: [Entry]
        /// Whoever writes the set does not write this file.
        var isOwn: Bool
    }

    mutating func read(_ declarations: [Named], into scope: inout Scope) {
        let files = readFiles()
        let environmentValues = environment?.entries(of: "variables") ?? []
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
                candidates.append(Candidate(source: "--var", text: text, isOwn: true))
            }
            for file in files.reversed() {
                if let entry = file.entries.first(where: { $0.name == block.name }) {
                    candidates.append(
                        Candidate(
                            source: RuleArgument("--var-file \(file.path)"), value: entry.value,
                            range: entry.valueRange,
                            isOwn: file.isOwn))
                }
            }
            if let text = options.processEnvironment["XIMAGE_VAR_\(block.name)"] {
                candidates.append(
                    Candidate(
                        source: RuleArgument("XIMAGE_VAR_\(block.name)"), text: text, isOwn: true))
            }
            if let entry = environmentValues.first(where: { $0.key == block.name }),
                let value = entry.item.scopeValue
            {
                candidates.append(
                    Candidate(
                        source: RuleArgument(
                            "environment \(options.environment ?? "")",
                            zh: "环境 \(options.environment ?? "")"), value: value,
                        range: session.range(entry.item.place)))
            }
            if let item = fields["default"], let value = item.scopeValue, value != .null {
                candidates.append(
                    Candidate(
                        source: RuleArgument("default", zh: "默认值"), value: value,
                        range: session.range(item.place)))
            }
            settle(block, fields, candidates, into: &scope)
        }
        for entry in environmentValues where !names.contains(entry.key) {
            reportUnknown(
                entry.key, names, at: session.range(entry.keyPlace),
                source: RuleArgument("The environment", zh: "该环境"))
        }
        for variable in options.variables where !names.contains(variable.name) {
            reportUnknown(variable.name, names, at: nil, source: "`--var`")
        }
        for file in files {
            for entry in file.entries where !names.contains(entry.name) {
                reportUnknown(
                    entry.name, names, at: entry.nameRange, source: RuleArgument("`\(Shown.text(file.path))`")
                )
            }
        }
        reports.sort { $0.name < $1.name }
    }

    private mutating func settle(
        _ block: Named, _ fields: Fields, _ candidates: [Candidate], into scope: inout Scope
    ) {
        let isTypeWrong = fields.given.contains("type") && !fields.has("type")
        let type = fields.text("type").flatMap { VariableType($0) } ?? .string
        let isSensitive = session.isMeantSensitive(block.value)
        var report = VariableReport(
            name: block.name, type: type.description, description: fields.text("description"),
            isSensitive: isSensitive,
            source: candidates.first?.source.english ?? "not set",
            overridden: candidates.dropFirst().map(\.source.english),
            origin: session.range(block.keyPlace))
        defer { reports.append(report) }
        guard let first = candidates.first else {
            scope.brokenVariables.insert(block.name)
            if hasBrokenFile || (fields.given.contains("default") && !fields.has("default")) { return }
            session.report(.missingVariable, ["name": RuleArgument(block.name)], at: block.keyPlace)
            return
        }
        guard !isTypeWrong, let value = value(of: first, type) else {
            scope.brokenVariables.insert(block.name)
            if !isTypeWrong { reportType(first, block, type, isSensitive) }
            return
        }
        if first.isOwn, !isSensitive { own.formUnion(value.texts) }
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
        let found =
            candidate.text.map {
                isSensitive
                    ? Bilingual("a text", zh: "文本")
                    : Bilingual("`\(Shown.text($0))`", zh: "文本 `\(Shown.text($0))`")
            } ?? candidate.value?.kindName ?? Bilingual("empty", zh: "空值")
        let declared = session.range(block.keyPlace)
        session.diagnostics.append(
            Diagnostic(
                .wrongVariableType,
                [
                    "name": RuleArgument(block.name), "type": RuleArgument(type.description),
                    "source": candidate.source, "found": RuleArgument(found),
                ],
                subject: candidate.range ?? declared,
                related: candidate.range == nil ? [] : [Label(declared, .declaredHere)]))
    }

    private func reportUnknown(
        _ name: String, _ names: Set<String>, at range: SourceRange?, source: RuleArgument
    ) {
        guard !session.isIncomplete else { return }
        let nearest = Nearest.word(to: name, in: names.sorted())
        session.diagnostics.append(
            Diagnostic(
                nearest == nil ? .unknownVariable : .misspeltVariable,
                [
                    "source": source, "name": RuleArgument(Shown.text(name)),
                    "nearest": RuleArgument(nearest ?? ""),
                ],
                subject: range))
    }

    private mutating func readFiles() -> [ValueFile] {
        var files: [ValueFile] = []
        for path in options.variableFiles {
            if let target = session.strays.ofTyped(path) {
                let fault = FileFault.stray(target)
                refuse(path, fault.fix == nil ? .unusableValues : .strayValues, fault)
                continue
            }
            switch options.streams[path] ?? readFile(path) {
            case .failure(let fault): refuse(path, .unusableValues, fault)
            case .success(let bytes):
                let result = YAMLParser.parse(bytes)
                texts[path] = result.tree.text
                if let file = entries(result, of: path) { files.append(file) }
            }
        }
        return files
    }

    private mutating func entries(_ result: YAMLResult, of path: String) -> ValueFile? {
        guard result.problems.isEmpty else {
            hasBrokenFile = true
            session.diagnostics += result.problems.map { Diagnostic($0, file: path) }
            return nil
        }
        let tree = result.tree
        var file = ValueFile(path: path, entries: [], isOwn: session.strays.ofSet(path) != nil)
        for root in tree.documents where root < tree.nodeCount {
            if tree.kind(root) == .scalar, tree.scalar(root) == .null { continue }
            guard tree.kind(root) == .mapping else {
                refuse(path, .noMapOfValues, at: SourceRange(file: path, tree.range(root)))
                return nil
            }
            file.entries += tree.entries(root).map { entry in
                ValueFile.Entry(
                    name: tree.string(entry.key), value: ScopeValue(tree, entry.value),
                    nameRange: SourceRange(file: path, tree.range(entry.key)),
                    valueRange: SourceRange(file: path, tree.range(entry.value)))
            }
        }
        return file
    }

    private mutating func refuse(
        _ path: String, _ notice: Notice, _ fault: FileFault? = nil, at range: SourceRange? = nil
    ) {
        hasBrokenFile = true
        session.diagnostics.append(
            Diagnostic(
                notice,
                [
                    "path": RuleArgument(Shown.text(path)), "reason": fault?.reason ?? "",
                    "fix": fault?.fix ?? "",
                ], subject: range))
    }
}
