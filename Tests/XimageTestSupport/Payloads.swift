package import XimageCore

// Payloads of cases, so that a test can require the case and go on with its value.

extension LiveFacts {
    /// `nil` for facts of another kind of object.
    package var server: ServerFacts? { if case .server(let facts) = self { facts } else { nil } }
    /// `nil` for facts of another kind of object.
    package var image: ImageFacts? { if case .image(let facts) = self { facts } else { nil } }
    /// `nil` for facts of another kind of object.
    package var vault: VaultFacts? { if case .vault(let facts) = self { facts } else { nil } }
}

extension DesiredResource {
    /// `nil` for resources of another kind.
    package var serverDetails: ServerDetails? {
        if case .server(let details) = details { details } else { nil }
    }
    /// `nil` for resources of another kind.
    package var imageDetails: ImageDetails? { if case .image(let details) = details { details } else { nil } }
}

extension Accepted {
    /// `nil` when the service was done at once.
    package var pending: PendingOperation? {
        if case .pending(let operation) = self { operation } else { nil }
    }
}

extension Progress {
    /// Why the work failed; `nil` when it runs or succeeded.
    package var failure: ProviderError? { if case .failed(let error) = self { error } else { nil } }
}
