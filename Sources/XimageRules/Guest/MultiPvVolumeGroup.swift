import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let multiPvVolumeGroup = RuleMetadata(
        id: "GU012", name: "multi-pv-volume-group", severity: .error, phases: [.plan, .apply],
        acknowledgement: "multi-pv-vg",
        summary: "No volume group on several physical volumes",
        rationale: """
            A Linux source must not have a volume group made of more than one physical volume. The \
            physical volumes are counted, not the disks: two partitions of one disk already violate the \
            wording, and the message then says that the risk is smaller. Remedy: back up, reduce the group \
            to one physical volume or move the data to plain file systems, image, then rebuild.
            """,
        source: "seed; IMS FAQ on volume groups",
        english: RuleText(
            """
            Volume group {vg} on {server} is made of {count} physical volumes ({pvs}); servers made \
            from a whole image may lose its data.
            """,
            fix: "Reduce it to one physical volume or move the data, then collect guest facts again."),
        chinese: RuleText(
            "云服务器 {server} 的卷组 {vg} 由 {count} 个物理卷（{pvs}）组成，由整机镜像创建的云服务器可能丢失其数据。",
            fix: "请缩减为单个物理卷或迁移数据，再重新采集客户机信息。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
