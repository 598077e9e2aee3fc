import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox

/// Plans from state alone.
@Suite struct RecallTests {
    /// Path templates of the calls that the sandbox answered while `body` ran, with their numbers.
    private func calls(_ lab: Lab, _ body: () async throws -> Void) async throws -> [String: Int] {
        try await lab.sandbox.resetCallCounts()
        try await body()
        return try await lab.sandbox.callCounts()
    }

    /// Lists of objects, as against catalogues.
    private func lists(_ calls: [String: Int]) -> [String] {
        calls.keys.filter { key in
            ["ListServersDetails", "ListCloudServers", "ListVolumes", "ListVault", "ListBackups"].contains(
                where: key.hasSuffix)
        }.sorted()
    }

    struct Edit: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var desired: DesiredState
        var steps: [String]
        var calls: [String: Int] = [:]
    }

    @Test(
        "What changes nothing, or only in place, is planned without a call, but for a quota that it may break, and as with refresh",
        arguments: [
            Edit(testDescription: "nothing", desired: MainJob.desired(), steps: []),
            Edit(
                testDescription: "a tag", desired: MainJob.desired(tags: ["team": "shop"]),
                steps: ["update vault.main"]),
            Edit(
                testDescription: "a bigger disk", desired: MainJob.desired(dataGiB: 200),
                steps: ["update disk.web.data"], calls: ["evs.CinderListQuotas": 1]),
            Edit(
                testDescription: "a generation of an image", desired: MainJob.desired(revision: "2"),
                steps: ["create image.golden@2"]),
        ])
    func withoutCalls(_ edit: Edit) async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            let refreshed = try await lab.plan(edit.desired)
            let calls = try await calls(lab) {
                let plan = try await lab.plan(edit.desired, refresh: false)
                #expect(plan.steps.map(\.id.description) == edit.steps)
                #expect(plan.steps.map(\.edges) == refreshed.steps.map(\.edges))
                #expect(plan.changes.map(\.after) == refreshed.changes.map(\.after))
                #expect(plan.changes.map(\.differences) == refreshed.changes.map(\.differences))
                #expect(plan.drift == [])
            }
            #expect(calls == edit.calls)
        }
    }

    @Test("A server to be made asks for catalogues, and for no list")
    func cataloguesOnly() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.vaultOnly())
            let calls = try await calls(lab) {
                let plan = try await lab.plan(MainJob.desired(), refresh: false)
                #expect(plan.changes.map(\.action.word) == ["create", "create", "create", "create"])
            }
            #expect(calls.keys.contains { $0.hasSuffix("ListFlavors") }, "\(calls)")
            #expect(lists(calls) == [], "\(calls)")
        }
    }

    @Test("What is deleted is looked at first: the plan is that with refresh")
    func deletions() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            let desired = MainJob.desired(
                withServer: false,
                removals: [
                    Removal(from: Address(.server, "web"), action: .delete),
                    Removal(from: Address(.image, "golden"), action: .delete),
                ])
            let refreshed = try await lab.plan(desired)
            let calls = try await calls(lab) {
                let plan = try await lab.plan(desired, refresh: false)
                #expect(plan.steps == refreshed.steps)
                #expect(plan.changes == refreshed.changes)
            }
            #expect(!lists(calls).isEmpty, "\(calls)")
        }
    }

    @Test("An existing server is looked up once; the image remembers how it was found")
    func existing() async throws {
        try await Lab.with { lab in
            let desired = try await MainJob.existing(in: lab)
            try await lab.apply(desired)
            let calls = try await calls(lab) {
                let plan = try await lab.plan(desired, refresh: false)
                #expect(plan.steps.map(\.id) == [])
            }
            #expect(calls == [:])
            let renamed = try await MainJob.existing(in: lab, lookup: .name("shop-web", zone: "cn-north-4a"))
            let again = try await self.calls(lab) {
                let plan = try await lab.plan(renamed, refresh: false)
                #expect(plan.steps.map(\.id) == [])
            }
            #expect(
                again.keys.contains {
                    $0.hasSuffix("ListCloudServers") || $0.hasSuffix("ListServersDetails")
                }, "\(again)")
        }
    }

    @Test("Where there is no state yet, the cloud is read all the same")
    func noState() async throws {
        try await Lab.with { lab in
            let calls = try await calls(lab) {
                let plan = try await lab.plan(MainJob.desired(), refresh: false)
                #expect(plan.changes.count == 5)
            }
            #expect(!lists(calls).isEmpty, "\(calls)")
        }
    }

    @Test("An apply over a state that is older than the cloud makes nothing twice")
    func staleState() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.vaultOnly())
            let old = try Data(contentsOf: URL(fileURLWithPath: lab.statePath))
            try await lab.apply(MainJob.desired())
            let made = try await lab.made()
            for suffix in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: lab.statePath + suffix)
            }
            try old.write(to: URL(fileURLWithPath: lab.statePath))
            #expect(try await lab.plan(MainJob.desired(), refresh: false).changes.count == 4)
            await #expect(throws: SessionRefusal.self) {
                try await lab.apply(MainJob.desired(), refresh: false)
            }
            #expect(try await lab.made() == made)
        }
    }

    @Test("An update without refresh is carried out and leaves nothing to do")
    func applies() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired(tags: ["team": "shop", "old": "yes"]))
            let desired = MainJob.desired(tags: ["team": "core"], dataGiB: 120)
            let report = try #require(try await lab.apply(desired, refresh: false))
            #expect(report.failures.map(\.detail) == [])
            let plan = try await lab.plan(desired)
            #expect(plan.steps.map(\.id) == [])
            #expect(plan.drift == [])
        }
    }
}

extension MainJob {
    static func vaultOnly() -> DesiredState { desired(withServer: false) }

    /// A server made elsewhere, and an image of it.
    static func existing(
        in lab: Lab, lookup: ExistingLookup = .name("shop-web", zone: nil)
    ) async throws -> DesiredState {
        var state = desired()
        if try await lab.provider.list(.server, in: "cn-north-4").isEmpty {
            let elsewhere = try lab.elsewhere()
            var other = desired(withServer: true)
            other.settings.project = "other"
            other.resources.removeAll { $0.address.kind == .image || $0.address.kind == .vault }
            try await elsewhere.apply(other)
        }
        state.resources.removeAll { $0.address.kind == .disk }
        for index in state.resources.indices where state.resources[index].address.kind == .server {
            state.resources[index].attributes = [.region: "cn-north-4"]
            state.resources[index].details = .none
            state.resources[index].ownership = .existing(lookup)
        }
        return state
    }
}
