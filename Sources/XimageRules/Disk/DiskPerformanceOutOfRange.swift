import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let diskPerformanceOutOfRange = RuleMetadata(
        id: "DK026", name: "disk-performance-out-of-range", severity: .error, phases: [.validate],
        summary: "Performance parameters of second-generation SSDs",
        chineseSummary: "第二代 SSD 的性能参数",
        rationale: """
            GPSSD2 needs iops 3000-128000 (at most 500 per GB) and throughput 125-1000 MiB/s (at most a \
            quarter of iops). ESSD2 needs iops 100-256000 (at most 1000 per GB). Other types take neither. \
            Both types are pay-per-use only.
            """,
        source: "EVS API fields iops, throughput; Terraform provider 'evs_volume'",
        coverage: .notOffered(
            "The manifest language has no performance parameters of disks."))
}
