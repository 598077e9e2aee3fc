import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageTestSupport

/// A run in another account or region project finds nothing of the state: that is no loss.
@Suite struct WrongCloudTests {
    /// Answers as another account would: nothing of ours, another region project.
    private func elsewhere(_ lab: Lab, project: @escaping @Sendable () throws(ProviderError) -> String)
        -> AlteredProvider
    {
        var provider = AlteredProvider(inner: lab.provider, listed: { _ in nil })
        provider.reads = { _ in nil }
        provider.project = project
        return provider
    }

    @Test("Every command stops and names both projects, and the state stays as it was")
    func otherProject() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Manifests.mainJob())
            try await lab.apply(desired)
            let before = try lab.prior()
            let recorded = try #require(before.identity.projects["cn-north-4"])
            #expect(before.identity.account != nil)
            let session = lab.session(over: elsewhere(lab) { "other-project" })
            for command in ["plan", "drift", "destroy", "rebuild"] {
                let error = await #expect(throws: SessionRefusal.self, "\(command)") {
                    switch command {
                    case "plan": _ = try await session.plan(.init(desired))
                    case "drift": _ = try await session.drift(desired)
                    case "destroy":
                        _ = try await session.plan(.init(desired, mode: .destroy(withBackups: false)))
                    default: _ = try await session.rebuild(.init(desired), ResumeTests.applying)
                    }
                }
                #expect(error?.diagnostic.detail.contains("other-project") == true)
                #expect(error?.diagnostic.fix?.contains("projects: {cn-north-4: \(recorded)}") == true)
            }
            await #expect(throws: SessionRefusal.self) {
                _ = try await lab.apply(desired, over: elsewhere(lab) { "other-project" })
            }
            #expect(try lab.prior().records == before.records)
            #expect(try await lab.plan(desired).steps.isEmpty)
        }
    }

    @Test("A region project that cannot be read stops the run too")
    func unknownProject() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Manifests.mainJob())
            try await lab.apply(desired)
            let session = lab.session(
                over: elsewhere(lab) { () throws(ProviderError) in
                    throw ProviderError(
                        retry: .never, category: .permission, service: "iam", operation: "GET", message: "no")
                })
            let error = await #expect(throws: SessionRefusal.self) {
                _ = try await session.plan(.init(desired))
            }
            #expect(error?.diagnostic.code == "unknown-region-project")
        }
    }

    @Test("Ten lost objects of twelve need their exact number; four lost ones are created again")
    func losses() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(
                Manifests.head + "vaults:\n  main: {size: 100 GiB, count: 12}\n")
            try await lab.apply(desired)
            let project = try #require(try lab.prior().identity.projects["cn-north-4"])
            let ids = try lab.prior().records.map(\.id)
            for id in ids.prefix(10) {
                _ = try await lab.provider.delete(
                    DeleteRequest(address: .of("vault.main[0]"), region: "cn-north-4", id: id))
            }
            func plan(_ accepted: Int?) async throws -> Plan {
                var options = PlanOptions()
                if let accepted { options.acceptedLosses = [project: accepted] }
                return try await lab.session().plan(.init(desired, options: options)).plan
            }
            let refused = try await plan(nil)
            let finding = try #require(refused.findings.first)
            #expect(finding.code == "objects-gone" && finding.severity == .error)
            #expect(finding.fix?.contains("objects-gone@\(project)=10") == true)
            #expect(try await lab.apply(desired) == nil)
            #expect(try await plan(9).isBlocked)
            #expect(try await !plan(10).isBlocked)
            #expect(try await plan(10).steps.count == 10)
        }
    }
}
