import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox
import XimageState

/// Work beside the manifests, with a crash at any boundary: the next apply finds what there is, once.
@Suite struct CareCrashTests {
    /// Crashes `work` at one boundary after the other, each time in a new lab, and applies the set afterwards.
    private func crashes(
        _ desired: DesiredState, prepare: (Lab) async throws -> Void,
        work: (Lab, CrashPoint) async throws -> Void, judge: (Lab, Int) async throws -> Void
    ) async throws {
        var boundary = 0
        var isDead = true
        while isDead {
            isDead = try await Lab.with { lab in
                try await prepare(lab)
                let point = CrashPoint(after: boundary)
                do { try await work(lab, point) } catch is StateError {}
                guard point.isDead else { return false }
                _ = try await lab.apply(desired)
                #expect(try await lab.plan(desired).steps.map(\.id) == [], "after boundary \(boundary)")
                try await judge(lab, boundary)
                return true
            }
            boundary += 1
        }
        #expect(boundary > 5)
    }

    @Test("A snapshot is made once or not at all, and the next apply knows which")
    func snapshot() async throws {
        let desired = MainJob.desired()
        try await crashes(desired) { lab in
            try await lab.apply(desired)
        } work: { lab, point in
            let server = try await lab.provider.list(.server, in: "cn-north-4")[0]
            let vault = try await lab.provider.list(.vault, in: "cn-north-4")[0]
            let wish = SnapshotRequest(of: server, in: vault, desired, try lab.prior())
            try await lab.apply(wish.desired(), tap: point, selecting: wish.options)
        } judge: { lab, boundary in
            let images = try await lab.provider.list(.image, in: "cn-north-4")
            let known = Set(try lab.prior().records.map(\.id))
            #expect(
                images.count <= 2 && images.allSatisfy { known.contains($0.id) }, "after boundary \(boundary)"
            )
        }
    }

    @Test("A generation is brought back once or not at all")
    func undelete() async throws {
        let rule = "    retention: {keep: 1, keepBackups: 3, deleteBackups: true}"
        func revision(_ number: Int) throws -> DesiredState {
            try Manifests.desired(Manifests.mainJob(image: "    revision: \"\(number)\"\n\(rule)"))
        }
        let desired = try revision(2)
        var options = PlanOptions()
        options.undelete = [Address(.image, "golden", generation: 1)]
        let asked = options
        try await crashes(desired) { lab in
            try await lab.apply(try revision(1))
            try await lab.apply(desired)
        } work: { lab, point in
            try await lab.apply(desired, tap: point, selecting: asked)
        } judge: { lab, boundary in
            let inventory = try await lab.provider.imageInventory(in: "cn-north-4")
            let known = Set(try lab.prior().records.map(\.id))
            #expect(inventory.images.allSatisfy { known.contains($0.id) }, "after boundary \(boundary)")
            #expect(inventory.backups?.count == 2, "after boundary \(boundary)")
        }
    }
}
