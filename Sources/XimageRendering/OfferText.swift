package import XimageCore

/// What regions offer to an account, as a table and for machines.
package struct OfferList: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case flavors, zones, diskTypes = "disk-types", baseImages = "base-images", networks, quotas

        func words(_ language: Language) -> String {
            switch self {
            case .flavors: language("flavors", zh: "规格")
            case .zones: language("zones", zh: "可用区")
            case .diskTypes: language("disk types", zh: "云硬盘类型")
            case .baseImages: language("base images", zh: "基础镜像")
            case .networks: language("networks", zh: "网络")
            case .quotas: language("quotas", zh: "配额")
            }
        }
    }

    enum Cell: Hashable, Sendable {
        case text(String?)
        /// A word of ours.
        case word(Bilingual)
        case number(Int?, unit: String = "")
        case names([String])
    }

    struct Column: Sendable {
        /// Of the JSON document.
        let key: String
        let title: Bilingual
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
        columns = Self.columns(kind) + [Column(key: "region", title: Heading.region, expendable: 9)]
        rows = sorted.flatMap { catalogue in
            Self.rows(kind, catalogue).filter { fits($0.name) }.map { $0.cells + [.text(catalogue.region)] }
        }
    }

    private static func columns(_ kind: Kind) -> [Column] {
        switch kind {
        case .flavors:
            [
                Column(key: "name", title: Heading.name),
                Column(key: "vcpus", title: Heading.vcpus, alignsRight: true),
                Column(key: "memoryMiB", title: Heading.memory, alignsRight: true),
                Column(key: "architecture", title: Heading.architecture, expendable: 2),
                Column(key: "maximumDisks", title: Heading.mostDisks, expendable: 3, alignsRight: true),
                Column(key: "zones", title: Heading.soldIn),
            ]
        case .zones: [Column(key: "name", title: Heading.name), Column(key: "status", title: Heading.status)]
        case .diskTypes:
            [Column(key: "name", title: Heading.name), Column(key: "zones", title: Heading.soldIn)]
        case .baseImages:
            [
                Column(key: "name", title: Heading.name), Column(key: "id", title: Heading.id, expendable: 4),
                Column(key: "origin", title: Heading.from, expendable: 2),
                Column(key: "system", title: Heading.system, expendable: 5),
                Column(key: "architecture", title: Heading.architecture, expendable: 3),
                Column(key: "minimumDiskGiB", title: Heading.leastDisk, expendable: 1, alignsRight: true),
            ]
        case .networks:
            [
                Column(key: "kind", title: Heading.kind), Column(key: "name", title: Heading.name),
                Column(key: "id", title: Heading.id, expendable: 2),
                Column(key: "network", title: Heading.vpc),
                Column(key: "cidr", title: Heading.cidr, expendable: 1),
            ]
        case .quotas:
            [
                Column(key: "name", title: Heading.quota),
                Column(key: "used", title: Heading.used, alignsRight: true),
                Column(key: "limit", title: Heading.limit, alignsRight: true),
                Column(key: "free", title: Heading.free, alignsRight: true),
            ]
        }
    }

    // MARK: Rows

    private static func rows(_ kind: Kind, _ catalogue: Catalogue) -> [(name: String, cells: [Cell])] {
        switch kind {
        case .flavors: flavors(catalogue)
        case .zones:
            catalogue.zones.map {
                ($0.name, [.text($0.name), .word($0.isAvailable ? Self.available : Self.notAvailable)])
            }
        case .diskTypes: diskTypes(catalogue)
        case .baseImages: images(catalogue)
        case .networks: networks(catalogue)
        case .quotas: quotas(catalogue.quotas)
        }
    }

    private static let available = Bilingual("available", zh: "可用")
    private static let notAvailable = Bilingual("not available", zh: "不可用")

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
                    .text(image.name), .text(image.id),
                    .word(
                        image.isPublic
                            ? Bilingual("the vendor", zh: "服务商") : Bilingual("this account", zh: "本账号")),
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
                    Cell.word(Bilingual("subnet", zh: "子网")), .text($0.name), .text($0.id),
                    .text(names[$0.network] ?? $0.network),
                    .text($0.cidr),
                ]
            )
        }
        let groups = catalogue.securityGroups.sorted { ($0.name, $0.id) < ($1.name, $1.id) }.map {
            (
                $0.name,
                [
                    Cell.word(Bilingual("security group", zh: "安全组")), .text($0.name), .text($0.id),
                    .text(nil), .text(nil),
                ]
            )
        }
        return vpcs + subnets + groups
    }

    private static func quotas(_ quotas: Quotas) -> [(name: String, cells: [Cell])] {
        let named: [(Bilingual, Quotas.Quota?)] = [
            (Bilingual("servers", zh: "云服务器"), quotas.servers),
            (Bilingual("vCPUs", zh: "vCPU"), quotas.cores),
            (Bilingual("MiB of memory", zh: "内存 MiB"), quotas.memoryMiB),
            (Bilingual("disks", zh: "云硬盘"), quotas.disks),
            (Bilingual("GiB of disks", zh: "云硬盘 GiB"), quotas.diskGiB),
            (Bilingual("images", zh: "镜像"), quotas.images),
        ]
        return named.compactMap { name, quota in
            quota.map { quota in
                (
                    name.english,
                    [
                        .word(name), .number(quota.used), .number(quota.limit),
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
    package func render(_ offers: OfferList) throws(TableView.UnknownColumn) -> String {
        guard !offers.rows.isEmpty else {
            let words = offers.kind.words(language)
            return language("No \(words) that fit.", zh: "没有符合条件的\(words)。") + "\n"
        }
        // A region that all rows share says nothing.
        let showsRegion = Set(offers.rows.map { $0.last }).count > 1 || view.columns.contains("region")
        let shown = showsRegion ? offers.columns : Array(offers.columns.dropLast())
        var table = Table(
            shown.map { Table.Column($0.title, alignsRight: $0.alignsRight, expendable: $0.expendable) })
        table.rows = offers.rows.map { row in row.prefix(shown.count).map { $0.text(language) } }
        return try table.render(view, style: style, width: tableWidth)
    }
}

extension OfferList.Cell {
    fileprivate func text(_ language: Language) -> String {
        switch self {
        case .text(let text): text ?? "-"
        case .word(let word): word[language]
        case .number(let number, let unit):
            number.map { Count.grouped($0) + (unit.isEmpty ? "" : " \(unit)") } ?? "-"
        case .names(let names): names.isEmpty ? language("nowhere", zh: "无") : names.joined(separator: ", ")
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
                        case .word(let word): object.field(column.key, word.english)
                        case .number(let number, _): object.field(column.key, number)
                        case .names(let names): object.field(column.key, array: names)
                        }
                    }
                }
            }
        }
    }
}
