import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox
import XimageState
import XimageTestSupport

@Suite struct SessionTests {
    @Test("The main job is carried out, and a second plan has nothing to do")
    func mainJob() async throws {
        try await Lab.with { lab in
            let report = try #require(try await lab.apply(MainJob.desired()))
            #expect(report.failures.map(\.detail) == [])
            #expect(report.succeeded.count == 5)
            let second = try await lab.plan(MainJob.desired())
            #expect(second.steps.map(\.id) == [])
            #expect(second.drift == [])
            #expect(
                try lab.prior().records.map(\.address.description) == [
                    "vault.main", "server.web", "disk.web.data", "disk.web.logs", "image.golden@1",
                ])
        }
    }

    struct Edit: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var desired: DesiredState
        var expected: [String]
    }

    @Test(
        "An edit is carried out and leaves nothing to do",
        arguments: [
            Edit(
                testDescription: "a tag", desired: MainJob.desired(tags: ["team": "shop"]),
                expected: ["update vault.main"]),
            Edit(
                testDescription: "a bigger disk", desired: MainJob.desired(dataGiB: 200),
                expected: ["update disk.web.data"]),
            Edit(
                testDescription: "a revision", desired: MainJob.desired(revision: "2"),
                expected: ["create image.golden@2"]),
            Edit(
                testDescription: "a removed server and image",
                desired: MainJob.desired(
                    withServer: false,
                    removals: [
                        Removal(from: Address(.server, "web"), action: .delete),
                        Removal(from: Address(.image, "golden"), action: .delete),
                    ]),
                expected: [
                    "delete server.web", "forget disk.web.data", "forget disk.web.logs",
                    "delete image.golden@1",
                ]),
        ])
    func edits(_ edit: Edit) async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            let plan = try await lab.plan(edit.desired)
            #expect(plan.changes.map { "\($0.action.word) \($0.address)" } == edit.expected)
            var consented = edit.desired
            consented.acknowledgements = [Acknowledgement(key: "destroy", target: Address(.server, "web"))]
            let report = try #require(try await lab.apply(consented))
            #expect(report.failures.map(\.detail) == [])
            #expect(try await lab.plan(edit.desired).steps.map(\.id) == [])
        }
    }

    @Test("Destroy with backups leaves nothing of the project")
    func destroy() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            let report = try #require(
                try await lab.apply(MainJob.desired(), mode: .destroy(withBackups: true)))
            #expect(report.failures.map(\.detail) == [])
            #expect(try lab.prior().records.isEmpty)
            for kind in [ResourceKind.vault, .server, .disk, .image] {
                #expect(try await lab.provider.list(kind, in: "cn-north-4").isEmpty)
            }
        }
    }

    @Test("A lost state file is given back by the marks, and nothing is made again")
    func lostState() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            let before = try await lab.made()
            lab.loseState()
            let blocked = try await lab.plan(MainJob.desired())
            #expect(blocked.steps.map(\.id) == [] && blocked.isBlocked)
            var options = PlanOptions()
            options.takeOver = blocked.offer
            #expect(try await lab.apply(MainJob.desired(), selecting: options) == nil)
            #expect(try await lab.made() == before)
            #expect(try lab.prior().records.count == 5)
        }
    }

    @Test("A plan reads with lists alone: at most one call for 500 objects of a type")
    func countsCalls() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            try await lab.sandbox.resetCallCounts()
            _ = try await lab.plan(MainJob.desired())
            let calls = try await lab.sandbox.callCounts()
            #expect(calls.values.reduce(0, +) <= 6, "\(calls)")
            #expect(!calls.keys.contains { $0.contains("{id}") }, "\(calls)")
        }
    }

    @Test("What an error forbids is left out when that is asked for, and the rest is carried out")
    func skipsBlocked() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired(revision: "1"))
            // Another image would replace the server, to which nobody agreed. Its image waits for it.
            var desired = MainJob.desired(tags: ["team": "shop"], revision: "2")
            for index in desired.resources.indices where desired.resources[index].address.kind == .server {
                desired.resources[index].attributes[.image] = .map(["name": "Debian 12.0.0 64bit"])
            }
            let servers = try await lab.provider.list(.server, in: "cn-north-4").map(\.id)
            let applying = Session.Applying(
                holder: LockHolder(who: "tester", host: "here", pid: getpid(), command: "ximage apply"),
                lockTimeout: .zero, stop: StopSignal(), confirm: { _ in true }, report: { _ in })
            guard case .blocked(let planned) = try await lab.session().apply(.init(desired), applying) else {
                Issue.record("a plan with an error was carried out")
                return
            }
            #expect(planned.plan.isBlocked)
            var request = Session.Request(desired)
            request.skipsBlocked = true
            guard case .done(let rest, let report) = try await lab.session().apply(request, applying) else {
                Issue.record("nothing was carried out")
                return
            }
            #expect(report.succeeded == ["update vault.main"])
            #expect(rest.plan.steps.map(\.id) == report.succeeded)
            #expect(report.skipped.map(\.step).contains("create image.golden@2"))
            #expect(try await lab.made()["image"] == 1)
            #expect(try await lab.provider.list(.server, in: "cn-north-4").map(\.id) == servers)
        }
    }

    @Test("A stop lets nothing more begin, and the next apply goes on")
    func stops() async throws {
        try await Lab.with { lab in
            let stop = StopSignal()
            let report = try #require(
                try await lab.apply(
                    MainJob.desired(), stop: stop,
                    report: { event in if case .succeeded = event { stop.raise() } }))
            #expect(report.wasInterrupted)
            #expect(!report.skipped.isEmpty)
            try await lab.apply(MainJob.desired())
            #expect(try await lab.plan(MainJob.desired()).steps.map(\.id) == [])
            #expect(try await lab.made()["server"] == 1)
        }
    }
}
