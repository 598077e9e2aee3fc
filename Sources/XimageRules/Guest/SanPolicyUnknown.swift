import XimageCore
import XimagePlanning

struct SanPolicyUnknown: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU007", name: "san-policy-unknown", severity: .error, phases: [.plan],
        acknowledgement: "san-policy",
        title: Bilingual("Unknown SAN policy", zh: "未知的 SAN 策略"),
        headline: Bilingual("SAN policy is unknown", zh: "SAN 策略未知"),
        rationale: Bilingual(
            """
            An absent registry value, an unparsed (localised) diskpart line or value 0 means unknown; the \
            default differs between Windows editions, and server editions tend to OfflineShared. Unknown is \
            treated as not OnlineAll.
            """,
            zh: """
                注册表值不存在、diskpart 的输出行（本地化文字）无法解析或取值为 0，均表示未知；\
                不同 Windows 版本的默认值不同，服务器版本多为 OfflineShared。未知按不是 OnlineAll 处理。
                """),
        source: "Microsoft 'VDS_SAN_POLICY'",
        english: RuleText(
            "The SAN policy of {server} is unknown ({reason}).",
            fix: SanPolicyRemedy.english),
        chinese: RuleText(
            "无法确定云服务器 {server} 的 SAN 策略（{reason}）。",
            fix: SanPolicyRemedy.chinese))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the manifest declares spanned volumes alone",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {os: windows, spannedVolumes: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "neither registry nor DiskPart shows it",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0, "text": "[{\"Number\": 0, \"Size\": 42949672960}]"},
                  "partitions": {"status": 0, "text": "[]"}}}
                """#
            ]),
        RuleExample(
            "registry and DiskPart disagree",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0, "text": "[{\"Number\": 0, \"Size\": 42949672960}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"},
                  "diskpart": {"status": 0, "text": "SAN Policy  : Offline Shared"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "OnlineAll in the registry",
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0, "text": "[{\"Number\": 0, \"Size\": 42949672960}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"}}}
                """#
            ]),
        RuleExample(
            "a declaration fills the gap of the report",
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {sanPolicy: OnlineAll}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0, "text": "[{\"Number\": 0, \"Size\": 42949672960}]"},
                  "partitions": {"status": 0, "text": "[]"}}}
                """#
            ]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .windows, into: &report) { source, facts, report in
            report.evaluated += 1
            guard let gap = (facts.windows ?? WindowsFacts()).sanPolicy.gap else { return }
            source.violate(
                ["server": "\(source.name)", "reason": .reported(gap)], into: &report)
        }
    }
}
