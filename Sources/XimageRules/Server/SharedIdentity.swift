import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let sharedIdentity = RuleMetadata(
        id: "SV110", name: "shared-identity", severity: .warning, phases: [.plan],
        summary: "Servers made from one image share identity",
        rationale: """
            Host keys, machine id, Windows SID, host name files, static addresses and licences inside the \
            image are duplicated on every server. See GU014, GU022, GU023.
            """,
        source: "IMS user guide 'Running Sysprep', 'Clearing files'",
        english: RuleText(
            """
                {count} servers from {image} will share in-guest identity such as host keys, machine id or \
                SID.
                """,
            fix: "Run Sysprep or clear those files in the source, or reset them at first boot."),
        chinese: RuleText(
            "由整机镜像 {image} 创建的 {count} 台云服务器会共享主机密钥、机器 ID 或 SID 等标识。",
            fix: "请在源云服务器上执行 Sysprep 或清理相关文件，或在首次启动时重置。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
