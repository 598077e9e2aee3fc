import XimageCore
import XimagePlanning

struct RemoteAccessOff: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU024", name: "remote-access-off", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        title: Bilingual("Remote access", zh: "远程访问"),
        headline: Bilingual("Remote access is off", zh: "未启用远程访问"),
        rationale: Bilingual(
            """
            SSH (Linux) or remote desktop (Windows) is enabled and the guest firewall allows it; on Linux \
            the root or default user can log in as intended.
            """,
            zh: """
                SSH（Linux）或远程桌面（Windows）应已启用，并且客户机防火墙放行；\
                在 Linux 上，root 或默认用户应能按预期登录。
                """),
        source: "IMS user guide 'Optimizing a Linux private image', 'Optimizing a Windows private image'",
        english: RuleText(
            """
            Remote access is off on {server} ({service}); servers created from {image} could only be \
            reached by the console.
            """,
            fix: "Enable it before imaging."),
        chinese: RuleText(
            "云服务器 {server} 未启用远程访问（{service}），由 {image} 创建的云服务器只能通过控制台登录。",
            fix: "请在制作前启用。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "sshd is disabled",
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
                  "ssh-enabled": {"status": 0, "text": "disabled"}}}
                """#
            ]),
        RuleExample(
            "remote desktop is off",
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
                  "deny-remote-desktop": {"status": 0, "text": "1"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "sshd is enabled",
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
                  "ssh-enabled": {"status": 0, "text": "enabled"}}}
                """#
            ]),
        RuleExample(
            "remote desktop is on",
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
                  "deny-remote-desktop": {"status": 0, "text": "0"}}}
                """#
            ]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: nil, isWholeOnly: false, into: &report) { source, facts, report in
            guard let value = source.optimised(facts.remoteAccess, &report), !value.isEnabled else { return }
            source.violate(
                [
                    "server": "\(source.name)",
                    "service": RuleArgument(
                        value.service, zh: value.service == "remote desktop" ? "远程桌面" : value.service),
                    "image": "\(source.image.address)",
                ], into: &report)
        }
    }
}
