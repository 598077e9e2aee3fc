package import XimageCore

/// Acknowledgements, quick to find by key and address. Lapsed ones waive nothing.
package struct Waivers: Sendable {
    private struct Place: Hashable {
        let key: String
        let target: Address
    }

    private var places: [Place: Acknowledgement] = [:]

    /// - Parameter today: `YYYY-MM-DD`; `nil` when no clock was read, and then nothing lapses.
    package init(_ acknowledgements: [Acknowledgement], today: String?) {
        for acknowledgement in acknowledgements where !Self.isLapsed(acknowledgement, today: today) {
            let place = Place(key: acknowledgement.key, target: acknowledgement.target)
            if places[place] == nil { places[place] = acknowledgement }
        }
    }

    /// The last day still counts. Dates compare as texts.
    package static func isLapsed(_ acknowledgement: Acknowledgement, today: String?) -> Bool {
        guard let today, let until = acknowledgement.until else { return false }
        return until.prefix(10) < today
    }

    /// An acknowledgement for a block counts for its instances and generations, never the other way round.
    package func find(_ key: String, at addresses: [Address]) -> Acknowledgement? {
        guard !places.isEmpty else { return nil }
        for address in addresses {
            for target in Self.targets(of: address) {
                if let found = places[Place(key: key, target: target)] { return found }
            }
        }
        return nil
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
