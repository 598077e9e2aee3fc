import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning

/// A backup is left over only if no image stands on it, whatever its own answer leaves out.
@Suite struct BareBackupTests {
    private static func set(_ revision: Int) -> String {
        Manifests.mainJob(
            image:
                "    revision: \"\(revision)\"\n    retention: {keep: 3, deleteBackups: true, keepBackups: 1}"
        )
    }

    /// Three generations, and what the provider makes of the answers about their backups.
    private func plan(_ mode: PlanOptions, _ change: (inout AlteredProvider) -> Void) async throws -> Plan {
        try await Lab.with { lab in
            for revision in 1...3 {
                #expect(
                    try await lab.apply(try Manifests.desired(Self.set(revision)))?.failures.map(\.detail)
                        == [])
            }
            var provider = AlteredProvider(inner: lab.provider)
            change(&provider)
            let request = Session.Request(try Manifests.desired(Self.set(3)), options: mode)
            return try await lab.session(over: provider).plan(request).plan
        }
    }

    @Test("Answers without the image of a backup: the images say which it is")
    func namedByImages() async throws {
        let plan = try await plan(PlanOptions()) { provider in
            provider.listedBackup = { backup in
                var backup = backup
                backup.image = nil
                return backup
            }
        }
        #expect(plan.steps.map(\.id) == [])
    }

    @Test("Images that say nothing either: each backup is read by its id before the plan deletes it")
    func readByID() async throws {
        let plan = try await plan(PlanOptions()) { provider in
            provider = AlteredProvider(
                inner: provider.inner,
                altered: { object in
                    guard case .image(var facts) = object.facts else { return object }
                    var object = object
                    facts.backup = nil
                    object.facts = .image(facts)
                    return object
                })
            provider.listedBackup = { backup in
                var backup = backup
                backup.image = nil
                return backup
            }
        }
        #expect(plan.steps.map(\.id).filter { $0.verb == .deleteBackup } == [])
    }
}
