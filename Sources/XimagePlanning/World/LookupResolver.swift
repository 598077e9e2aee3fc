package import XimageCore

/// A declared name that the region's catalogue does not answer with exactly one id.
package struct LookupProblem: Hashable, Sendable {
    package let attribute: AttributeName
    /// As declared.
    package let name: String
    /// Ids that match; empty when nothing does.
    package let matches: [RemoteID]
    /// Names that exist, for a suggestion.
    package let candidates: [String]
}

/// Turns the names of images, networks and groups into ids, by the regions' catalogues.
struct LookupResolver {
    private struct Names {
        var images: [String: [RemoteID]] = [:]
        var networks: [String: [RemoteID]] = [:]
        var subnets: [String: [Subnet]] = [:]
        var groups: [String: [RemoteID]] = [:]
    }

    private let catalogues: [Region: Catalogue]
    private var names: [Region: Names] = [:]

    init(_ catalogues: [Region: Catalogue]) {
        self.catalogues = catalogues
        for (region, catalogue) in catalogues {
            var entry = Names()
            for image in catalogue.images.values.sorted(by: { $0.id < $1.id }) {
                entry.images[image.name, default: []].append(image.id)
            }
            for network in catalogue.networks { entry.networks[network.name, default: []].append(network.id) }
            for subnet in catalogue.subnets { entry.subnets[subnet.name, default: []].append(subnet) }
            for group in catalogue.securityGroups { entry.groups[group.name, default: []].append(group.id) }
            names[region] = entry
        }
    }

    /// Attributes of servers whose declared text is looked up.
    static let names: [AttributeName] = [.image, .vpc, .subnet, .securityGroups]

    struct Result {
        var attributes: Attributes
        /// The declared text of the look-ups, for the record.
        var declared: Attributes = [:]
        var problems: [LookupProblem] = []
    }

    /// - Parameter record: what was resolved last time is kept while its declared text and its region stay the same: ids are
    ///   those of one region.
    func resolve(_ desired: DesiredResource, record: ResourceRecord?, live: LiveResource?) -> Result {
        let record = record?.region == desired.region ? record : nil
        let live = live?.region == desired.region ? live : nil
        var result = Result(attributes: desired.attributes)
        result.declared = CreationOnly.declared(desired)
        guard desired.address.kind == .server else { return result }
        for attribute in Self.names {
            let wanted = desired.attributes[attribute]
            guard !wanted.isEmpty, wanted.reference == nil else { continue }
            result.declared[attribute] = wanted
            if let record, record.declared[attribute] == wanted, !record.attributes[attribute].isEmpty {
                result.attributes[attribute] = record.attributes[attribute]
                continue
            }
            switch attribute {
            case .image: resolveImage(wanted, region: desired.region, live: live, into: &result)
            case .subnet: resolveSubnet(wanted, region: desired.region, into: &result)
            default: resolveNames(attribute, wanted, region: desired.region, into: &result)
            }
        }
        return result
    }

    private func resolveImage(_ wanted: Value, region: Region, live: LiveResource?, into result: inout Result)
    {
        if let id = wanted.map?["id"]?.string {
            if let catalogue = catalogues[region], catalogue.images[id] == nil,
                live?.attributes[.image] != .string(id)
            {
                result.problems.append(
                    LookupProblem(attribute: .image, name: id, matches: [], candidates: []))
            }
            result.attributes[.image] = .string(id)
            return
        }
        guard let name = wanted.map?["name"]?.string ?? wanted.string else { return }
        if case .server(let facts) = live?.facts, facts.imageName == name,
            let image = live?.attributes[.image]
        {
            result.attributes[.image] = image
            return
        }
        settle(
            .image, name, names[region]?.images[name] ?? [], among: names[region]?.images, region,
            into: &result)
    }

    private func resolveSubnet(_ wanted: Value, region: Region, into result: inout Result) {
        guard let text = wanted.string, let known = names[region]?.subnets, let catalogue = catalogues[region]
        else {
            result.attributes[.subnet] = .knownAfterApply
            return
        }
        let network = result.attributes[.vpc].string
        let byID = catalogue.subnets.filter { $0.id == text }
        let found = byID.isEmpty ? known[text] ?? [] : byID
        let fitting = found.filter { network == nil || $0.network == network }
        if fitting.count == 1 {
            result.attributes[.subnet] = .string(fitting[0].id)
            if network == nil, result.attributes[.vpc].isEmpty {
                result.attributes[.vpc] = .string(fitting[0].network)
            }
        } else {
            result.attributes[.subnet] = .knownAfterApply
            let inNetwork = catalogue.subnets.filter { network == nil || $0.network == network }
            result.problems.append(
                LookupProblem(
                    attribute: .subnet, name: text, matches: fitting.map(\.id),
                    candidates: inNetwork.map(\.name).sorted()))
        }
    }

    private func resolveNames(
        _ attribute: AttributeName, _ wanted: Value, region: Region, into result: inout Result
    ) {
        let known = attribute == .vpc ? names[region]?.networks : names[region]?.groups
        let objects = attribute == .vpc ? catalogues[region]?.networks : catalogues[region]?.securityGroups
        if let text = wanted.string {
            let byID = objects?.contains { $0.id == text } ?? false
            settle(attribute, text, byID ? [text] : known?[text] ?? [], among: known, region, into: &result)
        } else if let list = wanted.list {
            var ids: [Value] = []
            for text in list.compactMap(\.string) {
                let byID = objects?.contains { $0.id == text } ?? false
                var one = Result(attributes: [:])
                settle(attribute, text, byID ? [text] : known?[text] ?? [], among: known, region, into: &one)
                ids.append(one.attributes[attribute])
                result.problems += one.problems
            }
            result.attributes[attribute] = .list(ids)
        }
    }

    private func settle(
        _ attribute: AttributeName, _ name: String, _ found: [RemoteID], among known: [String: [RemoteID]]?,
        _ region: Region, into result: inout Result
    ) {
        if found.count == 1 {
            result.attributes[attribute] = .string(found[0])
            return
        }
        result.attributes[attribute] = .knownAfterApply
        guard catalogues[region] != nil else { return }
        result.problems.append(
            LookupProblem(
                attribute: attribute, name: name, matches: found,
                candidates: known.map { $0.keys.sorted() } ?? []))
    }

    /// Ids of security groups. Some come with a name alone; `.null` where a name is not known to be that of one group.
    func groups(_ live: Value, region: Region) -> Value {
        guard let list = live.list else { return live }
        var ids: [Value] = []
        for group in list {
            guard let name = group.map?["name"]?.string else {
                ids.append(group)
                continue
            }
            guard let found = names[region]?.groups[name], found.count == 1 else { return .null }
            ids.append(.string(found[0]))
        }
        return .list(ids)
    }

    /// The name behind an id, for people; the id itself where there is none.
    func readable(_ attribute: AttributeName, _ value: Value, region: Region) -> Value {
        guard let catalogue = catalogues[region] else { return value }
        switch (attribute, value) {
        case (.image, .string(let id)): return catalogue.images[id].map { .string($0.name) } ?? value
        case (.vpc, .string(let id)):
            return catalogue.networks.first { $0.id == id }.map { .string($0.name) } ?? value
        case (.subnet, .string(let id)):
            return catalogue.subnets.first { $0.id == id }.map { .string($0.name) } ?? value
        case (.securityGroups, .list(let ids)):
            return .list(
                ids.map { id in
                    catalogue.securityGroups.first { .string($0.id) == id }.map { .string($0.name) } ?? id
                })
        default: return value
        }
    }
}
