package import XimageCore

/// Objects that were not chosen where several had the mark of one address: another object stands there. Only their ids delete
/// them. What was taken out of state by hand is left alone.
package struct PassedOver: Sendable {
    private let prior: PriorState

    package init(prior: PriorState) { self.prior = prior }

    package func orphans(among live: LiveIndex) -> [Orphan] {
        guard !prior.setAside.isEmpty else { return [] }
        let recorded = Set(
            prior.records.filter { $0.standing != .deposed && live[$0.id] != nil }.map(\.address))
        return prior.setAside.filter { $0.standing == .removed && recorded.contains($0.address) }.compactMap {
            record in
            live[record.id].map { object in
                let mark = object.owner == nil ? "may be" : "has the mark of"
                return Orphan(
                    thing: .object(object), why: "\(mark) \(record.address), where another object is now",
                    isMarked: false)
            }
        }
    }
}
