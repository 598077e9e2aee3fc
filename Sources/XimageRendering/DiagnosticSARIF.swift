package import XimageCore

/// Diagnostics for code review: SARIF 2.1.0, as hosts of repositories and editors read it.
/// Source: OASIS Static Analysis Results Interchange Format 2.1.0 plus errata 01.
package enum DiagnosticSARIF {
    private static let schema =
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

    /// A document of its own. The instances of a block share one result, which counts them.
    /// - Parameters:
    ///   - language: of findings that exist in several.
    ///   - rationale: why a code exists; `nil` for codes of the manifest language.
    package static func render(
        _ diagnostics: [Diagnostic], version: String, language: Language = .english,
        rationale: (_ code: String) -> Bilingual? = { _ in nil }
    ) -> String {
        let groups = FindingGroup.of(diagnostics)
        let fingerprints = Self.fingerprints(groups)
        var rules: [Diagnostic] = []
        var positions: [String: Int] = [:]
        for group in groups where positions[group.first.code] == nil {
            positions[group.first.code] = rules.count
            rules.append(group.first)
        }
        return JSONWriter.document { json in
            json.field("$schema", schema)
            json.field("version", "2.1.0")
            json.field("runs", array: [0]) { json, _ in
                json.element { run in
                    run.field("tool") { tool in
                        tool.field("driver") { driver in
                            driver.field("name", "ximage")
                            driver.field("version", version)
                            driver.field("rules", array: rules) {
                                write(&$0, rule: $1, language, rationale($1.code)?[language])
                            }
                        }
                    }
                    run.field("columnKind", "unicodeCodePoints")
                    run.field("results", array: zip(groups, fingerprints)) { json, result in
                        let position = positions[result.0.first.code] ?? 0
                        write(&json, result.0, language, position: position, fingerprint: result.1)
                    }
                }
            }
        }
    }

    private static func write(
        _ json: inout JSONWriter, rule: Diagnostic, _ language: Language, _ rationale: String?
    ) {
        json.element { object in
            object.field("id", rule.code)
            object.field("shortDescription") { $0.field("text", rule.summary(language)) }
            if let rationale { object.field("fullDescription") { $0.field("text", rationale) } }
        }
    }

    /// The rule and the declaring block, numbered where they repeat: a result is known again when lines move.
    private static func fingerprints(_ groups: [FindingGroup]) -> [String] {
        var counts: [String: Int] = [:]
        return groups.map { group in
            let number = counts[group.identity, default: 0]
            counts[group.identity] = number + 1
            return number == 0 ? group.identity : "\(group.identity) \(number + 1)"
        }
    }

    private static func write(
        _ json: inout JSONWriter, _ group: FindingGroup, _ language: Language, position: Int,
        fingerprint: String
    ) {
        let diagnostic = group.first
        json.element { object in
            object.field("ruleId", diagnostic.code)
            object.field("ruleIndex", position)
            object.field("level", level(diagnostic.severity))
            object.field("message") { $0.field("text", message(group, language)) }
            if group.members.count > 1 { object.field("occurrenceCount", group.members.count) }
            object.field("partialFingerprints") { $0.field("ximage/v1", fingerprint) }
            if diagnostic.subject != nil || diagnostic.address != nil {
                object.field("locations", array: [diagnostic]) { json, diagnostic in
                    json.element { location in
                        if let subject = diagnostic.subject { write(&location, subject) }
                        guard let address = group.address else { return }
                        location.field("logicalLocations", array: [address]) { json, address in
                            json.element { $0.field("fullyQualifiedName", address.description) }
                        }
                    }
                }
            }
            guard !diagnostic.related.isEmpty else { return }
            object.field("relatedLocations", array: diagnostic.related.enumerated()) { json, label in
                json.element { location in
                    location.field("id", label.offset)
                    write(&location, label.element.range)
                    location.field("message") { $0.field("text", label.element.text) }
                }
            }
        }
    }

    private static func level(_ severity: Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .info: "note"
        }
    }

    /// What and what to do: viewers show the message and little else.
    private static func message(_ group: FindingGroup, _ language: Language) -> String {
        let diagnostic = group.first
        let words = diagnostic.text(language)
        var what = words.message.isEmpty ? diagnostic.summary(language) : words.message
        let isChinese = language == .chinese && diagnostic.chineseSummary != nil
        if let also = group.alsoSentence(isChinese ? .chinese : .english) { what += "\n\(also)" }
        return words.fix.map { "\(what)\n\(isChinese ? "处理：" : "Fix: ")\($0)" } ?? what
    }

    /// The field of a place in a file. Lines and columns count from 1, the end column is just behind the last.
    private static func write(_ json: inout JSONWriter, _ range: SourceRange) {
        json.field("physicalLocation") { physical in
            physical.field("artifactLocation") { $0.field("uri", uri(range.file)) }
            physical.field("region") { region in
                region.field("startLine", Int(range.start.line))
                region.field("startColumn", Int(range.start.column))
                region.field("endLine", Int(range.end.line))
                region.field("endColumn", Int(range.end.column))
            }
        }
    }

    /// A path as a URI reference: relative paths stay relative. Source: RFC 3986, section 2.3.
    static func uri(_ path: String) -> String {
        var result = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += hex.utf8.count < 2 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return result
    }
}
