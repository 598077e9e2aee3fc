/// What a world file may change about the cloud itself: quotas, stock, copy pairs, agencies.
final class Settings: Record {
    static let kind = RecordKind.settings

    /// A flavor or volume type is sold differently than the catalogue says.
    struct Stock: Archivable {
        /// A flavor's or a volume type's name
        var item = ""
        var zone = ""
        /// `normal`, `sellout`, `abandon`, `obt`, `promotion`
        var status = "normal"

        mutating func visit<A: Archive>(_ archive: inout A) {
            archive.field(&item)
            archive.field(&zone)
            archive.field(&status)
        }
    }

    struct Quota: Archivable {
        /// `servers`, `cores`, `ramMB`, `volumes`, `gigabytes`, `images`, `vaults`
        var name = ""
        var region = ""
        var limit = 0

        mutating func visit<A: Archive>(_ archive: inout A) {
            archive.field(&name)
            archive.field(&region)
            archive.field(&limit)
        }
    }

    let id = ObjectID(naming: "settings")
    var region: Region
    let sequence = 0
    var quotas: [Quota] = []
    var stock: [Stock] = []
    /// Agencies that may copy; empty: any name will do. Source: API reference, section 13 point 9.
    var agencies: [String] = []
    /// Copies of more than this many GiB are refused; 0: no limit. Source: API reference, section 13 point 10.
    var copyLimitGiB = 128
    var copyPairs: [Tag] = []
    var concurrentCopies = 5
    var concurrentImages = 40

    init(region: Region) {
        self.region = region
    }

    func visit<A: Archive>(_ archive: inout A) {
        archive.field(&quotas)
        archive.field(&stock)
        archive.field(&agencies)
        archive.field(&copyLimitGiB)
        archive.field(&copyPairs)
        archive.field(&concurrentCopies)
        archive.field(&concurrentImages)
    }

    /// -1: unlimited.
    func limit(_ name: String, in region: Region) -> Int {
        let found = quotas.last { $0.name == name && ($0.region == region.name || $0.region.isEmpty) }
        return found?.limit ?? Self.defaultLimits[name] ?? -1
    }

    /// Far above what the service grants a new account, so that rehearsing large fleets needs no world file.
    static let defaultLimits = [
        "servers": 200_000, "cores": 3_200_000, "ramMB": 6_553_600_000, "volumes": 400_000,
        "gigabytes": 80_000_000, "images": 100_000, "vaults": 20_000,
    ]
}
