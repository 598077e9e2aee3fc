import XimageCore

/// What a server is made from, when that is an image of the set.
struct ImageTarget {
    var series: Address
    var number: Int
    /// `nil` while the generation is still to be made.
    var id: RemoteID?
    /// Data disks in it, with their keys; ids are empty while the generation is still to be made.
    var disks: [CapturedDisk]
}

/// Servers from images of the set: which generation, which disks come back, and what has to be there before.
extension PlanBuilder {
    /// Resources in an order in which each comes after what it is made from. Without servers from images of the set
    /// that is the order of kinds.
    func visitOrder() -> [DesiredResource] {
        let all = input.desired.resources
        guard !imageUsers.isEmpty else { return all }
        var index: [Address: Int] = [:]
        for (position, resource) in all.enumerated() { index[resource.address] = position }
        var seen = [Bool](repeating: false, count: all.count)
        var result: [DesiredResource] = []
        result.reserveCapacity(all.count)
        func visit(_ position: Int) {
            guard !seen[position] else { return }
            seen[position] = true
            for needed in neededBefore(all[position]) {
                if let other = index[needed] { visit(other) }
            }
            result.append(all[position])
        }
        for position in all.indices { visit(position) }
        return result
    }

    private func neededBefore(_ resource: DesiredResource) -> [Address] {
        switch resource.details {
        case .server: return resource.attributes[.image].reference.map { [$0] } ?? []
        case .disk: return resource.address.owner.map { [$0] } ?? []
        case .copy(let details):
            return [details.image] + [resource.attributes[.targetVault].reference].compactMap { $0 }
        case .image:
            var result = [AttributeName.source, .vault, .sourceDisk].compactMap {
                resource.attributes[$0].reference
            }
            if let server = resource.attributes[.source].reference,
                case .server(let details) = input.desired[server]?.details
            {
                result += details.disks
            }
            return result
        case .none: return []
        }
    }

    // MARK: Which generation

    /// `nil` when the server is not made from an image of the set, or that cannot be told; then it was reported.
    /// - Parameter isNeeded: a server that stays what it is does not need its generation any more.
    mutating func imageTarget(_ resource: DesiredResource, isNeeded: Bool = true) -> ImageTarget? {
        guard let series = resource.attributes[.image].reference,
            isNeeded || input.desired[series] != nil, checkRegion(resource, series)
        else {
            return nil
        }
        let options = serverOptions(resource)
        let good = (generations[series] ?? []).filter { record in
            live[record.id].map { $0.phase != .failed } ?? false
        }
        let current = currentGeneration[series]
        let wanted: Int?
        switch options?.imageGeneration ?? .newest {
        case .newest: wanted = current
        case .previous:
            wanted = good.compactMap(\.address.generation).last { number in
                current.map { number < $0 } ?? true
            }
        case .number(let number): wanted = number
        }
        guard let number = wanted else {
            if isNeeded {
                reportGeneration(resource, series, "\(series) has no generation before the newest one.")
            }
            return nil
        }
        if let record = good.last(where: { $0.address.generation == number }) {
            return ImageTarget(series: series, number: number, id: record.id, disks: disks(of: record))
        }
        guard number == current else {
            guard isNeeded else { return nil }
            let known = good.compactMap(\.address.generation).map { "\($0)" }
            reportGeneration(
                resource, series,
                "\(series) has no generation \(number); it has "
                    + (known.isEmpty ? "none yet." : known.joined(separator: ", ") + "."))
            return nil
        }
        return ImageTarget(series: series, number: number, id: nil, disks: expectedDisks(series))
    }

    func serverOptions(_ resource: DesiredResource) -> ServerOptions? {
        guard case .server(let details) = resource.details else { return nil }
        return details.options?.content
    }

    private mutating func reportGeneration(_ resource: DesiredResource, _ series: Address, _ detail: String) {
        findings.append(
            Diagnostic(
                code: "unknown-generation", summary: "No such generation",
                detail: "\(resource.address) shall be made from it, but \(detail)",
                fix: "Name one that is there; to see them:\n  ximage show \(series)",
                address: resource.address, subject: resource.place(of: .image)))
    }

    private mutating func checkRegion(_ resource: DesiredResource, _ series: Address) -> Bool {
        guard let image = input.desired[series] else {
            if Snapshot.contains(series) { reportGeneration(resource, series, "there is no such snapshot.") }
            return false
        }
        let region = series.kind == .copy ? image.attributes[.targetRegion].string ?? "" : image.region
        guard region != resource.region else { return true }
        let copies = input.desired.resources.filter {
            $0.address.kind == .copy && $0.address.name == series.name
                && $0.attributes[.targetRegion].string == resource.region
        }
        findings.append(
            Diagnostic(
                code: "image-of-other-region", summary: "Image of another region",
                detail: "\(resource.address) is in \(resource.region), \(series) in \(region).",
                fix: copies.first.map {
                    "Make it from the copy there: `image: {from: \(series.name).\($0.address.part ?? "")}`."
                } ?? "Declare a copy of the image in \(resource.region), and make the server from that.",
                address: resource.address, subject: resource.place(of: .image)))
        return false
    }

    private func disks(of record: ResourceRecord) -> [CapturedDisk] {
        var known = record.attributes.capturedDisks
        if known.isEmpty, case .image(let facts) = live[record.id]?.facts {
            known = CapturedDisk.named(facts.disks, keys: diskKeys)
        }
        return known.filter { !$0.isSystem }
    }

    /// Keys of recorded disks by id.
    private var diskKeys: [RemoteID: String] {
        var result: [RemoteID: String] = [:]
        for record in records.values where record.address.kind == .disk {
            result[record.id] = record.address.part
        }
        return result
    }

    /// What a generation that is still to be made will hold.
    private func expectedDisks(_ series: Address) -> [CapturedDisk] {
        guard let image = input.desired[series] else { return [] }
        if case .copy(let details) = image.details {
            // The same disks under ids that only the copy will tell.
            let source = currentRecord(details.image).map { disks(of: $0) } ?? expectedDisks(details.image)
            return source.map { CapturedDisk(id: "", sizeGiB: $0.sizeGiB, isSystem: false, key: $0.key) }
        }
        guard image.attributes[.kind] == "whole" else { return [] }
        if let server = image.attributes[.source].reference, let declared = input.desired[server],
            declared.ownership == .managed, case .server(let details) = declared.details
        {
            return details.disks.map { disk in
                CapturedDisk(
                    id: "", sizeGiB: input.desired[disk]?.attributes[.size].int ?? 0, isSystem: false,
                    key: disk.part)
            }
        }
        let id =
            image.attributes[.source].string ?? image.attributes[.source].reference.flatMap { stable[$0] }
        guard let id, case .server(let facts) = live[id]?.facts else { return [] }
        return CapturedDisk.named(
            facts.disks.filter { !$0.isSystem }.map {
                CapturedDisk(id: "", sizeGiB: live[$0.id]?.attributes[.size].int ?? 0, isSystem: false)
            }, keys: [:])
    }

    private func currentRecord(_ series: Address) -> ResourceRecord? {
        guard let id = stable[series] else { return nil }
        return generations[series]?.last { $0.id == id }
    }

    // MARK: Which disks

    /// Decides, for a server that is made in this plan, which of its disks come back from the image.
    /// - Returns: disks of the image that are not listed; they come along under their own keys.
    mutating func restore(_ resource: DesiredResource, _ target: ImageTarget) -> [DesiredResource] {
        guard case .server(let details) = resource.details else { return [] }
        var left = target.disks
        for address in details.disks {
            guard let disk = input.desired[address], case .disk(let own) = disk.details else { continue }
            let key: String
            switch own.source {
            case .blank: continue
            case .automatic: key = address.part ?? ""
            case .imageDisk(let named): key = named
            }
            // What the image does not hold, or holds larger, is for rules DK042 and DK044 to say.
            guard let index = left.firstIndex(where: { $0.key == key }) else { continue }
            restored[address] = left.remove(at: index)
        }
        return left.map { captured in
            let key = captured.key ?? "disk"
            let address = Address(
                .disk, resource.address.name, instance: resource.address.instance, part: key)
            restored[address] = captured
            return DesiredResource(
                address: address, region: resource.region,
                attributes: [
                    .name: .string("\(resource.attributes[.name].string ?? resource.address.name)-\(key)"),
                    .region: .string(resource.region), .zone: resource.attributes[.zone],
                    .server: .reference(resource.address), .tags: resource.attributes[.tags],
                ],
                details: .disk(DiskDetails(onRemove: .keep, position: details.disks.count)),
                origin: resource.origin)
        }
    }

    /// Size, type and source of a disk that comes back from an image.
    func restoring(_ attributes: Attributes, of address: Address) -> Attributes {
        guard let captured = restored[address] else { return attributes }
        var result = attributes
        if result[.size].isEmpty { result[.size] = .int(captured.sizeGiB) }
        if result[.type].isEmpty {
            let original = live[captured.id]?.attributes[.type] ?? .null
            let system = address.owner.flatMap { input.desired[$0]?.attributes[.systemDiskType] } ?? .null
            result[.type] = original.isEmpty ? system : original
        }
        result[.sourceDisk] =
            captured.id.isEmpty ? .map(["key": .string(captured.key ?? "")]) : .string(captured.id)
        return result
    }

    // MARK: When

    /// A server in another zone than the source waits for the whole region; with `ready: zone`, one in the same zone
    /// does not.
    mutating func provisioningEdges(_ resource: DesiredResource, _ target: ImageTarget) -> [StepEdge] {
        guard target.series.kind == .image, let image = input.desired[target.series] else {
            return edges(to: target.series, .imageBeforeServer)
        }
        let zone = resource.attributes[.zone].string
        if let id = target.id, case .image(let facts) = live[id]?.facts {
            switch facts.scope {
            case .region: return []
            case .zone(let own) where readiness(image) == .zone && own == zone: return []
            default: break
            }
            return id == stable[target.series] ? regionEdges(of: target.series, .imageBeforeServer) : []
        }
        if readiness(image) == .zone, zone != nil, zone == sourceZone(image) {
            return edges(to: target.series, .imageBeforeServer)
        }
        return regionEdges(of: target.series, .imageBeforeServer)
    }

    private func sourceZone(_ image: DesiredResource) -> String? {
        let source = image.attributes[.source]
        if let address = source.reference, let zone = input.desired[address]?.attributes[.zone].string {
            return zone
        }
        let id = source.string ?? source.reference.flatMap { stable[$0] }
        return id.flatMap { live[$0]?.attributes[.zone].string }
    }

    // MARK: Rollout

    /// Paces the replacement of the instances of a block: the first ones alone, then so many at a time. A new one is
    /// healthy before its predecessor goes.
    mutating func planRollouts() {
        var blocks: [String: [DesiredResource]] = [:]
        for resource in input.desired.resources where resource.address.kind == .server {
            guard serverOptions(resource)?.rollout != nil, replacedServers.contains(resource.address) else {
                continue
            }
            blocks[resource.address.name, default: []].append(resource)
        }
        for (_, servers) in blocks.sorted(by: { $0.key < $1.key }) {
            guard let rollout = serverOptions(servers[0])?.rollout else { continue }
            pace(servers, rollout)
        }
    }

    private mutating func pace(_ servers: [DesiredResource], _ rollout: Rollout) {
        let ends = servers.map { addHealth($0, rollout) }
        let canaries = min(rollout.canary, servers.count)
        for (index, server) in servers.enumerated() {
            let first = firstStep(of: server.address)
            if index >= canaries {
                for end in ends[..<canaries] { add(StepEdge(end, .canaryFirst), to: first) }
            }
            let begin = index < canaries ? 0 : canaries
            if index - rollout.atOnce >= begin {
                add(StepEdge(ends[index - rollout.atOnce], .fewReplacedAtATime), to: first)
            }
        }
    }

    /// With a fixed address the old one goes first.
    private func firstStep(of server: Address) -> StepID {
        steps["delete \(server)"] != nil ? "delete \(server)" : "create \(server)"
    }

    /// - Returns: the step after which the new server counts.
    private mutating func addHealth(_ server: DesiredResource, _ rollout: Rollout) -> StepID {
        let create = "create \(server.address)"
        guard let health = rollout.healthy else { return create }
        let id = "await \(server.address)"
        var needed = edges(to: server.address, .serverBeforeDisk)
        if case .server(let details) = server.details {
            for disk in details.disks { needed += edges(to: disk, .disksMovedBeforeDelete) }
        }
        let condition = SettledCondition(.acceptsConnections(port: health.port), within: health.within)
        add(
            PlanStep(
                id: id, address: server.address, region: server.region,
                operation: .awaitServer(
                    AwaitStep(
                        server: server.address, id: nil,
                        name: server.attributes[.name].string ?? "\(server.address)", condition: condition)),
                edges: needed))
        add(StepEdge(id, .healthyBeforeOld), to: "delete old \(server.address)")
        return id
    }
}
