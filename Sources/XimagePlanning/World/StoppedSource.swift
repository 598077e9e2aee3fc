package import XimageCore

/// A server that is stopped while an unfinished image of ours has it as its source, and no state says who stopped it.
package struct StoppedSource: Hashable, Sendable, Codable {
    package let server: Address
    package let id: RemoteID
    package let region: Region
    /// The finding and the state say the same.
    package let text: String

    /// Of images that marks gave back to state. A server that is declared stopped is as wanted.
    static func found(_ rebuilt: StateRebuilder.Result, in world: World) -> [StoppedSource] {
        rebuilt.records.compactMap { record in
            guard record.address.kind == .image, let image = world.live[record.id], image.phase == .busy,
                let declared = world.declared[record.address.series],
                let quiesce = declared.imageOptions?.quiesce, quiesce.then != .stopped
            else { return nil }
            let address = declared.attributes[.source].reference
            let id = image.attributes[.source].string ?? address.flatMap { world.records[$0]?.id }
            guard let server = id.flatMap({ world.live[$0] }), server.attributes[.power] == "stopped",
                address.flatMap({ world.declared[$0] })?.attributes[.power] != "stopped"
            else { return nil }
            return StoppedSource(
                server: address ?? record.address, id: server.id, region: server.region,
                text:
                    "\"\(server.name)\" (\(server.id)) is stopped, and the unfinished \(record.address) is made from it"
            )
        }
    }

    package var finding: Diagnostic { Self.finding(text, at: server) }

    package static func finding(_ text: String, at address: Address) -> Diagnostic {
        Diagnostic(
            code: "source-stopped", severity: .warning,
            summary: "The source of an unfinished image is stopped",
            detail: text
                + ". A run whose state was lost has probably stopped it for that. ximage cannot tell, and "
                + "does not start it.",
            fix:
                "Start it in the console, or declare `power: running` for it and apply. If it is to stay stopped, "
                + "declare `power: stopped`.",
            address: address)
    }
}
