import XimageCore
import XimagePlanning

struct PersistentNetworkNames: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU014", name: "persistent-network-names", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        title: Bilingual("Persistent network names", zh: "持久化网卡命名"),
        headline: Bilingual("Persistent network rules are left over", zh: "残留持久化网卡规则"),
        rationale: Bilingual(
            """
            udev rules that tie interface names to MAC addresses (and copies of them inside the initial RAM \
            disk) must be removed, otherwise the network of a new server does not come up.
            """,
            zh: """
                必须删除将网卡名称与 MAC 地址绑定的 udev 规则（以及 initramfs 中的副本），\
                否则新云服务器的网络无法启动。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS user guide \
            'Deleting files from the network rule directory'
            """,
        english: RuleText(
            """
            {server} has persistent network rules ({files}), so servers created from it may start without \
            network.
            """,
            fix: "Delete them (and rebuild the initial RAM disk) before imaging."),
        chinese: RuleText(
            "云服务器 {server} 存在持久化网卡规则（{files}），由其创建的云服务器可能没有网络。",
            fix: "请在制作前删除并重建 initramfs。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "a rule file is left over",
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
                  "net-rules": {"status": 0, "text": "/etc/udev/rules.d/70-persistent-net.rules"}}}
                """#
            ]),
        RuleExample(
            "a copy in the initial RAM disk",
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
                  "net-rules": {"status": 0, "text": "initrd:etc/udev/rules.d/70-persistent-net.rules"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "no rule file",
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
                  "net-rules": {"status": 0, "text": ""}}}
                """#
            ])
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .linux, isWholeOnly: false, into: &report) { source, facts, report in
            guard let value = source.optimised((facts.linux ?? LinuxFacts()).networkRules, &report),
                !value.isEmpty
            else { return }
            source.violate(
                ["server": "\(source.name)", "files": Wording.list(value)], into: &report)
        }
    }
}
