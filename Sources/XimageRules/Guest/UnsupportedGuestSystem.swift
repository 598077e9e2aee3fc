import XimageCore
import XimagePlanning

struct UnsupportedGuestSystem: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU027", name: "unsupported-guest-system", severity: .warning, phases: [.plan],
        title: Bilingual("Operating system support", zh: "操作系统支持"),
        headline: Bilingual("Operating system is not on the supported list", zh: "操作系统不在支持列表中"),
        rationale: Bilingual(
            """
            The guest OS and version should be on the list of supported systems; for others drivers and \
            password injection may not work. OS versions recorded as unknown are warned about.
            """,
            zh: """
                客户机操作系统及其版本应在支持列表中；其他系统的驱动和密码注入可能无法工作。\
                登记为未知的操作系统版本会给出警告。
                """),
        source: "IMS user guide 'OS support'",
        english: RuleText(
            "{os} on {server} is not on the list of supported systems.",
            fix: "Test a server created from {image} before relying on it."),
        chinese: RuleText(
            "云服务器 {server} 的操作系统 “{os}” 不在支持列表中。",
            fix: "请先用 {image} 创建云服务器进行验证。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "an exotic system",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "os-release": {"status": 0,
                        "text": "ID=slackware\nVERSION_ID=15.0\nPRETTY_NAME=\"Slackware 15.0\""}}}
                """#
            ]),
        RuleExample(
            "a version that is too old",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
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
                  "vgs-text": {"status": 127, "text": ""},
                  "redhat-release": {"status": 0, "text": "CentOS release 5.11 (Final)"}}}
                """#
            ]),
        RuleExample(
            "a Windows that is too old",
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
                  "os": {"status": 0,
                        "text": "{\"Caption\": \"Windows Server 2008\", \"Version\": \"6.0.6003\", \"ProductType\": 3}"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "Ubuntu 22.04",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "os-release": {"status": 0, "text": "ID=ubuntu\nVERSION_ID=\"22.04\""}}}
                """#
            ]),
        RuleExample(
            "Windows Server 2019",
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
                  "os": {"status": 0,
                        "text": "{\"Caption\": \"Windows Server 2019\", \"Version\": \"10.0.17763\", \"ProductType\": 3}"}}}
                """#
            ]),
        RuleExample(
            "only the image of the server tells it",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {volumeGroups: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: nil, isWholeOnly: false, into: &report) { source, facts, report in
            guard let system = facts.system.value ?? SupportedSystems.parse(source.imageName) else {
                // Disks alone do not tell, and the cloud does not say either.
                if [.disks, .live].contains(facts.origin.kind) { return }
                report.missing(source.insideText)
                return
            }
            report.evaluated += 1
            guard !SupportedSystems.contains(system) else { return }
            source.violate(
                [
                    "os": "\(system.title)", "server": "\(source.name)", "image": "\(source.image.address)",
                ], into: &report)
        }
    }
}
