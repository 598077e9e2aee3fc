import XimageCore
import XimagePlanning

struct GuestFamilyDiffers: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU003", name: "guest-family-differs", severity: .error, phases: [.plan],
        title: Bilingual("Operating system family", zh: "操作系统类型"),
        headline: Bilingual(
            "Operating system differs from the guest report",
            zh: "操作系统与客户机信息不一致"),
        rationale: Bilingual(
            """
            The OS family decides which rules run. It is taken from the image attribute __os_type or the \
            server's os_type, and must agree with the guest report. `Other` runs no guest rule automatically \
            and counts as unchecked (GU001).
            """,
            zh: """
                操作系统类型决定运行哪些规则。它取自镜像属性 `__os_type` 或云服务器的 `os_type`，\
                并且必须与客户机信息一致。`Other` 不会自动运行任何客户机规则，视为未检查（GU001）。
                """),
        source: "IMS API 'Querying images', field __os_type",
        english: RuleText(
            "{server} is recorded as {cloud} but its guest report shows {guest}.",
            fix: "Check that the report is from the right server."),
        chinese: RuleText(
            "云服务器 {server} 登记的操作系统为 {cloud}，而客户机信息显示为 {guest}。",
            fix: "请确认报告来源。"))

    static let violating = [
        RuleExample("a report of Linux for a server that is recorded as Windows", at: "image.golden from") {
            $0.linuxGuest { _ in }
            $0.server("server.billing") { $0.osType = "Windows" }
        }
    ]
    static let satisfying = [RuleExample("both name Linux") { $0.linuxGuest { _ in } }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for source in context.guestSources {
            guard case .facts(let facts) = source.knowledge, let cloud = source.cloudFamily,
                let guest = facts.family.value
            else {
                source.count(&report)
                continue
            }
            report.evaluated += 1
            guard cloud != guest else { continue }
            source.violate(
                ["server": "\(source.name)", "cloud": "\(cloud.title)", "guest": "\(guest.title)"],
                into: &report)
        }
    }
}
