import XimageCore
import XimagePlanning

struct OptimisationNotConfirmed: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AG003", name: "optimisation-not-confirmed", severity: .error, phases: [.validate, .plan],
        acknowledgement: "guest-optimisation",
        title: Bilingual("Confirmation of optimisation", zh: "优化确认"),
        headline: Bilingual("Server optimisation is not confirmed", zh: "未确认云服务器已完成优化"),
        rationale: Bilingual(
            """
            The console asks to optimise the server before imaging. The manifest must either be based on a \
            clean guest report (GU026) or contain an explicit confirmation that the server was optimised.
            """,
            zh: """
                控制台要求在制作镜像前优化云服务器。清单须以没有问题的客户机信息（GU026）为依据，\
                或明确确认云服务器已完成优化。
                """),
        source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints",
        english: RuleText(
            "It is not confirmed that {server} was optimised for imaging.",
            fix: "Provide a guest report, or set `agreements.optimised: true` once you have done it."),
        chinese: RuleText(
            "尚未确认云服务器 {server} 已完成镜像优化。",
            fix: "请提供客户机信息，或在完成后设置 `agreements.optimised: true`。"))

    static let violating = [
        RuleExample("nobody confirms that the server was optimised", at: "image.golden") {
            $0.editImage { $0.optimised = false }
        },
        RuleExample("a report with gaps, and nobody confirms the rest", at: "image.golden") {
            $0.linuxGuest { $0.linux?.cloudInit = .unknown("nobody looked") }
            $0.editImage { $0.optimised = false }
        },
    ]
    static let satisfying = [
        RuleExample("`optimised: true`") { _ in },
        RuleExample("a complete report") {
            $0.linuxGuest { _ in }
            $0.editImage { $0.optimised = false }
        },
        RuleExample("a report that will be collected just before the image") {
            $0.editImage { $0.optimised = false }
            $0.declareGuest("server.web") { $0.collect = .init(ssh: "root@192.168.0.10") }
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures {
            let image = context.image(capture)
            guard case .image(let details) = image.desired.details else { continue }
            report.evaluated += 1
            guard !details.optimised, !rests(onReport: capture, context, &report) else { continue }
            report.violate(
                image, ["server": "\(context.serverName(capture))"],
                also: [capture.serverAddress].compactMap { $0 })
        }
    }

    /// Whether a report takes the place of the user's word: a complete one, or one that is still to come.
    private func rests(
        onReport capture: RuleContext.Capture, _ context: RuleContext, _ report: inout RuleReport
    ) -> Bool {
        let settings = context.guestSettings(capture)
        let isPromised = settings?.collect != nil || settings?.factsFile != nil
        guard context.isOnline, capture.isMade else { return isPromised }
        switch context.guest(capture) {
        case .deferred:
            if isPromised { report.deferred += 1 }
            return isPromised
        case .unknown: return false
        case .facts(let facts):
            guard let family = facts.family.value ?? settings?.family else { return false }
            return !Optimisation.state(of: facts, family).isUnsure
        }
    }
}
