import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageOfServersDeleted = RuleMetadata(
        id: "WI015", name: "image-of-servers-deleted", severity: .warning, phases: [.plan],
        summary: "Deleting an image has lasting effects on its servers",
        rationale: """
            Deletion is irreversible. Servers made from the image go on running but can no longer \
            reinstall their OS from it, and cannot be cloned ('buy the same configuration').
            """,
        source: "IMS user guide 'Deleting images'",
        english: RuleText(
            """
                Deleting {image} cannot be undone; {count} server(s) made from it keep running but can no \
                longer be reinstalled from it: {servers}.
                """),
        chinese: RuleText(
            "删除镜像 {image} 不可恢复；由它创建的 {count} 台云服务器（{servers}）可继续运行，但今后无法再用它重装系统。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
