/// One disk in a whole image.
package struct CapturedDisk: Hashable, Sendable {
    /// Of the disk that was captured, which a new server names to get it back.
    package var id: RemoteID
    package var sizeGiB: Int
    package var isSystem: Bool
    /// The key under `dataDisks` that the disk had on its server; `nil` when not known.
    package var key: String?

    package init(id: RemoteID, sizeGiB: Int, isSystem: Bool, key: String? = nil) {
        self.id = id
        self.sizeGiB = sizeGiB
        self.isSystem = isSystem
        self.key = key
    }
}

/// What an image holds, as its record keeps it: the image tells it only as long as its backup can be read.
extension CapturedDisk {
    package var value: Value {
        var map: [String: Value] = ["id": .string(id), "size": .int(sizeGiB)]
        if isSystem { map["system"] = true }
        if let key { map["key"] = .string(key) }
        return .map(map)
    }

    package init?(_ value: Value) {
        guard let map = value.map, let id = map["id"]?.string, let size = map["size"]?.int else { return nil }
        self.init(
            id: id, sizeGiB: size, isSystem: map["system"]?.bool ?? false, key: map["key"]?.string)
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
    /// - Parameters:
    ///   - keys: of the disks of its server, by id.
    ///   - order: keys of its data disks in their order, where ids do not tell; the rest is numbered, `disk1` first.
    package mutating func remember(
        _ live: LiveResource?, keys: [RemoteID: String] = [:], order: [String] = []
    ) {
        guard let live, case .image(let facts) = live.facts else { return }
        rememberScope(live)
        if let backup = facts.backup { attributes[.backup] = .string(backup) }
        guard !facts.disks.isEmpty else { return }
        attributes.capturedDisks = CapturedDisk.named(facts.disks, keys: keys, order: order)
    }
}

extension CapturedDisk {
    /// Data disks with their keys; those whose key is not known are numbered in their order.
    package static func named(
        _ disks: [CapturedDisk], keys: [RemoteID: String], order: [String] = []
    ) -> [CapturedDisk] {
        var position = 0
        return disks.map { disk in
            var disk = disk
            guard !disk.isSystem else { return disk }
            position += 1
            let inOrder = position <= order.count ? order[position - 1] : nil
            disk.key = keys[disk.id] ?? disk.key ?? inOrder ?? "disk\(position)"
            return disk
        }
    }
}
