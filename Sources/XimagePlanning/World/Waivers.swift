package import XimageCore

/// Acknowledgements, quick to find by key and address. Lapsed ones waive nothing.
package struct Waivers: Sendable {
    private struct Place: Hashable {
        let key: String
        let target: Address
    }

    private var places: [Place: [Acknowledgement]] = [:]
    private let name: @Sendable (RemoteID) -> String?

    /// - Parameters:
    ///   - today: `YYYY-MM-DD`; `nil` when no clock was read, and then nothing lapses.
    ///   - name: of the server that an instance of a selection stands for.
    package init(
        _ acknowledgements: [Acknowledgement], today: String?,
        name: @escaping @Sendable (RemoteID) -> String? = { _ in nil }
    ) {
        self.name = name
        for acknowledgement in acknowledgements where !Self.isLapsed(acknowledgement, today: today) {
            places[Place(key: acknowledgement.key, target: acknowledgement.target), default: []]
                .append(acknowledgement)
        }
    }

    /// The last day still counts. Dates compare as texts.
    package static func isLapsed(_ acknowledgement: Acknowledgement, today: String?) -> Bool {
        guard let today, let until = acknowledgement.until else { return false }
        return until.prefix(10) < today
    }

    /// An acknowledgement for a block counts for its instances and generations, never the other way round.
    package func find(_ key: String, at address: Address?, or others: [Address] = []) -> Acknowledgement? {
        guard !places.isEmpty else { return nil }
        if let address, let found = find(key, at: address) { return found }
        for other in others {
            if let found = find(key, at: other) { return found }
        }
        return nil
    }

    private func find(_ key: String, at address: Address) -> Acknowledgement? {
        for target in Self.targets(of: address) {
            guard let all = places[Place(key: key, target: target)] else { continue }
            if let found = all.first(where: { covers($0, address) }) { return found }
        }
        return nil
    }

    /// Whether the instance is among those that an acknowledgement is for, by name or id.
    private func covers(_ acknowledgement: Acknowledgement, _ address: Address) -> Bool {
        guard !acknowledgement.only.isEmpty else { return true }
        guard case .key(let key)? = address.instance else { return false }
        return acknowledgement.only.contains(key)
            || name(key).map(acknowledgement.only.contains) ?? false
    }

    /// The address, then wider ones.
    static func targets(of address: Address) -> [Address] {
        var result = [address]
        if address.generation != nil { result.append(address.series) }
        if address.instance != nil {
            var block = address.series
            block.instance = nil
            result.append(block)
        }
        return result
    }
}
