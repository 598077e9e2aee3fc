/// Which types a disk can change to where it is. Source: EVS API reference, change type: upgrades; anything else is refused
/// with EVS.2087. Types of the second generation need figures for IOPS and throughput, and are recreated.
package enum DiskTypeLadder {
    private static let rungs = ["SATA", "SAS", "GPSSD", "SSD", "ESSD"]

    package static func rises(from old: String, to new: String) -> Bool {
        guard let low = rungs.firstIndex(of: old), let high = rungs.firstIndex(of: new) else { return false }
        return low < high
    }

    /// The types that a disk can have had before it became one of this type.
    package static func types(below type: String) -> ArraySlice<String> {
        rungs[..<(rungs.firstIndex(of: type) ?? 0)]
    }
}
