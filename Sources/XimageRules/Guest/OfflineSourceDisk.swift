import XimageCore
import XimagePlanning

struct OfflineSourceDisk: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU009", name: "offline-disk", severity: .warning, phases: [.plan],
        title: Bilingual("Offline or read-only disks", zh: "脱机或只读的磁盘"),
        headline: Bilingual("Disk is offline or read-only in the guest", zh: "客户机中有磁盘脱机或只读"),
        rationale: Bilingual(
            """
            Changing the policy does not bring back disks that are already offline; each must be brought \
            online and its read-only attribute cleared, otherwise it may be offline or read-only in the \
            new server.
            """,
            zh: """
                更改策略不会让已脱机的磁盘恢复联机；必须逐一将其联机并清除只读属性，\
                否则这些磁盘在新云服务器中也可能脱机或只读。
                """),
        source: "Microsoft 'online disk', 'attributes disk' (DiskPart)",
        english: RuleText(
            "{server} has {disks} offline or read-only ({reason}).",
            fix: "Bring them online and clear the read-only attribute before imaging."),
        chinese: RuleText(
            "云服务器 {server} 中磁盘 {disks} 处于脱机或只读状态（{reason}）。",
            fix: "请在制作前将其联机并清除只读属性。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "a disk that the policy keeps offline",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                        dataDisks: [{size: 50}]
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0,
                        "text": "[{\"Number\": 0, \"Size\": 42949672960}, {\"Number\": 1, \"Size\": 53687091200, \"IsOffline\": true, \"OfflineReason\": \"Policy\"}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"}}}
                """#
            ]),
        RuleExample(
            "a disk that is offline for no given reason",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                        dataDisks: [{size: 50}]
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0,
                        "text": "[{\"Number\": 0, \"Size\": 42949672960}, {\"Number\": 1, \"Size\": 53687091200, \"IsOffline\": true}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"}}}
                """#
            ]),
        RuleExample(
            "a disk that is read-only",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                        dataDisks: [{size: 50}]
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0,
                        "text": "[{\"Number\": 0, \"Size\": 42949672960}, {\"Number\": 1, \"Size\": 53687091200, \"IsReadOnly\": true}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "all disks online",
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                        dataDisks: [{size: 50}]
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0,
                        "text": "[{\"Number\": 0, \"Size\": 42949672960}, {\"Number\": 1, \"Size\": 53687091200}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"}}}
                """#
            ])
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .windows, into: &report) { source, facts, report in
            guard let disks = source.known((facts.windows ?? WindowsFacts()).offlineDisks, &report),
                !disks.isEmpty
            else { return }
            let reasons = Set(disks.map { $0.reason }).sorted()
            source.violate(
                [
                    "disks": Wording.list(disks.map(\.name)), "server": "\(source.name)",
                    "reason": reasons.contains("")
                        ? RuleArgument("no reason given", zh: "未给出原因") : Wording.list(reasons),
                ], into: &report)
        }
    }
}
