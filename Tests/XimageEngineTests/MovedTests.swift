import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageTestSupport

/// Entries of `moved` may be kept: they follow each other, and several may lead to one address.
@Suite struct MovedTests {
    private static func set(_ key: String, _ moved: String = "") throws -> DesiredState {
        try Manifests.desired(
            Manifests.head + """
                servers:
                  \(key):
                    name: front
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks:
                      data: {type: SSD, size: 100 GiB, name: front-data}
                \(moved)
                """)
    }

    private static let chain = """
        moved:
          - {from: server.web, to: server.shop}
          - {from: server.shop, to: server.last}
        """

    private static func addresses(_ lab: Lab) throws -> [String] {
        try lab.prior().records.map { "\($0.address)" }
    }

    @Test(
        "A chain: from its beginning, from its middle, and when it was carried out",
        arguments: ["web", "shop", "last"])
    func chain(_ start: String) async throws {
        try await Lab.with { lab in
            try await lab.apply(try Self.set(start))
            let before = try await lab.made()
            let desired = try Self.set("last", Self.chain)
            let plan = try await lab.plan(desired)
            #expect(plan.changes.allSatisfy { $0.action == .update })
            #expect(try await lab.session().drift(desired).drift == [])
            _ = try await lab.apply(desired)
            #expect(try Self.addresses(lab) == ["server.last", "disk.last.data"])
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
            #expect(try await lab.made() == before)
        }
    }

    @Test("A chain finds objects by the marks of their former addresses when state is lost")
    func lostState() async throws {
        try await Lab.with { lab in
            try await lab.apply(try Self.set("web"))
            let plan = try await lab.elsewhere().plan(try Self.set("last", Self.chain))
            #expect(plan.rebuilt.map { "\($0.address)" } == ["server.last", "disk.last.data"])
            #expect(plan.changes.allSatisfy { $0.action == .update })
        }
    }

    @Test("Two sources: the one that exists moves", arguments: ["old", "other"])
    func twoSources(_ start: String) async throws {
        try await Lab.with { lab in
            try await lab.apply(try Self.set(start))
            let desired = try Self.set(
                "last", "moved: [{from: server.old, to: server.last}, {from: server.other, to: server.last}]")
            _ = try await lab.apply(desired)
            #expect(try Self.addresses(lab) == ["server.last", "disk.last.data"])
            #expect(try await lab.made()["server"] == 1)
        }
    }

    @Test("Two sources that both exist: nothing is done until one entry is left")
    func bothExist() async throws {
        func two() throws -> DesiredState {
            try Manifests.desired(
                Manifests.head + """
                    vaults:
                      old: {size: 100 GiB}
                      other: {size: 100 GiB}
                    """)
        }
        try await Lab.with { lab in
            try await lab.apply(try two())
            let desired = try Manifests.desired(
                Manifests.head + """
                    vaults:
                      last: {size: 100 GiB}
                    moved: [{from: vault.old, to: vault.last}, {from: vault.other, to: vault.last}]
                    """)
            let plan = try await lab.plan(desired)
            #expect(plan.isBlocked)
            #expect(plan.findings.contains { $0.code == "moves-meet" && $0.address == .of("vault.last") })
        }
    }
}
