/// Tags and metadata, which others write too. Only the keys count that are declared or that ximage wrote; with
/// `foreignTags: remove`, all of them.
package struct SharedKeys: Sendable {
    package static let names: Set<AttributeName> = [.tags, .metadata]

    private let claimsAll: Bool

    /// - Parameter foreignTags: as declared; `.null` for the default.
    package init(_ name: AttributeName, foreignTags: Value) {
        claimsAll = name == .tags && foreignTags == "remove"
    }

    /// What the map shall be: as it is, with what is declared, and without what ximage wrote and is no longer declared.
    package func target(wanted: Value, live: Value, recorded: Value) -> Value {
        let wanted = wanted.map ?? [:]
        if claimsAll { return .map(wanted) }
        var result = live.map ?? [:]
        for key in (recorded.map ?? [:]).keys where wanted[key] == nil { result[key] = nil }
        return .map(result.merging(wanted) { $1 })
    }

    /// The part of what the cloud has that counts beside a record.
    package func counted(live: Value, recorded: Value) -> Value {
        claimsAll ? live : Self.part(of: live, withKeysOf: recorded)
    }

    /// `.null` where nothing is left.
    package static func part(of map: Value, withKeysOf other: Value) -> Value {
        let keys = other.map ?? [:]
        let part = (map.map ?? [:]).filter { keys[$0.key] != nil }
        return part.isEmpty ? .null : .map(part)
    }
}
