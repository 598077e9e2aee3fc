import XimageCore
import XimagePlanning

struct InstallerServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV008", name: "installer-server", severity: .error, phases: [.plan],
        title: Bilingual("ISO installer server", zh: "ISO 安装用云服务器"),
        headline: Bilingual("Server is a temporary ISO installer", zh: "云服务器仅供 ISO 镜像临时安装使用"),
        rationale: Bilingual(
            """
            Servers created from an ISO image exist only to install an OS and produce a system-disk image; \
            they cannot take extra disks and are not meant for use.
            """,
            zh: """
                由 ISO 镜像创建的云服务器仅用于安装操作系统并制作系统盘镜像；它们不能添加磁盘，\
                也不供正式使用。
                """),
        source: "IMS user guide 'Creating a Windows/Linux image from an ISO file'",
        english: RuleText(
            "{server} was created from an ISO image and is only a temporary installer.",
            fix: "Create a system-disk image from it, create a normal server, and image that one."),
        chinese: RuleText(
            "云服务器 {server} 由 ISO 镜像创建，仅供临时安装使用。",
            fix: "请先用它制作系统盘镜像并创建正式云服务器，再制作整机镜像。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the source was created from an ISO file",
            at: ["image.golden | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod, metadata: {virtual_env_type: IsoImage}}]}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "the source is an ordinary server",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            guard case .server(let facts) = context.liveServer(capture)?.facts else { continue }
            report.evaluated += 1
            guard facts.isInstaller else { continue }
            report.violate(
                context.image(capture), at: .source, ["server": "\(context.serverName(capture))"])
        }
    }
}
