import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let persistentNetworkNames = RuleMetadata(
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
            fix: "请在制作前删除并重建 initramfs。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
