import XimageCore

/// Adds up what the changes of a plan take and give back.
struct UsageLedger {
    private struct Sum {
        var taken = 0
        var given = 0
    }

    private let context: RuleContext
    private var sums: [Region: [Usage.Thing: Sum]] = [:]
    /// Addresses whose objects come into being: a disk that exists already and only gets its name takes nothing.
    private var created: Set<Address> = []
    /// Objects that are deleted: one that is forgotten, or a backup alone, gives nothing back.
    private var deleted: Set<RemoteID> = []

    init(_ context: RuleContext, _ steps: [PlanStep]) {
        self.context = context
        for step in steps {
            switch step.operation {
            case .create: created.insert(step.address)
            case .label(let label): if label.id == nil { created.insert(step.address) }
            case .delete(let delete): deleted.insert(delete.id)
            case .prune(let prune): deleted.insert(prune.id)
            case .update, .detach, .forget, .settle, .stop, .start, .awaitServer, .deleteBackup: break
            }
        }
        for change in context.changes { add(change) }
    }

    /// Only what changes, sorted by region and thing.
    func usages() -> [Usage] {
        var result: [Usage] = []
        for (region, catalogue) in context.catalogues.sorted(by: { $0.key < $1.key }) {
            let quotas: [(Usage.Thing, Quotas.Quota?)] = [
                (.images, catalogue.quotas.images), (.servers, catalogue.quotas.servers),
                (.cores, catalogue.quotas.cores), (.memoryMiB, catalogue.quotas.memoryMiB),
                (.disks, catalogue.quotas.disks), (.diskGiB, catalogue.quotas.diskGiB),
            ]
            for (thing, quota) in quotas {
                guard let quota, let sum = sums[region]?[thing], sum.taken > 0 || sum.given > 0 else {
                    continue
                }
                result.append(
                    Usage(
                        region: region, thing: thing, used: quota.used,
                        after: max(0, quota.used + sum.taken - sum.given), peak: quota.used + sum.taken,
                        limit: quota.limit))
            }
        }
        return result + vaults()
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

    // MARK: Changes

    private mutating func take(_ region: Region, _ thing: Usage.Thing, _ amount: Int) {
        sums[region, default: [:]][thing, default: Sum()].taken += amount
    }

    private mutating func give(_ region: Region, _ thing: Usage.Thing, _ amount: Int) {
        sums[region, default: [:]][thing, default: Sum()].given += amount
    }

    private mutating func add(_ change: Change) {
        if change.action == .update { return grow(change) }
        let takes = change.after != nil && created.contains(change.address)
        let gives = change.id.map { deleted.contains($0) } ?? false
        let oldRegion = change.before?[.region].string ?? change.region
        switch change.address.kind {
        case .image, .copy:
            let region = change.after?[.targetRegion].string ?? change.before?[.targetRegion].string
            if takes { take(region ?? change.region, .images, 1) }
            if gives { give(region ?? change.region, .images, 1) }
        case .server:
            if takes { addServer(change.after, change.region) { $0.take($1, $2, $3) } }
            if gives { addServer(change.before, oldRegion) { $0.give($1, $2, $3) } }
        case .disk:
            if takes { addDisk(change.after, change.region) { $0.take($1, $2, $3) } }
            if gives { addDisk(change.before, oldRegion) { $0.give($1, $2, $3) } }
        case .vault: break
        }
    }

    /// In place, only what something gets more or less of counts, and only the difference.
    private mutating func grow(_ change: Change) {
        let flavors = context.catalogues[change.region]?.flavors
        for name in change.differences {
            let (before, after) = (change.before?[name] ?? .null, change.after?[name] ?? .null)
            switch name {
            case .size where change.address.kind == .disk, .systemDiskSize:
                move(change.region, .diskGiB, before.int, after.int)
            case .flavor:
                let (old, new) = (
                    before.string.flatMap { flavors?[$0] }, after.string.flatMap { flavors?[$0] }
                )
                move(change.region, .cores, old?.vcpus, new?.vcpus)
                move(change.region, .memoryMiB, old?.memoryMiB, new?.memoryMiB)
            default: break
            }
        }
    }

    private mutating func move(_ region: Region, _ thing: Usage.Thing, _ before: Int?, _ after: Int?) {
        guard let before, let after, before != after else { return }
        if after > before { take(region, thing, after - before) } else { give(region, thing, before - after) }
    }

    /// A server with its system disk.
    private mutating func addServer(
        _ attributes: Attributes?, _ region: Region,
        _ count: (inout UsageLedger, Region, Usage.Thing, Int) -> Void
    ) {
        guard let attributes else { return }
        count(&self, region, .servers, 1)
        count(&self, region, .disks, 1)
        if let size = attributes[.systemDiskSize].int { count(&self, region, .diskGiB, size) }
        guard let name = attributes[.flavor].string, let flavor = context.catalogues[region]?.flavors[name]
        else {
            return
        }
        count(&self, region, .cores, flavor.vcpus)
        count(&self, region, .memoryMiB, flavor.memoryMiB)
    }

    private mutating func addDisk(
        _ attributes: Attributes?, _ region: Region,
        _ count: (inout UsageLedger, Region, Usage.Thing, Int) -> Void
    ) {
        guard let attributes else { return }
        count(&self, region, .disks, 1)
        if let size = attributes[.size].int { count(&self, region, .diskGiB, size) }
    }
}
