import XimageCore
import XimagePlanning

struct GuestFactsStale: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU002", name: "guest-facts-stale", severity: .error, phases: [.plan, .apply],
        acknowledgement: "guest-stale",
        title: Bilingual("Age and origin of guest facts", zh: "客户机信息的时效与来源"),
        headline: Bilingual("Guest facts do not match the live server", zh: "客户机信息与当前云服务器不符"),
        rationale: Bilingual(
            """
            The report must name the server (instance id), be younger than the allowed age (default 24 \
            hours), be later than the last change of the server's disks, and list the same number of disks \
            with the same sizes as the live server.
            """,
            zh: """
                客户机信息必须指明云服务器（实例 ID），不超过允许的时限（默认 24 小时），\
                采集时间晚于云服务器磁盘的最近一次变更，并且所列磁盘的数量和大小与当前云服务器一致。
                """),
        source: "ximage documentation 'Guest facts'",
        english: RuleText(
            "The guest facts for {server} do not match the live server ({reason}).",
            fix: "Collect them again."),
        chinese: RuleText(
            "云服务器 {server} 的客户机信息与当前状态不符（{reason}）。",
            fix: "请重新采集。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "a report with another number of disks",
            at: ["image.golden | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing, dataDisks: [{size: 50}]}]}}
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""}}}
                """#
            ]),
        RuleExample(
            "a report with a disk of another size",
            at: ["image.golden | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing, dataDisks: [{size: 50}]}]}}
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"107374182400\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""}}}
                """#
            ]),
        RuleExample(
            "a report without the disks",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": """
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "vgs-text": {"status": 0, "text": ""},
                  "pvs-text": {"status": 0, "text": ""},
                  "lvs-text": {"status": 0, "text": ""}}}
                """
            ]),
        RuleExample(
            "a report older than the server",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "time": "2020-01-01T00:00:00Z",
                      "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""}}}
                """#
            ]),
        RuleExample(
            "a report with a collection time in the future",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "time": "2099-01-01T00:00:00Z",
                      "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""}}}
                """#
            ]),
        RuleExample(
            "a declaration older than its age limit",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {volumeGroups: [], asOf: 2026-01-01, maxAge: 7d}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a declaration with an age limit and without a time",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {volumeGroups: [], maxAge: 7d}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a report of this server and its two disks",
            world: """
                regions: {cn-north-4: {servers: [{name: billing, dataDisks: [{size: 50}]}]}}
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""}}}
                """#
            ]),
        RuleExample(
            "a declaration without an age limit",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {volumeGroups: [], asOf: 2026-01-01}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a report of just now, with an age limit",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {maxAge: 1h}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""}}}
                """#
            ]),
    ]

    /// For facts that were measured; a declaration counts for as long as the manifest says, without a word for good.
    static let defaultAge = Duration.seconds(86_400)

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for source in context.guestSources {
            guard case .facts(let facts) = source.knowledge else {
                source.count(&report)
                continue
            }
            report.evaluated += 1
            guard let reason = Self.mismatch(facts, source, context) else { continue }
            source.violate(["server": "\(source.name)", "reason": reason], into: &report)
        }
    }

    private static func mismatch(
        _ facts: GuestFacts, _ source: GuestSource, _ context: RuleContext
    ) -> RuleArgument? {
        let isDeclared = facts.origin.kind == .declared
        if let id = facts.instanceID {
            if let live = source.live, id.lowercased() != live.id.lowercased() {
                return RuleArgument("they are of server \(id)", zh: "来自云服务器 \(id)")
            }
        } else if !isDeclared {
            return RuleArgument("they do not say which server they are of", zh: "未说明来自哪台云服务器")
        }
        return age(facts, source, context, isDeclared) ?? disks(facts, source, context, isDeclared)
    }

    private static func age(
        _ facts: GuestFacts, _ source: GuestSource, _ context: RuleContext, _ isDeclared: Bool
    ) -> RuleArgument? {
        if facts.origin.kind == .live { return nil }
        guard let time = facts.collectedAt else {
            guard isDeclared else {
                return RuleArgument("they do not say when they were collected", zh: "未说明采集时间")
            }
            return source.settings?.maximumAge == nil
                ? nil
                : RuleArgument(
                    "`maxAge` limits them, and `asOf` does not say when somebody looked",
                    zh: "设置了 `maxAge`，但没有用 `asOf` 说明查看时间")
        }
        if let created = source.live?.attributes[.createdAt].string.flatMap({ Timestamp($0) }), !isDeclared,
            time < created
        {
            return RuleArgument("they are older than the server", zh: "早于云服务器的创建时间")
        }
        guard let now = context.readAt,
            let limit = source.settings?.maximumAge ?? (isDeclared ? nil : defaultAge)
        else { return nil }
        let age = now - time
        if age > limit {
            return RuleArgument(
                "they are \(Wording.age(age)) old and may be \(Wording.age(limit)) old",
                zh: "已有 \(Wording.age(age))，上限为 \(Wording.age(limit))")
        }
        // Clocks differ a little; a report of tomorrow says nothing about today.
        return age < .seconds(-3600)
            ? RuleArgument("their collection time is in the future", zh: "采集时间晚于当前时间") : nil
    }

    private static func disks(
        _ facts: GuestFacts, _ source: GuestSource, _ context: RuleContext, _ isDeclared: Bool
    ) -> RuleArgument? {
        guard let live = source.live, case .server(let server) = live.facts, !server.disks.isEmpty else {
            return nil
        }
        guard let listed = facts.disks.value else {
            return isDeclared
                ? nil
                : RuleArgument(
                    "they do not list the disks: \(facts.disks.gap ?? "")",
                    zh: "未列出磁盘：“\(facts.disks.gap ?? "")”")
        }
        if listed.count != server.disks.count {
            return RuleArgument(
                "they list \(Count.of(listed.count, "disk")), the server has \(server.disks.count)",
                zh: "其中有 \(listed.count) 块磁盘，云服务器有 \(server.disks.count) 块")
        }
        let sizes = server.disks.compactMap { context.live[$0.id]?.attributes[.size].int }.sorted()
        let seen = listed.map { Int(($0.bytes >> 30) + ($0.bytes & ((1 << 30) - 1) == 0 ? 0 : 1)) }.sorted()
        guard sizes.count == seen.count, sizes != seen else { return nil }
        func text(_ sizes: [Int]) -> String { sizes.map(String.init).joined(separator: ", ") }
        return RuleArgument(
            "they list disks of \(text(seen)) GiB, the server has \(text(sizes)) GiB",
            zh: "其中磁盘为 \(text(seen)) GiB，云服务器为 \(text(sizes)) GiB")
    }
}
