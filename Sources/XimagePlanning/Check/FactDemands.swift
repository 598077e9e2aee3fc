package import XimageCore
import Synchronization

/// One thing that a plan wants to know of a region's catalogue.
package enum CatalogueFact: Hashable, Sendable {
    /// Zones, flavors, disk types, and the quotas of servers and disks.
    case offers
    case networks, diskQuota, imageQuota
    /// Where whole images can be copied to.
    case copyTargets
    /// Whether the backup service refuses a server.
    case protection(RemoteID)

    /// Whether a plan from state asks as well. A new generation alone is no reason to ask the cloud: see decision 4.
    var isAskedFromState: Bool {
        switch self {
        case .offers, .networks, .diskQuota: true
        case .imageQuota, .copyTargets, .protection: false
        }
    }

    /// Whether a catalogue that was read with these needs has the fact, or the reason why it was refused.
    func isRead(_ asked: CatalogueNeeds) -> Bool {
        switch self {
        case .offers: asked.offers
        case .networks: asked.networks
        case .diskQuota: asked.diskQuota || asked.offers
        case .imageQuota: asked.imageQuota || asked.offers
        case .copyTargets: asked.copyTargets
        case .protection(let server): asked.protection.contains(server)
        }
    }

    fileprivate func add(to needs: inout CatalogueNeeds) {
        switch self {
        case .offers: needs.offers = true
        case .networks: needs.networks = true
        case .diskQuota: needs.diskQuota = true
        case .imageQuota: needs.imageQuota = true
        case .copyTargets: needs.copyTargets = true
        case .protection(let server): needs.protection.insert(server)
        }
    }
}

/// What rules, and the order of steps, wanted to know of catalogues and nobody has read.
final class FactDemands: Sendable {
    private let held = Mutex<[Region: CatalogueNeeds]>([:])

    var needs: [Region: CatalogueNeeds] { held.withLock { $0 } }

    func add(_ fact: CatalogueFact, of region: Region) {
        held.withLock { fact.add(to: &$0[region, default: .nothing]) }
    }
}
