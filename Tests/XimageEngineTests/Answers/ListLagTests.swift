import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox

/// Lists show what was true some seconds ago.
@Suite struct ListLagTests {
    @Test(
        "The apply after the first one leaves a server alone that no list shows yet, although its loss is agreed to"
    )
    func nextApply() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Manifests.mainJob()).withConsent
            // Longer than any machine takes for this test.
            try await lab.sandbox.setFaults("listLag: 3600")
            let report = try await lab.apply(desired)
            try #require(report?.failures.map(\.detail) == [])
            try await lab.tapped(by: { $1 }) { provider in
                let plan = try await lab.session(over: provider).plan(.init(desired)).plan
                #expect(plan.steps.map(\.id) == [])
                #expect(plan.drift.isEmpty)
                let read = provider.callCounts.filter {
                    $0.key.hasSuffix("{server}") || $0.key.hasSuffix("{disk}")
                }
                // The server, its system disk and its data disk.
                #expect(read.values.reduce(0, +) == 3, "\(provider.callCounts)")
            }
            #expect(try await lab.apply(desired) == nil)
            #expect(try await lab.made()["server"] == 1)
        }
    }
}
