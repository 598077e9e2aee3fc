import Foundation
import Synchronization
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageState
import XimageTestSupport

/// Two runs without a shared state that start together: neither sees the other's objects when it plans.
@Suite struct RivalTests {
    /// A state file that is new, with a mark lineage that begins with a letter.
    private static func prepare(_ lab: Lab, lineage letter: Character) throws {
        for seed in UInt64(0)..<2000 {
            var random = SeededGenerator(seed: seed)
            let path = "\(lab.folder)/candidate-\(seed).db"
            let store = try StateStore.open(path: path, project: "shop", time: .system, random: &random)
            let marks = try store.identity().marks
            try store.close()
            if marks?.text.first == letter {
                try FileManager.default.moveItem(atPath: path, toPath: lab.statePath)
                return
            }
            try FileManager.default.removeItem(atPath: path)
        }
        Issue.record("no lineage begins with \(letter)")
    }

    @Test(
        "Of two runs that create the same, the one with the greater lineage stops", arguments: [true, false])
    func together(givesWay: Bool) async throws {
        try await Lab.with { lab in
            let other = try lab.elsewhere()
            try Self.prepare(lab, lineage: givesWay ? "z" : "a")
            try Self.prepare(other, lineage: "m")
            let desired = try Manifests.desired(Manifests.mainJob())
            let notices = Mutex<[String]>([])
            let applying = Session.Applying(
                holder: LockHolder(who: "tester", host: "here", pid: 1, command: "ximage apply"),
                lockTimeout: .zero, stop: StopSignal(),
                confirm: { _ in
                    // Both have planned; the other one is faster.
                    let report = try? await other.apply(desired)
                    return report?.isComplete == true
                },
                report: { event in
                    if case .notice(let text) = event { notices.withLock { $0.append(text.english) } }
                })
            guard case .done(_, let report) = try await lab.session().apply(.init(desired), applying) else {
                Issue.record("not applied")
                return
            }
            let left = try lab.prior().records.map { "\($0.address)" }
            if givesWay {
                #expect(
                    report.failures.contains { $0.detail.contains("Another run creates the same objects") })
                #expect(!report.isComplete)
                #expect(!left.contains("vault.main"), "\(left)")
                #expect(!left.contains { $0.hasPrefix("image.") }, "\(left)")
                let vaults = try await lab.provider.list(.vault, in: "cn-north-4")
                #expect(vaults.count == 1)
            } else {
                #expect(report.isComplete, "\(report.failures)")
                #expect(left.contains("vault.main") && left.contains("image.golden@1"), "\(left)")
                #expect(notices.withLock { $0 }.contains { $0.contains("This one goes on") })
            }
            let untouched = try await other.plan(desired)
            #expect(untouched.steps.isEmpty && !untouched.isBlocked, "\(untouched.findings)")
        }
    }
}
