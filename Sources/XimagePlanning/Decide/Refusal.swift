import XimageCore

/// What the planner itself refuses, whatever the rules say.
enum Refusal {
    /// - Parameters:
    ///   - deed: what the plan would do with the disk.
    ///   - isPassedOver: whether another object has the address of the server; see ``PassedOver``.
    static func diskInUse(
        _ disk: Address, _ id: RemoteID, by server: RemoteID, _ deed: Bilingual, isPassedOver: Bool,
        at place: SourceRange? = nil
    ) -> Diagnostic {
        Diagnostic(
            isPassedOver ? .diskOfPassedOver : .diskInUse,
            [
                "disk": "\(disk)", "id": "\(id)", "deed": RuleArgument(deed), "server": "\(server)",
                "command": RuleArgument(server.shellQuoted),
            ], address: disk, subject: place)
    }

    static let code = Notice.cannotChange.code

    /// - Parameter attributes: those that do not let the object become what is declared.
    static func diagnostic(
        _ resource: DesiredResource, _ object: LiveResource, _ attributes: [AttributeName]
    ) -> Diagnostic {
        guard !attributes.isEmpty else {
            return Diagnostic(
                .failedObject, ["object": "\(resource.address)", "id": "\(object.id)"],
                address: resource.address, subject: resource.origin)
        }
        return Diagnostic(
            .cannotChange,
            [
                "object": "\(resource.address)", "id": "\(object.id)",
                "attributes": .series(attributes.map { "`\($0)`" }),
            ], address: resource.address,
            subject: attributes.first.flatMap { resource.place(of: $0) } ?? resource.origin)
    }

    /// Resources that refer to each other have no order in which they could be created.
    static func circle(_ resource: DesiredResource) -> Diagnostic {
        Diagnostic(
            .cycle, ["object": "\(resource.address)"], address: resource.address, subject: resource.origin)
    }

    /// Without those that a rule reports in its own words.
    static func withoutDoubles(_ findings: [Diagnostic]) -> [Diagnostic] {
        let own: Set = [code, ImageContent.missing]
        guard findings.contains(where: { own.contains($0.code) }) else { return findings }
        let told = Set(
            findings.filter { $0.severity == .error && !own.contains($0.code) }.compactMap {
                $0.address?.series
            })
        return findings.filter {
            !own.contains($0.code) || !($0.address.map { told.contains($0.series) } ?? false)
        }
    }
}
