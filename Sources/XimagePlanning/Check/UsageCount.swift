import XimageCore

/// What the steps of a plan take of the counted quotas, counted independently of its changes.
struct UsageCount {
    /// Of one region.
    private struct Counts {
        var images = 0
        var servers = 0
        var disks = 0

        /// A server has a system disk.
        mutating func add(_ kind: ResourceKind) {
            switch kind {
            case .image, .copy: images += 1
            case .server:
                servers += 1
                disks += 1
            case .disk: disks += 1
            case .vault: break
            }
        }

        /// `nil` for what is not counted here.
        func count(of thing: Usage.Thing) -> Int? {
            switch thing {
            case .images: images
            case .servers: servers
            case .disks: disks
            case .cores, .memoryMiB, .diskGiB, .vault: nil
            }
        }
    }

    private var taken: [Region: Counts] = [:]
    private var given: [Region: Counts] = [:]

    init(_ plan: Plan) {
        for step in plan.steps {
            switch step.operation {
            case .create, .label:
                guard !step.isRecognised else { break }
                taken[step.region, default: Counts()].add(step.address.kind)
            case .delete, .prune: given[step.region, default: Counts()].add(step.address.kind)
            case .update, .detach, .forget, .settle, .stop, .start, .awaitServer, .deleteBackup: break
            }
        }
    }

    func check(_ usages: [Usage]) throws(PlanDefect) {
        for usage in usages {
            guard let more = (taken[usage.region] ?? Counts()).count(of: usage.thing),
                let less = (given[usage.region] ?? Counts()).count(of: usage.thing)
            else { continue }
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
