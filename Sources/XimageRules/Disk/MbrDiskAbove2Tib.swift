import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let mbrDiskAbove2Tib = RuleMetadata(
        id: "DK028", name: "mbr-disk-above-2-tib", severity: .warning, phases: [.plan],
        summary: "MBR disks above 2 TiB",
        rationale: """
            A disk with an MBR partition table can use 2 TiB only. Growing such a disk beyond that leaves \
            the rest unusable.
            """,
        source: "EVS user guide 'Partition styles'",
        english: RuleText(
            "{disk} is MBR-partitioned and would grow to {size} GiB; only the first 2048 GiB are usable.",
            fix: "Convert it to GPT before imaging."),
        chinese: RuleText(
            "磁盘 {disk} 为 MBR 分区，扩容到 {size} GiB 后只有前 2048 GiB 可用。",
            fix: "请在制作镜像前转换为 GPT。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
