import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageTestSupport

/// A server is replaced, and the new one does not have a disk of the old one: the plan shows what becomes of it.
@Suite struct LeftDiskTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Of the server from the image: before, and when it is replaced.
        var before = ""
        var after = ""
        /// Of the source when the server is replaced.
        var source = ""
        var more = ""
        /// Change at `disk.web.data`.
        var expected: Action
        var isReleased = false
        var disks: Int
    }

    private static let data = "    dataDisks: {data: {type: SSD, size: 20 GiB}}"
    private static let deleted = "    dataDisks: {data: {type: SSD, size: 20 GiB, onRemove: delete}}"

    private static func set(source: String, revision: Int, web: String, more: String = "") throws
        -> DesiredState
    {
        var desired = try Manifests.desired(
            Manifests.head + """
                vaults:
                  main: {size: 500 GiB}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                \(source)
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    onNewImage: replace
                    systemDisk: {type: SSD, size: 40 GiB}
                \(web)
                images:
                  golden:
                    from: {server: build}
                    vault: main
                    revision: "\(revision)"
                \(more)
                """)
        desired.acknowledgements = [
            Acknowledgement(key: "destroy", target: Address(.server, "web")),
            Acknowledgement(key: "destroy", target: Address(.disk, "build", part: "data")),
        ]
        return desired
    }

    @Test("After a lost state the disks that came along are taken over with their server")
    func takenOver() async throws {
        try await Lab.with { lab in
            let desired = try Self.set(source: Self.data, revision: 1, web: "")
            try #require(try await lab.apply(desired)?.failures.map(\.detail) == [])
            let before = Set(try lab.prior().records.map { "\($0.address) \($0.id)" })
            #expect(before.contains { $0.hasPrefix("disk.web.data ") }, "\(before)")
            let marks = try #require(try lab.prior().identity.marks)
            lab.loseState()
            var options = PlanOptions()
            options.takeOver = .lineage(marks)
            _ = try await lab.apply(desired, selecting: options)
            let after = Set(try lab.prior().records.map { "\($0.address) \($0.id)" })
            #expect(after == before, "\(after.symmetricDifference(before).sorted())")
            let plan = try await lab.plan(desired)
            #expect(plan.steps.isEmpty && plan.findings.map(\.code).filter { $0.contains("mark") } == [])
        }
    }

    private static let removed = "removed:\n  - {from: disk.build.data, action: delete, reason: done}"

    private static let cases = [
        Case(
            testDescription: "it came along, and the new image does not hold it", more: removed,
            expected: .forget, isReleased: true, disks: 3),
        Case(
            testDescription: "it came along, and the new image holds it", source: data,
            expected: .replace(.createBeforeDestroy), isReleased: true, disks: 5),
        Case(
            testDescription: "it came back, is declared, and the new image does not hold it", before: data,
            after: data, more: removed, expected: .update, disks: 3),
        Case(
            testDescription: "it came back, is declared, and its server recreates disks", before: data,
            after: data + "\n    onReplace: recreate", more: removed,
            expected: .replace(.createBeforeDestroy), isReleased: true, disks: 4),
        Case(
            testDescription: "it came back, and is no longer declared", before: data, more: removed,
            expected: .forget, isReleased: true, disks: 3),
        Case(
            testDescription: "it came back, is no longer declared, and was to be deleted then",
            before: deleted, more: removed, expected: .delete, disks: 2),
    ]

    @Test("What becomes of it", arguments: cases)
    func becomes(_ example: Case) async throws {
        try await Lab.with { lab in
            let first = try Self.set(source: Self.data, revision: 1, web: example.before)
            #expect(try await lab.apply(first)?.failures.map(\.detail) == [])
            let old = try #require(try lab.prior().records.first { $0.address == Self.disk }?.id)

            let second = try Self.set(
                source: example.source, revision: 2, web: example.after, more: example.more)
            let plan = try await lab.plan(second)
            let change = plan.changes.first { $0.address == Self.disk }
            #expect(change?.action == example.expected)
            #expect(change?.id == old)
            #expect(!plan.isBlocked, "\(plan.findings.filter { $0.severity == .error }.map(\.detail))")
            #expect(plan.changes.first { $0.address.kind == .server }?.action.word == "replace")

            let report = try await lab.apply(second)
            #expect(report?.failures.map(\.detail) == [])
            #expect(try lab.prior().setAside.contains { $0.id == old } == example.isReleased)
            #expect(try await lab.provider.list(.disk, in: "cn-north-4").count == example.disks)
            try await Self.agree(lab, second)
        }
    }

    private static let disk = Address(.disk, "web", part: "data")

    /// Plan, `drift` and the list of what is left over have nothing to say.
    private static func agree(_ lab: Lab, _ desired: DesiredState) async throws {
        let plan = try await lab.plan(desired)
        #expect(plan.steps.map(\.id) == [])
        #expect(plan.drift == [])
        let drift = try await lab.session().drift(desired)
        #expect(drift.drift == [])
        #expect(drift.unknown.map(\.id) == [])
    }

    @Test("A disk that somebody took off its server, or that an earlier version left, is released")
    func loose() async throws {
        try await Lab.with { lab in
            let desired = try Self.set(source: Self.data, revision: 1, web: "")
            try await lab.apply(desired)
            let record = try #require(try lab.prior().records.first { $0.address == Self.disk })
            _ = try await lab.provider.delete(
                DeleteRequest(
                    address: Self.disk, region: record.region, id: record.id,
                    detachFrom: record.attributes[.server].string, keepObject: true))
            let plan = try await lab.plan(desired)
            #expect(plan.steps.map(\.id) == ["forget disk.web.data"])
            try await lab.apply(desired)
            try await Self.agree(lab, desired)
        }
    }

    @Test("While it is excluded, its server is left as it is")
    func excluded() async throws {
        try await Lab.with { lab in
            let first = try Self.set(source: Self.data, revision: 1, web: "")
            #expect(try await lab.apply(first)?.failures.map(\.detail) == [])
            let records = try lab.prior().records.filter { $0.address.name == "web" }
            var options = PlanOptions()
            options.exclusions = [.glob("\(Self.disk)")]
            let second = try Self.set(source: "", revision: 2, web: "", more: Self.removed)
            let report = try await lab.apply(second, selecting: options)
            #expect(report?.failures.map(\.detail) == [])
            #expect(try lab.prior().records.filter { $0.address.name == "web" } == records)
            let drift = try await lab.session().drift(second)
            #expect(drift.drift == [])
        }
    }

    @Test(
        "A disk that someone attached is named in the plan; one that would be deleted with the server blocks it",
        arguments: [false, true])
    func attached(isDeletedWithServer: Bool) async throws {
        try await Lab.with { lab in
            let desired = try Self.set(source: "", revision: 1, web: "")
            try await lab.apply(desired)
            let server = try #require(
                try lab.prior().records.first { $0.address == Address(.server, "web") }?.id)
            let provider = AlteredProvider(
                inner: lab.provider,
                altered: { object in
                    guard object.id == server, case .server(var facts) = object.facts else { return object }
                    facts.disks.append(
                        ServerFacts.AttachedDisk(
                            id: "foreign-disk", device: "/dev/vdb", isSystem: false,
                            deletedWithServer: isDeletedWithServer))
                    var object = object
                    object.facts = .server(facts)
                    return object
                })
            let plan = try await lab.session(over: provider).plan(
                .init(try Self.set(source: "", revision: 2, web: ""))
            ).plan
            let found = plan.findings.filter { $0.detail.contains("foreign-disk") }
            #expect(
                found.map(\.code) == [isDeletedWithServer ? "disk-deleted-with-server" : "attached-disk-left"]
            )
            #expect(plan.isBlocked == isDeletedWithServer)
        }
    }
}
