package import XimageCore

/// Everything a rule may look at.
package struct RuleContext: Sendable {
    /// One declared resource with all that is known of it. A class, as every rule walks over all of them and a copy
    /// of so many parts would cost more than the checks.
    package final class Subject: Sendable {
        package let desired: DesiredResource
        package var prior: ResourceRecord? { _read { yield heldPrior.value } }
        package var live: LiveResource? { _read { yield heldLive.value } }
        /// `nil` when nothing is planned for it.
        package var change: Change? { _read { yield heldChange.value } }
        // Elsewhere: what is not there takes no room, and of these three one or two are missing most of the time.
        private let heldPrior: Held<ResourceRecord>
        private let heldLive: Held<LiveResource>
        private let heldChange: Held<Change>
        /// Declared attributes with look-ups resolved to ids as far as possible.
        package let resolved: Attributes
        /// For existing objects: the ids that the look-up found.
        package let existingMatches: [RemoteID]

        package init(
            desired: DesiredResource, prior: ResourceRecord?, live: LiveResource?, change: Change?,
            resolved: Attributes, existingMatches: [RemoteID] = []
        ) {
            self.desired = desired
            heldPrior = prior.map { Held($0) } ?? noRecord
            heldLive = live.map { Held($0) } ?? noObject
            heldChange = change.map { Held($0) } ?? noChange
            self.resolved = resolved
            self.existingMatches = existingMatches
        }

        /// The same with no more of its object than what was read.
        func knowing(_ facts: LiveIndex) -> Subject {
            Subject(
                desired: desired, prior: prior, live: live.flatMap { facts[$0.id] }, change: change,
                resolved: resolved, existingMatches: existingMatches)
        }

        /// The same with nothing planned for it.
        func unchanged() -> Subject {
            Subject(
                desired: desired, prior: prior, live: live, change: nil, resolved: resolved,
                existingMatches: existingMatches)
        }

        package var address: Address { desired.address }

        /// Made, or made anew, by this plan.
        package var isNew: Bool {
            switch change?.action {
            case .create, .replace: true
            case .noOp, .update, .delete, .forget, nil: false
            }
        }

        package var isExisting: Bool {
            if case .existing = desired.ownership { true } else { false }
        }
    }

    /// Of the regions in play; empty when only the manifests are known.
    package let catalogues: [Region: Catalogue]
    package private(set) var subjects = SubjectLists()
    package let changes: [Change]
    package let desired: DesiredState
    package let live: LiveIndex
    /// Declared names that the catalogues do not answer with exactly one id.
    package let lookupProblems: [Address: [LookupProblem]]
    /// Of the manifests and the command line.
    package let acknowledgements: [Acknowledgement]
    /// Whether live facts were read at all; false in `validate`.
    package let isOnline: Bool
    /// Index into the subjects of its kind, by address.
    package private(set) var positions: [Address: Int] = [:]
    /// When live facts were read; `nil` in `validate`.
    package let readAt: Timestamp?
    /// Reads that were refused.
    package let unreadable: [UnreadableFact]
    /// What was found out about the insides of source servers; `guest(_:)` asks it.
    package var guests: GuestReports = [:]
    /// Whether all lists in play were read; false for a plan from state alone, where an object that is not in `live`
    /// may well be there.
    package let isRefreshed: Bool
    /// Backups of the regions whose images were read.
    package let backups: BackupIndex
    /// What the plan gives back to quotas before it takes it.
    package var freed = FreedQuotas()
    /// Servers that are created when the whole region can use their image.
    package internal(set) var waitingForRegion: Set<Address> = []
    /// Whether a step is about to begin: what had to wait has been waited for.
    package var isAtStep = false
    /// Filled while steps are ordered and rules run.
    let demands = FactDemands()

    /// Images with what they are made from, in the order of `subjects(.image)`. Filled by `prepare()`.
    package private(set) var captures: [Capture] = []
    private var isPrepared = false
    /// Disks of each capture.
    private var capturedDisks: [[ServerDisk]] = []
    /// Copies with what they are made from, in the order of `subjects(.copy)`. Filled by `prepare()`.
    package private(set) var copies: [CopyWork] = []

    init(
        catalogues: [Region: Catalogue], changes: [Change], desired: DesiredState, live: LiveIndex,
        lookupProblems: [Address: [LookupProblem]], acknowledgements: [Acknowledgement], isOnline: Bool,
        readAt: Timestamp? = nil, isRefreshed: Bool = true, unreadable: [UnreadableFact] = [],
        backups: [LiveBackup] = []
    ) {
        self.isRefreshed = isRefreshed
        self.backups = BackupIndex(backups)
        self.catalogues = catalogues
        self.changes = changes
        self.desired = desired
        self.live = live
        self.lookupProblems = lookupProblems
        self.acknowledgements = acknowledgements
        self.isOnline = isOnline
        self.readAt = readAt
        self.unreadable = unreadable
    }
    /// Subjects by the id of their live object. Filled by `prepare()`.
    package private(set) var declaredIDs: [RemoteID: Address] = [:]

    package func subjects(_ kind: ResourceKind) -> [Subject] { subjects[kind] }

    package func subject(_ address: Address) -> Subject? {
        guard let index = positions[address] else { return nil }
        return subjects[address.kind][index]
    }

    /// `YYYY-MM-DD`; `nil` in `validate`.
    package var today: String? { readAt.map { String($0.description.prefix(10)) } }
}

extension RuleContext {
    /// An image with what it is made from: what most rules about images ask for. A class, as a hundred rules walk
    /// over all of them.
    package final class Capture: Sendable {
        /// Index into `subjects(.image)`.
        package let image: Int
        private let kind: ImageKind
        /// The source as declared; `nil` when it is an id or a backup.
        package let serverAddress: Address?
        /// Index into `subjects(.server)`.
        package let server: Int?
        /// The live server, declared or not.
        package let liveServer: RemoteID?
        package let vaultAddress: Address?
        /// Index into `subjects(.vault)`.
        package let vault: Int?
        package let liveVault: RemoteID?
        /// Whether this plan makes a generation; without live facts every image counts.
        package let isMade: Bool
        /// Sum of the sizes of what is captured; `nil` while some size is not known.
        package let totalGiB: Int?

        init(
            image: Int, kind: ImageKind, serverAddress: Address?, server: Int?, liveServer: RemoteID?,
            vaultAddress: Address?, vault: Int?, liveVault: RemoteID?, isMade: Bool, totalGiB: Int?
        ) {
            self.image = image
            self.kind = kind
            self.serverAddress = serverAddress
            self.server = server
            self.liveServer = liveServer
            self.vaultAddress = vaultAddress
            self.vault = vault
            self.liveVault = liveVault
            self.isMade = isMade
            self.totalGiB = totalGiB
        }

        /// Whether this plan makes it through a backup of the whole server. Images of single disks are made without.
        package var isBackedUp: Bool { isMade && kind == .whole }
    }

    /// One disk of a server, as it will be when the plan has been carried out.
    package final class ServerDisk: Sendable {
        /// `nil` for system disks and for disks that are not declared.
        package let address: Address?
        package let id: RemoteID?
        package let name: RuleArgument
        package let sizeGiB: Int?
        package let type: String?
        package let isSystem: Bool
        package let live: LiveResource?

        init(
            address: Address?, id: RemoteID?, name: RuleArgument, sizeGiB: Int?, type: String?,
            isSystem: Bool,
            live: LiveResource?
        ) {
            self.address = address
            self.id = id
            self.name = name
            self.sizeGiB = sizeGiB
            self.type = type
            self.isSystem = isSystem
            self.live = live
        }

        /// Whether what is there is encrypted; the answer need not name the key.
        package var isEncrypted: Bool {
            guard let live else { return false }
            if !live.attributes[.kmsKey].isEmpty { return true }
            return if case .disk(let facts) = live.facts { facts.isEncrypted } else { false }
        }

        /// - Parameter source: the disk of an image of one disk: an address, or an id.
        fileprivate func isNamed(by source: Value) -> Bool {
            if let address { return source.reference == address }
            return id != nil && source.string == id
        }
    }

    /// Derives what several rules share. Before the first rule; again does nothing.
    package mutating func prepare() {
        guard !isPrepared else { return }
        isPrepared = true
        for kind in [ResourceKind.vault, .server, .disk, .image] {
            for subject in subjects(kind) {
                if let id = subject.live?.id { declaredIDs[id] = subject.address }
            }
        }
        let images = subjects(.image)
        captures.reserveCapacity(images.count)
        capturedDisks.reserveCapacity(images.count)
        for (index, image) in images.enumerated() { addCapture(index, image) }
        copies = subjects(.copy).indices.map(copyWork)
    }

    private mutating func addCapture(_ index: Int, _ image: Subject) {
        let source = image.desired.attributes[.source]
        let vault = image.desired.attributes[.vault]
        let serverIndex = source.reference.flatMap { positions[$0] }
        let vaultIndex = vault.reference.flatMap { positions[$0] }
        let liveServer = serverIndex.flatMap { subjects(.server)[$0].live?.id } ?? source.string
        let liveVault = vaultIndex.flatMap { subjects(.vault)[$0].live?.id } ?? vault.string
        let kind = ImageKind(image.desired.attributes) ?? .whole
        let disks = disks(server: serverIndex, live: liveServer).filter { disk in
            switch kind {
            case .whole: true
            case .system: disk.isSystem
            case .data: disk.isNamed(by: image.desired.attributes[.sourceDisk])
            }
        }
        capturedDisks.append(disks)
        captures.append(
            Capture(
                image: index, kind: kind, serverAddress: source.reference, server: serverIndex,
                liveServer: liveServer,
                vaultAddress: vault.reference, vault: vaultIndex, liveVault: liveVault,
                isMade: !isOnline || image.change?.action == .create, totalGiB: Self.size(of: disks)))
    }

    package func image(_ capture: Capture) -> Subject { subjects(.image)[capture.image] }

    package func server(_ capture: Capture) -> Subject? { capture.server.map { subjects(.server)[$0] } }

    package func vault(_ capture: Capture) -> Subject? { capture.vault.map { subjects(.vault)[$0] } }

    package func liveServer(_ capture: Capture) -> LiveResource? { capture.liveServer.flatMap { live[$0] } }

    package func liveVault(_ capture: Capture) -> LiveResource? { capture.liveVault.flatMap { live[$0] } }

    /// How messages name the source server.
    package func serverName(_ capture: Capture) -> RuleArgument {
        if let address = capture.serverAddress { return "\(address)" }
        guard let id = capture.liveServer else { return RuleArgument("the source server", zh: "源云服务器") }
        guard let name = live[id]?.name else { return RuleArgument("server \(id)", zh: "云服务器 \(id)") }
        return .named("server", name, id)
    }

    /// How messages name the vault.
    package func vaultName(_ capture: Capture) -> RuleArgument {
        vaultName(capture.vaultAddress, capture.liveVault)
    }

    func vaultName(_ address: Address?, _ id: RemoteID?) -> RuleArgument {
        if let address { return "\(address)" }
        guard let id else { return RuleArgument("the vault", zh: "（未知）") }
        guard let name = live[id]?.name else { return RuleArgument("vault \(id)", zh: "\(id)") }
        return .named("vault", name, id)
    }

    /// The system disk first, then declared disks in attach order, then what hangs on the server beside them.
    package func disks(_ capture: Capture) -> [ServerDisk] { capturedDisks[capture.image] }

    private func disks(server index: Int?, live id: RemoteID?) -> [ServerDisk] {
        var result: [ServerDisk] = []
        let server = index.map { subjects(.server)[$0] }
        let isReplaced = server?.isNew ?? false
        var facts = ServerFacts()
        if !isReplaced, let id, case .server(let known) = live[id]?.facts { facts = known }
        let system = facts.disks.first(where: \.isSystem)
        let liveSystem = system.flatMap { live[$0.id] }
        if server != nil || system != nil {
            result.append(
                ServerDisk(
                    address: nil, id: system?.id, name: .systemDisk,
                    sizeGiB: declaredSystemSize(server) ?? liveSystem?.attributes[.size].int,
                    type: server?.desired.attributes[.systemDiskType].string
                        ?? liveSystem?.attributes[.type].string,
                    isSystem: true, live: liveSystem))
        }
        var seen: Set<RemoteID> = []
        if let server, case .server(let details) = server.desired.details {
            for address in details.disks {
                guard let disk = subject(address) else { continue }
                if let id = disk.live?.id { seen.insert(id) }
                result.append(
                    ServerDisk(
                        address: address, id: disk.live?.id, name: "\(address)",
                        sizeGiB: disk.desired.attributes[.size].int,
                        type: disk.desired.attributes[.type].string,
                        isSystem: false, live: disk.live))
            }
        }
        let leaving = isReplaced ? [] : facts.disks
        for attached in leaving where !attached.isSystem && !seen.contains(attached.id) {
            let disk = live[attached.id]
            result.append(
                ServerDisk(
                    address: nil, id: attached.id,
                    name: RuleArgument(disk.map { "\"\($0.name)\"" } ?? attached.id),
                    sizeGiB: disk?.attributes[.size].int, type: disk?.attributes[.type].string,
                    isSystem: false,
                    live: disk))
        }
        return result
    }

    private func declaredSystemSize(_ server: Subject?) -> Int? {
        guard let server else { return nil }
        if let size = server.desired.attributes[.systemDiskSize].int { return size }
        guard server.isNew, let id = server.resolved[.image].string else { return nil }
        return catalogues[server.desired.region]?.images[id]?.minimumDiskGiB
    }

    /// `nil` while some size is not known.
    private static func size(of all: [ServerDisk]) -> Int? {
        guard !all.isEmpty else { return nil }
        var total = 0
        for disk in all {
            guard let size = disk.sizeGiB else { return nil }
            total += size
        }
        return total
    }
}

extension RuleContext {
    /// A context in which nothing but the manifests is known.
    package static func offline(_ desired: DesiredState) -> RuleContext {
        var context = RuleContext(
            catalogues: [:], changes: [], desired: desired, live: LiveIndex([]), lookupProblems: [:],
            acknowledgements: desired.acknowledgements, isOnline: false)
        context.positions.reserveCapacity(desired.resources.count)
        for resource in desired.resources {
            context.add(
                Subject(desired: resource, prior: nil, live: nil, change: nil, resolved: resource.attributes))
        }
        return context
    }

    mutating func add(_ subject: Subject) {
        let kind = subject.desired.address.kind
        positions[subject.desired.address] = subjects[kind].count
        subjects.append(subject, kind)
    }
}

/// A value on the heap, or the one place that stands for none.
private final class Held<Value: Sendable>: Sendable {
    let value: Value?

    init(_ value: Value?) { self.value = value }
}

private let noRecord = Held<ResourceRecord>(nil)
private let noObject = Held<LiveResource>(nil)
private let noChange = Held<Change>(nil)
