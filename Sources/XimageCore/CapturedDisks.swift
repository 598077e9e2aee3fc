/// One disk in a whole image.
package struct CapturedDisk: Hashable, Sendable {
    /// Of the disk that was captured, which a new server names to get it back.
    package var id: RemoteID
    /// `nil` when not known.
    package var sizeGiB: Int?
    package var isSystem: Bool
    /// The key under `dataDisks` that the disk had on its server; `nil` when not known.
    package var key: String?
    /// Disk type of the disk that was captured; `nil` when not known.
    package var type: String?
    /// Where its type has figures to choose; `nil` when not known.
    package var performance: ChosenPerformance?

    package init(
        id: RemoteID, sizeGiB: Int?, isSystem: Bool, key: String? = nil, type: String? = nil,
        performance: ChosenPerformance? = nil
    ) {
        self.id = id
        self.sizeGiB = sizeGiB
        self.isSystem = isSystem
        self.key = key
        self.type = type
        self.performance = performance
    }
}

/// What an image holds, as its record keeps it: the image tells it only as long as its backup can be read.
extension CapturedDisk {
    package var value: Value {
        var map: [String: Value] = ["id": .string(id)]
        if let sizeGiB { map["size"] = .int(sizeGiB) }
        if isSystem { map["system"] = true }
        if let key { map["key"] = .string(key) }
        if let type { map["type"] = .string(type) }
        if let performance { map["iops"] = .int(performance.iops) }
        if let throughput = performance?.throughput { map["throughput"] = .int(throughput) }
        return .map(map)
    }

    package init?(_ value: Value) {
        guard let map = value.map, let id = map["id"]?.string else { return nil }
        self.init(
            id: id, sizeGiB: map["size"]?.int, isSystem: map["system"]?.bool ?? false,
            key: map["key"]?.string,
            type: map["type"]?.string,
            performance: map["iops"]?.int.map {
                ChosenPerformance(iops: $0, throughput: map["throughput"]?.int)
            })
    }
}

extension Attributes {
    /// Of images and copies: what is in them, the system disk among them.
    package var capturedDisks: [CapturedDisk] {
        get { (self[.disks].list ?? []).compactMap { CapturedDisk($0) } }
        set { self[.disks] = newValue.isEmpty ? .null : .list(newValue.map(\.value)) }
    }
}

extension ImageFacts.Scope {
    /// As a record keeps it: `region`, or the zone; null when not known.
    fileprivate var value: Value {
        switch self {
        case .none: .null
        case .zone(let zone): .string(zone)
        case .region: "region"
        }
    }
}

extension Attributes {
    /// What the record of an image or copy keeps of what the cloud told when it was made.
    package mutating func keepFindings(of record: ResourceRecord) {
        for name in [AttributeName.backup, .disks, .scope] { self[name] = record.attributes[name] }
    }
}

extension ResourceRecord {
    /// Of images and copies: takes in where it can be used by now.
    package mutating func rememberScope(_ live: LiveResource) {
        guard case .image(let facts) = live.facts, facts.scope != .none else { return }
        attributes[.scope] = facts.scope.value
    }

    /// Keeps what the cloud tells of a finished image: its backup, its disks and where it can be used.
    /// - Parameter sources: what state knows of the disks that were captured.
    package mutating func remember(_ live: LiveResource?, from sources: CaptureSources = CaptureSources()) {
        guard let live, case .image(let facts) = live.facts else { return }
        rememberScope(live)
        if let backup = facts.backup { attributes[.backup] = .string(backup) }
        guard !facts.disks.isEmpty else { return }
        attributes.capturedDisks = CapturedDisk.named(facts.disks, from: sources)
    }

    /// Of images and copies: takes in the types of the data disks that were captured while those still exist.
    /// - Parameter type: of a disk by its id.
    package mutating func rememberTypes(_ type: (RemoteID) -> String?) {
        var disks = attributes.capturedDisks
        for index in disks.indices where !disks[index].isSystem && disks[index].type == nil {
            disks[index].type = type(disks[index].id)
        }
        if disks != attributes.capturedDisks { attributes.capturedDisks = disks }
    }
}

/// What state knows of the disks in an image or copy.
package struct CaptureSources: Hashable, Sendable {
    /// Keys of the disks of its server, by id.
    package var keys: [RemoteID: String]
    /// Types of the disks of its server, by id.
    package var types: [RemoteID: String] = [:]
    /// Figures of the disks of its server that have some, by id.
    package var performances: [RemoteID: ChosenPerformance] = [:]
    /// Of a copy: the data disks of its image, in their order.
    package var order: [CapturedDisk] = []

    package init(keys: [RemoteID: String] = [:]) { self.keys = keys }
}

extension CapturedDisk {
    /// Data disks with their keys and types; those whose key is not known are numbered in their order, `disk1` first.
    package static func named(
        _ disks: [CapturedDisk], from sources: CaptureSources = CaptureSources()
    ) -> [CapturedDisk] {
        var position = 0
        return disks.map { disk in
            var disk = disk
            guard !disk.isSystem else { return disk }
            position += 1
            let source = position <= sources.order.count ? sources.order[position - 1] : nil
            disk.key = sources.keys[disk.id] ?? disk.key ?? source?.key ?? "disk\(position)"
            disk.type = sources.types[disk.id] ?? disk.type ?? source?.type
            disk.performance = sources.performances[disk.id] ?? disk.performance ?? source?.performance
            return disk
        }
    }
}
