import XimageCore

/// What the planner itself refuses, whatever the rules say.
enum Refusal {
    /// - Parameters:
    ///   - deed: what the plan would do with the disk.
    ///   - isPassedOver: whether another object has the address of the server; see ``PassedOver``.
    static func diskInUse(
        _ disk: Address, _ id: RemoteID, by server: RemoteID, _ deed: String, isPassedOver: Bool,
        at place: SourceRange? = nil
    ) -> Diagnostic {
        Diagnostic(
            code: "disk-in-use", summary: "The disk is attached to a server outside the set",
            detail:
                "\(disk) (\(id)) would be \(deed) and is attached to server \(server), which this set does not manage and "
                + "which may be using it.",
            fix:
                isPassedOver
                ? "The server was not chosen. If it is no longer needed:\n  ximage clean \(server.shellQuoted)"
                : "If the disk may leave it, detach it there. If the server belongs to this set, declare and import it:\n"
                    + "  ximage import ADDRESS \(server.shellQuoted)",
            address: disk, subject: place)
    }

    static let code = "cannot-change"

    /// - Parameter attributes: those that do not let the object become what is declared.
    static func diagnostic(
        _ resource: DesiredResource, _ object: LiveResource, _ attributes: [AttributeName]
    ) -> Diagnostic {
        guard !attributes.isEmpty else {
            return Diagnostic(
                code: code, summary: "The object cannot become what is declared",
                detail:
                    "\(resource.address) (\(object.id)) failed in the cloud, and ximage does not replace it.",
                fix: "Delete it in the console, then plan again.", address: resource.address,
                subject: resource.origin)
        }
        let shown = attributes.map { "`\($0)`" }.joined(separator: ", ")
        return Diagnostic(
            code: code, summary: "The object cannot become what is declared",
            detail:
                "\(resource.address) (\(object.id)) cannot change \(shown), and ximage does not replace it for that.",
            fix: "Declare the present value again, or declare a new object under another key.",
            address: resource.address,
            subject: attributes.first.flatMap { resource.place(of: $0) } ?? resource.origin)
    }

    /// Resources that refer to each other have no order in which they could be created.
    static func circle(_ resource: DesiredResource) -> Diagnostic {
        Diagnostic(
            code: code, summary: "The manifest contains a cycle",
            detail: "\(resource.address) needs itself, over what it refers to.",
            fix: "Create the server from another image, or the image from another server.",
            address: resource.address, subject: resource.origin)
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
