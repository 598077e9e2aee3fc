import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let staticGuestAddress = RuleMetadata(
        id: "GU022", name: "static-guest-address", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        summary: "Network by DHCP",
        rationale: """
            Every interface gets its address by DHCP; static addresses prevent new servers from reaching \
            the network.
            """,
        source: "seed ('optimise'); IMS user guide 'Configuring DHCP'",
        english: RuleText(
            """
            Interface(s) {nics} of {server} have static addresses; servers made from it would not get \
            theirs.
            """,
            fix: "Switch to DHCP before imaging."),
        chinese: RuleText(
            "云服务器 {server} 的网卡 {nics} 使用静态地址，由其创建的云服务器将无法获取地址。",
            fix: "请在制作前改为 DHCP。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
