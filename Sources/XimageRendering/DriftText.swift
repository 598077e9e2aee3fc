package import XimageCore
package import XimagePlanning

/// Drift for people, for machines and for code scanning.
package enum DriftText {
    /// Ends with a line break.
    package static func render(_ drift: [Drift], of records: Int, style: TextStyle, now: Timestamp) -> String
    {
        let language = style.language
        guard !drift.isEmpty else {
            return language(
                "No drift: \(Count.of(records, "object")) of this project \(records == 1 ? "is" : "are") as recorded.",
                zh: "没有偏差：本项目的 \(Count.grouped(records)) 个对象与记录一致。") + "\n"
        }
        let writer = ChangeText(
            style: style, now: now, showsRegions: false, isVerbose: false)
        var text = ""
        for one in drift {
            let symbol = style.paint(one.isGone ? "  -" : "  ~", .changed)
            let what =
                one.isGone
                ? language("gone from the cloud", zh: "云上已不存在")
                : language("recorded -> now", zh: "记录值 -> 当前值")
            text += "\(symbol) \(style.paint(one.address.shown, .strong))  "
            text += style.paint(language("\(what), id ", zh: "\(what)，ID ") + one.id.visible, .faint) + "\n"
            text += writer.differences(one)
        }
        let gone = drift.count(where: \.isGone)
        let differ = language(
            "\(Count.of(drift.count, "object")) of \(records) differ\(drift.count == 1 ? "s" : "") from state",
            zh: "\(records) 个对象中有 \(Count.grouped(drift.count)) 个与状态不一致")
        let lost = gone > 0 ? language(", \(gone) of them gone", zh: "，其中 \(gone) 个已不存在") : ""
        return text + "\n" + differ + lost + language(".", zh: "。") + "\n"
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
            let names = one.differences.map(\.attribute.description) + (one.lostMark ? ["marks"] : [])
            let shown = one.differences.map(\.attribute.description) + (one.lostMark ? ["标记"] : [])
            return Diagnostic(
                one.isGone ? .goneFromCloud : .changedOutside, severity: .warning,
                [
                    "object": "\(one.address)", "id": "\(one.id)",
                    "names": RuleArgument(names.joined(separator: ", "), zh: shown.joined(separator: "、")),
                ], address: one.address, subject: desired[one.address.series]?.origin)
        }
    }
}

extension Notice {
    static let changedOutside = Notice(
        "drift", Bilingual("An object differs from state", zh: "对象与状态不一致"),
        english: RuleText(
            "{object} ({id}) was changed outside ximage: {names}.",
            fix: "To see what apply would do about it:\n  ximage plan"),
        chinese: RuleText(
            "{object}（{id}）在 ximage 之外被更改：{names}。", fix: "查看 apply 将如何处理：\n  ximage plan"))

    static let goneFromCloud = changedOutside.case(
        english: RuleText(
            "{object} ({id}) is gone from the cloud.",
            fix: "To see what apply would do about it:\n  ximage plan"),
        chinese: RuleText("{object}（{id}）在云上已不存在。", fix: "查看 apply 将如何处理：\n  ximage plan"))
}
