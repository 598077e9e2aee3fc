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

    /// By region; there are few.
    private var taken: [(region: Region, counts: Counts)] = []
    private var given: [(region: Region, counts: Counts)] = []

    init(_ plan: Plan) {
        // By position: an iterator copies each step.
        for position in plan.steps.indices {
            switch plan.steps[position].operation {
            case .create, .label:
                guard !plan.steps[position].isRecognised else { break }
                Self.add(plan.steps[position], to: &taken)
            case .delete, .prune: Self.add(plan.steps[position], to: &given)
            case .update, .detach, .forget, .settle, .stop, .start, .awaitServer, .deleteBackup: break
            }
        }
    }

    private static func add(_ step: PlanStep, to all: inout [(region: Region, counts: Counts)]) {
        if let index = all.firstIndex(where: { $0.region == step.region }) {
            all[index].counts.add(step.address.kind)
        } else {
            all.append((step.region, Counts()))
            all[all.count - 1].counts.add(step.address.kind)
        }
    }

    private static func counts(
        of region: Region, in all: [(region: Region, counts: Counts)]
    ) -> Counts {
        all.first { $0.region == region }?.counts ?? Counts()
    }

    func check(_ usages: [Usage]) throws(PlanDefect) {
        for usage in usages {
            guard let more = Self.counts(of: usage.region, in: taken).count(of: usage.thing),
                let less = Self.counts(of: usage.region, in: given).count(of: usage.thing)
            else { continue }
            // What is deleted before something is created lowers the peak, at most by its own amount.
            guard usage.peak - usage.used <= more, usage.peak - usage.used >= more - less,
                usage.after == max(0, usage.used + more - less)
            else {
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
