import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageTestSupport

/// Tags that neither the manifests nor ximage set belong to someone else: a cost report, a backup policy, another team.
@Suite struct ForeignTagTests {
    /// A set with every kind of object that has tags. `tags` are those of each of them.
    private static func set(_ tags: String, _ more: String = "") throws -> DesiredState {
        try Manifests.desired(
            Manifests.head + """
                vaults:
                  main: {size: 500 GiB, tags: {\(tags)}\(more)}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    tags: {\(tags)}\(more.replacing(", ", with: "\n    "))
                    dataDisks:
                      data: {type: SSD, size: 100 GiB, tags: {\(tags)}\(more)}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    tags: {\(tags)}\(more.replacing(", ", with: "\n    "))
                    copies:
                      south: {region: cn-south-1, vault: dr, agency: ims_copy, tags: {\(tags)}\(more)}
                """)
    }

    private static let tagged: Set<String> = [
        "vault.main", "server.web", "disk.web.data", "image.golden@1", "copy.golden.south@1",
    ]

    private static func records(_ lab: Lab) throws -> [ResourceRecord] {
        try lab.prior().records.filter { tagged.contains($0.address.description) }
    }

    /// Writes tags as another tool does.
    private static func tag(_ lab: Lab, _ tags: [String: String]) async throws {
        for record in try records(lab) {
            _ = try await lab.provider.update(
                UpdateRequest(
                    address: record.address, region: record.region, id: record.id,
                    changes: [.tags: .strings(tags)], current: [:]))
        }
    }

    private static func tags(_ lab: Lab) async throws -> [String: [String: String]] {
        var result: [String: [String: String]] = [:]
        for record in try records(lab) {
            let object = try await lab.provider.read(record.id, record.address.kind, in: record.region)
            result["\(record.address)"] = object?.attributes[.tags].stringMap ?? [:]
        }
        return result
    }

    private static func expectAgreement(_ lab: Lab, _ desired: DesiredState, _ addresses: Set<String>)
        async throws
    {
        let plan = try await lab.plan(desired)
        #expect(Set(plan.changes.map { "\($0.address)" }) == addresses)
        #expect(plan.changes.allSatisfy { $0.action == .update && $0.differences == [.tags] })
        #expect(Set(plan.drift.map { "\($0.address)" }) == addresses)
        #expect(try await lab.session().drift(desired).drift == plan.drift)
    }

    @Test("Kept by default, when ximage's own tags change too")
    func kept() async throws {
        try await Lab.with { lab in
            let desired = try Self.set("team: one, tier: web")
            #expect(try await lab.apply(desired)?.failures.map(\.detail) == [])
            #expect(try Self.records(lab).count == Self.tagged.count)
            try await Self.tag(lab, ["cost": "1234"])
            try await Self.expectAgreement(lab, desired, [])
            // One tag changes, one is declared no more.
            let report = try await lab.apply(try Self.set("team: two"))
            #expect(report?.failures.map(\.detail) == [])
            let tags = try await Self.tags(lab)
            for (address, tags) in tags { #expect(tags == ["team": "two", "cost": "1234"], "\(address)") }
            try await Self.expectAgreement(lab, try Self.set("team: two"), [])
        }
    }

    @Test("A declared tag that someone changed is reported and restored; theirs stay")
    func restored() async throws {
        try await Lab.with { lab in
            let desired = try Self.set("team: one")
            try await lab.apply(desired)
            try await Self.tag(lab, ["cost": "1234", "team": "theirs"])
            try await Self.expectAgreement(lab, desired, Self.tagged)
            try await lab.apply(desired)
            for (address, tags) in try await Self.tags(lab) {
                #expect(tags == ["team": "one", "cost": "1234"], "\(address)")
            }
        }
    }

    @Test("foreignTags: remove takes them away, in plan and drift alike")
    func removed() async throws {
        try await Lab.with { lab in
            let desired = try Self.set("team: one", ", foreignTags: remove")
            #expect(try await lab.apply(desired)?.failures.map(\.detail) == [])
            try await Self.tag(lab, ["cost": "1234"])
            try await Self.expectAgreement(lab, desired, Self.tagged)
            try await lab.apply(desired)
            for (address, tags) in try await Self.tags(lab) { #expect(tags == ["team": "one"], "\(address)") }
            try await Self.expectAgreement(lab, desired, [])
        }
    }

    @Test("Tags of an object that was found again by its marks are not taken for ximage's own")
    func rebuilt() async throws {
        try await Lab.with { lab in
            let desired = try Self.set("team: one")
            try await lab.apply(desired)
            try await Self.tag(lab, ["cost": "1234"])
            let other = try lab.elsewhere()
            let plan = try await other.plan(desired)
            #expect(plan.steps.map(\.id) == [])
            #expect(!plan.rebuilt.isEmpty)
            #expect(plan.rebuilt.allSatisfy { ($0.attributes[.tags].map ?? [:])["cost"] == nil })
        }
    }
}
