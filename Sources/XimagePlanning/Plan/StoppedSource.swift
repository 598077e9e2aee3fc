package import XimageCore

/// A stopped server from which ximage makes an image, while no state says who stopped it.
package struct StoppedSource: Hashable, Sendable, Codable {
    package let server: Address
    package let id: RemoteID
    package let region: Region
    /// The finding and the state say the same.
    package let text: Bilingual

    package var finding: Diagnostic { Self.finding(text, at: server) }

    package static func finding(_ text: Bilingual, at address: Address) -> Diagnostic {
        Diagnostic(.sourceStopped, severity: .warning, ["text": RuleArgument(text)], address: address)
    }
}
