import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

@Suite struct RetentionTests {
    private static let now = Timestamp("2026-06-30T00:00:00Z")!

    private static func ago(_ days: Int) -> Timestamp { now + .seconds(-days * 86_400) }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var retention: Retention
        var ages: [Int]
        /// The number of the one that the same plan makes.
        var upcoming: Int?
        var held: Set<Int> = []
        var bare: Set<Int> = []
        /// Numbers of generations whose image goes with its backup, whose image goes alone, whose backup goes.
        var gone: [Int]
        var left: [Int] = []
        var backups: [Int] = []
    }

    @Test(
        "Which generations go; number N is the Nth of the ages, in days",
        arguments: [
            Case(
                testDescription: "by count", retention: Retention(keep: 2, deleteBackups: true),
                ages: [4, 3, 2, 1], gone: [1, 2]),
            Case(
                testDescription: "the new one counts", retention: Retention(keep: 2, deleteBackups: true),
                ages: [4, 3, 2, 1], upcoming: 5, gone: [1, 2, 3]),
            Case(
                testDescription: "by age",
                retention: Retention(keepFor: .seconds(3 * 86_400), deleteBackups: true),
                ages: [5, 4, 2, 1], gone: [1, 2]),
            Case(
                testDescription: "both must agree",
                retention: Retention(keep: 1, keepFor: .seconds(3 * 86_400), deleteBackups: true),
                ages: [5, 2, 1], gone: [1]),
            Case(
                testDescription: "never the newest ready one",
                retention: Retention(keepFor: .seconds(86_400), deleteBackups: true), ages: [9, 8], gone: [1]),
            Case(
                testDescription: "never one that is held", retention: Retention(keep: 1, deleteBackups: true),
                ages: [3, 2, 1], held: [1], gone: [2]),
            Case(
                testDescription: "backups stay without consent", retention: Retention(keep: 1),
                ages: [3, 2, 1],
                gone: [], left: [1, 2]),
            Case(
                testDescription: "so many more as bare backups",
                retention: Retention(keep: 1, keepBackups: 1, deleteBackups: true), ages: [4, 3, 2, 1],
                gone: [1, 2], left: [3]),
            Case(
                testDescription: "a bare backup goes when its turn is over",
                retention: Retention(keep: 1, keepBackups: 1, deleteBackups: true), ages: [4, 3, 2, 1],
                bare: [1, 2], gone: [], left: [3], backups: [1, 2]),
            Case(
                testDescription: "the backup of a deleted image stays as long as the image would have",
                retention: Retention(keep: 2, deleteBackups: true), ages: [3, 2, 1], bare: [2], gone: []),
            Case(
                testDescription: "and is deleted when the image would have been",
                retention: Retention(keep: 2, deleteBackups: true), ages: [3, 2, 1], upcoming: 4, bare: [2],
                gone: [1], backups: [2]),
            Case(
                testDescription: "or by its age",
                retention: Retention(keepFor: .seconds(2 * 86_400), deleteBackups: true), ages: [4, 3, 1],
                bare: [1, 3], gone: [], backups: [1]),
        ])
    func verdicts(_ one: Case) {
        let candidates = one.ages.enumerated().map { index, age in
            RetentionPlanner.Candidate(
                number: index + 1, takenAt: Self.ago(age), isBare: one.bare.contains(index + 1),
                holders: one.held.contains(index + 1) ? ["in use"] : [])
        }
        let verdicts = RetentionPlanner(one.retention, now: Self.now, upcoming: one.upcoming).verdicts(
            candidates)
        func numbers(_ wanted: RetentionPlanner.Verdict) -> [Int] {
            verdicts.filter { $0.value == wanted }.map(\.key).sorted()
        }
        #expect(numbers(.goes(withBackup: true)) == one.gone)
        #expect(numbers(.goes(withBackup: false)) == one.left)
        #expect(numbers(.backupGoes) == one.backups)
        #expect(verdicts.keys.sorted() == Array(1...one.ages.count))
    }

    /// One random history: generations come, retention is asked again and again, things are held and let go.
    /// - Returns: how many images and bare backups went.
    private static func history(_ seed: UInt64) -> Int {
        var gone = 0
        var random = SeededGenerator(seed: seed)
        let retention = Retention(
            keep: Bool.random(using: &random) ? Int.random(in: 1...5, using: &random) : nil,
            keepFor: Bool.random(using: &random)
                ? .seconds(Int.random(in: 1...20, using: &random) * 86_400) : nil,
            keepBackups: Int.random(in: 0...3, using: &random), deleteBackups: Bool.random(using: &random))
        var images: [RetentionPlanner.Candidate] = []
        var bare: [RetentionPlanner.Candidate] = []
        var now = Timestamp("2026-01-01T00:00:00Z")!
        var number = 0
        for _ in 0..<12 {
            now = now + .seconds(Int.random(in: 1...6, using: &random) * 86_400)
            for index in images.indices {
                images[index].holders = Int.random(in: 0..<5, using: &random) == 0 ? ["in use"] : []
                if Int.random(in: 0..<4, using: &random) > 0 { images[index].isReady = true }
            }
            let makes = Bool.random(using: &random)
            let verdicts = RetentionPlanner(
                retention, now: now, upcoming: makes ? number + 1 : nil
            ).verdicts(
                images + bare)
            let newestReady = images.filter(\.isReady).map(\.number).max()
            for image in images {
                guard case .goes(let withBackup) = verdicts[image.number] else { continue }
                #expect(image.holders.isEmpty && image.isReady, "seed \(seed): \(image.number) was protected")
                #expect(makes || image.number != newestReady, "seed \(seed): the newest ready one goes")
                #expect(!withBackup || retention.deleteBackups, "seed \(seed): a backup goes without consent")
                let newer = images.count { $0.number > image.number } + (makes ? 1 : 0)
                if let keep = retention.keep {
                    #expect(newer >= keep, "seed \(seed): one of the newest goes")
                }
                if let time = retention.keepFor {
                    #expect(now - image.takenAt > time, "seed \(seed): too young")
                }
                #expect(retention.keep != nil || retention.keepFor != nil)
                gone += 1
            }
            let backupsGone = bare.filter { verdicts[$0.number] == .backupGoes }
            #expect(
                backupsGone.isEmpty || retention.deleteBackups,
                "seed \(seed): a bare backup goes without consent")
            bare.removeAll { verdicts[$0.number] == .backupGoes }
            gone += backupsGone.count
            for image in images {
                guard case .goes(let withBackup) = verdicts[image.number] else { continue }
                if !withBackup {
                    var left = image
                    left.isBare = true
                    bare.append(left)
                }
            }
            images.removeAll { if case .goes = verdicts[$0.number] { true } else { false } }
            if makes {
                number += 1
                images.append(.init(number: number, takenAt: now, isReady: Bool.random(using: &random)))
            }
            // Asked again at once, it lets nothing more go.
            let again = RetentionPlanner(retention, now: now, upcoming: nil).verdicts(images + bare)
            for verdict in again.values {
                if case .goes = verdict { Issue.record("seed \(seed): not settled") }
                if verdict == .backupGoes { Issue.record("seed \(seed): not settled") }
            }
        }
        return gone
    }

    @Test("10,000 random histories: nothing that a rule protects ever goes")
    func histories() {
        let gone = (UInt64(0)..<10_000).reduce(0) { $0 + Self.history($1) }
        #expect(gone > 10_000, "only \(gone) went: the histories are too calm to show anything")
    }
}
