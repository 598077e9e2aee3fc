package import XimageCore

/// Objects that were not chosen where several had the mark of one address. Only their ids delete them. What somebody took out of
/// state is left alone.
package struct PassedOver: Sendable {
    private let prior: PriorState

    package init(prior: PriorState) { self.prior = prior }

    package func orphans(among live: LiveIndex) -> [Orphan] {
        guard !prior.setAside.isEmpty else { return [] }
        let recorded = Set(
            prior.records.filter { $0.standing != .deposed && live[$0.id] != nil }.map(\.address))
        return prior.setAside.filter { $0.standing == .passedOver }.compactMap { record in
            live[record.id].map { object in
                let mark = object.owner == nil ? "may be" : "has the mark of"
                let why =
                    record.address.name == Address.unknownBlock
                    ? "was taken over, and no manifest declares it"
                    : recorded.contains(record.address)
                        ? "\(mark) \(record.address), where another object is now"
                        : "was not chosen for \(record.address)"
                return Orphan(thing: .object(object), why: why, isMarked: false)
            }
        }
    }
}
