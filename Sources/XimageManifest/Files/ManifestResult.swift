package import XimageCore
internal import XimageYAML

/// What reading a manifest set gave.
package struct ManifestResult: Sendable {
    /// `nil` when errors leave no meaning.
    package var desired: DesiredState?
    /// In reading order.
    package var diagnostics: [Diagnostic]
    package var sources: SourceTexts
    /// SHA-256 over the names and bytes of all files of the set, in hexadecimal.
    package var digest: String
    /// Where the values of variables came from, sorted by name.
    package var variables: [VariableReport] = []
    /// Values of sensitive variables, by name.
    package var sensitive: [String: Secret] = [:]
    /// What the set may use outside its folder.
    package var trust = Trust(folder: "/")
    /// Files outside its folder that were not read, as nobody allows them.
    package var needs: [Trust.Need] = []
}

/// The lines of the files that were read, for snippets.
package struct SourceTexts: Sendable {
    private var texts: [String: YAMLText] = [:]
    /// Files that hold values of variables and nothing else.
    private var valueFiles: Set<String> = []
    /// What is not shown.
    var names = SensitiveNames()

    package init() {}

    /// For tests, and for texts that are in no file.
    package init(_ texts: [String: String]) {
        self.texts = texts.mapValues { YAMLText(Array($0.utf8)) }
    }

    /// A file alone, as `fmt` reads it.
    package init(_ bytes: [UInt8], as file: String) { add(YAMLParser.parse(bytes), as: file) }

    mutating func add(_ result: YAMLResult, as file: String) {
        texts[file] = result.tree.text
        names.formUnion(SensitiveText.names(in: result))
    }

    mutating func add(values text: YAMLText, as file: String) {
        texts[file] = text
        valueFiles.insert(file)
    }

    /// The files' paths as shown, sorted.
    package var files: [String] { texts.keys.sorted() }

    /// The text of a file as snippets may show it; `nil` when it was not read. Ask once for each file: sensitive values
    /// are looked for.
    package func shown(_ file: String) -> ShownText? {
        guard let text = texts[file] else { return nil }
        let bytes = hiding(text, file).shown
        return ShownText(bytes == text.bytes ? text : YAMLText(bytes))
    }

    /// The whole text of a file, sensitive values as stars; `nil` when it was not read.
    package func text(of file: String) -> String? {
        texts[file].map { String(decoding: hiding($0, file).shown, as: UTF8.self) }
    }

    private func hiding(_ text: YAMLText, _ file: String) -> SensitiveText.Result {
        SensitiveText(names: names, holdsValues: valueFiles.contains(file)).read(text.bytes)
    }

    // MARK: Findings

    /// Findings without what is hidden in the files that they are about: a mistake can put a secret where a name, a number or a
    /// word is expected, and messages quote those.
    /// - Parameter secrets: values of sensitive variables, wherever they came from.
    func redacted(_ findings: [Diagnostic], _ secrets: some Sequence<Secret> = []) -> [Diagnostic] {
        guard !findings.isEmpty else { return findings }
        var redactor = Redactor()
        var left = Self.mostHidden
        func add(_ text: String) {
            guard !Self.plainWords.contains(text), left >= 0 else { return }
            left -= text.utf8.count
            let isLong = text.utf8.contains(0x20)
            redactor.add(Secret(text), isPartOfLongText: isLong, asWritten: true)
        }
        for secret in secrets { add(secret.reveal()) }
        let places = findings.flatMap { [$0.subject?.file].compactMap(\.self) + $0.related.map(\.range.file) }
        for file in Set(places).sorted() {
            guard let text = texts[file] else { continue }
            hiding(text, file).hidden.sorted().forEach(add)
        }
        return findings.map { $0.redacted(redactor) }
    }

    /// Bytes of hidden texts that are looked for; of more, messages quote little.
    private static let mostHidden = 64 << 10
    /// Values that say nothing, and that messages need.
    private static let plainWords: Set<String> = ["true", "false", "null", "string"]
}

/// The text of a file in which sensitive values are stars.
package struct ShownText: Sendable {
    private let text: YAMLText

    init(_ text: YAMLText) { self.text = text }

    /// The stretch of a line around a column, both counted from 1: the whole line, unless it is very long. `nil` when
    /// there is no such line.
    package func line(_ number: Int, around column: Int) -> (text: Substring, skipped: Int)? {
        text.line(number, around: column)
    }
}
