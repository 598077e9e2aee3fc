package import XimageCore

/// Something of this project in the cloud that neither state nor the manifests know.
package struct Orphan: Hashable, Sendable {
    package enum Thing: Hashable, Sendable {
        case object(LiveResource)
        case backup(LiveBackup)
    }

    package let thing: Thing
    /// Why it is taken for one, and what it may be, in a few words.
    package let why: String
    /// Made by ximage for certain, as its mark says.
    package let isMarked: Bool

    package var id: RemoteID {
        switch thing {
        case .object(let object): object.id
        case .backup(let backup): backup.id
        }
    }

    /// Steps and changes name it by its id: nothing declares it, so that it has no address of its own.
    package var address: Address {
        switch thing {
        case .backup: Self.address(.image, id, generation: 1)
        case .object(let object):
            Self.address(object.kind, id, generation: max(1, object.operation?.generation ?? 1))
        }
    }

    /// - Parameter generation: of images and copies.
    static func address(_ kind: ResourceKind, _ id: RemoteID, generation: Int = 1) -> Address {
        let hasPart = kind == .disk || kind == .copy
        let hasGenerations = kind == .image || kind == .copy
        return Address(
            kind, block, instance: .key(id), part: hasPart ? "object" : nil,
            generation: hasGenerations ? generation : nil)
    }

    /// The name in those addresses.
    static let block = "orphan"
}

/// Finds what is left over: marked objects, and backups without an image that belong to nothing.
package struct OrphanFinder: Sendable {
    private let project: String
    private let ownership: MarkOwnership

    package init(project: String, ownership: MarkOwnership) {
        self.project = project
        self.ownership = ownership
    }

    /// - Parameters:
    ///   - unknown: objects with marks of the project and without an address.
    ///   - records: of state.
    ///   - vaults: ids of the vaults that ximage made for the project.
    /// - Returns: by region, kind and id; backups behind objects.
    package func orphans(
        unknown: [LiveResource], backups: [LiveBackup], desired: DesiredState, records: [ResourceRecord],
        vaults: Set<RemoteID>
    ) -> [Orphan] {
        let addresses =
            unknown.isEmpty ? [] : Set(desired.resources.map(\.address) + records.map(\.address.series))
        let marks = Dictionary(addresses.map { (Mark.owner(project: project, address: $0), $0) }) {
            first, _ in first
        }
        var result = unknown.sorted { ($0.region, $0.kind, $0.id) < ($1.region, $1.kind, $1.id) }.map {
            let owner = $0.owner ?? project
            let why =
                marks[owner].map { "was \($0), where another object is now" }
                ?? "bears the mark of \(owner), which is no address now"
            return Orphan(thing: .object($0), why: why, isMarked: true)
        }
        var owners: [String: DesiredResource] = [:]
        for resource in desired.resources
        where resource.address.kind == .image || resource.address.kind == .copy {
            owners[Mark.owner(project: project, address: resource.address)] = resource
        }
        for backup in backups.sorted(by: { ($0.region, $0.id) < ($1.region, $1.id) })
        where backup.image == nil && backup.isSettled {
            if let mark = backup.mark, Mark.belongs(mark.owner, to: project) {
                guard ownership.isOurs(backup) else { continue }
                guard !isKept(owners[mark.owner], desired) else { continue }
                result.append(
                    Orphan(
                        thing: .backup(backup),
                        why:
                            "left of generation \(mark.generation) of \(owners[mark.owner]?.address.description ?? mark.image)",
                        isMarked: true))
            } else if let vault = backup.vault, vaults.contains(vault), !backup.isAutomatic, !backup.isReplica
            {
                result.append(
                    Orphan(
                        thing: .backup(backup),
                        why:
                            "no image uses it and ximage did not name it: left of a failed image, or created by someone else",
                        isMarked: false))
            }
        }
        return result
    }

    /// Retention looks after the backups of its series.
    private func isKept(_ resource: DesiredResource?, _ desired: DesiredState) -> Bool {
        switch resource?.details {
        case .image(let details): details.options?.content.retention != nil
        case .copy(let details): details.retention != nil || isKept(desired[details.image], desired)
        default: false
        }
    }
}
