import XimageCore

/// Adds up what the changes of a plan take and give back.
struct UsageLedger {
    /// What one step takes of a quota, or gives back.
    struct Part {
        /// Its position among the steps.
        let step: Int
        /// Negative where it is given back.
        let amount: Int
    }

    /// A quota of a region with what the plan does to it.
    struct Account {
        let region: Region
        let thing: Usage.Thing
        let quota: Quotas.Quota
        let parts: [Part]

        var taken: Int { parts.reduce(0) { $0 + max(0, $1.amount) } }
        var given: Int { parts.reduce(0) { $0 + max(0, -$1.amount) } }
    }

    private let context: RuleContext
    private var parts: [Region: [Usage.Thing: [Part]]] = [:]
    /// The step with which an address comes into being: a disk that exists already and only gets its name takes nothing.
    private var creating: [Address: Int] = [:]
    private var updating: [Address: Int] = [:]
    /// The step that deletes an object: one that is forgotten, or a backup alone, gives nothing back.
    private var deleting: [RemoteID: Int] = [:]

    init(_ context: RuleContext, _ steps: [PlanStep]) {
        self.context = context
        for (position, step) in steps.enumerated() {
            switch step.operation {
            case .create: creating[step.address] = position
            case .update: updating[step.address] = position
            case .delete(let delete): deleting[delete.id] = position
            case .prune(let prune): deleting[prune.id] = position
            case .label, .detach, .forget, .settle, .stop, .start, .awaitServer, .deleteBackup: break
            }
        }
        // A disk that is born with its server takes its part when that is created.
        for step in steps {
            guard case .label(let label) = step.operation, label.id == nil else { continue }
            creating[step.address] = creating[label.server]
        }
        for change in context.changes { add(change) }
    }

    /// Quotas that the plan takes of or gives back to, sorted by region and thing.
    func accounts() -> [Account] {
        context.catalogues.sorted { $0.key < $1.key }.flatMap { region, catalogue -> [Account] in
            let quotas: [(Usage.Thing, Quotas.Quota?)] = [
                (.images, catalogue.quotas.images), (.servers, catalogue.quotas.servers),
                (.cores, catalogue.quotas.cores), (.memoryMiB, catalogue.quotas.memoryMiB),
                (.disks, catalogue.quotas.disks), (.diskGiB, catalogue.quotas.diskGiB),
            ]
            return quotas.compactMap { thing, quota in
                guard let quota, let parts = parts[region]?[thing] else { return nil }
                return Account(region: region, thing: thing, quota: quota, parts: parts)
            }
        }
    }

    /// Only what changes, sorted by region and thing.
    /// - Parameter freed: what removals give back before it is taken.
    func usages(_ freed: FreedQuotas) -> [Usage] {
        accounts().map { account in
            Usage(
                region: account.region, thing: account.thing, used: account.quota.used,
                after: max(0, account.quota.used + account.taken - account.given),
                peak: account.quota.used + account.taken - freed[account.region, account.thing],
                limit: account.quota.limit)
        } + vaults()
    }

    private func vaults() -> [Usage] {
        context.vaultLoads().compactMap { load in
            let added = load.newGiB + load.grownGiB
            guard added > 0, let size = load.sizeGiB else { return nil }
            let vault = context.subjects(.vault)[load.vault]
            return Usage(
                region: vault.desired.region, thing: .vault(vault.address), used: load.boundGiB - added,
                after: load.boundGiB, peak: load.boundGiB, limit: size, expands: load.expands)
        }
    }

    /// What shows the quota.
    private static func fact(_ thing: Usage.Thing) -> CatalogueFact {
        switch thing {
        case .images: .imageQuota
        case .disks, .diskGiB: .diskQuota
        case .servers, .cores, .memoryMiB, .vault: .offers
        }
    }

    // MARK: Changes

    private mutating func count(_ step: Int, _ region: Region, _ thing: Usage.Thing, _ amount: Int) {
        guard amount != 0 else { return }
        if amount > 0 { _ = context.catalogue(of: region, for: Self.fact(thing)) }
        parts[region, default: [:]][thing, default: []].append(Part(step: step, amount: amount))
    }

    private mutating func add(_ change: Change) {
        if change.action == .update { return grow(change) }
        let oldRegion = change.before?[.region].string ?? change.region
        if change.after != nil, let step = creating[change.address] {
            add(change, change.after, in: change.region, 1, step)
        }
        if let step = change.id.flatMap({ deleting[$0] }) {
            add(change, change.before, in: oldRegion, -1, step)
        }
    }

    /// - Parameter sign: 1 for what comes, -1 for what goes.
    private mutating func add(
        _ change: Change, _ attributes: Attributes?, in region: Region, _ sign: Int, _ step: Int
    ) {
        switch change.address.kind {
        case .image, .copy:
            let target = change.after?[.targetRegion].string ?? change.before?[.targetRegion].string
            count(step, target ?? change.region, .images, sign)
        case .server: addServer(attributes, region, sign, step)
        case .disk: addDisk(attributes, region, sign, step)
        case .vault: break
        }
    }

    /// In place, only what something gets more or less of counts, and only the difference.
    private mutating func grow(_ change: Change) {
        guard let step = updating[change.address] else { return }
        let flavors =
            change.differences.contains(.flavor)
            ? context.catalogue(of: change.region, for: .offers)?.flavors : nil
        for name in change.differences {
            let (before, after) = (change.before?[name] ?? .null, change.after?[name] ?? .null)
            switch name {
            case .size where change.address.kind == .disk, .systemDiskSize:
                move(step, change.region, .diskGiB, before.int, after.int)
            case .flavor:
                let (old, new) = (
                    before.string.flatMap { flavors?[$0] }, after.string.flatMap { flavors?[$0] }
                )
                move(step, change.region, .cores, old?.vcpus, new?.vcpus)
                move(step, change.region, .memoryMiB, old?.memoryMiB, new?.memoryMiB)
            default: break
            }
        }
    }

    private mutating func move(
        _ step: Int, _ region: Region, _ thing: Usage.Thing, _ before: Int?, _ after: Int?
    ) {
        guard let before, let after else { return }
        count(step, region, thing, after - before)
    }

    /// A server with its system disk.
    private mutating func addServer(_ attributes: Attributes?, _ region: Region, _ sign: Int, _ step: Int) {
        guard let attributes else { return }
        count(step, region, .servers, sign)
        count(step, region, .disks, sign)
        if let size = attributes[.systemDiskSize].int { count(step, region, .diskGiB, sign * size) }
        guard let name = attributes[.flavor].string, let flavor = context.catalogues[region]?.flavors[name]
        else {
            return
        }
        count(step, region, .cores, sign * flavor.vcpus)
        count(step, region, .memoryMiB, sign * flavor.memoryMiB)
    }

    private mutating func addDisk(_ attributes: Attributes?, _ region: Region, _ sign: Int, _ step: Int) {
        guard let attributes else { return }
        count(step, region, .disks, sign)
        if let size = attributes[.size].int { count(step, region, .diskGiB, sign * size) }
    }
}
