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

    static let violating = [
        RuleExample("eth0 has a fixed address", at: "image.golden from") {
            $0.linuxGuest { $0.interfaces = .known([GuestInterface(name: "eth0", usesDHCP: false)]) }
        }
    ]
    static let satisfying = [
        RuleExample("a clean report") { $0.linuxGuest { _ in } }
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
