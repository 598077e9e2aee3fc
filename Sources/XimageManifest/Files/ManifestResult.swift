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
    /// Sensitive variables of the set, whose values are not shown.
    var sensitive: Set<String> = []

    package init() {}

    /// For tests, and for texts that are in no file.
    package init(_ texts: [String: String]) {
        self.texts = texts.mapValues { YAMLText(Array($0.utf8)) }
    }

    mutating func add(_ text: YAMLText, as file: String) { texts[file] = text }

    /// The files' paths as shown, sorted.
    package var files: [String] { texts.keys.sorted() }

    /// The text of a file as snippets may show it; `nil` when it was not read. Ask once for each file: sensitive values
    /// are looked for.
    package func shown(_ file: String) -> ShownText? {
        texts[file].map { text in
            let bytes = SensitiveText.shown(text.bytes, names: sensitive)
            return ShownText(bytes == text.bytes ? text : YAMLText(bytes))
        }
    }

    /// The whole text of a file, sensitive values as stars; `nil` when it was not read.
    package func text(of file: String) -> String? {
        texts[file].map { String(decoding: SensitiveText.shown($0.bytes, names: sensitive), as: UTF8.self) }
    }
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
