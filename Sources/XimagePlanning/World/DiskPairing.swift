package import XimageCore

/// Which data disk of a server is which declared one: by the name that it has, and the others in attach order where their
/// number and sizes agree.
package struct DiskPairing: Sendable {
    package private(set) var pairs: [(declared: DesiredResource, object: LiveResource)] = []
    /// Without a partner, in attach order.
    package private(set) var left: [LiveResource] = []
    /// Declared ones without a partner.
    package private(set) var missing: [DesiredResource] = []

    /// - Parameters:
    ///   - declared: in attach order.
    ///   - attached: in attach order.
    package init(_ declared: [DesiredResource], _ attached: [LiveResource]) {
        left = attached
        missing = declared
        for disk in declared {
            let name = disk.attributes[.name].string ?? ""
            let named = left.indices.filter { !name.isEmpty && left[$0].name == name }
            guard named.count == 1, Self.fits(disk, left[named[0]]) else { continue }
            pairs.append((disk, left.remove(at: named[0])))
            missing.removeAll { $0.address == disk.address }
        }
        guard missing.count == left.count, zip(missing, left).allSatisfy(Self.fits) else { return }
        pairs += zip(missing, left).map { (declared: $0, object: $1) }
        (missing, left) = ([], [])
    }

    /// The data disks of a server that is imported: declared ones without an object, and attached ones that nobody manages.
    /// - Parameters:
    ///   - attached: in attach order.
    ///   - takesReleased: also those that were released, as their server is taken back by its id.
    package init(
        of server: DesiredResource, attached: [LiveResource], _ desired: DesiredState, _ prior: PriorState,
        takesReleased: Bool
    ) {
        guard case .server(let details) = server.details else {
            self.init([], [])
            return
        }
        let known = Set(prior.records.map(\.id))
        let taken = Set(prior.records.filter { $0.standing != .deposed }.map(\.address))
        let released = Set(prior.setAside.filter { $0.standing == .released }.map(\.id))
        let free = attached.filter { !known.contains($0.id) }
        func isFree(_ disk: LiveResource) -> Bool {
            if disk.owner == Mark.released || released.contains(disk.id) { return takesReleased }
            return disk.owner.map { Mark.belongs($0, to: desired.settings.project) } ?? true
        }
        self.init(
            details.disks.filter { !taken.contains($0) }.compactMap { desired[$0] }, free.filter(isFree))
        left += free.filter { !isFree($0) }
    }

    private static func fits(_ declared: DesiredResource, _ object: LiveResource) -> Bool {
        declared.attributes[.size].isEmpty || declared.attributes[.size] == object.attributes[.size]
    }
}
