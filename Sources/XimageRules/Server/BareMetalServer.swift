import XimageCore
import XimagePlanning

struct BareMetalServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV006", name: "bare-metal-server", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Bare metal source", zh: "裸金属服务器作为来源"),
        headline: Bilingual("Server is a bare metal server", zh: "源服务器是裸金属服务器"),
        rationale: Bilingual(
            """
            Whole images exist for ECS only. A BMS cannot be the source, and a BMS backup cannot become an \
            image.
            """,
            zh: """
                整机镜像仅支持弹性云服务器（ECS）。裸金属服务器（BMS）不能作为来源，BMS 备份也不能用于创建镜\
                像。
                """),
        source: """
            IMS user guide (international site, 2026) 'Constraints'; CBR API 'Error codes' \
            (BackupService.7109, 7113)
            """,
        english: RuleText(
            "{server} is a bare metal server; whole images are available for ECS only.",
            fix: "Use a system-disk image of the BMS, or move the workload to an ECS."),
        chinese: RuleText(
            "{server} 是裸金属服务器，整机镜像仅支持弹性云服务器。",
            fix: "请改用 BMS 的系统盘镜像，或将业务迁移到 ECS。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "a declared server of a bare-metal flavor",
            at: ["image.golden | web"],
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: physical.o2.medium
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            command: .validate)
    ]
    static let satisfying = [
        RuleExample(
            "an ECS",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """)
    ]

    /// Source: BMS user guide, flavors: their names begin with `physical.`.
    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp {
            guard let flavor = context.sourceFlavorName(capture) else { continue }
            report.evaluated += 1
            guard flavor.hasPrefix("physical.") else { continue }
            report.violate(
                context.image(capture), at: .source, ["server": "\(context.serverName(capture))"])
        }
    }
}
