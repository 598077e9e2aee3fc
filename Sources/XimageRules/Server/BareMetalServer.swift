import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let bareMetalServer = RuleMetadata(
        id: "SV006", name: "bare-metal-server", severity: .error, phases: [.validate, .plan],
        summary: "Bare metal servers are not supported",
        rationale: """
            Whole images exist for ECS only. A BMS cannot be the source, and a BMS backup cannot become an \
            image.
            """,
        source: "IMS user guide (international, 2026) constraints; CBR errors BackupService.7109, 7113",
        english: RuleText(
            "{server} is a bare metal server; whole images are available for ECS only.",
            fix: "Use a system-disk image of the BMS, or move the workload to an ECS."),
        chinese: RuleText(
            "{server} 是裸金属服务器，整机镜像仅支持弹性云服务器。",
            fix: "请改用 BMS 的系统盘镜像，或将业务迁移到 ECS。"),
        coverage: .awaitingFacts(
            "Bare-metal servers are not told apart yet; the service's list of servers holds ECS only."))
}
