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
            "云服务器 {server} 的操作系统 {os} 不在支持列表中。",
            fix: "请先用 {image} 创建云服务器进行验证。"))

    static let violating = [
        RuleExample("an exotic system", at: "image.golden from") {
            $0.linuxGuest {
                $0.system = .known(GuestSystem(id: "slackware", version: "15.0", title: "Slackware 15.0"))
            }
        },
        RuleExample("a version that is too old", at: "image.golden from") {
            $0.linuxGuest {
                $0.system = .known(GuestSystem(id: "ubuntu", version: "8.04", title: "Ubuntu 8.04"))
            }
        },
    ]
    static let satisfying = [
        RuleExample("Ubuntu 22.04") { $0.linuxGuest { _ in } },
        RuleExample("Windows Server 2019") { $0.windowsGuest { _ in } },
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
