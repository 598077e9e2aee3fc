package import XimageCore
import XimagePlanning

/// What takes room in vaults: backups by image, with what keeps them.
package struct SpaceList: Sendable {
    /// Backups of one origin in one vault.
    struct Line: Hashable, Sendable {
        /// `image.golden`; of others the name of the image or server.
        var origin: Bilingual
        var backups: Int
        /// Of the disks in them; `nil` when one of them is not known.
        var sizeGiB: Int?
        /// What keeps them: `retention`, or nobody's rule.
        var keptBy: Bilingual
    }

    struct Vault: Sendable {
        var object: LiveResource
        var address: Address?
        var lines: [Line]

        var facts: VaultFacts? { if case .vault(let facts) = object.facts { facts } else { nil } }
        var sizeGiB: Int? { object.attributes[.size].int }
        var usedGiB: Int? { facts?.usedMiB.map { ($0 + 1023) / 1024 } }
    }

    /// By region, name and id.
    let vaults: [Vault]

    package init(prior: PriorState, live: LiveState, desired: DesiredState) {
        let index = LiveIndex(live.resources)
        let records = Dictionary(prior.records.map { ($0.id, $0) }) { first, _ in first }
        let marks = Dictionary(
            desired.resources.map {
                (Mark.owner(project: desired.settings.project, address: $0.address), $0.address)
            }
        ) { first, _ in first }
        let byVault = Dictionary(grouping: live.backups.filter { $0.vault != nil }) { $0.vault ?? "" }
        let vaults = live.resources.filter { $0.kind == .vault }
        self.vaults = vaults.sorted {
            ($0.region, $0.name, $0.id) < ($1.region, $1.name, $1.id)
        }.map { vault in
            let backups = byVault[vault.id] ?? []
            let grouped = Dictionary(grouping: backups) { backup in
                Origin(backup, records, index, marks)
            }
            let lines = grouped.sorted { $0.key < $1.key }.map { origin, backups in
                let sizes = backups.map(\.sizeGiB)
                return Line(
                    origin: origin.text, backups: backups.count,
                    sizeGiB: sizes.contains(nil) ? nil : sizes.compactMap(\.self).reduce(0, +),
                    keptBy: origin.keptBy(desired))
            }
            return Vault(object: vault, address: records[vault.id]?.address, lines: lines)
        }
    }

    /// Whose backup it is.
    private enum Origin: Hashable, Comparable {
        /// Behind a generation of ours.
        case series(Address)
        /// Left of a generation of ours.
        case bare(Address)
        /// Behind somebody else's image.
        case image(String)
        /// Made by hand or by a policy.
        case server(String)

        init(
            _ backup: LiveBackup, _ records: [RemoteID: ResourceRecord], _ live: LiveIndex,
            _ marks: [String: Address]
        ) {
            if let image = backup.image {
                let record = records[image]
                self = record.map { .series($0.address.series) } ?? .image(live[image]?.name ?? image)
            } else if let address = backup.mark.flatMap({ marks[$0.owner] }) {
                self = .bare(address)
            } else {
                self = .server(backup.server.map { live[$0]?.name ?? $0 } ?? backup.name)
            }
        }

        var text: Bilingual {
            switch self {
            case .series(let address): Bilingual(address.shown, zh: address.shown)
            case .bare(let address):
                Bilingual("\(address.shown), backups alone", zh: "\(address.shown)（仅有备份）")
            case .image(let name): Bilingual("image \(name)", zh: "镜像 \(name)")
            case .server(let name): Bilingual("server \(name)", zh: "云服务器 \(name)")
            }
        }

        func keptBy(_ desired: DesiredState) -> Bilingual {
            switch self {
            case .series(let address):
                guard let retention = Self.retention(of: address, desired) else {
                    return Bilingual("all generations", zh: "保留全部镜像代")
                }
                return retention.keeps
            case .bare(let address):
                guard let retention = Self.retention(of: address, desired), retention.keepBackups > 0 else {
                    return Bilingual("nothing", zh: "无")
                }
                return Bilingual(
                    "keepBackups: \(retention.keepBackups)", zh: "keepBackups: \(retention.keepBackups)")
            case .image, .server: return Bilingual("others", zh: "他人")
            }
        }

        private static func retention(of series: Address, _ desired: DesiredState) -> Retention? {
            switch desired[series]?.details {
            case .image(let details): details.options?.content.retention
            case .copy(let details): details.retention
            default: nil
            }
        }
    }
}

extension Retention {
    fileprivate var keeps: Bilingual {
        var parts: [String] = []
        if let keep { parts.append("keep: \(keep)") }
        if let keepFor { parts.append("keepFor: \(TimeText.duration(keepFor))") }
        if keepBackups > 0 { parts.append("keepBackups: \(keepBackups)") }
        guard !parts.isEmpty else { return Bilingual("all generations", zh: "保留全部镜像代") }
        return Bilingual(parts.joined(separator: ", "), zh: parts.joined(separator: "，"))
    }
}

extension ListText {
    package func render(_ space: SpaceList) throws(TableView.UnknownColumn) -> String {
        guard !space.vaults.isEmpty else {
            return language("No vaults in the regions of this project.", zh: "本项目的区域中没有存储库。") + "\n"
        }
        var table = Table([
            .init(Heading.vault), .init(Heading.origin), .init(Heading.backups, alignsRight: true),
            .init(Heading.size, alignsRight: true), .init(Heading.retainedBy, expendable: 1),
        ])
        for vault in space.vaults {
            let name = vault.address?.shown ?? vault.object.name
            for line in vault.lines {
                table.rows.append([
                    name, line.origin[language], Count.grouped(line.backups), gib(line.sizeGiB),
                    line.keptBy[language],
                ])
            }
            if vault.lines.isEmpty { table.rows.append([name, "-", "0", "-", ""]) }
        }
        let text = try table.render(view, style: style, width: tableWidth)
        guard view.form != .names else { return text }
        return text + "\n" + space.vaults.map(sum).joined()
    }

    /// `vault.main: 140 of 300 GiB used, 2 backups; bound servers have 140 GiB.`
    private func sum(_ vault: SpaceList.Vault) -> String {
        let name = vault.address?.shown ?? vault.object.name.visible
        let backups = vault.lines.reduce(0) { $0 + $1.backups }
        let used = vault.usedGiB.map { Count.grouped($0) } ?? language("unknown", zh: "未知")
        let size = gib(vault.sizeGiB)
        let bound = vault.facts?.allocatedGiB.map { Count.grouped($0) }
        return language(
            "\(name): \(used) of \(size) used by \(Count.of(backups, "backup"))"
                + (bound.map { "; disks of its servers: \($0) GiB" } ?? "") + ".",
            zh: "\(name)：\(Count.grouped(backups)) 个备份，已用 \(used)，共 \(size)"
                + (bound.map { "；其云服务器的磁盘共 \($0) GiB" } ?? "") + "。") + "\n"
    }

    private func gib(_ size: Int?) -> String { size.map { "\(Count.grouped($0)) GiB" } ?? "-" }
}

/// The same for machines.
package enum SpaceJSON {
    package static func render(_ space: SpaceList) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-space")
            json.field("version", 1)
            json.field("vaults", array: space.vaults) { json, vault in
                json.element { object in
                    object.field("id", vault.object.id)
                    object.field("name", vault.object.name)
                    object.field("region", vault.object.region)
                    object.field("address", vault.address?.description)
                    object.field("sizeGiB", vault.sizeGiB)
                    object.field("usedGiB", vault.usedGiB)
                    object.field("boundGiB", vault.facts?.allocatedGiB)
                    object.field("backups", array: vault.lines) { json, line in
                        json.element { object in
                            object.field("of", line.origin.english)
                            object.field("count", line.backups)
                            object.field("sizeGiB", line.sizeGiB)
                            object.field("keptBy", line.keptBy.english)
                        }
                    }
                }
            }
        }
    }
}
