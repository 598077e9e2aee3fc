package import XimageCore
package import XimagePlanning

/// Drift for people, for machines and for code scanning.
package enum DriftText {
    /// Ends with a line break.
    package static func render(_ drift: [Drift], of records: Int, style: TextStyle, now: Timestamp) -> String
    {
        guard !drift.isEmpty else {
            return
                "No drift: \(Count.of(records, "object")) of this project \(records == 1 ? "is" : "are") as recorded.\n"
        }
        let writer = ChangeText(
            style: style, now: now, showsRegions: false, isVerbose: false, language: .english)
        var text = ""
        for one in drift {
            let symbol = style.paint(one.isGone ? "  -" : "  ~", .changed)
            let what = one.isGone ? "gone from the cloud" : "recorded -> now"
            text += "\(symbol) \(style.paint(one.address.shown, .strong))  "
            text += style.paint("\(what), id \(one.id.visible)", .faint) + "\n"
            text += writer.differences(one)
        }
        let gone = drift.count(where: \.isGone)
        text +=
            "\n\(Count.of(drift.count, "object")) of \(records) differ\(drift.count == 1 ? "s" : "") from state"
        return text + (gone > 0 ? ", \(gone) of them gone" : "") + ".\n"
    }

    package static func json(_ drift: [Drift], project: String, records: Int) -> String {
        JSONWriter.document(isPretty: true) { json in
            json.field("format", "ximage-drift")
            json.field("version", 1)
            json.field("project", project)
            json.field("records", records)
            json.field("drift", array: drift, PlanJSON.drift)
        }
    }

    /// One finding an object, for formats that hold findings.
    package static func findings(_ drift: [Drift], in desired: DesiredState) -> [Diagnostic] {
        drift.map { one in
            let names = (one.differences.map(\.attribute.description) + (one.lostMark ? ["marks"] : []))
                .joined(separator: ", ")
            return Diagnostic(
                code: "drift", severity: .warning, summary: "An object differs from state",
                detail: one.isGone
                    ? "\(one.address) (\(one.id)) is gone from the cloud."
                    : "\(one.address) (\(one.id)) was changed outside ximage: \(names).",
                fix: "To see what apply would do about it:\n  ximage plan", address: one.address,
                subject: desired[one.address.series]?.origin)
        }
    }
}
