import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning

/// Not seen is not gone: what lists do not show is read by its id.
@Suite struct UnlistedObjectTests {
    /// Two hours later than it is: nothing was created a moment ago.
    private static let later = TimeSource(
        now: { TimeSource.system.now() + .seconds(7200) }, uptime: TimeSource.system.uptime,
        sleep: TimeSource.system.sleep)

    private func plan(_ desired: DesiredState, _ lab: Lab, over provider: any Provider) async throws -> Plan {
        let environment = Environment(
            provider: provider, time: Self.later,
            options: ApplyOptions(parallelism: 8, pollInterval: .zero, quarantine: .zero))
        let session = Session(environment, planner: Planner(rules: []), statePath: lab.statePath)
        return try await session.plan(.init(desired)).plan
    }

    @Test(
        "Empty lists of a set with server, disks, image and copy: each object is read, and nothing is planned"
    )
    func everyKind() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(
                Manifests.mainJob(image: LifecycleTests.copies, vaults: LifecycleTests.dr))
            let report = try await lab.apply(desired)
            #expect(report?.failures.map(\.detail) == [])
            let provider = AlteredProvider(inner: lab.provider, listed: { _ in nil })
            let plan = try await plan(desired, lab, over: provider)
            #expect(plan.steps.map(\.id) == [])
            #expect(plan.drift.isEmpty)
        }
    }

    @Test("Forty old objects that no list shows are read too, each once")
    func many() async throws {
        try await Lab.with { lab in
            let text =
                Manifests.head + """
                    vaults:
                      main: {size: 100 GiB, count: 40}
                    """
            let desired = try Manifests.desired(text)
            try await lab.apply(desired)
            let provider = AlteredProvider(inner: lab.provider, listed: { _ in nil })
            let before = lab.provider.callCounts.values.reduce(0, +)
            let plan = try await plan(desired, lab, over: provider)
            #expect(plan.steps.map(\.id) == [])
            #expect(lab.provider.callCounts.values.reduce(0, +) - before <= 40 + 12)
        }
    }
}
