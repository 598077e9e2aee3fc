package import XimageCore

/// A stopped server from which ximage makes an image, while no state says who stopped it.
package struct StoppedSource: Hashable, Sendable, Codable {
    package let server: Address
    package let id: RemoteID
    package let region: Region
    /// The finding and the state say the same.
    package let text: String

    package var finding: Diagnostic { Self.finding(text, at: server) }

    package static func finding(_ text: String, at address: Address) -> Diagnostic {
        Diagnostic(
            code: "source-stopped", severity: .warning,
            summary: "The source of an image is stopped",
            detail: text
                + ". A run whose state was lost has probably stopped it for that. ximage cannot tell, and "
                + "does not start it.",
            fix:
                "Start it in the console, or declare `power: running` for it and apply. If it is to stay stopped, "
                + "declare `power: stopped`.",
            address: address)
    }
}
