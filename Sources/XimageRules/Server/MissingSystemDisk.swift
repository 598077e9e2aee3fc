import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let missingSystemDisk = RuleMetadata(
        id: "SV009", name: "missing-system-disk", severity: .error, phases: [.plan, .apply],
        summary: "The server must have its system disk",
        rationale: """
            The system volume must exist, be attached and be usable. A server whose system disk was \
            detached cannot be imaged.
            """,
        source: "IMG.0006, IMG.0110, IMG.0119",
        english: RuleText(
            "{server} has no attached system disk, so a whole image cannot be made.",
            fix: "Attach its system disk at the boot position first."),
        chinese: RuleText(
            "云服务器 {server} 没有挂载系统盘，无法制作整机镜像。",
            fix: "请先将系统盘重新挂载到启动位置。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
