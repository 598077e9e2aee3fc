import XimageCore
import XimagePlanning

/// How rules say things.
enum Wording {
    /// `1 disk`, `3 disks`; in Chinese the number with its measure word and noun.
    static func count(_ number: Int, _ noun: String, zh chinese: String) -> RuleArgument {
        RuleArgument(Count.of(number, noun), zh: "\(Count.grouped(number)) \(chinese)")
    }

    /// A list of a service that was not read: `backups in cn-north-4`.
    /// - Parameter fact: as in ``UnreadableFact``.
    static func fact(_ fact: String, in region: Region) -> RuleArgument {
        RuleArgument("\(fact) in \(region)", zh: " \(region) 的\(facts[fact] ?? fact)")
    }

    private static let facts = [
        "backups": "备份", "disk quotas": "磁盘配额", "disk types": "云硬盘类型", "disks": "云硬盘", "flavors": "规格",
        "image quotas": "镜像配额", "images": "镜像", "keys": "密钥", "networks": "网络",
        "regions that take copies": "可接收镜像复制的区域", "security groups": "安全组", "server quotas": "云服务器配额",
        "servers": "云服务器", "servers that can be backed up": "云服务器可备份检查结果", "vaults": "存储库",
        "zones": "可用区",
    ]

    /// `The system disk of server.web`, at the start of a sentence.
    static func part(_ part: RuleArgument, of whole: RuleArgument) -> RuleArgument {
        RuleArgument(
            "The \(part) of \(whole)",
            zh: "\(whole.chinese ?? whole.english) 的\(part.chinese ?? part.english)")
    }

    /// The same of items that may be words.
    static func list(_ items: [RuleArgument], limit: Int = 6) -> RuleArgument {
        let english = list(items.map(\.english), limit: limit)
        guard items.contains(where: { $0.chinese != nil }) else { return english }
        let chinese = list(items.map { $0.chinese ?? $0.english }, limit: limit)
        return RuleArgument(english.english, zh: chinese.chinese ?? chinese.english)
    }

    /// At most `limit` items, parted by commas; a word when there are none.
    static func list(_ items: some Sequence<String>, limit: Int = 6) -> RuleArgument {
        let all = Array(items)
        guard !all.isEmpty else { return .nothing }
        let shown = all.prefix(limit)
        let (english, chinese) = (shown.joined(separator: ", "), shown.joined(separator: "、"))
        guard all.count > limit else { return RuleArgument(english, zh: chinese) }
        let rest = all.count - limit
        return RuleArgument("\(english) and \(rest) more", zh: "\(chinese) 等 \(all.count) 个")
    }
}
