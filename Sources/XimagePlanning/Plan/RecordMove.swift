package import XimageCore

/// A record that gets another address.
package struct RecordMove: Hashable, Sendable, Codable {
    package var from: Address
    /// As it is from now on.
    package var record: ResourceRecord

    package init(from: Address, record: ResourceRecord) {
        self.from = from
        self.record = record
    }
}

extension Plan {
    /// The records of a state once it has what the plan found out: a run writes that before its first step.
    package func records(after prior: PriorState) -> [ResourceRecord] {
        let places = Dictionary(renamed.map { ($0.record.id, $0) }) { first, _ in first }
        let present = prior.records.map { record in
            places[record.id].flatMap { $0.from == record.address ? $0.record : nil } ?? record
        }
        return present + rebuilt
    }
}
