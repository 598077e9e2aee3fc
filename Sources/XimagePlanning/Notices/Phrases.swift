import XimageCore

/// Parts of sentences that several messages have.
extension RuleArgument {
    /// Of a disk; what was not read is no size.
    static func size(_ gibibytes: Int?) -> RuleArgument {
        gibibytes.map { RuleArgument("\($0) GiB") } ?? RuleArgument("size not read", zh: "未读取到容量")
    }

    /// What a deletion frees.
    static func space(_ gibibytes: Int?) -> RuleArgument {
        gibibytes.map { RuleArgument("up to \($0) GiB", zh: "最多 \($0) GiB") }
            ?? RuleArgument("space of unknown size", zh: "大小未知的空间")
    }

    /// Kind, name, id and region of the first of them.
    static func objects(_ objects: [LiveResource]) -> RuleArgument {
        let shown = objects.prefix(3).map { object in
            RuleArgument(
                "\(object.kind.rawValue) \"\(object.name)\" (\(object.id), \(object.region))",
                zh: "\(object.kind.noun.chinese)“\(object.name)”（\(object.id)，\(object.region)）")
        }
        return list(shown, rest: .more(objects.count - shown.count))
    }

    static func list(_ parts: [RuleArgument], rest: Bilingual?) -> RuleArgument {
        RuleArgument(
            parts.map(\.english).joined(separator: ", ") + (rest?.english ?? ""),
            zh: parts.map { $0[.chinese] }.joined(separator: "、") + (rest?.chinese ?? ""))
    }
}

extension Bilingual {
    /// Of those that a list does not name; `nil` where it names all.
    static func more(_ count: Int) -> Bilingual? {
        count > 0 ? Bilingual(" and \(count) more", zh: "，另有 \(count) 个") : nil
    }

    static let others = Bilingual(", ...", zh: " 等")

    static let backupStays = Bilingual(
        "The backup behind the image stays in its vault and goes on costing money.",
        zh: "镜像的备份保留在存储库中，并继续计费。")
}
