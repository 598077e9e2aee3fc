package import XimageCore

/// A stopped server from which ximage makes an image, while no state says who stopped it.
package struct StoppedSource: Hashable, Sendable, Codable {
    package let server: Address
    package let id: RemoteID
    package let region: Region
    /// The finding and the state say the same.
    package let text: String

    /// Of servers and unfinished images that marks gave back to state. A server that is declared stopped is as wanted.
    static func found(_ rebuilt: StateRebuilder.Result, in world: World) -> [StoppedSource] {
        guard !rebuilt.records.isEmpty else { return [] }
        let recovered = Set(rebuilt.records.map(\.id))
        let unfinished = Dictionary(
            rebuilt.records.filter { $0.address.kind == .image && world.live[$0.id]?.phase == .busy }
                .map { ($0.address.series, $0) }, uniquingKeysWith: { $1 })
        return world.desired.resources.compactMap { image in
            guard let quiesce = image.imageOptions?.quiesce, quiesce.then != .stopped else { return nil }
            let address = image.attributes[.source].reference
            let made = unfinished[image.address]
            let id =
                made.flatMap { world.live[$0.id]?.attributes[.source].string }
                ?? address.flatMap { world.records[$0]?.id }
            guard let server = id.flatMap({ world.live[$0] }), server.attributes[.power] == "stopped",
                made != nil || recovered.contains(server.id),
                address.flatMap({ world.declared[$0] })?.attributes[.power] != "stopped"
            else { return nil }
            let use =
                made.map { "the unfinished \($0.address) is made from it" }
                ?? "\(image.address), for which ximage stops it, is made from it"
            return StoppedSource(
                server: address ?? image.address, id: server.id, region: server.region,
                text: "\"\(server.name)\" (\(server.id)) is stopped, and \(use)")
        }
    }

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
