import XimageCore
import XimagePlanning

extension RuleContext.Subject {
    /// Made by this plan, or moved to another flavor by it.
    var needsFlavor: Bool { isNew || changes(.flavor) }

    /// Whether this plan gives the attribute another value.
    func changes(_ attribute: AttributeName) -> Bool {
        change?.differences.contains(attribute) ?? false
    }
}

extension Change {
    /// Whether another object takes the place because of this attribute.
    func replaces(_ attribute: AttributeName) -> Bool {
        guard case .replace = action, case .immutableAttributes(let names) = reason else { return false }
        return names.contains(attribute)
    }
}

extension Flavor {
    /// Public beta can be had, if not by everyone. Source: ECS API reference, `cond:operation:status`.
    func canBeBought(in zone: String) -> Bool { isSold(in: zone) || status(in: zone) == "obt" }
}

extension RuleContext {
    func flavor(of server: Subject) -> Flavor? {
        server.desired.attributes[.flavor].string.flatMap { catalogues[server.desired.region]?.flavors[$0] }
    }

    func zoneOfServer(_ disk: Subject) -> String? {
        guard let server = disk.address.owner.flatMap({ subject($0) }) else { return nil }
        return server.desired.attributes[.zone].string ?? server.live?.attributes[.zone].string
    }

    /// A list that was refused, as findings name it: `backups in cn-north-4`; `nil` when it was not refused.
    /// - Parameter fact: as in ``UnreadableFact``.
    func refused(_ fact: String, in region: Region) -> RuleArgument? {
        unreadable.contains { $0.fact == fact && $0.region == region } ? Wording.fact(fact, in: region) : nil
    }

    /// What the backup service says about the source of an image.
    enum Protection {
        case accepted
        case refused(ServiceAnswer)
        /// What could not be read, as findings name it.
        case unread(RuleArgument)
    }

    /// `nil` where nobody was asked, as the server is still to be created, and where the image needs no backup.
    func protection(_ capture: Capture) -> Protection? {
        let region = image(capture).desired.region
        guard capture.isBackedUp, let id = capture.liveServer else { return nil }
        let refusals = catalogue(of: region, for: .protection(id))?.unprotectable
        if let answer = refusals?[id] { return .refused(answer) }
        if let fact = refused("servers that can be backed up", in: region) { return .unread(fact) }
        return refusals == nil ? nil : .accepted
    }

    func isUnreadable(_ service: String, _ region: Region) -> Bool {
        unreadable.contains { $0.service == service && $0.region == region }
    }
}

extension Change {
    /// Whether an object goes away for good.
    var destroys: Bool {
        switch action {
        case .delete, .replace: true
        case .noOp, .create, .update, .forget: false
        }
    }
}

extension RuleContext {
    /// Whether an address is declared, planned for, or the block of such.
    func knows(_ address: Address) -> Bool {
        if subject(address.series) != nil { return true }
        func covers(_ other: Address) -> Bool {
            other.kind == address.kind && other.name == address.name
                && (address.instance == nil || other.instance == address.instance)
                && (address.part == nil || other.part == address.part)
        }
        return changes.contains { covers($0.address) }
            || subjects(address.kind).contains { covers($0.address) }
    }
}

extension RuleContext {
    /// The name of the next generation, or of the one that this plan makes.
    func nextName(of image: Subject) -> String? {
        if image.change?.action == .create, let name = image.change?.after?[.name].string { return name }
        guard case .image(let details) = image.desired.details else { return nil }
        let number = (image.prior?.address.generation ?? 0) + 1
        return GenerationName(template: details.nameTemplate)
            .name(generation: number, at: readAt ?? Timestamp(milliseconds: 0))
    }

    /// Source server to an image whose data are still snapshots of its disks.
    var imagesRestingOnServers: [RemoteID: LiveResource] {
        var result: [RemoteID: LiveResource] = [:]
        for object in live.resources where object.kind == .image && object.phase != .failed {
            guard case .image(let facts) = object.facts, let server = facts.sourceServer else { continue }
            switch facts.scope {
            case .region: continue
            case .none where object.phase != .busy: continue
            case .none, .zone: result[server] = object
            }
        }
        return result
    }

    /// Whether an image may rest on the disks of a server without anybody being able to read that: backups were refused, and
    /// nothing else tells where the whole images of the region can be used.
    func mayRest(on server: RemoteID, in region: Region) -> Bool {
        guard refused("backups", in: region) != nil else { return false }
        let usable = Set(
            subjects(.image).compactMap { image in
                image.prior?.attributes[.scope] == "region" ? image.prior?.id : nil
            })
        return live.resources.contains { object in
            guard object.kind == .image, object.region == region, object.phase == .ready,
                object.attributes[.kind].string == "whole", !usable.contains(object.id),
                case .image(let facts) = object.facts, facts.scope == .none
            else { return false }
            return facts.sourceServer == nil || facts.sourceServer == server
        }
    }
}

extension RuleContext {
    /// New servers that start from a whole image that is there already.
    func serversFromWholeImages() -> [(server: Subject, image: LiveResource, facts: ImageFacts)] {
        subjects(.server).compactMap { server in
            guard server.isNew, let id = server.resolved[.image].string, let image = live[id],
                case .image(let facts) = image.facts, image.attributes[.kind].string == "whole"
            else { return nil }
            return (server, image, facts)
        }
    }

    /// Disks that are there and will be in an image that this plan makes.
    func capturedLiveDisks() -> [(capture: Capture, disk: ServerDisk)] {
        captures.filter(\.isMade).flatMap { capture in
            disks(capture).filter { $0.live != nil }.map { (capture, $0) }
        }
    }
}

extension Change {
    /// `clean` deletes it: who names its id, or the number of all, agrees to lose what it holds.
    var isCleaned: Bool { if case .orphan = reason { true } else { false } }
}
