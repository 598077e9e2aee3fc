import XimageCore
import XimagePlanning

struct StaticGuestAddress: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU022", name: "static-guest-address", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        title: Bilingual("Network configuration by DHCP", zh: "DHCP 网络配置"),
        headline: Bilingual("Network interface has a static address", zh: "网卡使用静态地址"),
        rationale: Bilingual(
            """
            Every interface gets its address by DHCP; static addresses prevent new servers from reaching the \
            network.
            """,
            zh: "每个网卡都应通过 DHCP 获取地址；静态地址会使新云服务器无法连接网络。"),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS user guide \
            'Configuring DHCP'
            """,
        english: RuleText(
            """
            {server} has static addresses on {nics}; servers created from it would not get addresses of \
            their own.
            """,
            fix: "Switch to DHCP before imaging."),
        chinese: RuleText(
            "云服务器 {server} 的网卡 {nics} 使用静态地址，由其创建的云服务器将无法获取地址。",
            fix: "请在制作前改为 DHCP。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "eth0 has a fixed address",
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
                  "ifcfg": {"status": 0, "text": "/etc/sysconfig/network-scripts/ifcfg-eth0:BOOTPROTO=static"}}}
                """#
            ]),
        RuleExample(
            "a fixed address in netplan",
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
                  "netplan": {"status": 0,
                        "text": "network:\n  ethernets:\n    eth0:\n      addresses: [192.168.0.10/24]"}}}
                """#
            ]),
        RuleExample(
            "a fixed address under Windows",
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
                  "interfaces": {"status": 0,
                        "text": "[{\"InterfaceAlias\": \"Ethernet\", \"Dhcp\": \"Disabled\"}]"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "eth0 uses DHCP",
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
                  "ifcfg": {"status": 0, "text": "/etc/sysconfig/network-scripts/ifcfg-eth0:BOOTPROTO=dhcp"}}}
                """#
            ]),
        RuleExample(
            "Ethernet uses DHCP",
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
                  "interfaces": {"status": 0,
                        "text": "[{\"InterfaceAlias\": \"Ethernet\", \"Dhcp\": \"Enabled\"}]"}}}
                """#
            ]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: nil, isWholeOnly: false, into: &report) { source, facts, report in
            guard let value = source.optimised(facts.interfaces, &report),
                case let fixed = value.filter({ !$0.usesDHCP }).map(\.name), !fixed.isEmpty
            else { return }
            source.violate(
                ["server": "\(source.name)", "nics": Wording.list(fixed)], into: &report)
        }
    }
}
