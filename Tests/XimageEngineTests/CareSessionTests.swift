import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageState
import XimageTestSupport

/// Drift, look-ups and changes of records outside of an apply, against the sandbox.
@Suite struct CareSessionTests {
    private static let holder = LockHolder(who: "tester", host: "here", pid: getpid(), command: "ximage mv")

    @Test("Without a change there is no drift, and looking writes nothing")
    func nothing() async throws {
        try await Lab.with { lab in
            let before = try await lab.session().drift(MainJob.desired())
            #expect(before.drift == [] && before.prior.records.isEmpty && before.live.resources.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: lab.statePath))

            try await lab.apply(MainJob.desired())
            let prior = try lab.prior()
            let after = try await lab.session().drift(MainJob.desired())
            #expect(after.drift == [] && after.unknown == [] && after.orphans == [])
            #expect(after.prior.records == prior.records)
            #expect(after.live.resources.count == 6)
            #expect(after.live.unreadable == [])
            #expect(try lab.prior().serial == prior.serial)
        }
    }

    @Test("What was changed or deleted in the cloud is drift")
    func drifts() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            func record(_ text: String) throws -> ResourceRecord {
                try #require(try lab.prior().records.first { $0.address.description == text })
            }
            let vault = try record("vault.main")
            _ = try await lab.provider.update(
                UpdateRequest(
                    address: vault.address, region: vault.region, id: vault.id,
                    changes: [.size: 600], current: [.size: 500]))
            let image = try record("image.golden@1")
            let deleted = try await lab.provider.delete(
                DeleteRequest(address: image.address, region: image.region, id: image.id))
            if case .pending(let work) = deleted { _ = try await lab.provider.progress(of: [work]) }

            let found = try await lab.session().drift(MainJob.desired())
            #expect(
                found.drift == [
                    Drift(
                        address: vault.address, id: vault.id, isGone: false,
                        differences: [Drift.Difference(attribute: .size, recorded: 500, live: 600)]),
                    Drift(address: image.address, id: image.id, isGone: true),
                ])
        }
    }

    @Test(
        "Without a state no marked object is ours: nothing is left over")
    func unknown() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            lab.loseState()
            let all = try await lab.session().drift(MainJob.desired(withServer: false), everything: true)
            #expect(all.unknown == [] && all.orphans == [] && all.drift == [])
        }
    }

    @Test("Backups that outlive their images are told")
    func bareBackups() async throws {
        func revision(_ number: Int) throws -> DesiredState {
            let rule = "    retention: {keep: 1, keepBackups: 1, deleteBackups: true}"
            return try Manifests.desired(
                Manifests.mainJob(image: "    revision: \"\(number)\"\n\(rule)"))
        }
        try await Lab.with { lab in
            try await lab.apply(try revision(1))
            #expect(try await lab.session().drift(try revision(1)).bareBackups == [])
            try await lab.apply(try revision(2))
            let found = try await lab.session().drift(try revision(2))
            #expect(found.bareBackups.compactMap(\.mark?.generation) == [1])
        }
    }

    @Test("A backup in a vault of the project is told when no image stands on it, whoever left it")
    func foreignBackup() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            let other = try lab.elsewhere()
            try await other.apply(
                Manifests.desired(
                    Manifests.head.replacing("project: shop", with: "project: other") + """
                        vaults:
                          main: {existing: {name: shop-main}}
                        servers:
                          web: {existing: {name: shop-web}}
                        images:
                          extra: {from: {server: web}, vault: main}
                        """))
            let images = try await lab.provider.list(.image, in: "cn-north-4")
            let image = try #require(images.first { $0.name.hasPrefix("other") })
            #expect(try await lab.session().drift(MainJob.desired()).orphans == [])
            let deleted = try await lab.provider.delete(
                DeleteRequest(address: Address(.image, "extra"), region: image.region, id: image.id))
            if case .pending(let work) = deleted { _ = try await lab.provider.progress(of: [work]) }
            #expect(
                try await lab.session().drift(MainJob.desired()).orphans.map(\.why) == [
                    "no image uses it and ximage did not name it: left of a failed image, or created by someone else"
                ])
        }
    }

    @Test("A renamed backup is drift, the plan names it, and an apply gives it its name again")
    func renamedBackup() async throws {
        try await Lab.with { lab in
            let desired = MainJob.desired()
            try await lab.apply(desired)
            let image = try #require(try lab.prior().records.first { $0.address.kind == .image })
            let backup = try #require(image.attributes[.backup].string)
            try await lab.provider.renameBackup(backup, to: "nightly", in: image.region)
            let drift = try await lab.session().drift(desired).drift
            #expect(drift.map(\.address) == [image.address] && drift.map(\.lostMark) == [true])
            let planned = try await lab.plan(desired)
            #expect(planned.isEmpty && planned.findings.contains { $0.code == "backup-name" })
            try await lab.apply(desired)
            #expect(try await lab.session().drift(desired).drift.isEmpty)
            let name = try await lab.provider.readBackup(backup, in: image.region)?.mark
            #expect(name?.generation == 1)
        }
    }

    @Test("A change of an older generation is drift, and an apply restores it")
    func changedGeneration() async throws {
        try await Lab.with { lab in
            let desired = MainJob.desired()
            try await lab.apply(desired)
            let first = try #require(try lab.prior().records.first { $0.address.kind == .image })
            var renewing = PlanOptions()
            renewing.renew = [first.address.series]
            try await lab.apply(desired, selecting: renewing)
            _ = try await lab.provider.update(
                UpdateRequest(
                    address: first.address, region: first.region, id: first.id,
                    changes: [.name: "renamed"], current: [:], owner: "shop_aaaaaaaaaa"))
            let drift = try await lab.session().drift(desired).drift
            #expect(drift.map(\.address) == [first.address])
            #expect(drift.first?.lostMark == true && drift.first?.differences.map(\.attribute) == [.name])
            let plan = try await lab.plan(desired)
            #expect(plan.steps.map(\.id.description) == ["update \(first.address)"])
            try await lab.apply(desired)
            #expect(try await lab.session().drift(desired).drift.isEmpty)
            #expect(try await lab.plan(desired).changes.isEmpty)
        }
    }

    @Test(
        "An object with the copied mark of one that this state deleted is somebody else's, and stops nothing")
    func copiedMark() async throws {
        try await Lab.with { lab in
            func set(_ project: String) -> String {
                Manifests.head.replacing("project: shop", with: "project: \(project)")
                    + "vaults:\n  main: {size: 100 GiB}\n"
            }
            let (desired, nothing) = (
                try Manifests.desired(set("shop")), try Manifests.desired(Manifests.head)
            )
            try await lab.apply(desired)
            let ours = try #require(try await lab.provider.list(.vault, in: "cn-north-4").first)
            try await lab.elsewhere().apply(try Manifests.desired(set("other")))
            let vaults = try await lab.provider.list(.vault, in: "cn-north-4")
            let other = try #require(vaults.first { $0.id != ours.id })
            _ = try await lab.provider.update(
                UpdateRequest(
                    address: .of("vault.main"), region: other.region, id: other.id, changes: [:],
                    current: [:],
                    owner: ours.owner, operation: ours.operation))
            try await lab.apply(desired, mode: .destroy(withBackups: false))
            let left = try await lab.provider.list(.vault, in: "cn-north-4")
            #expect(left.map(\.id) == [other.id])
            let plan = try await lab.plan(nothing)
            #expect(plan.steps.isEmpty)
            #expect(try await lab.session().drift(nothing).drift.isEmpty)
            try await lab.apply(nothing)
        }
    }

    @Test("A survey has the kinds and regions that were asked for, and nothing else")
    func surveys() async throws {
        try await Lab.with { lab in
            let desired = MainJob.desired()
            try await lab.apply(desired)
            let server = try #require(try lab.prior().records.first { $0.address.kind == .server })
            let session = lab.session()
            let servers = try await session.survey(desired, [.server])
            #expect(servers.live.contains { $0.id == server.id })
            #expect(servers.live.allSatisfy { $0.kind == .server })
            #expect(servers.prior.records == (try lab.prior().records))
            #expect(try await session.survey(desired, []).live.isEmpty)
            #expect(try await session.survey(desired, [.server], in: ["cn-south-1"]).live.isEmpty)
        }
    }

    @Test("A survey needs no list that the command does not show, where the key may not read it")
    func surveysWithLittlePermission() async throws {
        try await Lab.with { lab in
            let desired = MainJob.desired()
            try await lab.apply(desired)
            var provider = AlteredProvider(inner: lab.provider)
            provider.refusedList = { kind in
                kind == .vault
                    ? nil
                    : ProviderError(
                        retry: .never, category: .permission, service: "ECS", operation: "list", status: 403,
                        message: "no")
            }
            let session = lab.session(over: provider)
            #expect(try await session.survey(desired, [.vault]).live.count == 1)
            await #expect(throws: ProviderError.self) { _ = try await session.survey(desired, [.server]) }
        }
    }

    private struct Refused: Error {}

    @Test("Records change under the lock; nothing is written for no change or after an error")
    func changesRecords() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            let prior = try lab.prior()
            let last = try #require(prior.records.last)
            let key = RecordKey(address: last.address, id: last.id)
            let session = lab.session()
            let same = try await session.changeRecords(
                of: ProjectSettings(project: "shop"), Self.holder, lockTimeout: .zero
            ) { seen in
                #expect(seen.records == prior.records)
                return RecordChanges()
            }
            #expect(same.isEmpty)
            await #expect(throws: Refused.self) {
                try await session.changeRecords(
                    of: ProjectSettings(project: "shop"), Self.holder, lockTimeout: .zero
                ) { _ in
                    throw Refused()
                }
            }
            #expect(try lab.prior().serial == prior.serial)

            let changed = try await session.changeRecords(
                of: ProjectSettings(project: "shop"), Self.holder, lockTimeout: .zero
            ) { _ in
                RecordChanges(removals: [key])
            }
            #expect(changed.removals == [key])
            #expect(try lab.prior().records == prior.records.dropLast())
            let store = try #require(
                try StateStore.openReadOnly(path: lab.statePath, project: "shop", time: .system))
            #expect(try store.runs(limit: 1).first?.info.command == "ximage mv")
        }
    }
}
