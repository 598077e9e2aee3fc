/// A text in both languages.
package struct YAMLWords: Hashable, Sendable {
    package let english: String
    package let chinese: String

    init(_ english: String, zh chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    func filled(_ values: [String: String]) -> YAMLWords {
        YAMLWords(english.filled(values), zh: chinese.filled(values))
    }
}

/// What is said of one sort of problem, in both languages, with `{placeholders}` for what differs.
package struct YAMLMessage: Hashable, Sendable {
    package let kind: YAMLProblem.Kind
    /// A few words, without any part of the text.
    package let summary: YAMLWords
    /// What exactly, then why. Full sentences.
    package let detail: YAMLWords
    package let fix: YAMLWords?
    /// Said at the underline.
    package let remark: YAMLWords?

    init(
        _ kind: YAMLProblem.Kind, _ summary: YAMLWords, _ detail: YAMLWords, fix: YAMLWords? = nil,
        remark: YAMLWords? = nil
    ) {
        self.kind = kind
        self.summary = summary
        self.detail = detail
        self.fix = fix
        self.remark = remark
    }

    func filled(_ values: [String: String]) -> YAMLMessage {
        YAMLMessage(
            kind, summary, detail.filled(values), fix: fix?.filled(values), remark: remark?.filled(values))
    }

    /// All that reading YAML says.
    package static var all: [YAMLMessage] { encodings + limits + structures + SyntaxMessages.all }
}

extension String {
    /// With each placeholder replaced by its value.
    fileprivate func filled(_ values: [String: String]) -> String {
        var result = ""
        var rest = self[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            let value = values.first { rest[open...].hasPrefix("{\($0.key)}") }
            result += value?.value ?? "{"
            rest = rest[open...].dropFirst(value.map { $0.key.count + 2 } ?? 1)
        }
        return result + rest
    }
}
