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
        /// `servers`, `cores`, `ramMB`, `volumes`, `gigabytes`, `images`, `vaults`, `snapshots`
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
    /// What stands in the way of anything that costs money: raw values of `AccountProblem`.
    var accountProblems: [String] = []
    /// Regions without the backup service.
    var withoutBackup: [String] = []
    /// Whether the backup service refuses SCSI disks. Unconfirmed: constraint DK005.
    var refusesSCSI = false
    /// The fault script in force, and how often each of its rules has matched and struck.
    var faultScript = ""
    var faultMatches: [Int] = []
    var faultStrikes: [Int] = []
    var faultRandom = 1

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
        archive.field(&faultScript)
        archive.field(&faultMatches)
        archive.field(&faultStrikes)
        archive.field(&faultRandom)
        archive.field(&accountProblems)
        archive.field(&withoutBackup)
        archive.field(&refusesSCSI)
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
        "snapshots": 2_000_000,
    ]
}

/// Why the account gets nothing new. Source: constraint PM008 and the error codes of the services.
enum AccountProblem: String, CaseIterable {
    case unverified, insolvent, overBudget = "over-budget"

    /// How a service refuses because of it.
    func refusal(by service: Service) -> Refusal {
        let message =
            switch self {
            case .unverified: "The account has not completed real-name authentication."
            case .insolvent: "The account's balance is insufficient."
            case .overBudget: "The account's budget is used up."
            }
        return switch (service, self) {
        case (.ims, .unverified): .ims("0238", message)
        case (.ims, .insolvent): .ims("0239", message)
        case (.ims, .overBudget): .ims("0242", message)
        case (.cbr, _): .cbr("8600", message, status: 403)
        case (.evs, _): .evs("2056", message, status: 403)
        case (_, .unverified): .ecs("0066", message, status: 403)
        default: .ecs("0067", message, status: 403)
        }
    }
}

extension World {
    /// Refuses what costs money when the account has a problem.
    func checkAccount(_ service: Service) throws(Refusal) {
        if let problem = settings.accountProblems.first.flatMap(AccountProblem.init) {
            throw problem.refusal(by: service)
        }
    }
}
