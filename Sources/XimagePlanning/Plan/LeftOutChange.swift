package import XimageCore

/// A change that options of the run left out.
package struct LeftOutChange: Hashable, Sendable, Codable {
    /// With `--due-only`: when a schedule asks for it.
    package enum Due: Hashable, Sendable, Codable {
        /// The run is not about schedules.
        case notAsked
        /// No schedule asks for it: it has none, or no generation that a schedule could renew.
        case never
        case at(Timestamp)
        /// Its schedule asks for it, and the window of the schedule is closed until then.
        case closed(until: Timestamp)
    }

    package let address: Address
    /// `nil` where ximage would refuse what is declared.
    package let action: Action?
    package let due: Due

    package init(address: Address, action: Action?, due: Due = .notAsked) {
        self.address = address
        self.action = action
        self.due = due
    }
}
