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

    static let violating = [
        RuleExample("a declared server of a bare-metal flavor", at: "image.golden from") {
            $0.set("server.web", .flavor, "physical.o2.medium")
            $0.isOffline = true
        },
        RuleExample("an existing one", at: "image.golden from") {
            $0.imageExistingServer()
            $0.cloud("server-billing") { $0.attributes[.flavor] = "physical.h2.large" }
        },
    ]
    static let satisfying = [RuleExample("an ECS") { $0.imageExistingServer() }]

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
