package import XimageCore
package import XimagePlanning

extension CanonicalForm {
    package static func of(_ step: PlanStep) -> Value {
        map([
            "id": .string(step.id.description), "region": .string(step.region),
            "operation": of(step.operation),
            "edges": .list(
                step.edges.map {
                    map(["step": .string($0.step.description), "reason": .string("\($0.reason)")])
                }),
        ])
    }

    private static func of(_ operation: StepOperation) -> Value {
        switch operation {
        case .create(let step): of(step)
        case .label(let step):
            map([
                "create": of(step.create), "server": of(step.server), "id": step.id.canonical { .string($0) },
            ])
        case .update(let step):
            map([
                "id": .string(step.id), "changes": of(step.changes), "current": of(step.current),
                "record": of(step.record), "retags": .bool(step.retags),
            ])
        case .delete(let step):
            map([
                "id": .string(step.id), "standing": .string(step.standing.rawValue),
                "detachFrom": step.detachFrom.canonical { .string($0) },
            ])
        case .detach(let step): map(["id": .string(step.id), "server": .string(step.server)])
        case .prune(let step):
            map([
                "id": .string(step.id), "standing": .string(step.standing.rawValue),
                "backup": of(step.backup),
            ])
        case .forget(let step):
            map([
                "id": .string(step.id), "standing": .string(step.standing.rawValue),
                "object": of(step.object),
            ])
        case .settle(let step): map(["image": of(step.image), "id": step.id.canonical { .string($0) }])
        case .stop(let step), .start(let step):
            map([
                "server": step.server.canonical { of($0) }, "id": step.id.canonical { .string($0) },
                "name": .string(step.name), "image": of(step.image), "restores": .bool(step.restores),
            ])
        case .awaitServer(let step):
            map([
                "server": step.server.canonical { of($0) }, "id": step.id.canonical { .string($0) },
                "name": .string(step.name), "condition": of(step.condition),
            ])
        case .deleteBackup(let step): map(["id": .string(step.id)])
        }
    }

    private static func of(_ step: CreateStep) -> Value {
        map([
            "attributes": of(step.attributes), "declared": of(step.declared.withoutSecretTraces),
            "disks": .list(step.disks.map { map(["address": of($0.address), "create": of($0.create)]) }),
            "generation": .int(step.generation), "dependencies": of(step.dependencies),
            "onRemove": step.onRemove.canonical { .string($0.rawValue) }, "protect": .bool(step.protect),
            "endsStopped": .bool(step.endsStopped), "endsInRegion": .bool(step.endsInRegion),
            "captured": of(step.captured), "imageDisk": step.imageDiskKey.canonical { .string($0) },
            "replaces": step.replaces.canonical { .string($0) },
        ])
    }

    private static func of(_ object: RecordStep.Object) -> Value {
        switch object {
        case .vanished(let backup): map(["vanished": backup.canonical { .string($0) }])
        case .released: "released"
        }
    }

    private static func of(_ backup: PruneStep.Backup) -> Value {
        switch backup {
        case .deleted: "deleted"
        case .stays: "stays"
        case .renamed(let left): map(["id": .string(left.id), "name": .string(left.name)])
        }
    }

    private static func of(_ record: ResourceRecord) -> Value {
        map([
            "address": of(record.address), "region": .string(record.region), "id": .string(record.id),
            "standing": .string(record.standing.rawValue), "attributes": of(record.attributes),
            "declared": of(record.declared.withoutSecretTraces),
            "operation": record.operation.canonical { .string($0.text) },
            "digest": .string(record.digest), "createdAt": record.createdAt.canonical { of($0) },
            "dependencies": of(record.dependencies),
            "onRemove": record.onRemove.canonical { .string($0.rawValue) },
            "protect": .bool(record.protect), "awaitsMarks": .bool(record.awaitsMarks),
        ])
    }

    /// Without places in files, which move with every comment.
    package static func of(_ change: Change) -> Value {
        map([
            "address": of(change.address), "region": .string(change.region),
            "action": .string(of(change.action)),
            "id": change.id.canonical { .string($0) }, "before": change.before.canonical { of($0) },
            "after": change.after.canonical { of($0) },
            "differences": of(change.differences.map(\.description)),
            "reason": .string(of(change.reason)), "risk": change.risk.canonical { of($0) },
            "backupRisk": change.backupRisk.canonical { of($0) },
            "notes": of(change.notes.map(\.english)), "takesBackup": .bool(change.takesBackup),
        ])
    }

    private static func of(_ action: Action) -> String {
        switch action {
        case .replace(let order): "\(action.word) \(order.rawValue)"
        case .noOp, .create, .update, .delete, .forget: action.word
        }
    }

    private static func of(_ reason: ActionReason) -> String {
        switch reason {
        case .declaredButMissing: "missing"
        case .vanished(let id): "vanished \(id)"
        case .attributesDiffer: "differs"
        case .immutableAttributes(let names): "immutable \(names.map(\.description))"
        case .serverReplaced: "server replaced"
        case .newGeneration(let names): "new generation \(names.map(\.description))"
        case .failedInCloud(let status): "failed \(status)"
        case .noLongerDeclared: "undeclared"
        case .staysAttached: "attached"
        case .destroyRequested: "destroy"
        case .leftOver: "left over"
        case .alreadyMatches: "matches"
        case .moved(let address): "moved \(address)"
        case .scheduleDue: "due"
        case .renewalRequested: "renewal"
        case .pastRetention(let stays): "retention \(stays)"
        case .snapshotOver(let until): "snapshot over \(until)"
        case .orphan(let why): "orphan \(why)"
        case .undeleteRequested: "undelete"
        }
    }

    private static func of(_ risk: BackupRisk) -> Value {
        map([
            "count": risk.count.canonical { .int($0) }, "sizeGiB": .int(risk.sizeGiB),
            "owners": of(risk.owners),
        ])
    }

    private static func of(_ risk: DataRisk) -> Value {
        map([
            "sizeGiB": risk.sizeGiB.canonical { .int($0) },
            "lastCaptured": risk.lastCaptured.canonical { of($0) },
            "capturedBy": risk.capturedBy.canonical { of($0) },
        ])
    }
}
