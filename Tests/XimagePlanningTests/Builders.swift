import XimageCore
import XimagePlanning

/// Small declared things, with everything filled in that a test does not care about.
enum Declare {
    static func vault(_ name: String = "main", sizeGiB: Int = 500, tags: [String: String] = [:])
        -> DesiredResource
    {
        DesiredResource(
            address: Address(.vault, name), region: "north",
            attributes: [
                .name: .string("shop-\(name)"), .region: "north", .size: .int(sizeGiB), .purpose: "backup",
                .tags: .strings(tags),
            ])
    }

    static func server(
        _ name: String = "web", zone: String = "north-a", flavor: String = "s6.large.2",
        image: String = "Ubuntu",
        disks: [String] = [], systemGiB: Int = 40, ip: String? = nil, description: String? = nil
    ) -> DesiredResource {
        var attributes: Attributes = [
            .name: .string("shop-\(name)"), .region: "north", .zone: .string(zone), .flavor: .string(flavor),
            .image: .map(["name": .string(image)]), .systemDiskType: "SSD", .systemDiskSize: .int(systemGiB),
        ]
        if let ip { attributes[.ip] = .string(ip) }
        if let description { attributes[.description] = .string(description) }
        return DesiredResource(
            address: Address(.server, name), region: "north", attributes: attributes,
            details: .server(ServerDetails(disks: disks.map { Address(.disk, name, part: $0) })))
    }

    static func disk(
        _ part: String, of server: String = "web", sizeGiB: Int = 100, type: String = "SSD",
        zone: String = "north-a",
        position: Int = 0, onRemove: DiskDetails.Removal = .keep
    ) -> DesiredResource {
        DesiredResource(
            address: Address(.disk, server, part: part), region: "north",
            attributes: [
                .name: .string("shop-\(server)-\(part)"), .region: "north", .zone: .string(zone),
                .size: .int(sizeGiB), .type: .string(type), .server: .reference(Address(.server, server)),
            ],
            details: .disk(DiskDetails(onRemove: onRemove, position: position)))
    }

    static func image(
        _ name: String = "golden", of server: String = "web", vault: String = "main", revision: String? = nil,
        description: String? = nil
    ) -> DesiredResource {
        var attributes: Attributes = [
            .region: "north", .kind: "whole", .source: .reference(Address(.server, server)),
            .vault: .reference(Address(.vault, vault)),
        ]
        if let revision { attributes[.revision] = .string(revision) }
        if let description { attributes[.description] = .string(description) }
        return DesiredResource(
            address: Address(.image, name), region: "north", attributes: attributes,
            details: .image(ImageDetails(nameTemplate: "shop-\(name)", commitment: "2026-06-01")))
    }

    static func manifests(_ resources: [DesiredResource], removals: [Removal] = []) -> DesiredState {
        DesiredState(
            settings: ProjectSettings(project: "shop"),
            resources: resources.sorted { $0.address < $1.address },
            removals: removals)
    }

    /// Vault, server with two data disks, image: what the product is for.
    static var mainJob: DesiredState {
        manifests([
            vault(), server(disks: ["data", "logs"]), disk("data"), disk("logs", sizeGiB: 50, position: 1),
            image(),
        ])
    }
}

extension Catalogue {
    static let north = Catalogue(
        region: "north",
        zones: [Zone(name: "north-a", isAvailable: true), Zone(name: "north-b", isAvailable: true)],
        flavors: ["s6.large.2": Flavor(id: "s6.large.2", vcpus: 2, memoryMiB: 4096)],
        diskTypes: ["SSD": DiskType(name: "SSD")],
        images: [
            "image-ubuntu": CatalogueImage(
                id: "image-ubuntu", name: "Ubuntu", isPublic: true, minimumDiskGiB: 40),
            "image-debian": CatalogueImage(
                id: "image-debian", name: "Debian", isPublic: true, minimumDiskGiB: 40),
        ])
}
