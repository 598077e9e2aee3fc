import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning

/// A vault with `autoExpand` grows by itself. Its declared size is a minimum.
@Suite struct VaultExpansionTests {
    private static func set(_ size: Int) -> String {
        Manifests.head + """
            vaults:
              main: {size: \(size) GiB, autoExpand: true}
            """
    }

    @Test("An expanded vault is as declared, is not shrunk, and a larger declaration is still carried out")
    func expanded() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.set(500))
            try await lab.apply(desired)
            let vault = try #require(try await lab.provider.list(.vault, in: "cn-north-4").first)
            _ = try await lab.provider.update(
                UpdateRequest(
                    address: Address(.vault, "main"), region: "cn-north-4", id: vault.id,
                    changes: [.size: 600],
                    current: [.size: 500]))
            let plan = try await lab.plan(desired)
            #expect(plan.steps.map(\.id) == [])
            #expect(plan.drift.isEmpty)
            let larger = try Manifests.desired(Self.set(700))
            #expect(try await lab.plan(larger).changes.map(\.differences) == [[.size]])
        }
    }
}
