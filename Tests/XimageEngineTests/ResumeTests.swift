import Foundation
import Synchronization
import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageSandbox
import XimageState

@Suite struct ResumeTests {
    private static func holder() -> LockHolder {
        LockHolder(who: "tester", host: "here", pid: getpid(), command: "ximage apply")
    }

    /// Without digests, which hold ids; ids are numbered in the order in which they come.
    static func text(of lab: Lab) throws -> String {
        var numbers: [Substring: Int] = [:]
        let dump = CanonicalDump.text(of: try lab.prior())
        return dump.split(separator: "\n").filter { !$0.hasPrefix("  digest ") }.map { line in
            line.replacing(#/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/#) { id in
                if numbers[id.0] == nil { numbers[id.0] = numbers.count + 1 }
                return "#\(numbers[id.0] ?? 0)"
            }
        }.joined(separator: "\n")
    }

    @Test("A crash at any boundary leaves, once it is taken up, the records of an undisturbed run")
    func records() async throws {
        let undisturbed = try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            #expect(try await lab.plan(MainJob.desired()).refreshed == [])
            return try Self.text(of: lab)
        }
        var crashes = 0
        while true {
            let boundary = crashes
            let text = try await Lab.with { lab -> String? in
                let point = CrashPoint(after: boundary)
                do { try await lab.apply(MainJob.desired(), tap: point) } catch is StateError {}
                guard point.isDead else { return nil }
                try await lab.apply(MainJob.desired())
                return try Self.text(of: lab)
            }
            guard let text else { break }
            crashes += 1
            #expect(text == undisturbed, "crash at boundary \(boundary)")
        }
        #expect(crashes >= 30)
    }

    @Test("The same for a crash among changes in place: what was carried out is in the records")
    func changes() async throws {
        let changed = MainJob.desired(tags: ["team": "shop"], dataGiB: 120)
        let undisturbed = try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            try await lab.apply(changed)
            #expect(try await lab.plan(changed).refreshed == [])
            return try Self.text(of: lab)
        }
        var crashes = 0
        while true {
            let boundary = crashes
            let text = try await Lab.with { lab -> String? in
                try await lab.apply(MainJob.desired())
                let point = CrashPoint(after: boundary)
                do { try await lab.apply(changed, tap: point) } catch is StateError {}
                guard point.isDead else { return nil }
                try await lab.apply(changed)
                #expect(try await lab.plan(changed).drift.isEmpty)
                return try Self.text(of: lab)
            }
            guard let text else { break }
            crashes += 1
            #expect(text == undisturbed, "crash at boundary \(boundary)")
        }
        #expect(crashes >= 6)
    }

    @Test("The same for a copy in another region: what it holds is in its record")
    func copies() async throws {
        let desired = try Manifests.desired(
            Manifests.mainJob(image: LifecycleTests.copies, vaults: LifecycleTests.dr))
        let (undisturbed, boundaries) = try await Lab.with { lab in
            let point = CrashPoint(after: .max)
            try await lab.apply(desired, tap: point)
            return (try Self.text(of: lab), point.crossed)
        }
        // The copy is made last.
        for boundary in boundaries - 10..<boundaries {
            try await Lab.with { lab in
                do { try await lab.apply(desired, tap: CrashPoint(after: boundary)) } catch is StateError {}
                try await lab.apply(desired)
                #expect(try Self.text(of: lab) == undisturbed, "crash at boundary \(boundary)")
            }
        }
    }

    @Test("A new image that is taken up has ended well only when its whole region can use it")
    func settles() async throws {
        let boundaries = try await Lab.with { lab in
            let point = CrashPoint(after: .max)
            try await lab.apply(MainJob.desired(), tap: point)
            return point.crossed
        }
        var taken = 0
        // The image is made last.
        for boundary in boundaries - 10..<boundaries {
            try await Lab.with { lab in
                do {
                    try await lab.apply(MainJob.desired(), tap: CrashPoint(after: boundary))
                } catch is StateError {}
                guard try lab.openSteps().map(\.intent.step) == ["create image.golden@1"] else { return }
                let looks = Mutex(0)
                let looksWhenTold = Mutex<Int?>(nil)
                let slow = AlteredProvider(
                    inner: lab.provider,
                    looked: { operation, progress in
                        guard operation.purpose == .settle else { return progress }
                        return looks.withLock { looks in
                            looks += 1
                            return looks <= 3 ? .running(phase: "usable in its zone", percent: nil) : progress
                        }
                    })
                try await lab.apply(MainJob.desired(), over: slow) { event in
                    guard case .notice(let text) = event,
                        text.english.hasPrefix("create image.golden@1: finished since")
                    else { return }
                    looksWhenTold.withLock { $0 = looks.withLock { $0 } }
                }
                guard let told = looksWhenTold.withLock({ $0 }) else { return }
                taken += 1
                #expect(told == 4, "crash at boundary \(boundary)")
            }
        }
        #expect(taken > 0)
    }

    @Test("A run that takes up what an interrupted one left has an end in the history")
    func history() async throws {
        try await Lab.with { lab in
            do { try await lab.apply(MainJob.desired(), tap: CrashPoint(after: 20)) } catch is StateError {}
            #expect(try !lab.openSteps().isEmpty)
            try await lab.apply(MainJob.desired())
            #expect(try lab.openSteps().isEmpty)
            let store = try #require(
                try StateStore.openReadOnly(path: lab.statePath, project: "shop", time: .system))
            // The one that carries out the rest, the one that takes up, the one that died.
            let runs = try store.runs()
            #expect(runs.count == 3)
            #expect(runs.prefix(2).map(\.outcome) == [.completed, .completed])
        }
    }

    @Test("A setting that only the record keeps is kept without a step")
    func settings() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            var guarded = MainJob.desired()
            for index in guarded.resources.indices where guarded.resources[index].address.kind == .server {
                guarded.resources[index].protect = true
            }
            #expect(try await lab.plan(guarded).steps.isEmpty)
            try await lab.apply(guarded)
            #expect(try lab.prior().records.first { $0.address.kind == .server }?.protect == true)
            #expect(try await lab.plan(guarded).refreshed == [])
        }
    }

    @Test("Only told, open steps stay open and nothing is done")
    func onlyTold() async throws {
        try await Lab.with { lab in
            let point = CrashPoint(after: 20)
            do { try await lab.apply(MainJob.desired(), tap: point) } catch is StateError {}
            #expect(point.isDead)
            let before = try await lab.made()
            var applying = Session.Applying(
                holder: Self.holder(), lockTimeout: .zero, stop: StopSignal(), confirm: { _ in true },
                report: { _ in })
            applying.interrupted = .tell
            let applied = try await lab.session().apply(.init(MainJob.desired()), applying)
            guard case .interrupted(let steps) = applied else {
                Issue.record("\(applied)")
                return
            }
            #expect(!steps.isEmpty)
            #expect(try await lab.made() == before)
        }
    }

    static let applying = Session.Applying(
        holder: holder(), lockTimeout: .zero, stop: StopSignal(), confirm: { _ in true }, report: { _ in })

    @Test("A lost state file is rebuilt, and the next plan is empty")
    func rebuild() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            lab.loseState()
            guard
                case .done(let found, let total, nil, _) = try await lab.session().rebuild(
                    .init(MainJob.desired()), Self.applying)
            else {
                Issue.record("not rebuilt")
                return
            }
            #expect(found.count == 5 && total == 5)
            #expect(try await lab.plan(MainJob.desired()).steps.map(\.id) == [])
        }
    }

    @Test("Sound records of a damaged file are taken over")
    func salvage() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired(revision: "7"))
            let salvaged = StateStore.salvage(path: lab.statePath)
            #expect(salvaged.map(\.address) == (try lab.prior().records.map(\.address)))
            _ = try StateStore.setAside(path: lab.statePath, at: Timestamp(milliseconds: 5))
            let applying = Session.Applying(
                holder: Self.holder(), lockTimeout: .zero, stop: StopSignal(), confirm: { _ in true },
                report: { _ in })
            _ = try await lab.session().rebuild(
                .init(MainJob.desired(revision: "7")), applying, salvaged: salvaged, waits: true)
            #expect(try await lab.plan(MainJob.desired(revision: "7")).steps.map(\.id) == [])
        }
    }

    @Test("Runs leave what they learned of durations, and the next plan's forecast rests on it")
    func forecasts() async throws {
        try await Lab.with { lab in
            let first = try await lab.session().plan(.init(MainJob.desired()))
            #expect(first.forecast?.isLearned == false)
            try await lab.apply(MainJob.desired())
            let store = try #require(
                try StateStore.openReadOnly(path: lab.statePath, project: "shop", time: .system))
            let learned = try store.learnedDurations()
            let expected: Set = ["create vault", "create server", "label disk", "create image"]
            #expect(Set(learned.map(\.work)) == expected)
            #expect(learned.first { $0.work == "create image" }?.gibibytes == 190)
            let second = try await lab.session().plan(.init(MainJob.desired(revision: "2")))
            #expect(second.forecast?.isLearned == true)
        }
    }
}
