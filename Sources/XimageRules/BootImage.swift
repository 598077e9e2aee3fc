import XimageCore
import XimagePlanning

/// What a server boots from, with what that asks of it.
struct BootImage {
    let entry: CatalogueImage
    /// How messages name it.
    let text: RuleArgument
}

extension RuleContext {
    /// An image that is declared by its name or id, where the catalogue knows it.
    func listedImage(of server: Subject) -> CatalogueImage? {
        server.resolved[.image].string.flatMap { catalogues[server.desired.region]?.images[$0] }
    }

    /// The image that a server starts from: one of the account or of the public ones, or one of the set, which may be still to
    /// be made. `nil` where it is not known.
    func bootImage(of server: Subject) -> BootImage? { bootImage(of: server, depth: 0) }

    /// Images are made from servers that may be made from images; what refers to itself ends somewhere.
    private func bootImage(of server: Subject, depth: Int) -> BootImage? {
        if let listed = listedImage(of: server) {
            return BootImage(entry: listed, text: .named("image", listed.name))
        }
        let address = server.desired.attributes[.image].reference
        let series = address.flatMap { self.series(of: $0) }
        if let id = server.resolved[.image].string {
            guard case .image(let facts) = live[id]?.facts, let entry = facts.catalogueEntry?.content else {
                return nil
            }
            return BootImage(entry: bounded(entry, by: series), text: .named("image", entry.name))
        }
        guard let address, let series, depth < 8, let planned = planned(series, depth: depth) else {
            return nil
        }
        return BootImage(entry: bounded(planned, by: series), text: "\(address)")
    }

    /// What the system on a server runs on: its image, or what the server itself shows of it.
    func bootedImage(of server: Subject) -> BootImage? {
        if let image = bootImage(of: server) { return image }
        guard !server.isNew, let id = server.live?.attributes[.flavor].string,
            let flavor = catalogues[server.desired.region]?.flavors[id]
        else { return nil }
        let entry = CatalogueImage(
            id: "", name: "\(server.address)", isPublic: false, status: "", architecture: flavor.architecture)
        return BootImage(
            entry: entry, text: RuleArgument("the image of \(server.address)", zh: "（\(server.address) 的镜像）"))
    }

    /// What an image that this plan makes will say of itself. Source: IMS API reference, image properties: a private image has
    /// the architecture and the boot mode of its source and is as large as its system disk.
    private func planned(_ image: Subject, depth: Int) -> CatalogueImage? {
        guard let index = positions[image.address], index < captures.count else { return nil }
        let capture = captures[index]
        let source = self.server(capture)
        let origin = source.flatMap { bootImage(of: $0, depth: depth + 1)?.entry }
        let system = disks(capture).first(where: \.isSystem)?.sizeGiB ?? origin?.minimumDiskGiB
        var entry = CatalogueImage(
            id: "", name: "\(image.address)", isPublic: false, status: "", minimumDiskGiB: system ?? 0,
            osType: origin?.osType,
            architecture: sourceFlavor(capture)?.flavor.architecture ?? origin?.architecture, isWhole: true)
        entry.bootMode = entry.architecture == "aarch64" ? "uefi" : origin?.bootMode
        return entry
    }

    /// Bounds of memory change in place, before servers are made from the image.
    private func bounded(_ entry: CatalogueImage, by image: Subject?) -> CatalogueImage {
        guard let attributes = image?.desired.attributes else { return entry }
        var entry = entry
        if let least = attributes[.minimumMemory].int { entry.minimumMemoryMiB = least }
        if let most = attributes[.maximumMemory].int { entry.maximumMemoryMiB = most }
        return entry
    }
}
