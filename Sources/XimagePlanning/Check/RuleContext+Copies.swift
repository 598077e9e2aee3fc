package import XimageCore

extension RuleContext {
    /// Subjects by kind, each list of its own, as every rule asks for them again and again.
    package struct SubjectLists: Sendable {
        private var vaults: [Subject] = []
        private var servers: [Subject] = []
        private var disks: [Subject] = []
        private var images: [Subject] = []
        private var copies: [Subject] = []

        package subscript(kind: ResourceKind) -> [Subject] {
            switch kind {
            case .vault: vaults
            case .server: servers
            case .disk: disks
            case .image: images
            case .copy: copies
            }
        }

        mutating func append(_ subject: Subject, _ kind: ResourceKind) {
            switch kind {
            case .vault: vaults.append(subject)
            case .server: servers.append(subject)
            case .disk: disks.append(subject)
            case .image: images.append(subject)
            case .copy: copies.append(subject)
            }
        }
    }

    /// Backups made quick to ask.
    package struct BackupIndex: Sendable {
        package let all: [LiveBackup]
        private var positions: [RemoteID: Int] = [:]
        private var servers: [RemoteID: [Int]] = [:]

        package init(_ all: [LiveBackup]) {
            self.all = all
            positions.reserveCapacity(all.count)
            for (index, backup) in all.enumerated() {
                positions[backup.id] = index
                if let server = backup.server { servers[server, default: []].append(index) }
            }
        }

        package subscript(id: RemoteID) -> LiveBackup? { positions[id].map { all[$0] } }

        package func of(server: RemoteID) -> [LiveBackup] { (servers[server] ?? []).map { all[$0] } }
    }

    /// A copy with what it is made from and where it goes.
    package struct CopyWork: Sendable {
        /// Index into `subjects(.copy)`.
        package let copy: Int
        package let imageAddress: Address
        /// Index into `subjects(.image)`.
        package let image: Int?
        package let source: Region
        /// `nil` while the manifest does not say it.
        package let target: Region?
        package let vaultAddress: Address?
        /// Index into `subjects(.vault)`.
        package let vault: Int?
        package let liveVault: RemoteID?
        /// Whether this plan makes it; without live facts every copy counts.
        package let isMade: Bool
    }

    func copyWork(_ index: Int) -> CopyWork {
        let copy = subjects(.copy)[index]
        var series = copy.desired.attributes[.source].reference?.series
        if case .copy(let details) = copy.desired.details { series = details.image }
        let vault = copy.desired.attributes[.targetVault]
        let position = vault.reference.flatMap { positions[$0] }
        let target = copy.desired.attributes[.targetRegion].string
        return CopyWork(
            copy: index, imageAddress: series ?? copy.address, image: series.flatMap { positions[$0] },
            source: copy.desired.region, target: target?.isEmpty == true ? nil : target,
            vaultAddress: vault.reference, vault: position,
            liveVault: position.flatMap { subjects(.vault)[$0].live?.id } ?? vault.string,
            isMade: !isOnline || copy.change?.action == .create)
    }

    package func copy(_ work: CopyWork) -> Subject { subjects(.copy)[work.copy] }

    package func image(_ work: CopyWork) -> Subject? { work.image.map { subjects(.image)[$0] } }

    /// The generation that is there and will be copied; `nil` while this plan makes it.
    package func sourceImage(_ work: CopyWork) -> LiveResource? {
        guard let image = image(work), image.change?.action != .create else { return nil }
        return image.live
    }

    /// The backup behind the generation that will be copied.
    package func sourceBackup(_ work: CopyWork) -> LiveBackup? {
        guard case .image(let facts) = sourceImage(work)?.facts else { return nil }
        return facts.backup.flatMap { backups[$0] }
    }

    /// Sum of the disks in the image; `nil` while it is not known.
    package func size(_ work: CopyWork) -> Int? {
        if case .image(let facts) = sourceImage(work)?.facts, let size = facts.capturedGiB {
            return size
        }
        return work.image.flatMap { captures[$0].totalGiB }
    }

    /// How messages name the vault that receives a copy.
    package func vaultName(_ work: CopyWork) -> RuleArgument { vaultName(work.vaultAddress, work.liveVault) }
}
