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

    static let violating = [
        RuleExample("sshd is disabled", at: "image.golden from") {
            $0.linuxGuest { $0.remoteAccess = .known(RemoteAccess(service: "sshd", isEnabled: false)) }
        }
    ]
    static let satisfying = [
        RuleExample("a clean report") { $0.windowsGuest { _ in } }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: nil, isWholeOnly: false, into: &report) { source, facts, report in
            guard let value = source.optimised(facts.remoteAccess, &report), !value.isEnabled else { return }
            source.violate(
                [
                    "server": "\(source.name)", "service": "\(value.service)",
                    "image": "\(source.image.address)",
                ], into: &report)
        }
    }
}
