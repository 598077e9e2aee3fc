import XimageCore

/// What the decisions that are carried out amount to.
extension Decisions {
    /// Sorted by address.
    var changes: [Change] { chosen.compactMap(\.change).sorted { $0.address < $1.address } }

    var findings: [Diagnostic] { chosen.flatMap(\.findings) }

    /// Records of what no entry decides about.
    var undecided: [ResourceRecord] { chosen.compactMap(\.facts.undecided) }

    /// How many managed resources need nothing.
    var unchanged: Int {
        all.count { decision in
            decision.change == nil && !decision.isRemark && !(decision.subject?.isExisting ?? false)
        }
    }

    /// Steps that an error forbids.
    var skipped: [SkippedStep] {
        leftOut.sorted { $0.key < $1.key }.flatMap { index, reason -> [SkippedStep] in
            guard case .blocked(let because) = reason else { return [] }
            return DecidedSteps.of(all[index]).map { SkippedStep(step: $0.id, because: because) }
        }
    }

    /// What options leave out. What an error forbids is in ``skipped``.
    func leftOutChanges(of world: World) -> [LeftOutChange] {
        let due = DueImages(options: world.options, zoneOffset: world.zoneOffset, now: world.readAt)
        let skipped = world.desired.resources.filter { resource in
            // What is created anyway, or left out already, is not left out by this.
            guard let decision = self[resource.address], decision.change == nil,
                world.selection.isMeant(resource.address)
            else { return false }
            return due.isSkipped(resource, world.usable(resource.address))
        }.map { LeftOutChange(address: $0.address, action: .create, due: .at(world.readAt)) }
        return
            (skipped
            + leftOut.sorted { $0.key < $1.key }.compactMap { index, reason -> LeftOutChange? in
                let decision = all[index]
                guard case .option = reason, decision.change != nil || decision.isRefused else { return nil }
                let address = decision.change?.address ?? decision.address
                return LeftOutChange(
                    address: address, action: decision.change?.action,
                    due: world.options.onlyDue
                        ? due.next(world.declared[address.series], world.usable(address.series)) : .notAsked)
            }).sorted { $0.address < $1.address }
    }

    private var chosen: [Decision] {
        leftOut.isEmpty ? all : all.indices.filter { leftOut[$0] == nil }.map { all[$0] }
    }
}

extension Decision {
    /// Ximage cannot do what is declared at its address.
    fileprivate var isRefused: Bool { if case .refuse = verdict { !isRemark } else { false } }
}

/// One line for all that retention frees.
struct RetentionReport {
    private var images = 0
    private var backups = 0
    /// `nil` once a size is not known.
    private var gibibytes: Int? = 0

    init(_ decisions: Decisions) {
        for (index, decision) in decisions.all.enumerated() where decisions.leftOut[index] == nil {
            guard case .remove(let removal) = decision.verdict else { continue }
            switch removal {
            case .prune(let step) where step.consent == .retention || step.consent == .snapshotEnd:
                images += 1
                guard step.takesBackup else { continue }
                backups += 1
                add(decision.facts.freedGiB)
            case .backup(let step, _) where step.consent == .retention:
                backups += 1
                add(decision.facts.freedGiB)
            default: break
            }
        }
    }

    private mutating func add(_ size: Int?) {
        gibibytes = size.flatMap { size in gibibytes.map { $0 + size } }
    }

    var finding: Diagnostic? {
        guard images > 0 || backups > 0 else { return nil }
        return Diagnostic(
            .retentionFrees, severity: .info,
            [
                "images": RuleArgument("\(images) image\(images == 1 ? "" : "s")", zh: "\(images) 个镜像"),
                "backups": RuleArgument("\(backups) backup\(backups == 1 ? "" : "s")", zh: "\(backups) 个备份"),
                "space": .space(gibibytes),
            ])
    }
}
