import XimageCore
import XimagePlanning

/// One change as a block: symbol, address, what and why; below it what matters.
struct ChangeText {
    let style: TextStyle
    let now: Timestamp
    /// The region is said for each resource only where there are several.
    let showsRegions: Bool
    /// Gives each attribute of a new object its line, defaults too.
    let isVerbose: Bool

    private var language: Language { style.language }

    /// - Parameters:
    ///   - disks: of a new server.
    ///   - isBorn: a disk that is created with its server.
    func block(_ change: Change, disks: [(Address, Attributes?)] = [], isBorn: Bool = false) -> String {
        var text = line(change)
        switch change.action {
        case .create: text += isVerbose ? creation(change, disks: disks) : brief(change, isBorn: isBorn)
        case .update, .replace: text += differences(change)
        case .delete, .forget: text += remains(change)
        case .noOp: break
        }
        if let risk = change.risk {
            text += indented("! ", risk.text(of: change.address, now: now, language), .error)
        }
        if let backups = change.backupRisk {
            text += indented("! ", backups.text(now: now, language), .error)
        }
        for note in change.notes { text += indented(language("note: ", zh: "备注："), note[language], .accent) }
        // Who acknowledged it knows it.
        for advice in change.advice where advice.acknowledged == nil {
            let message = language == .chinese ? advice.chinese?.message : nil
            text += indented("- ", message ?? advice.detail, .faint)
        }
        return text
    }

    /// What a new object is, as a manifest would say it.
    private func brief(_ change: Change, isBorn: Bool) -> String {
        guard var after = change.after else { return "" }
        // The server of a disk that is created with it says where it is.
        if isBorn { (after[.zone], after[.server]) = (.null, .null) }
        let text = FlowText.of(after, change.address.kind, showsRegion: showsRegions)
        return Paragraph.lines(text, width: style.width - margin.utf8.count).map {
            margin + $0.replacing(String(FlowText.bond), with: " ") + "\n"
        }.joined()
    }

    /// The first line alone.
    func line(_ change: Change) -> String {
        let symbol = style.paint(change.symbol.leftPadded(to: 3), change.role)
        let address = style.paint(change.address.shown, .strong)
        let room = style.width - 6 - change.address.shown.displayWidth
        let lines = Paragraph.lines(change.explanation(language), width: max(room, 20))
        if lines.count == 1 { return "\(symbol) \(address)  \(style.paint(lines[0], .faint))\n" }
        let below = Paragraph.lines(change.explanation(language), width: style.width - margin.utf8.count)
        return "\(symbol) \(address)\n" + below.map { margin + style.paint($0, .faint) + "\n" }.joined()
    }

    /// Differing attributes of an object found changed outside.
    func differences(_ drift: Drift) -> String {
        let names = drift.differences.map(\.attribute)
        let width = max(Self.nameWidth(names), drift.lostMark ? 5 : 0)
        let text = drift.differences.map { difference in
            let unit = ResourceSchema.of(drift.address.kind)[difference.attribute]?.unit
            let values = ValueText.difference(from: difference.recorded, to: difference.live, unit: unit)
            return attribute(difference.attribute.description, values, width: width)
        }.joined()
        return drift.lostMark
            ? text
                + attribute(
                    "marks", language("removed or overwritten", zh: "已被移除或覆盖"), width: width) : text
    }

    private func creation(_ change: Change, disks: [(Address, Attributes?)]) -> String {
        guard let after = change.after else { return "" }
        let entries = after.entries.filter { !$0.value.isEmpty && (showsRegions || $0.name != .region) }
        let width = max(Self.nameWidth(entries.map(\.name)), disks.isEmpty ? 0 : 5)
        var text = entries.map { entry in
            attribute(
                entry.name.description, ValueText.of(entry.name, in: after, of: change.address.kind),
                width: width)
        }.joined()
        for (index, disk) in disks.enumerated() {
            text += attribute(index == 0 ? "disks" : "", Self.disk(disk.0, disk.1), width: width)
        }
        return text
    }

    private func differences(_ change: Change) -> String {
        let kind = change.address.kind
        let width = Self.nameWidth(change.differences)
        return change.differences.map { name in
            let unit = ResourceSchema.of(kind)[name]?.unit
            let values = ValueText.difference(
                from: ValueText.plain(change.before?[name] ?? .null, name),
                to: ValueText.plain(change.after?[name] ?? .null, name), unit: unit)
            let isForcing = change.forcing.contains(name)
            let mark =
                isForcing
                ? kind == .image
                    ? language("needs a new generation", zh: "需要新一代镜像")
                    : language("forces replacement", zh: "需要替换") : nil
            return attribute(name.description, values, width: width, mark: mark)
        }.joined()
    }

    /// What an object is that goes: enough to know it again.
    private func remains(_ change: Change) -> String {
        let before = change.before ?? [:]
        var parts: [String] = []
        for name in [AttributeName.name, .flavor, .type, .size, .zone] where !before[name].isEmpty {
            parts.append("\(name) \(ValueText.of(name, in: before, of: change.address.kind))")
        }
        if let id = change.id { parts.append("id \(id.visible)") }
        return parts.isEmpty ? "" : indented("", parts.joined(separator: ", "), .faint)
    }

    private func attribute(_ name: String, _ value: String, width: Int, mark: String? = nil) -> String {
        let markWidth = mark.map { $0.displayWidth + 3 } ?? 0
        let room = max(style.width - margin.utf8.count - width - 2 - markWidth, 10)
        let tail = mark.map { "   " + style.paint($0, .removed) } ?? ""
        return "\(margin)\(name.padded(to: width))  \(value.truncated(to: room))\(tail)\n"
    }

    /// A paragraph below a change; further lines stand below the text behind the mark.
    func indented(_ mark: String, _ text: String, _ role: TextStyle.Role) -> String {
        let lines = Paragraph.lines(text, width: style.width - margin.utf8.count - mark.utf8.count)
        let blanks = String(repeating: " ", count: mark.utf8.count)
        return lines.enumerated().map { index, line in
            margin + style.paint((index == 0 ? mark : blanks) + line, role) + "\n"
        }.joined()
    }

    private let margin = "      "

    private static func nameWidth(_ names: [AttributeName]) -> Int {
        names.map { $0.description.utf8.count }.max() ?? 0
    }

    private static func disk(_ address: Address, _ attributes: Attributes?) -> String {
        let facts = [AttributeName.type, .size].compactMap { name -> String? in
            guard let attributes, !attributes[name].isEmpty else { return nil }
            return ValueText.of(name, in: attributes, of: .disk)
        }
        return address.shown + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")
    }
}
