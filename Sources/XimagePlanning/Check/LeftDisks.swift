import XimageCore

/// Data disks of servers that the plan deletes: the service deletes those that are set to go with their server, whatever
/// else the plan says about them, and detaches the others.
enum LeftDisks {
    static func findings(_ plan: Plan, _ world: World) -> [Diagnostic] {
        let servers = plan.steps.filter { $0.address.kind == .server && $0.operation.removedID != nil }
        guard !servers.isEmpty else { return [] }
        let handled = Handled(plan)
        return servers.flatMap { step -> [Diagnostic] in
            guard let server = step.operation.removedID.flatMap({ world.live[$0] }),
                case .server(let facts) = server.facts
            else { return [] }
            return facts.disks.filter { !$0.isSystem }.compactMap { disk in
                if disk.deletedWithServer {
                    return handled.leaves(disk.id, server.id) ? nil : lost(disk, step, server, world)
                }
                return handled.all.contains(disk.id) ? nil : left(disk, step, server, world)
            }
        }
    }

    /// Disks that steps of the plan are about.
    private struct Handled {
        var all: Set<RemoteID> = []
        private var deleted: Set<RemoteID> = []
        private var detached: [RemoteID: RemoteID] = [:]

        init(_ plan: Plan) {
            for step in plan.steps where step.address.kind == .disk {
                switch step.operation {
                case .delete(let delete):
                    all.insert(delete.id)
                    deleted.insert(delete.id)
                case .detach(let detach):
                    all.insert(detach.id)
                    detached[detach.id] = detach.server
                case .update(let update) where !update.changes[.server].isEmpty:
                    all.insert(update.id)
                    detached[update.id] = update.current[.server].string
                case .forget(let forget): all.insert(forget.id)
                default: break
                }
            }
        }

        /// Whether the disk is off the server before that is deleted, or is to be deleted itself.
        func leaves(_ disk: RemoteID, _ server: RemoteID) -> Bool {
            deleted.contains(disk) || detached[disk] == server
        }
    }

    private static func lost(
        _ disk: ServerFacts.AttachedDisk, _ step: PlanStep, _ server: LiveResource, _ world: World
    ) -> Diagnostic {
        Diagnostic(
            .diskDeletedWithServer,
            ["server": "\(step.address)", "id": "\(server.id)", "disk": text(disk, world)],
            address: step.address, subject: world.declared[step.address.series]?.origin)
    }

    private static func left(
        _ disk: ServerFacts.AttachedDisk, _ step: PlanStep, _ server: LiveResource, _ world: World
    ) -> Diagnostic {
        Diagnostic(
            .attachedDiskLeft, severity: .warning,
            [
                "server": "\(step.address)", "id": "\(server.id)", "disk": text(disk, world),
                "command": RuleArgument(disk.id.shellQuoted),
            ], address: step.address, subject: world.declared[step.address.series]?.origin)
    }

    private static func text(_ disk: ServerFacts.AttachedDisk, _ world: World) -> RuleArgument {
        guard let live = world.live[disk.id] else {
            return RuleArgument("data disk \(disk.id)", zh: "数据盘 \(disk.id) ")
        }
        let size = RuleArgument.size(live.attributes[.size].int)
        return RuleArgument(
            "data disk \"\(live.name)\" (\(disk.id), \(size))",
            zh: "数据盘“\(live.name)”（\(disk.id)，\(size[.chinese])）")
    }
}
