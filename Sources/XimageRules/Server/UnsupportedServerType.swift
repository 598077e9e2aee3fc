import XimageCore
import XimagePlanning

struct UnsupportedServerType: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV013", name: "unsupported-server-type", severity: .error, phases: [.plan, .serverSide],
        title: Bilingual("Server types that support imaging", zh: "支持制作镜像的云服务器类型"),
        headline: Bilingual("Server type cannot be imaged", zh: "云服务器类型不支持制作镜像"),
        rationale: Bilingual(
            """
            Some server types cannot be captured (for instance those whose storage is only local disks). The \
            service reports this through the protectable check (SV014) or at submit time.
            """,
            zh: """
                某些类型的云服务器不能制作镜像（例如只有本地盘的云服务器）。云服务通过可备份检查（SV014）或\
                在提交时给出结果。
                """),
        source: "IMS API 'Error codes' (IMG.0063); CBR API 'Error codes' (BackupService.7103)",
        english: RuleText(
            "{server} ({flavor}) has a type that cannot be imaged: {reason}.",
            fix: "Move the workload to a flavor with cloud disks and image that server."),
        chinese: RuleText(
            "云服务器 {server}（{flavor}）的类型不支持制作镜像：{reason}。",
            fix: "请将业务迁移到使用云硬盘的规格后再制作。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the backup service does not take servers of this type",
            at: ["image.golden | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod, flavor: i3.2xlarge.8}]}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a new server with local disks",
            at: ["image.golden | web"],
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: i3.2xlarge.8
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "the backup service takes it",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """)
    ]

    /// Nobody can be asked about a server that is still to be made. Its flavor tells of local disks.
    private func checkNew(
        _ capture: RuleContext.Capture, _ context: RuleContext, _ report: inout RuleReport
    ) {
        guard capture.isBackedUp, context.server(capture)?.isNew ?? false,
            let (name, flavor) = context.sourceFlavor(capture)
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
                    "flavor": "\(context.sourceFlavorName(capture) ?? "?")",
                    "reason": .reported(answer.reason),
                ])
        }
    }
}
