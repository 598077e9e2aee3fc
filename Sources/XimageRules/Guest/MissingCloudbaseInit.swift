import XimageCore
import XimagePlanning

struct MissingCloudbaseInit: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU011", name: "missing-cloudbase-init", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        title: Bilingual("Cloudbase-Init", zh: "Cloudbase-Init"),
        headline: Bilingual("Cloudbase-Init is missing or disabled", zh: "未安装或未启用 Cloudbase-Init"),
        rationale: Bilingual(
            """
            Without Cloudbase-Init passwords and user data cannot be injected, and servers created from the \
            image keep the source's administrator password. It must be installed and its service set to \
            start automatically.
            """,
            zh: """
                没有 Cloudbase-Init 时，无法注入密码和用户数据，用镜像创建的云服务器会沿用源云服务器的管理员\
                密码。必须安装 Cloudbase-Init，并将其服务设置为自动启动。
                """),
        source: "IMS user guide 'Installing and configuring Cloudbase-Init'",
        english: RuleText(
            """
            Cloudbase-Init is missing or disabled on {server}; the password or user data declared for servers \
            created from {image} will have no effect.
            """,
            fix: "Install and enable it before imaging, or remove those fields."),
        chinese: RuleText(
            "云服务器 {server} 未安装或未启用 Cloudbase-Init，由 {image} 创建的云服务器所声明的密码或用户数据将不生效。",
            fix: "请在制作前安装并启用，或删除相应字段。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "Cloudbase-Init is not installed",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0, "text": "[{\"Number\": 0, \"Size\": 42949672960}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"},
                  "cloudbase-init": {"status": 0, "text": ""}}}
                """#
            ]),
        RuleExample(
            "Cloudbase-Init is disabled",
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
                  "cloudbase-init": {"status": 0, "text": "Disabled"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "Cloudbase-Init starts automatically",
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0, "text": "[{\"Number\": 0, \"Size\": 42949672960}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"},
                  "cloudbase-init": {"status": 0, "text": "Auto"}}}
                """#
            ])
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .windows, isWholeOnly: false, into: &report) { source, facts, report in
            guard let value = source.optimised((facts.windows ?? WindowsFacts()).cloudbaseInit, &report),
                !(value.isInstalled && value.isEnabled)
            else { return }
            source.violate(
                ["server": "\(source.name)", "image": "\(source.image.address)"], into: &report)
        }
    }
}
