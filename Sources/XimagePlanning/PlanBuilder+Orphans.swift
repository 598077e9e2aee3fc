import XimageCore

/// Removal of what neither state nor the manifests know, on request.
extension PlanBuilder {
    mutating func planCleaning() {
        let wanted = Set(input.choices.clean)
        guard !wanted.isEmpty else { return }
        let all = orphans.filter { wanted.contains($0.id) }
        for id in input.choices.clean where !all.contains(where: { $0.id == id }) {
            findings.append(
                Diagnostic(
                    code: "orphan", summary: "Not an orphan of this project",
                    detail: "\(id) is none of the objects that `ximage list orphans` shows.",
                    fix: "To see them:\n  ximage list orphans"))
        }
        var servers: [RemoteID: StepID] = [:]
        var images: [StepID] = []
        for orphan in all {
            switch orphan.thing {
            case .backup(let backup): images.append(clean(backup, orphan))
            case .object(let object):
                let edges: [StepEdge]
                switch object.kind {
                case .disk:
                    let server = object.attributes[.server].string
                    let step = server.flatMap { servers[$0] }
                    if let server, step == nil {
                        stillAttached(orphan, to: server)
                        continue
                    }
                    edges = step.map { [StepEdge($0, .serverBeforeDiskDelete)] } ?? []
                case .vault: edges = images.map { StepEdge($0, .imageBeforeVaultDelete) }
                default: edges = []
                }
                let step = clean(object, orphan, edges)
                if object.kind == .server { servers[object.id] = step }
                if object.kind == .image || object.kind == .copy { images.append(step) }
            }
        }
    }

    /// Images and copies first, then backups, servers, disks and vaults.
    private var orphans: [Orphan] {
        let vaults = records.values.filter { $0.address.kind == .vault }.map(\.id)
        func place(_ orphan: Orphan) -> Int {
            switch orphan.thing {
            case .backup: 1
            case .object(let object):
                switch object.kind {
                case .image, .copy: 0
                case .server: 2
                case .disk: 3
                case .vault: 4
                }
            }
        }
        return OrphanFinder(project: project).orphans(
            unknown: unknown, backups: input.live.backups, desired: input.desired,
            records: input.prior.records, vaults: Set(vaults)
        ).enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(
            \.element)
    }

    private mutating func clean(_ object: LiveResource, _ orphan: Orphan, _ edges: [StepEdge]) -> StepID {
        let id = "delete \(orphan.address)"
        add(
            PlanStep(
                id: id, address: orphan.address, region: object.region,
                operation: .delete(DeleteStep(id: object.id, standing: .current)), edges: edges))
        changes.append(
            Change(
                address: orphan.address, region: object.region, action: .delete, id: object.id,
                before: readable(object), reason: .orphan(orphan.why), risk: risk(of: object)))
        return id
    }

    private mutating func clean(_ backup: LiveBackup, _ orphan: Orphan) -> StepID {
        let id = "delete backup of \(orphan.address)"
        add(
            PlanStep(
                id: id, address: orphan.address, region: backup.region,
                operation: .deleteBackup(BackupStep(id: backup.id))))
        changes.append(
            Change(
                address: orphan.address, region: backup.region, action: .delete, id: backup.id,
                before: [.name: .string(backup.name), .size: .int(backup.sizeGiB)],
                reason: .orphan(orphan.why),
                notes: ["A backup of \(backup.sizeGiB) GiB. Nothing can be brought back from it afterwards."])
        )
        return id
    }

    private mutating func stillAttached(_ orphan: Orphan, to server: RemoteID) {
        findings.append(
            Diagnostic(
                code: "orphan", summary: "The disk is attached to a server",
                detail: "\(orphan.id) hangs on server \"\(live[server]?.name ?? server)\", which stays.",
                fix: "Detach it there first, then clean again.", address: orphan.address))
    }
}
