import XimageCore

/// What the steps of a plan take of the counted quotas, counted independently of its changes.
struct UsageCount {
    private struct Key: Hashable {
        var region: Region
        var thing: Usage.Thing
    }

    private var taken: [Key: Int] = [:]
    private var given: [Key: Int] = [:]

    init(_ plan: Plan) {
        for step in plan.steps {
            switch step.operation {
            case .create, .label:
                guard !step.isRecognised else { break }
                for thing in Self.things(step.address.kind) {
                    taken[Key(region: step.region, thing: thing), default: 0] += 1
                }
            case .delete, .prune:
                for thing in Self.things(step.address.kind) {
                    given[Key(region: step.region, thing: thing), default: 0] += 1
                }
            case .update, .detach, .forget, .settle, .stop, .start, .awaitServer, .deleteBackup: break
            }
        }
    }

    /// A server has a system disk.
    private static func things(_ kind: ResourceKind) -> [Usage.Thing] {
        switch kind {
        case .image, .copy: [.images]
        case .server: [.servers, .disks]
        case .disk: [.disks]
        case .vault: []
        }
    }

    func check(_ usages: [Usage]) throws(PlanDefect) {
        for usage in usages {
            switch usage.thing {
            case .images, .servers, .disks: break
            case .cores, .memoryMiB, .diskGiB, .vault: continue
            }
            let key = Key(region: usage.region, thing: usage.thing)
            let (more, less) = (taken[key] ?? 0, given[key] ?? 0)
            guard usage.peak - usage.used == more, usage.after == max(0, usage.used + more - less) else {
                throw .invariant(
                    8, "\(usage.thing) of \(usage.region): \(more) more and \(less) less by the steps")
            }
        }
    }
}

extension PlanStep {
    /// An object that exists already gets its name and marks.
    fileprivate var isRecognised: Bool {
        if case .label(let label) = operation { label.id != nil } else { false }
    }
}
