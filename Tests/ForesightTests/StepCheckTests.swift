import Foundation
import Synchronization
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimageManifest
import XimagePlanning
import XimageRules
import XimageSandbox
import XimageState

/// Rules marked `apply` look at fresh facts just before their step.
@Suite struct StepCheckTests {
    private struct Checked {
        var report: ApplyReport
        var calls: [String: Int]
    }

    /// Plans the case with its rules, changes the world between the plan and its first step, and applies.
    private func apply(
        _ item: ForesightCase, meanwhile: @escaping @Sendable (HuaweiProvider, LiveState) async throws -> Void
    ) async throws -> Checked {
        try await ForesightLab.with(world: item.world) { lab in
            let rules = ForesightOutcome.rules
            let provider = lab.provider
            let session = lab.session(rules: rules) { planned in
                lab.stepCheck(planned, rules: rules)
            }
            let before = Mutex<[String: Int]>([:])
            let desired = try #require(ManifestLoader().load(texts: ["shop.yaml": item.manifest]).desired)
            let applied = try await lab.apply(desired, session) { planned in
                try? await meanwhile(provider, planned.live)
                before.withLock { $0 = provider.callCounts }
                return true
            }
            let report = try #require(applied)
            let start = before.withLock { $0 }
            return Checked(
                report: report, calls: provider.callCounts.merging(start) { $0 - $1 }.filter { $0.value > 0 })
        }
    }

    private func twoExisting() -> ForesightCase {
        var item = ForesightCase([Unit(0), Unit(1)])
        for index in item.units.indices { item.units[index].isExisting = true }
        return item
    }

    @Test(
        "A vault that filled up since the plan: its image is left out with the rule's words, the rest is done"
    )
    func holds() async throws {
        var item = twoExisting()
        item.units[1].hasExistingVault = true
        item.units[1].vaultGiB = 100
        item.units.append(Unit(2))
        item.units[2].isExisting = true
        item.units[2].isDeclared = false
        let checked = try await apply(item) { provider, live in
            let server = try #require(live.resources.first { $0.name == "machine-2" })
            let vault = try #require(live.resources.first { $0.name == "vault-1" })
            var random = SystemRandomNumberGenerator()
            // Somebody else takes the room.
            let accepted = try await provider.create(
                ResourceRequest(
                    address: Address(.image, "other"), region: "cn-north-4",
                    attributes: [
                        .name: "other", .kind: "whole", .source: .string(server.id),
                        .vault: .string(vault.id),
                    ],
                    owner: "other_abcdefghij",
                    operation: OperationMark(
                        operation: OperationID(using: &random), generation: 1, digest: "abcdefghij")))
            if case .pending(let work) = accepted { _ = try await provider.progress(of: [work]) }
        }
        #expect(checked.report.findings.contains { $0.code == "VA005" }, "\(checked.report)")
        #expect(checked.report.skipped.map { "\($0.address)" } == ["image.g1@1"], "\(checked.report)")
        #expect(checked.report.failures.isEmpty, "\(checked.report)")
        #expect(checked.report.succeeded.contains { $0.description.contains("image.g0") })
        #expect(!checked.report.isComplete)
    }

    @Test("Nothing changed: every step goes on, and what is read is shared by all steps")
    func shares() async throws {
        var item = twoExisting()
        item.units = (0..<12).map { number in
            var unit = Unit(number)
            unit.isExisting = true
            return unit
        }
        let checked = try await apply(item) { _, _ in }
        #expect(checked.report.isComplete, "\(checked.report)")
        let lists = checked.calls.filter {
            $0.key.contains("GET") && ($0.key.contains("/backups") || $0.key.contains("cloudservers/detail"))
        }
        // Two kinds, each read for each of twelve, would be 24 and those of the plan.
        #expect(lists.values.reduce(0, +) < 24, "\(checked.calls)")
    }
}
