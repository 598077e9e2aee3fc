import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let diskPerformanceOutOfRange = RuleMetadata(
        id: "DK026", name: "disk-performance-out-of-range", severity: .error, phases: [.validate],
        summary: "Performance parameters of second-generation SSDs",
        rationale: """
            GPSSD2 needs iops 3000-128000 (at most 500 per GB) and throughput 125-1000 MiB/s (at most a \
            quarter of iops). ESSD2 needs iops 100-256000 (at most 1000 per GB). Other types take neither. \
            Both types are pay-per-use only.
            """,
        source: "EVS API fields iops, throughput; Terraform provider 'evs_volume'",
        english: RuleText(
            "{disk} ({type}, {size} GiB) has {field} = {value}, outside {range}.",
            fix: "Adjust the value or the size."),
        chinese: RuleText(
            "磁盘 {disk} （{type}，{size} GiB）的 {field} = {value} 超出范围 {range}。",
            fix: "请调整该值或容量。"),
        coverage: .notOffered(
            "The manifest language has no performance parameters of disks."))
}
