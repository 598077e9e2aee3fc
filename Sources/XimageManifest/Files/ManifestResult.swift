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
}

/// The lines of the files that were read, for snippets.
package struct SourceTexts: Sendable {
    private var texts: [String: YAMLText] = [:]

    package init() {}

    /// For tests, and for texts that are in no file.
    package init(_ texts: [String: String]) {
        self.texts = texts.mapValues { YAMLText(Array($0.utf8)) }
    }

    mutating func add(_ text: YAMLText, as file: String) { texts[file] = text }

    /// The files' paths as shown, sorted.
    package var files: [String] { texts.keys.sorted() }

    /// One line, counted from 1, without its end; `nil` when there is no such file or line.
    package func line(_ number: Int, of file: String) -> Substring? { texts[file]?.line(number) }

    /// The whole text of a file; `nil` when it was not read.
    package func text(of file: String) -> String? {
        texts[file].map { String(decoding: $0.bytes, as: UTF8.self) }
    }
}

/// What a run says about a manifest set.
package struct ManifestOptions: Sendable {
    /// `--env`; `nil` when not given.
    package var environment: String?
    /// `--var name=value`, in the order given; the last one counts.
    package var variables: [(name: String, value: String)] = []
    /// `--var-file`, in the order given.
    package var variableFiles: [String] = []
    /// The process's environment, for `XIMAGE_VAR_name`.
    package var processEnvironment: [String: String] = [:]

    package init() {}
}
