package import XimageCore

/// Decides which generations of a series retention lets go. Pure: it knows ages and who holds what, nothing else.
package struct RetentionPlanner: Sendable {
    /// A generation, or the bare backup that is left of one.
    package struct Candidate: Hashable, Sendable {
        package var number: Int
        package var takenAt: Timestamp
        /// The image is gone, its backup is left.
        package var isBare: Bool
        /// Usable, nothing under way.
        package var isReady: Bool
        /// Why it has to stay whatever its age; empty when nothing holds it.
        package var holders: [RuleArgument]

        package init(
            number: Int, takenAt: Timestamp, isBare: Bool = false, isReady: Bool = true,
            holders: [RuleArgument] = []
        ) {
            self.number = number
            self.takenAt = takenAt
            self.isBare = isBare
            self.isReady = isReady
            self.holders = holders
        }
    }

    package enum Verdict: Hashable, Sendable {
        case stays
        /// It would go, but something holds it.
        case held([RuleArgument])
        /// The image goes; its backup with it, or it stays behind as a bare backup.
        case goes(withBackup: Bool)
        /// A bare backup goes.
        case backupGoes
    }

    private let retention: Retention
    private let now: Timestamp
    /// The generation that the same plan makes, and that is ready before an old one goes.
    private let upcoming: Int?

    package init(_ retention: Retention, now: Timestamp, upcoming: Int?) {
        self.retention = retention
        self.now = now
        self.upcoming = upcoming
    }

    /// The newest ready generation is never let go, unless a newer one is made first in the same plan.
    package func verdicts(_ candidates: [Candidate]) -> [Int: Verdict] {
        let images = candidates.filter { !$0.isBare }.sorted { $0.number > $1.number }
        let newestReady = images.first(where: \.isReady)?.number
        var result: [Int: Verdict] = [:]
        var leaving: [Candidate] = []
        // What is still being created may fail: it takes the place of no other.
        var ready = 0
        for image in images {
            let hasNewer = upcoming.map { $0 > image.number } ?? false
            defer { if image.isReady { ready += 1 } }
            if !image.isReady || !isPastLimits(image, position: ready + (hasNewer ? 1 : 0)) {
                result[image.number] = .stays
            } else if image.number == newestReady, !hasNewer {
                result[image.number] = .held([
                    RuleArgument("it is the newest one that is ready", zh: "它是最新的可用镜像")
                ])
            } else if !image.holders.isEmpty {
                result[image.number] = .held(image.holders)
            } else {
                leaving.append(image)
            }
        }
        // A backup whose image someone deleted stays as long as the image would have.
        let bare = candidates.filter(\.isBare)
        let past = bare.filter { one in
            isPastLimits(
                one,
                position: images.count { $0.isReady && $0.number > one.number } + (upcoming == nil ? 0 : 1))
        }
        for one in bare { result[one.number] = .stays }
        let backups = (leaving + past).sorted { $0.number > $1.number }
        for (index, one) in backups.enumerated() {
            let backupGoes = retention.deleteBackups && index >= retention.keepBackups
            if one.isBare {
                result[one.number] =
                    !backupGoes ? .stays : one.holders.isEmpty ? .backupGoes : .held(one.holders)
            } else {
                result[one.number] = .goes(withBackup: backupGoes)
            }
        }
        return result
    }

    /// With both limits, both must agree. Without any, nothing goes.
    private func isPastLimits(_ image: Candidate, position: Int) -> Bool {
        if retention.keep == nil, retention.keepFor == nil { return false }
        if let keep = retention.keep, position < keep { return false }
        if let keepFor = retention.keepFor, now - image.takenAt <= keepFor { return false }
        return true
    }
}
