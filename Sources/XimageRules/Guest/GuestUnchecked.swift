import XimageCore
import XimagePlanning

struct GuestUnchecked: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU001", name: "guest-unchecked", severity: .error, phases: [.plan, .apply],
        acknowledgement: "guest-unchecked",
        title: Bilingual("Guest facts", zh: "客户机信息"),
        headline: Bilingual("Guest facts are missing", zh: "缺少客户机信息"),
        rationale: Bilingual(
            """
            The cloud cannot see volume groups, spanned volumes or the SAN policy; only the guest shows \
            them. For each source server a guest report must exist, or raw disk images from which the same \
            facts are read. With none, the image is refused unless the user acknowledges that the guest \
            rules were not checked.
            """,
            zh: """
                云平台看不到卷组、跨区卷或 SAN 策略，只有客户机内部才能提供这些信息。\
                每台源云服务器都必须有客户机信息，或有可以从中读取同样信息的原始磁盘镜像。\
                两者都没有时，制作镜像会被拒绝，除非用户确认未检查客户机规则。
                """),
        source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints",
        english: RuleText(
            """
            {what} inside {server} is unknown ({reason}), so the checks that prevent data loss could not \
            run.
            """,
            fix: """
                Collect guest facts (`ximage facts collect`), name a file with them as `guest.facts`, or \
                acknowledge `guest-unchecked`.
                """),
        chinese: RuleText(
            "没有云服务器 {server} 内部{what}的信息（{reason}），无法完成防止数据丢失的检查。",
            fix: "请用 `ximage facts collect` 采集客户机信息，或用 `guest.facts` 指定文件，或确认 `guest-unchecked`。"))

    static let violating = [
        RuleExample("no guest facts were collected", at: "image.golden from") {
            $0.imageExistingServer()
            $0.guests = [:]
        },
        RuleExample("its volume groups are not known", at: "image.golden from") {
            $0.linuxGuest { $0.linux?.volumeGroups = .unknown("vgs failed with exit code 5") }
        },
        RuleExample("its spanned volumes are not known", at: "image.golden from") {
            $0.windowsGuest { $0.windows?.spannedVolumes = .unknown("diskpart is not installed") }
        },
    ]
    static let satisfying = [
        RuleExample("a clean report") { $0.linuxGuest { _ in } },
        RuleExample("the server is created by the same plan") { _ in },
        RuleExample("a declaration in the manifest") {
            $0.imageExistingServer()
            $0.guests = [:]
            $0.declareGuest("server.billing") { $0.volumeGroups = [] }
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for source in context.guestSources where source.isWhole {
            report.evaluated += 1
            switch source.knowledge {
            case .deferred: report.deferred += 1
            case .unknown(let reason):
                violate(source, RuleArgument("The layout of the disks", zh: "磁盘布局"), reason, &report)
            case .facts(let facts):
                switch source.family {
                case nil:
                    let reason = facts.family.gap ?? FactGap.notInReport
                    violate(source, RuleArgument("The operating system", zh: "操作系统"), reason, &report)
                case .linux:
                    guard let gap = (facts.linux ?? LinuxFacts()).volumeGroups.gap else { continue }
                    violate(
                        source, RuleArgument("The layout of the LVM volume groups", zh: "LVM 卷组布局"), gap,
                        &report)
                case .windows:
                    guard let gap = (facts.windows ?? WindowsFacts()).spannedVolumes.gap else { continue }
                    violate(source, RuleArgument("The layout of the volumes", zh: "卷布局"), gap, &report)
                }
            }
        }
    }

    private func violate(
        _ source: GuestSource, _ what: RuleArgument, _ reason: String, _ report: inout RuleReport
    ) {
        source.violate(
            ["what": what, "server": "\(source.name)", "reason": .reported(reason)], into: &report)
    }
}
