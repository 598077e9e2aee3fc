import XimageCore
import XimagePlanning

struct SanPolicyNotOnlineAll: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU006", name: "san-policy", severity: .error, phases: [.plan, .apply],
        acknowledgement: "san-policy",
        title: Bilingual("SAN policy", zh: "SAN 策略"),
        headline: Bilingual("SAN policy is not OnlineAll", zh: "SAN 策略不是 OnlineAll"),
        rationale: Bilingual(
            """
            On a Windows source the policy for newly found disks must be OnlineAll (numeric 1). With \
            OfflineShared, OfflineInternal or Microsoft's fourth value OfflineAll, disks of servers created \
            from the image may be offline at first boot. Meanings in the vendor's page: OnlineAll, every \
            newly found disk comes online; OfflineShared, new disks on shared buses such as FC or iSCSI stay \
            offline and others come online; OfflineInternal, newly found disks stay offline.
            """,
            zh: """
                Windows 源云服务器对新发现磁盘的策略必须为 OnlineAll（数值为 1）。\
                如果为 OfflineShared、OfflineInternal 或微软定义的第四个取值 OfflineAll，\
                用镜像创建的云服务器首次启动时磁盘可能处于脱机状态。厂商文档对各取值的说明：OnlineAll，\
                所有新发现的磁盘都联机；OfflineShared，FC、iSCSI 等共享总线上的新磁盘保持脱机，\
                其他磁盘联机；OfflineInternal，新发现的磁盘保持脱机。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; Microsoft 'san' \
            (DiskPart), 'Get-StorageSetting'
            """,
        english: RuleText(
            "The SAN policy of {server} is {policy}; disks of servers created from {image} may be offline.",
            fix: SanPolicyRemedy.english),
        chinese: RuleText(
            "云服务器 {server} 的 SAN 策略为 {policy}，由 {image} 创建的云服务器磁盘可能处于脱机状态。",
            fix: SanPolicyRemedy.chinese))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "shared disks stay offline",
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
                    guest: {sanPolicy: OfflineShared, spannedVolumes: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "new disks on internal buses stay offline",
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
                    guest: {sanPolicy: OfflineInternal, spannedVolumes: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "all new disks stay offline",
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
                  "san-registry": {"status": 0, "text": "3"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "declared as OnlineAll",
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
                    guest: {sanPolicy: OnlineAll, spannedVolumes: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "OnlineAll in registry and DiskPart",
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
                  "diskpart": {"status": 0, "text": "SAN Policy  : Online All"}}}
                """#
            ]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .windows, into: &report) { source, facts, report in
            guard let policy = facts.windows?.sanPolicy.value else { return }
            report.evaluated += 1
            guard policy != .onlineAll else { return }
            source.violate(
                ["server": "\(source.name)", "policy": "\(policy.word)", "image": "\(source.image.address)"],
                into: &report)
        }
    }
}

/// The steps that look at the SAN policy of a Windows server, and change it where that is needed. Source: Microsoft reference
/// 'san' (DiskPart).
enum SanPolicyRemedy {
    static let english = """
        Open a command prompt as administrator on the server and look at the policy:
          diskpart
          san
        If it shows OnlineAll, leave it with `exit`. Otherwise change it, and look again:
          san policy=onlineall
          san
          exit
        Then collect guest facts again.
        """
    static let chinese = """
        请在云服务器上以管理员身份打开命令提示符，先查看策略：
          diskpart
          san
        若显示 OnlineAll，输入 `exit` 退出即可；否则修改策略并再次查看：
          san policy=onlineall
          san
          exit
        然后重新采集客户机信息。
        """
}
