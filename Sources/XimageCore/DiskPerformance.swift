/// What may be asked of disks whose performance is chosen apart from their size. Source: EVS API reference, fields `iops` and
/// `throughput`; EVS user guide, disk types and performance; rule DK026.
package struct DiskPerformance: Hashable, Sendable {
    package let iops: ClosedRange<Int>
    /// IOPS for each GiB, at most.
    package let iopsPerGiB: Int
    /// MiB a second; `nil` where it follows from the IOPS and is not given.
    package let throughput: ClosedRange<Int>?

    private static let types: [String: DiskPerformance] = [
        "GPSSD2": DiskPerformance(iops: 3000...128_000, iopsPerGiB: 500, throughput: 125...1000),
        "ESSD2": DiskPerformance(iops: 100...256_000, iopsPerGiB: 1000, throughput: nil),
    ]

    /// The types, sorted.
    package static let names = types.keys.sorted()

    /// `nil` for types whose performance follows from their size.
    package static func of(_ type: String?) -> DiskPerformance? { type.flatMap { types[$0] } }

    /// The IOPS that a disk may have.
    /// - Parameter gibibytes: `nil` while the size is not known.
    package func iops(ofGiB gibibytes: Int?) -> ClosedRange<Int> {
        guard let gibibytes else { return iops }
        return iops.lowerBound...max(iops.lowerBound, min(iops.upperBound, iopsPerGiB * gibibytes))
    }

    /// The throughput that a disk with these IOPS may have: at most a quarter of them.
    package func throughput(at iops: Int) -> ClosedRange<Int>? {
        throughput.map { $0.lowerBound...max($0.lowerBound, min($0.upperBound, iops / 4)) }
    }
}

/// The figures that one disk has.
package struct ChosenPerformance: Hashable, Sendable {
    package var iops: Int
    /// MiB a second; `nil` for types that have none to choose.
    package var throughput: Int?

    package init(iops: Int, throughput: Int?) {
        self.iops = iops
        self.throughput = throughput
    }

    /// - Parameter attributes: of a data disk; `nil` comes of those without such figures.
    package init?(_ attributes: Attributes) {
        guard let iops = attributes[.iops].int else { return nil }
        self.init(iops: iops, throughput: attributes[.throughput].int)
    }
}
