import XimageCore

/// What keeps a generation that would go otherwise.
struct Holders {
    let world: World

    /// In full sentences without their subject.
    func of(
        _ record: ResourceRecord, _ object: LiveResource, _ referred: [RuleArgument], after earlier: Decisions
    ) -> [RuleArgument] {
        var result = referred
        if record.protect { result.append(RuleArgument("it is protected", zh: "受保护")) }
        if world.isBroughtBack(record) {
            result.append(RuleArgument("`undelete` brought it back", zh: "由 `undelete` 恢复"))
        }
        if case .image(let facts) = object.facts, facts.isBeingCopied {
            result.append(RuleArgument("it is being copied", zh: "正在复制"))
        }
        let servers = (world.serversByImage[record.id] ?? []).filter { !earlier.deletes($0.id) }
        if !servers.isEmpty {
            let shown = servers.prefix(3).map {
                RuleArgument("server \"\($0.name)\"", zh: "云服务器“\($0.name)”")
            }
            let all = RuleArgument.list(shown, rest: .more(servers.count - shown.count))
            result.append(RuleArgument("in use by \(all)", zh: "正由\(all[.chinese])使用"))
        }
        let unknown = (world.serversByImage[""] ?? []).filter {
            $0.region == object.region && !earlier.deletes($0.id)
        }
        if let server = unknown.first {
            result.append(
                RuleArgument(
                    "the image of server \"\(server.name)\" could not be read",
                    zh: "无法读取云服务器“\(server.name)”的镜像"))
        }
        return result
    }

    /// Why nobody can tell what uses an image of a region; `nil` where the lists show everything.
    func blindness(in region: Region) -> RuleArgument? {
        let needed: Set<String> = ["images", "servers", "backups"]
        func unread(among facts: [UnreadableFact]) -> UnreadableFact? {
            facts.first { $0.region == region && needed.contains($0.fact) }
        }
        if let fact = unread(among: world.unreadable) {
            return RuleArgument(
                "the \(fact.fact) of \(region) could not be read (\(fact.reason))",
                zh: "无法读取 \(region) 的\(Self.chinese(fact))（“\(fact.reason)”）")
        }
        return unread(among: world.incomplete).map {
            RuleArgument(
                "the list of \($0.fact) in \(region) is not complete (\($0.reason))",
                zh: "\(region) 的\(Self.chinese($0))列表不完整（“\($0.reason)”）")
        }
    }

    private static func chinese(_ fact: UnreadableFact) -> String {
        switch fact.fact {
        case "images": "镜像"
        case "servers": "云服务器"
        default: "备份"
        }
    }

    static func keeps(_ address: Address, in region: Region, _ reasons: [RuleArgument]) -> Decision {
        var decision = Decision(address, in: region)
        decision.isRemark = true
        decision.findings = [
            Diagnostic(
                .retentionHeld, severity: .info,
                [
                    "object": "\(address)",
                    "reasons": RuleArgument(reasons, english: "; ", chinese: "；"),
                ], address: address)
        ]
        return decision
    }
}
