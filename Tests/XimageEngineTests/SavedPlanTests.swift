import Foundation
import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageState
import XimageTestSupport

@Suite struct SavedPlanTests {
    private static let scene = SavedPlan.Scene(provider: .sandbox, regions: [], read: [:], existing: 0)

    private static func save(
        _ lab: Lab, _ desired: DesiredState, mode: PlanInput.Mode = .apply
    ) async throws -> SavedPlan {
        let request = Session.Request(desired, mode: mode)
        let planned = try await lab.session().plan(request)
        return SavedPlan(planned, of: request, manifests: ".", madeBy: "ximage test", scene: scene)
    }

    private static func apply(
        _ lab: Lab, _ desired: DesiredState, _ saved: SavedPlan
    ) async throws -> Session.Applied {
        var request = Session.Request(desired, mode: saved.planMode)
        request.saved = saved
        return try await lab.session().apply(
            request,
            Session.Applying(
                holder: LockHolder(who: "tester", host: "here", pid: getpid(), command: "ximage apply"),
                lockTimeout: .zero, stop: StopSignal(), confirm: { _ in true }, report: { _ in }))
    }

    private static func reasons(_ applied: Session.Applied) -> [String] {
        if case .stale(let plan) = applied { plan.reasons } else { ["not stale: \(applied)"] }
    }

    @Test("A saved plan is carried out as it was approved, and once")
    func carriedOut() async throws {
        try await Lab.with { lab in
            let saved = try await Self.save(lab, MainJob.desired())
            let read = try JSONDecoder().decode(SavedPlan.self, from: JSONEncoder().encode(saved))
            #expect(read.isIntact)
            guard case .done(_, let report) = try await Self.apply(lab, MainJob.desired(), read) else {
                Issue.record("not done")
                return
            }
            #expect(report.isComplete && report.succeeded.count == 5)
            let store = try #require(
                try StateStore.openReadOnly(path: lab.statePath, project: "shop", time: .system))
            #expect(try store.runs(limit: 1).first?.info.planDigest == saved.digest)
            #expect(
                Self.reasons(try await Self.apply(lab, MainJob.desired(), read)).contains(
                    "vault.main was made meanwhile."))
            #expect(try await lab.made()["server"] == 1)
        }
    }

    @Test("A changed plan is noticed by its digest, and with a new digest by apply")
    func forged() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            let saved = try await Self.save(lab, MainJob.desired(), mode: .destroy(withBackups: true))
            let harmless = try await Self.save(lab, MainJob.desired(tags: ["team": "one"]))
            var forgeries: [SavedPlan] = []
            // What is shown is of a harmless plan, wholly or in one address.
            var forged = saved
            forged.plan = harmless.plan
            forgeries.append(forged)
            for index in saved.plan.steps.indices {
                forged = saved
                forged.plan.steps[index] = PlanStep(
                    id: saved.plan.steps[index].id, region: "cn-north-4",
                    operation: .forget(
                        RecordStep(id: "x", standing: .current, object: .vanished(backup: nil))))
                forgeries.append(forged)
            }
            for index in saved.plan.changes.indices {
                forged = saved
                let change = saved.plan.changes[index]
                forged.plan.changes[index] = Change(
                    address: change.address, region: change.region, action: .noOp, id: change.id,
                    reason: .alreadyMatches)
                forgeries.append(forged)
            }
            for var forged in forgeries {
                #expect(!forged.isIntact)
                forged.digest = forged.computedDigest
                #expect(!Self.reasons(try await Self.apply(lab, MainJob.desired(), forged)).isEmpty)
            }
            #expect(try lab.prior().records.count == 5)
        }
    }

    @Test("Whatever moved among what it touches is told, and nothing is done")
    func stale() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            let saved = try await Self.save(lab, MainJob.desired(dataGiB: 200))
            // Other manifests.
            let manifests = Self.reasons(try await Self.apply(lab, MainJob.desired(dataGiB: 300), saved))
            #expect(manifests == ["disk.web.data: the manifests had size 200 and now has 300."])
            // Another run was faster.
            try await lab.apply(MainJob.desired(dataGiB: 200))
            let state = Self.reasons(try await Self.apply(lab, MainJob.desired(dataGiB: 200), saved))
            #expect(state.contains("disk.web.data: the state had size 100 and now has 200."))
            #expect(state.contains("disk.web.data: the cloud had size 100 and now has 200."))
        }
    }

    @Test("What moves elsewhere does not make it stale, and what else is to do by now is left alone")
    func elsewhere() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            let saved = try await Self.save(lab, MainJob.desired(dataGiB: 200))
            // The vault's tags change in the manifests and in the cloud; the disk is what the plan is about.
            try await lab.apply(MainJob.desired(tags: ["team": "one"]))
            let desired = MainJob.desired(tags: ["team": "two"], dataGiB: 200)
            guard case .done(_, let report) = try await Self.apply(lab, desired, saved) else {
                Issue.record("not done")
                return
            }
            #expect(report.succeeded == ["update disk.web.data"])
            #expect(try await lab.plan(desired).steps.map(\.id) == ["update vault.main"])
        }
    }

    @Test("An image that its whole region can use by now makes no plan stale")
    func scope() async throws {
        func desired(_ description: String) throws -> DesiredState {
            try Manifests.desired(Manifests.mainJob(image: "    description: \(description)"))
        }
        try await Lab.with { lab in
            try await lab.apply(try desired("one"))
            @Sendable func record(_ scope: Value) async throws {
                let holder = LockHolder(who: "tester", host: "here", pid: getpid(), command: "test")
                let image = Address(.image, "golden", generation: 1)
                let written = try await lab.session().changeRecords(
                    of: ProjectSettings(project: "shop"), holder, lockTimeout: .zero
                ) {
                    prior in
                    var record = try #require(prior.records.first { $0.address == image })
                    record.attributes[.scope] = scope
                    return RecordChanges(upserts: [record])
                }
                #expect(written.upserts.count == 1)
            }
            try await record("cn-north-4a")
            let saved = try await Self.save(lab, try desired("two"))
            try await record("region")
            guard case .done(_, let report) = try await Self.apply(lab, try desired("two"), saved) else {
                Issue.record("not done")
                return
            }
            #expect(report.succeeded == ["update image.golden@1"])
        }
    }

    @Test("A plan that destroys is stale when data grew in between")
    func destroy() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            let saved = try await Self.save(lab, MainJob.desired(), mode: .destroy(withBackups: true))
            try await lab.apply(MainJob.desired(dataGiB: 500))
            #expect(
                Self.reasons(try await Self.apply(lab, MainJob.desired(dataGiB: 500), saved)).contains {
                    $0.contains("disk.web.data")
                })
            #expect(try lab.prior().records.count == 5)
        }
    }

    @Test("No sensitive value is in a saved plan, in whatever form")
    func secrets() async throws {
        try await Lab.with { lab in
            var desired = MainJob.desired()
            let canary = "CANARY-password-Zq91!"
            for index in desired.resources.indices where desired.resources[index].address.kind == .server {
                desired.resources[index].attributes[.adminPassword] = .secret(Secret(canary))
            }
            let saved = try await Self.save(lab, desired)
            let text = String(decoding: try JSONEncoder().encode(saved), as: UTF8.self)
            #expect(!text.contains(canary))
            #expect(!text.contains(Data(canary.utf8).base64EncodedString()))
            // Another password gives the same plan: it is asked for again when it is needed.
            var other = desired
            for index in other.resources.indices where other.resources[index].address.kind == .server {
                other.resources[index].attributes[.adminPassword] = .secret(Secret("another-Zq92!"))
            }
            let again = try await Self.save(lab, other)
            #expect(again.known == saved.known)
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            #expect(try encoder.encode(again.plan.changes) == encoder.encode(saved.plan.changes))
        }
    }
}
