package import XimageCore

/// Servers that are there and become managed: what they are declared as, and what state records of them.
package struct Adoption: Sendable {
    /// A server with its data disks in attach order.
    package struct Member: Sendable {
        package var server: LiveResource
        package var disks: [LiveResource]
        package var address: Address
    }

    package private(set) var members: [Member] = []
    /// Servers that fit and have a record of this set already.
    package private(set) var managed: [RemoteID: Address] = [:]
    /// Other servers that fit and are left alone, with the reason.
    package private(set) var left: [(server: LiveResource, because: String)] = []
    private let prior: PriorState

    /// - Parameters:
    ///   - selector: ids and regions in it count, too.
    ///   - live: servers and disks.
    package init(
        _ selector: LiveSelector, live: LiveIndex, desired: DesiredState, prior: PriorState
    ) {
        self.prior = prior
        let known = Dictionary(prior.records.map { ($0.id, $0.address) }) { first, _ in first }
        let project = desired.settings.project
        let released = Set(prior.setAside.filter { $0.standing == .released }.map(\.id))
        var taken = Set(desired.resources.map(\.address))
        var byName: [String: DesiredResource] = [:]
        let recorded = Set(prior.records.filter { $0.standing != .deposed }.map(\.address))
        for resource in desired.resources
        where resource.address.kind == .server && resource.ownership == .managed
            && !recorded.contains(resource.address)
        {
            byName["\(resource.region) \(resource.attributes[.name].string ?? "")"] = resource
        }
        var onlyRead: [RemoteID: Address] = [:]
        for resource in desired.resources where resource.address.kind == .server {
            guard case .existing(let lookup) = resource.ownership else { continue }
            for server in live.find(lookup, kind: .server, region: resource.region) {
                onlyRead[server.id] = resource.address
            }
        }
        let servers = live.resources.filter { server in
            server.kind == .server
                && selector.fits(name: server.name, tags: server.attributes[.tags].stringMap ?? [:])
                && (selector.regions.isEmpty || selector.regions.contains(server.region))
                && (selector.ids.isEmpty || selector.ids.contains(server.id))
        }
        for server in servers.sorted(by: { ($0.region, $0.name, $0.id) < ($1.region, $1.name, $1.id) }) {
            if let address = known[server.id] {
                managed[server.id] = address
            } else if let address = onlyRead[server.id] {
                left.append((server, "\(address) declares it as existing"))
            } else if released.contains(server.id) || server.owner == Mark.released {
                left.append((server, "it was released; only `ximage import ADDRESS ID` takes it back"))
            } else if let owner = server.owner, !Mark.belongs(owner, to: project) {
                left.append((server, "it bears the mark `\(owner)` of another project"))
            } else {
                let declared = byName.removeValue(forKey: "\(server.region) \(server.name)")
                let address = declared?.address ?? Self.free(server.name, &taken)
                members.append(Member(server: server, disks: Self.disks(of: server, live), address: address))
            }
        }
    }

    /// Those that no manifest declares yet.
    package func undeclared(in desired: DesiredState) -> [Member] {
        members.filter { desired[$0.address] == nil }
    }

    private static func disks(of server: LiveResource, _ live: LiveIndex) -> [LiveResource] {
        guard case .server(let facts) = server.facts else { return [] }
        return facts.disks.filter { !$0.isSystem }.compactMap { live[$0.id] }
    }

    /// The name as a key, numbered when it is taken.
    private static func free(_ name: String, _ taken: inout Set<Address>) -> Address {
        var key = String(
            name.map { character in
                character.isASCII && (character.isLetter || character.isNumber || "-_".contains(character))
                    ? character : "-"
            }.prefix(55))
        if key.first.map({ !$0.isLetter }) ?? true { key = "server-\(key)" }
        var address = Address(.server, key)
        var number = 1
        while !taken.insert(address).inserted {
            number += 1
            address = Address(.server, "\(key)-\(number)")
        }
        return address
    }

    // MARK: Declarations

    /// What a manifest says of a server that stays as it is.
    package static func resources(of member: Member) -> [DesiredResource] {
        let server = member.server
        var attributes: Attributes = [:]
        for name in declared where isSaid(name, server.attributes[name]) {
            attributes[name] = server.attributes[name]
        }
        attributes[.image] = .map(["id": server.attributes[.image]])
        let addresses = member.disks.indices.map { diskAddress(of: member.address, at: $0) }
        let disks = member.disks.enumerated().map { index, disk in
            var own: Attributes = [:]
            for name in diskDeclared where isSaid(name, disk.attributes[name]) {
                own[name] = disk.attributes[name]
            }
            return DesiredResource(
                address: addresses[index], region: disk.region, attributes: own,
                details: .disk(DiskDetails(position: index)))
        }
        return [
            DesiredResource(
                address: member.address, region: server.region, attributes: attributes,
                details: .server(ServerDetails(disks: addresses)))
        ] + disks
    }

    /// What is so without being said is left out.
    private static func isSaid(_ name: AttributeName, _ value: Value) -> Bool {
        switch name {
        case .shared: value == true
        case .device: !value.isEmpty && value != "vbd"
        case .enterpriseProject: !value.isEmpty && value != "0"
        default: !value.isEmpty
        }
    }

    private static func diskAddress(of server: Address, at index: Int) -> Address {
        Address(.disk, server.name, instance: server.instance, part: "disk\(index + 1)")
    }

    private static let declared: [AttributeName] = [
        .name, .description, .region, .zone, .flavor, .systemDiskType, .systemDiskSize, .systemDiskIOPS,
        .systemDiskThroughput, .vpc, .subnet,
        .securityGroups, .keyPair, .tags, .enterpriseProject,
    ]
    private static let diskDeclared: [AttributeName] = [
        .name, .description, .type, .size, .iops, .throughput, .shared, .kmsKey, .device, .tags,
    ]

    // MARK: Records

    /// Records of all members and of those of their disks that are certain to be declared ones; see ``DiskPairing``.
    package func records(_ desired: DesiredState) -> (records: [ResourceRecord], unpaired: [Address]) {
        var records: [ResourceRecord] = []
        var unpaired: [Address] = []
        let project = desired.settings.project
        for member in members {
            guard let declared = desired[member.address], case .server = declared.details else { continue }
            records.append(
                StateRebuilder.record(
                    of: member.server, at: member.address, in: project, declared: declared))
            let pairing = DiskPairing(
                of: declared, attached: member.disks, desired, prior, takesReleased: false)
            if !pairing.left.isEmpty || !pairing.missing.isEmpty { unpaired.append(member.address) }
            for (disk, object) in pairing.pairs {
                records.append(
                    StateRebuilder.record(of: object, at: disk.address, in: project, declared: disk))
            }
        }
        return (records, unpaired)
    }
}
