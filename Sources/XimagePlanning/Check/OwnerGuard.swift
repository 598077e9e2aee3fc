import XimageCore

/// Steps on objects that are somebody else's by now, whatever an old record says: released ones, those that another project
/// marked, and disks in use by servers outside the set.
enum OwnerGuard {
    static func findings(_ plan: Plan, _ world: World) -> [Diagnostic] {
        let removed = Set(plan.steps.compactMap(\.operation.removedID))
        return plan.steps.compactMap { step in
            guard let id = object(of: step.operation), let object = world.live[id] else { return nil }
            if let owner = object.owner, owner == Mark.released || !Mark.belongs(owner, to: world.project) {
                return foreign(step, object, owner)
            }
            if case .delete(let delete) = step.operation, object.kind == .disk,
                let server = attachments(object, delete).first(where: {
                    !world.recordedIDs.contains($0) && !removed.contains($0)
                })
            {
                return Refusal.diskInUse(
                    step.address, id, by: server, Bilingual("deleted", zh: "删除"),
                    isPassedOver: world.isPassedOver(server))
            }
            return nil
        }
    }

    /// All servers that use a disk: a shared one may have several.
    private static func attachments(_ disk: LiveResource, _ delete: DeleteStep) -> [RemoteID] {
        var servers = [delete.detachFrom, disk.attributes[.server].string].compactMap(\.self)
        if case .disk(let facts) = disk.facts { servers += facts.servers }
        return servers.filter { !$0.isEmpty }
    }

    /// The object that a step changes or removes; `nil` for those that create, forget or only wait.
    private static func object(of operation: StepOperation) -> RemoteID? {
        switch operation {
        case .update(let step): step.id
        case .delete(let step): step.id
        case .detach(let step): step.id
        case .prune(let step): step.id
        case .create, .label, .forget, .settle, .stop, .start, .awaitServer, .deleteBackup: nil
        }
    }

    private static func foreign(_ step: PlanStep, _ object: LiveResource, _ owner: String) -> Diagnostic {
        let isReleased = owner == Mark.released
        let takeBack = "ximage import '\(step.address)' \(object.id.shellQuoted)"
        return Diagnostic(
            .notOurs,
            [
                "object": "\(step.address)", "name": "\(object.name)", "id": "\(object.id)",
                "owner": isReleased
                    ? RuleArgument("that it was released", zh: "它已被释放")
                    : RuleArgument("`\(owner)`, another project", zh: "它属于其他项目 `\(owner)`"),
                "alternative": isReleased
                    ? RuleArgument("\nor take it back:\n  \(takeBack)", zh: "\n或重新管理它：\n  \(takeBack)") : "",
            ], address: step.address)
    }
}
