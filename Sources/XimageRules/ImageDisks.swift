import XimageCore
import XimagePlanning

/// One data disk of a whole image, under the key by which servers refer to it.
struct ImageDisk {
    let key: String
    /// The disk that it was taken from.
    let id: RemoteID?
    let sizeGiB: Int?
    let type: String?
    /// The disk that it was taken from, while that is still there.
    let live: LiveResource?
}

/// A declared data disk with the disk of the image that it is made from, if any.
struct RestoredDisk {
    let disk: RuleContext.Subject
    /// What the manifest refers to; `nil` for blank disks.
    let key: String?
    /// `nil` for blank disks, and where the image has no disk of that key.
    let source: ImageDisk?
}

extension RuleContext {
    /// Servers that this plan makes from whole images, with the data disks of those images.
    func provisionedServers() -> [(server: Subject, image: RuleArgument, disks: [ImageDisk])] {
        subjects(.server).compactMap { server in
            guard server.isNew || !isOnline, let (image, disks) = imageDisks(of: server) else { return nil }
            return (server, image, disks)
        }
    }

    /// Where its image can be used when the server is made; `nil` for images that are still to be made and waited for.
    func imageScope(of server: Subject) -> ImageFacts.Scope? {
        if waitingForRegion.contains(server.address) { return .region }
        if let id = server.resolved[.image].string {
            if case .image(let facts) = live[id]?.facts { return facts.scope }
            return nil
        }
        guard let image = server.desired.attributes[.image].reference, image.kind == .image,
            let series = subject(image), case .image(let details) = series.desired.details,
            details.options?.content.ready == .zone, let index = positions[series.address],
            index < captures.count
        else { return nil }
        let source = self.server(captures[index])
        let zone =
            source?.desired.attributes[.zone].string
            ?? liveServer(captures[index])?.attributes[.zone].string
        // Servers in other zones wait until the whole region can use it.
        return zone.flatMap { $0 == server.desired.attributes[.zone].string ? .zone($0) : nil }
    }

    /// Declared data disks of a server that is made from an image.
    func restored(_ server: Subject, from image: [ImageDisk]) -> [RestoredDisk] {
        guard case .server(let details) = server.desired.details else { return [] }
        return details.disks.compactMap { address in
            guard let disk = subject(address), case .disk(let own) = disk.desired.details else { return nil }
            let key: String?
            switch own.source {
            case .automatic:
                key = image.contains { $0.key == address.part } ? address.part : nil
            case .blank: key = nil
            case .imageDisk(let name): key = name
            }
            return RestoredDisk(
                disk: disk, key: key, source: key.flatMap { key in image.first { $0.key == key } })
        }
    }

    /// Disks of its image that no data disk of a server is declared for: they come along as they were.
    func broughtAlong(_ server: Subject, from image: [ImageDisk]) -> [ImageDisk] {
        let declared = Set(restored(server, from: image).compactMap(\.key))
        return image.filter { !declared.contains($0.key) }
    }

    /// The name of the whole image that a server is made from, and its data disks. `nil` for other images, and where
    /// they are not known.
    private func imageDisks(of server: Subject) -> (RuleArgument, [ImageDisk])? {
        if let id = server.resolved[.image].string, let image = live[id], case .image(let facts) = image.facts
        {
            guard image.attributes[.kind].string == "whole",
                let backup = facts.backup.flatMap({ backups[$0] })
            else { return nil }
            return (.named("image", image.name), disks(in: backup))
        }
        guard let address = server.desired.attributes[.image].reference, let image = series(of: address),
            image.desired.attributes[.kind].string == "whole", let index = positions[image.address],
            index < captures.count
        else { return nil }
        let data = disks(captures[index]).filter { !$0.isSystem }
        let found = data.enumerated().map { position, disk in
            ImageDisk(
                key: disk.address?.part ?? "disk\(position + 1)", id: disk.id, sizeGiB: disk.sizeGiB,
                type: disk.type, live: disk.live)
        }
        return ("\(address)", found)
    }

    /// The image series behind an image or a copy.
    func series(of address: Address) -> Subject? {
        guard address.kind == .copy else { return subject(address) }
        guard let copy = subject(address), case .copy(let details) = copy.desired.details else { return nil }
        return subject(details.image)
    }

    /// Disks of the set keep their keys; those of others are numbered in the order of the backup.
    private func disks(in backup: LiveBackup) -> [ImageDisk] {
        backup.disks.filter { !$0.isSystem }.enumerated().map { position, disk in
            let source = live[disk.id]
            return ImageDisk(
                key: declaredIDs[disk.id]?.part ?? "disk\(position + 1)", id: disk.id, sizeGiB: disk.sizeGiB,
                type: source?.attributes[.type].string, live: source)
        }
    }
}
