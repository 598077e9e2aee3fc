import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageSandbox
import XimageState

@Suite struct CrashTests {
    /// Dies at the given boundary, runs again, and checks that the end is that of an undisturbed run.
    private func crash(after limit: Int) async throws -> Bool {
        try await Lab.with { lab in
            let point = CrashPoint(after: limit)
            do { try await lab.apply(MainJob.desired(), tap: point) } catch is StateError {}
            guard point.isDead else { return false }
            try await lab.apply(MainJob.desired())
            let plan = try await lab.plan(MainJob.desired())
            #expect(plan.steps.map(\.id) == [], "after a crash at boundary \(limit)")
            let made = try await lab.made()
            for (kind, count) in ["server": 1, "vault": 1, "volume": 3, "image": 1] {
                #expect(made[kind] == count, "\(kind) after a crash at boundary \(limit): \(made)")
            }
            #expect(try lab.prior().records.count == 5, "records after a crash at boundary \(limit)")
            return true
        }
    }

    @Test("A crash at any boundary of the main job ends like an undisturbed run, with nothing made twice")
    func everyBoundary() async throws {
        var boundary = 0
        while try await crash(after: boundary) { boundary += 1 }
        #expect(boundary >= 30, "the main job has \(boundary) boundaries")
    }
}
