import XimageCore
import XimagePlanning

struct PersistentNetworkNames: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU014", name: "persistent-network-names", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        summary: "No persistent network naming left over",
        rationale: """
            udev rules that tie interface names to MAC addresses (and copies of them inside the initial \
            RAM disk) must be removed, otherwise the network of a new server does not come up.
            """,
        source: "seed ('optimise'); IMS user guide 'Deleting files from the network rule directory'",
        english: RuleText(
            """
            {server} has persistent network rules ({files}), so servers made from it may start without \
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
