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

    static let violating = [
        RuleExample("a rule file is left over", at: "image.golden from") {
            $0.linuxGuest { $0.linux?.networkRules = .known(["/etc/udev/rules.d/70-persistent-net.rules"]) }
        }
    ]
    static let satisfying = [
        RuleExample("a clean report") { $0.linuxGuest { _ in } }
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
