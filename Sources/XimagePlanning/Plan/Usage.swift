package import XimageCore

/// What a plan takes of something that is limited: a quota of a region, or the capacity of a vault.
package struct Usage: Hashable, Sendable, Codable {
    package enum Thing: Hashable, Sendable, Codable {
        case images, servers, cores, memoryMiB, disks, diskGiB
        /// Capacity that bound servers take, in GiB.
        case vault(Address)
    }

    package let region: Region
    package let thing: Thing
    /// Taken now, by others too.
    package let used: Int
    /// Taken when the plan has been carried out.
    package let after: Int
    /// The most that is taken on the way: the new is made before the old goes.
    package let peak: Int
    package let limit: Int
    /// Whether the limit grows by itself.
    package let expands: Bool

    package init(
        region: Region, thing: Thing, used: Int, after: Int, peak: Int, limit: Int, expands: Bool = false
    ) {
        self.region = region
        self.thing = thing
        self.used = used
        self.after = after
        self.peak = peak
        self.limit = limit
        self.expands = expands
    }

    package var fits: Bool { expands || peak <= limit }
}
