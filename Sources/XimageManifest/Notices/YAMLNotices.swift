internal import XimageCore
internal import XimageYAML

/// Of texts that are no YAML.
extension Notice {
    init(_ message: YAMLMessage) {
        let code =
            switch message.kind {
            case .syntax: "yaml-syntax"
            case .encoding: "yaml-encoding"
            case .limit: "limit"
            case .duplicateKey: "duplicate-key"
            case .foreignTag, .wrongTag: "yaml-tag"
            case .unknownAnchor, .cyclicAnchor: "yaml-anchor"
            case .wrongMerge: "yaml-merge"
            }
        self.init(
            code, Bilingual(message.summary),
            english: RuleText(message.detail.english, fix: message.fix?.english),
            chinese: RuleText(message.detail.chinese, fix: message.fix?.chinese))
    }

    static var yamlNotices: [Notice] { YAMLMessage.all.map(Notice.init) }
}

extension Bilingual {
    fileprivate init(_ words: YAMLWords) { self.init(words.english, zh: words.chinese) }
}

extension Diagnostic {
    init(_ problem: YAMLProblem, file: String) {
        let words = problem.words
        self.init(
            Notice(words), subject: SourceRange(file: file, problem.range),
            remark: words.remark.map { Bilingual($0) },
            related: problem.related.map {
                [Label(SourceRange(file: file, $0.range), Bilingual($0.words))]
            } ?? [])
    }
}
