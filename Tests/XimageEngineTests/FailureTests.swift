import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox
import XimageState
import XimageTestSupport

@Suite struct FailureTests {
    @Test("A failed job is told with the service's code, the rest is done, and the next run goes on")
    func failedJob() async throws {
        try await Lab.with { lab in
            try await lab.sandbox.setFaults(
                """
                faults:
                  - match: {operation: CreateServers, times: 1}
                    job: {fail: Ecs.0202, reason: no capacity}
                """)
            let report = try #require(try await lab.apply(MainJob.desired()))
            #expect(report.failures.map(\.step) == ["create server.web"])
            #expect(report.failures.first?.error?.code == "Ecs.0202")
            #expect(report.failures.first?.error?.job != nil)
            #expect(report.succeeded == ["create vault.main"])
            #expect(
                report.skipped.map(\.step) == [
                    "label disk.web.data", "label disk.web.logs", "create image.golden@1",
                ])

            try await lab.sandbox.setFaults("faults: []")
            let second = try #require(try await lab.apply(MainJob.desired()))
            #expect(second.failures.map(\.detail) == [])
            #expect(try await lab.plan(MainJob.desired()).steps.map(\.id) == [])
        }
    }

    @Test("An image whose job failed is removed, and its series goes on with the next number")
    func failedImage() async throws {
        try await Lab.with { lab in
            try await lab.sandbox.setFaults(
                """
                faults:
                  - match: {operation: CreateWholeImage, times: 1}
                    job: {fail: IMG.0014, reason: internal}
                """)
            let report = try #require(try await lab.apply(MainJob.desired()))
            #expect(report.failures.map(\.step) == ["create image.golden@1"])
            let error = try #require(report.failures.first?.error)
            #expect(error.code == "IMG.0014" && error.message == "internal")
            #expect(error.job?.isEmpty == false && error.requestID?.isEmpty == false)
            let second = try #require(try await lab.apply(MainJob.desired()))
            #expect(second.failures.map(\.detail) == [])
            #expect(try await lab.plan(MainJob.desired()).steps.map(\.id) == [])
            #expect(try lab.prior().records.filter { $0.address.kind == .image }.count == 1)
            #expect(try await lab.provider.list(.image, in: "cn-north-4").count == 1)
        }
    }

    @Test(
        "A create whose answer is lost is found by its mark and not made again",
        arguments: ["CreateVault", "CreateServers", "CreateWholeImage"])
    func lostAnswer(operation: String) async throws {
        try await Lab.with { lab in
            try await lab.sandbox.setFaults(
                "faults: [{match: {operation: \(operation), times: 1}, drop: after}]")
            let report = try #require(try await lab.apply(MainJob.desired()))
            #expect(report.failures.map(\.detail) == [])
            #expect(try await lab.plan(MainJob.desired()).steps.map(\.id) == [])
            let made = try await lab.made()
            #expect(
                made["server"] == 1 && made["vault"] == 1 && made["image"] == 1 && made["volume"] == 3,
                "\(made)")
        }
    }
}
