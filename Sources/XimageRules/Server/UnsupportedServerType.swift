import XimageCore
import XimagePlanning

struct UnsupportedServerType: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV013", name: "unsupported-server-type", severity: .error, phases: [.plan, .serverSide],
        summary: "Server type must support images and backup",
        rationale: """
            Some server types cannot be captured (for instance those whose storage is only local disks). \
            The service answers this through the protectable check (SV014) or at submit time.
            """,
        source: "IMG.0063, BackupService.7103",
        english: RuleText(
            "{server} ({flavor}) is of a type that cannot be made into an image: {reason}.",
            fix: "Move the workload to a flavor with cloud disks and image that server."),
        chinese: RuleText(
            "云服务器 {server} （{flavor}）的类型不支持制作镜像：{reason}。",
            fix: "请将业务迁移到使用云硬盘的规格后再制作。"))

    static let violating = [
        RuleExample("the backup service does not take servers of this type", at: "image.golden from") {
            $0.imageExistingServer()
            $0.catalogue {
                $0.unprotectable = [
                    "server-billing": ServiceAnswer(code: "BackupService.7103", reason: "local disks")
                ]
            }
        },
        RuleExample("a new server with local disks", at: "image.golden from") {
            $0.catalogue { $0.flavors["s6.large.2"]?.hasLocalDisks = true }
        },
    ]
    static let satisfying = [
        RuleExample("the backup service takes it") {
            $0.imageExistingServer()
            $0.catalogue { $0.unprotectable = [:] }
        }
    ]

    /// Nobody can be asked about a server that is still to be made. Its flavor tells of local disks.
    private func checkNew(
        _ capture: RuleContext.Capture, _ context: RuleContext, _ report: inout RuleReport
    ) {
        guard context.server(capture)?.isNew ?? false, let (name, flavor) = context.sourceFlavor(capture)
        else {
            return
        }
        report.evaluated += 1
        guard flavor.hasLocalDisks else { return }
        report.violate(
            context.image(capture), at: .source,
            [
                "server": "\(context.serverName(capture))", "flavor": "\(name)",
                "reason": RuleArgument("its flavor has local disks", zh: "规格带有本地盘"),
            ])
    }

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            checkNew(capture, context, &report)
            guard let protection = context.protection(capture) else { continue }
            if case .unread(let fact) = protection {
                report.missing(fact)
                continue
            }
            report.evaluated += 1
            guard case .refused(let answer) = protection, answer.code == "BackupService.7103" else {
                continue
            }
            report.violate(
                context.image(capture), at: .source,
                [
                    "server": "\(context.serverName(capture))",
                    "flavor": "\(context.sourceFlavorName(capture) ?? "?")", "reason": "\(answer.reason)",
                ])
        }
    }
}
