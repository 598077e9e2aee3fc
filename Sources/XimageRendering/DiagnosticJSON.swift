package import XimageCore

/// Diagnostics for machines: the same values as ``DiagnosticText``.
package enum DiagnosticJSON {
    /// A document of its own.
    package static func render(_ diagnostics: [Diagnostic]) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-diagnostics")
            json.field("version", 1)
            json.field("summary") { summary in
                for severity in Severity.allCases {
                    summary.field(severity.rawValue, diagnostics.count { $0.severity == severity })
                }
            }
            json.field("diagnostics", array: diagnostics.inReadingOrder(), write)
        }
    }

    /// One element of an array.
    static func write(_ json: inout JSONWriter, _ diagnostic: Diagnostic) {
        json.element { object in
            object.field("code", diagnostic.code)
            object.field("severity", diagnostic.severity.rawValue)
            object.field("summary", diagnostic.summary)
            object.field("detail", diagnostic.detail)
            if let fix = diagnostic.fix { object.field("fix", fix) }
            if let address = diagnostic.address { object.field("address", address.description) }
            if let subject = diagnostic.subject { object.field("subject") { write(&$0, subject) } }
            if let remark = diagnostic.remark { object.field("remark", remark) }
            guard !diagnostic.related.isEmpty else { return }
            object.field("related", array: diagnostic.related) { json, label in
                json.element { object in
                    object.field("text", label.text)
                    object.field("range") { write(&$0, label.range) }
                }
            }
        }
    }

    /// The fields of a place.
    static func write(_ json: inout JSONWriter, _ range: SourceRange) {
        json.field("file", range.file)
        json.field("start") { write(&$0, range.start) }
        json.field("end") { write(&$0, range.end) }
    }

    private static func write(_ json: inout JSONWriter, _ position: SourcePosition) {
        json.field("line", Int(position.line))
        json.field("column", Int(position.column))
    }
}
