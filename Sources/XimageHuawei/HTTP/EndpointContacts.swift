import Synchronization

/// Which endpoints have answered in this run. One that never did is given up soon, so that a wrong name, a closed
/// port or a region that is down ends the run in seconds; one that did answer gets the patience that passing
/// trouble deserves.
final class EndpointContacts: Sendable {
    private enum Contact {
        case answered
        /// Some call has tried as often as it may.
        case givenUp
    }

    private let contacts = Mutex<[String: Contact]>([:])

    /// An answer came, whatever it said.
    func answered(_ authority: String) {
        contacts.withLock { $0[authority] = .answered }
    }

    func hasAnswered(_ authority: String) -> Bool { contacts.withLock { $0[authority] == .answered } }

    /// A call ended without reaching the endpoint.
    func gaveUp(_ authority: String) {
        contacts.withLock { contacts in
            if contacts[authority] == nil { contacts[authority] = .givenUp }
        }
    }

    /// How often and how long a call that did not reach the endpoint tries.
    func patience(with authority: String, _ policy: RetryPolicy) -> RetryPolicy.Patience {
        switch contacts.withLock({ $0[authority] }) {
        case .answered: policy.patience
        case nil: policy.firstContact
        case .givenUp: RetryPolicy.Patience(tries: 1, total: .zero)
        }
    }
}
