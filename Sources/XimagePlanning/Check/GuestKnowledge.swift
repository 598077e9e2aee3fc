package import XimageCore

/// What the rules of one plan can know about the inside of a source server.
package enum GuestKnowledge: Sendable {
    /// The server is made, or made anew, by this plan: it is looked into just before its image.
    case deferred
    /// Nothing, and why.
    case unknown(String)
    case facts(GuestFacts)

    package var facts: GuestFacts? {
        if case .facts(let facts) = self { facts } else { nil }
    }
}

extension RuleContext {
    /// What is known about the inside of the source server.
    package func guest(_ capture: Capture) -> GuestKnowledge {
        if server(capture)?.isNew ?? false { return .deferred }
        if !guests.isEmpty, let report = guests[image(capture).address] {
            switch report {
            case .facts(let facts): return .facts(facts)
            case .nothing(let reason): return .unknown(reason)
            }
        }
        // Just before a step another check looks inside; see `Planner.guestFindings`.
        if isAtStep || liveServer(capture) == nil { return .deferred }
        if let declared = guestSettings(capture).flatMap({ GuestFacts(declared: $0) }) {
            return .facts(declared)
        }
        return .unknown(FactGap.notCollected)
    }

    /// The `guest` block that counts: the image's own, else that of its server.
    package func guestSettings(_ capture: Capture) -> GuestSettings? {
        if case .image(let details) = image(capture).desired.details,
            let own = details.options?.content.guest
        {
            return own
        }
        guard case .server(let details) = server(capture)?.desired.details else { return nil }
        return details.options?.content.guest
    }

    /// Servers that images will be made of and that can be looked into now, in the order of the images.
    func guestSubjects() -> [GuestSubject] {
        captures.compactMap { capture in
            let image = image(capture)
            guard capture.isMade, image.desired.attributes[.kind] != "data",
                !(server(capture)?.isNew ?? false), let server = liveServer(capture)
            else { return nil }
            return GuestSubject(
                image: image.address, server: capture.serverAddress, region: image.desired.region,
                live: server, disks: Self.disks(of: server, in: live), settings: guestSettings(capture))
        }
    }

    /// What hangs on a server now, the system disk first.
    package static func disks(of server: LiveResource, in live: LiveIndex) -> [LiveResource] {
        guard case .server(let facts) = server.facts else { return [] }
        return facts.disks.compactMap { live[$0.id] }
    }
}
