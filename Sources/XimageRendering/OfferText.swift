package import XimageCore

/// What regions offer to an account, as a table and for machines.
package struct OfferList: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case flavors, zones, diskTypes = "disk-types", baseImages = "base-images", networks, quotas

        var words: String { rawValue.replacing("-", with: " ") }
    }

    enum Cell: Hashable, Sendable {
        case text(String?)
        case number(Int?, unit: String = "")
        case names([String])
    }

    struct Column: Sendable {
        /// Of the JSON document.
        let key: String
        let title: String
        var expendable = 0
        var alignsRight = false
    }

    let kind: Kind
    let columns: [Column]
    /// Cells in the order of the columns.
    let rows: [[Cell]]

    /// - Parameter fits: whether an object with this name is shown.
    package init(_ kind: Kind, _ catalogues: [Catalogue], fits: (String) -> Bool = { _ in true }) {
        self.kind = kind
        let sorted = catalogues.sorted { $0.region < $1.region }
        columns = Self.columns(kind) + [Column(key: "region", title: "REGION", expendable: 9)]
        rows = sorted.flatMap { catalogue in
            Self.rows(kind, catalogue).filter { fits($0.name) }.map { $0.cells + [.text(catalogue.region)] }
        }
    }

    private static func columns(_ kind: Kind) -> [Column] {
        switch kind {
        case .flavors:
            [
                Column(key: "name", title: "NAME"),
                Column(key: "vcpus", title: "VCPUS", alignsRight: true),
                Column(key: "memoryMiB", title: "MEMORY", alignsRight: true),
                Column(key: "architecture", title: "ARCHITECTURE", expendable: 2),
                Column(key: "maximumDisks", title: "MOST DISKS", expendable: 3, alignsRight: true),
                Column(key: "zones", title: "SOLD IN"),
            ]
        case .zones: [Column(key: "name", title: "NAME"), Column(key: "status", title: "STATUS")]
        case .diskTypes: [Column(key: "name", title: "NAME"), Column(key: "zones", title: "SOLD IN")]
        case .baseImages:
            [
                Column(key: "name", title: "NAME"), Column(key: "id", title: "ID", expendable: 4),
                Column(key: "origin", title: "FROM", expendable: 2),
                Column(key: "system", title: "SYSTEM", expendable: 5),
                Column(key: "architecture", title: "ARCHITECTURE", expendable: 3),
                Column(key: "minimumDiskGiB", title: "LEAST DISK", expendable: 1, alignsRight: true),
            ]
        case .networks:
            [
                Column(key: "kind", title: "KIND"), Column(key: "name", title: "NAME"),
                Column(key: "id", title: "ID", expendable: 2), Column(key: "network", title: "VPC"),
                Column(key: "cidr", title: "RANGE", expendable: 1),
            ]
        case .quotas:
            [
                Column(key: "name", title: "QUOTA"),
                Column(key: "used", title: "USED", alignsRight: true),
                Column(key: "limit", title: "OF", alignsRight: true),
                Column(key: "free", title: "FREE", alignsRight: true),
            ]
        }
    }

    // MARK: Rows

    private static func rows(_ kind: Kind, _ catalogue: Catalogue) -> [(name: String, cells: [Cell])] {
        switch kind {
        case .flavors: flavors(catalogue)
        case .zones:
            catalogue.zones.map {
                ($0.name, [.text($0.name), .text($0.isAvailable ? "available" : "not available")])
            }
        case .diskTypes: diskTypes(catalogue)
        case .baseImages: images(catalogue)
        case .networks: networks(catalogue)
        case .quotas: quotas(catalogue.quotas)
        }
    }

    private static func flavors(_ catalogue: Catalogue) -> [(name: String, cells: [Cell])] {
        let zones = catalogue.zones.map(\.name)
        return catalogue.flavors.values.sorted {
            ($0.family, $0.vcpus, $0.memoryMiB, $0.id) < ($1.family, $1.vcpus, $1.memoryMiB, $1.id)
        }.map { flavor in
            (
                flavor.id,
                [
                    .text(flavor.id), .number(flavor.vcpus), .number(flavor.memoryMiB, unit: "MiB"),
                    .text(flavor.architecture), .number(flavor.maximumDisks),
                    .names(zones.filter(flavor.isSold)),
                ]
            )
        }
    }

    private static func diskTypes(_ catalogue: Catalogue) -> [(name: String, cells: [Cell])] {
        let zones = catalogue.zones.map(\.name)
        return catalogue.diskTypes.values.sorted { $0.name < $1.name }.map { type in
            (type.name, [.text(type.name), .names(zones.filter(type.isSold))])
        }
    }

    /// Whole images are restored by way of the image series that they belong to.
    private static func images(_ catalogue: Catalogue) -> [(name: String, cells: [Cell])] {
        catalogue.images.values.filter { !$0.isWhole && $0.status == "active" }.sorted {
            ($0.isPublic ? 0 : 1, $0.name, $0.id) < ($1.isPublic ? 0 : 1, $1.name, $1.id)
        }.map { image in
            (
                image.name,
                [
                    .text(image.name), .text(image.id), .text(image.isPublic ? "the vendor" : "this account"),
                    .text(image.osType), .text(image.architecture),
                    .number(image.minimumDiskGiB, unit: "GiB"),
                ]
            )
        }
    }

    private static func networks(_ catalogue: Catalogue) -> [(name: String, cells: [Cell])] {
        let names = Dictionary(catalogue.networks.map { ($0.id, $0.name) }) { first, _ in first }
        let vpcs = catalogue.networks.sorted { ($0.name, $0.id) < ($1.name, $1.id) }.map {
            ($0.name, [Cell.text("vpc"), .text($0.name), .text($0.id), .text(nil), .text(nil)])
        }
        let subnets = catalogue.subnets.sorted { ($0.name, $0.id) < ($1.name, $1.id) }.map {
            (
                $0.name,
                [
                    Cell.text("subnet"), .text($0.name), .text($0.id), .text(names[$0.network] ?? $0.network),
                    .text($0.cidr),
                ]
            )
        }
        let groups = catalogue.securityGroups.sorted { ($0.name, $0.id) < ($1.name, $1.id) }.map {
            ($0.name, [Cell.text("security group"), .text($0.name), .text($0.id), .text(nil), .text(nil)])
        }
        return vpcs + subnets + groups
    }

    private static func quotas(_ quotas: Quotas) -> [(name: String, cells: [Cell])] {
        let named: [(String, Quotas.Quota?)] = [
            ("servers", quotas.servers), ("vCPUs", quotas.cores), ("MiB of memory", quotas.memoryMiB),
            ("disks", quotas.disks), ("GiB of disks", quotas.diskGiB), ("images", quotas.images),
        ]
        return named.compactMap { name, quota in
            quota.map { quota in
                (
                    name,
                    [
                        .text(name), .number(quota.used), .number(quota.limit),
                        .number(max(0, quota.limit - quota.used)),
                    ]
                )
            }
        }
    }
}

extension Flavor {
    /// `s6` of `s6.large.2`.
    fileprivate var family: Substring { id.prefix { $0 != "." } }
}

extension ListText {
    package func render(_ offers: OfferList) -> String {
        guard !offers.rows.isEmpty else { return "No \(offers.kind.words) that fit.\n" }
        // A region that all rows share says nothing.
        let showsRegion = Set(offers.rows.map { $0.last }).count > 1
        let shown = showsRegion ? offers.columns : Array(offers.columns.dropLast())
        var table = Table(
            shown.map { Table.Column($0.title, alignsRight: $0.alignsRight, expendable: $0.expendable) })
        table.rows = offers.rows.map { row in row.prefix(shown.count).map(\.text) }
        return table.render(style: style, width: tableWidth)
    }
}

extension OfferList.Cell {
    fileprivate var text: String {
        switch self {
        case .text(let text): text ?? "-"
        case .number(let number, let unit):
            number.map { Count.grouped($0) + (unit.isEmpty ? "" : " \(unit)") } ?? "-"
        case .names(let names): names.isEmpty ? "nowhere" : names.joined(separator: ", ")
        }
    }
}

/// The same for machines.
package enum OfferJSON {
    package static func render(_ offers: OfferList) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-list")
            json.field("version", 1)
            json.field("kind", offers.kind.rawValue)
            json.field("objects", array: offers.rows) { json, row in
                json.element { object in
                    for (column, cell) in zip(offers.columns, row) {
                        switch cell {
                        case .text(let text): object.field(column.key, text)
                        case .number(let number, _): object.field(column.key, number)
                        case .names(let names): object.field(column.key, array: names)
                        }
                    }
                }
            }
        }
    }
}
