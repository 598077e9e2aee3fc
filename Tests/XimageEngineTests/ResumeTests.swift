import Foundation
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

    /// Without digests, which hold ids, and without what an image captured, which a resumed step does not record.
    private static func text(of lab: Lab) throws -> String {
        let leftOut = ["  digest ", "  backup = ", "  disks = "]
        return CanonicalDump.text(of: try lab.prior()).split(separator: "\n").filter { line in
            !leftOut.contains { line.hasPrefix($0) }
        }.joined(separator: "\n")
    }

    @Test("A crash between the label's call and its record leaves the record of an undisturbed run")
    func label() async throws {
        let undisturbed = try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            return try Self.text(of: lab)
        }
        for boundary in 0..<60 {
            let text = try await Lab.with { lab -> String? in
                let point = CrashPoint(after: boundary)
                do { try await lab.apply(MainJob.desired(), tap: point) } catch is StateError {}
                guard point.isDead else { return nil }
                try await lab.apply(MainJob.desired())
                return try Self.text(of: lab)
            }
            guard let text else { break }
            #expect(text == undisturbed, "crash at boundary \(boundary)")
        }
    }

    @Test("Only told, open steps stay open and nothing is done")
    func onlyTold() async throws {
        try await Lab.with { lab in
            let point = CrashPoint(after: 20)
            do { try await lab.apply(MainJob.desired(), tap: point) } catch is StateError {}
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

    @Test("A lost state file is rebuilt, and the next plan is empty")
    func rebuild() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: lab.statePath + suffix)
            }
            let applying = Session.Applying(
                holder: Self.holder(), lockTimeout: .zero, stop: StopSignal(), confirm: { _ in true },
                report: { _ in })
            guard
                case .done(let found, let total) = try await lab.session().rebuild(
                    .init(MainJob.desired()), applying)
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
