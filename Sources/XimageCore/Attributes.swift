/// A named part of a resource, spelled as in manifests, with dots between levels.
///
/// The order of the cases is the order in which differences are shown.
package enum AttributeName: UInt8, Hashable, Sendable, CaseIterable {
    case name
    case description
    case region
    case zone
    // vault
    case size
    case autoExpand
    case consistency
    case purpose
    // server
    case flavor
    case image
    case power
    case systemDiskType
    case systemDiskSize
    case systemDiskIOPS
    case systemDiskThroughput
    case vpc
    case subnet
    case securityGroups
    case ip
    case publicIP
    case keyPair
    case adminPassword
    case userData
    case metadata
    case agency
    case serverGroup
    case recreateOn
    // disk
    case server
    case type
    case iops
    case throughput
    case shared
    case kmsKey
    case device
    // image
    case kind
    case source
    case sourceDisk
    case sourceBackup
    case vault
    case revision
    case minimumMemory
    case maximumMemory
    case backup
    case disks
    case scope
    // copy
    case targetRegion
    case targetVault
    // all
    case tags
    case foreignTags
    case enterpriseProject
    case createdAt
}

extension AttributeName: Comparable, CustomStringConvertible, LosslessStringConvertible, Codable {
    package static func < (a: AttributeName, b: AttributeName) -> Bool { a.rawValue < b.rawValue }

    /// As written in manifests, in plans and in state: `systemDisk.size`.
    package var description: String { Self.texts[Int(rawValue)] }

    package init?(_ text: String) {
        guard let name = Self.names[text] else { return nil }
        self = name
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let name = AttributeName(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an attribute: \(text)"))
        }
        self = name
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    private static let texts: [String] = allCases.map(\.text)
    private static let names: [String: AttributeName] = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0.text, $0) })

    private var text: String {
        switch self {
        case .name: "name"
        case .description: "description"
        case .region: "region"
        case .zone: "zone"
        case .size: "size"
        case .autoExpand: "autoExpand"
        case .consistency: "consistency"
        case .purpose: "purpose"
        case .flavor: "flavor"
        case .image: "image"
        case .power: "power"
        case .systemDiskType: "systemDisk.type"
        case .systemDiskSize: "systemDisk.size"
        case .systemDiskIOPS: "systemDisk.iops"
        case .systemDiskThroughput: "systemDisk.throughput"
        case .vpc: "network.vpc"
        case .subnet: "network.subnet"
        case .securityGroups: "network.securityGroups"
        case .ip: "network.ip"
        case .publicIP: "network.publicIp"
        case .keyPair: "keyPair"
        case .adminPassword: "adminPassword"
        case .userData: "userData"
        case .metadata: "metadata"
        case .agency: "agency"
        case .serverGroup: "serverGroup"
        case .recreateOn: "recreateOn"
        case .server: "server"
        case .type: "type"
        case .iops: "iops"
        case .throughput: "throughput"
        case .shared: "shared"
        case .kmsKey: "kmsKey"
        case .device: "device"
        case .kind: "kind"
        case .source: "from"
        case .sourceDisk: "from.disk"
        case .sourceBackup: "from.backup"
        case .vault: "vault"
        case .revision: "revision"
        case .minimumMemory: "memory.min"
        case .maximumMemory: "memory.max"
        case .backup: "backup"
        case .disks: "disks"
        case .scope: "scope"
        case .targetRegion: "targetRegion"
        case .targetVault: "targetVault"
        case .tags: "tags"
        case .foreignTags: "foreignTags"
        case .enterpriseProject: "enterpriseProject"
        case .createdAt: "createdAt"
        }
    }
}

/// The attributes of one resource: a small map that keeps its entries in one sorted buffer, so that a hundred
/// thousand resources stay cheap and comparisons are one pass.
package struct Attributes: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package let name: AttributeName
        package var value: Value
    }

    /// Sorted by name, each name once, no `.null`.
    package private(set) var entries: [Entry] = []

    package init() {}

    package var isEmpty: Bool { entries.isEmpty }

    /// `.null` when the attribute is not set; setting `.null` removes it.
    package subscript(name: AttributeName) -> Value {
        get {
            let index = position(of: name)
            return index < entries.count && entries[index].name == name ? entries[index].value : .null
        }
        set {
            let index = position(of: name)
            let exists = index < entries.count && entries[index].name == name
            if case .null = newValue {
                if exists { entries.remove(at: index) }
            } else if exists {
                entries[index].value = newValue
            } else {
                entries.insert(Entry(name: name, value: newValue), at: index)
            }
        }
    }

    /// Without what an answer contains and is nothing.
    package var withoutNothing: Attributes {
        var result = self
        result.entries.removeAll { $0.value == .nothing }
        return result
    }

    /// First index whose name is not below `name`. The buffers hold about a dozen entries; a scan beats a search.
    private func position(of name: AttributeName) -> Int {
        var index = entries.count
        while index > 0, entries[index - 1].name.rawValue >= name.rawValue { index -= 1 }
        return index
    }
}

extension Attributes: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (AttributeName, Value)...) {
        for (name, value) in elements { self[name] = value }
    }
}
