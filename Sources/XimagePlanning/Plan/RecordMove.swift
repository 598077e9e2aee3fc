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
