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

    // MARK: With other changes

    /// A change of the moved server, or of what exists, in the plan of the move.
    enum Beside: CaseIterable {
        case anotherImage, recreated, serverGone, diskGone, vaultGone
    }

    private static func job(_ key: String, _ vault: String, _ beside: Beside?, _ more: String = "") throws
        -> DesiredState
    {
        let version = beside == .anotherImage ? "24.04" : "22.04"
        let recreation = beside == .recreated ? "two" : "one"
        return try Manifests.desired(
            Manifests.head + """
                vaults:
                  \(vault): {size: 100 GiB}
                servers:
                  \(key):
                    flavor: s6.large.2
                    image: {name: "Ubuntu \(version) server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    recreateOn: [\(recreation)]
                    onReplace: \(beside == .recreated ? "recreate" : "reattach")
                    dataDisks:
                      data: {type: SSD, size: 100 GiB}
                \(more)
                """)
    }

    private static let moves = """
        acknowledge:
          - {target: server.shop, key: destroy, reason: "another one"}
        moved:
          - {from: server.web, to: server.shop}
          - {from: vault.main, to: vault.safe}
        """

    @Test("A move beside a replacement, or beside an object that is gone", arguments: Beside.allCases)
    func beside(_ beside: Beside) async throws {
        try await Lab.with { lab in
            try await lab.apply(try Self.job("web", "main", nil))
            let lost: Address? =
                switch beside {
                case .serverGone: .of("server.web")
                case .diskGone: .of("disk.web.data")
                case .vaultGone: .of("vault.main")
                case .anotherImage, .recreated: nil
                }
            if let record = try lab.prior().records.first(where: { $0.address == lost }) {
                _ = try await lab.provider.delete(
                    DeleteRequest(
                        address: record.address, region: record.region, id: record.id,
                        detachFrom: record.attributes[.server].string))
            }
            let desired = try Self.job("shop", "safe", beside, Self.moves)
            let report = try #require(try await lab.apply(desired))
            #expect(report.failures.map(\.detail) == [] && report.isComplete)
            #expect(try Self.addresses(lab) == ["vault.safe", "server.shop", "disk.shop.data"])
            #expect(try lab.openSteps().isEmpty)
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
            #expect(try await lab.session().drift(desired).drift == [])
        }
    }

    // MARK: Several entries about one object

    private static func renamed(_ moved: [String]) throws -> DesiredState {
        try Manifests.desired(
            Manifests.head + """
                servers:
                  db:
                    name: front
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks:
                      z: {type: SSD, size: 100 GiB, name: front-data}
                moved:
                \(moved.map { "  - \($0)" }.joined(separator: "\n"))
                """)
    }

    private static let both = ["{from: server.web, to: server.db}", "{from: disk.web.data, to: disk.db.z}"]

    @Test("An entry for a disk counts before that of its server, in either order", arguments: [false, true])
    func specific(isReversed: Bool) async throws {
        try await Lab.with { lab in
            try await lab.apply(try Self.set("web"))
            let before = try await lab.made()
            let desired = try Self.renamed(isReversed ? Self.both.reversed() : Self.both)
            let lost = try await lab.elsewhere().plan(desired)
            #expect(lost.rebuilt.map { "\($0.address)" } == ["server.db", "disk.db.z"])
            let plan = try await lab.plan(desired)
            #expect(plan.changes.allSatisfy { $0.action == .update })
            _ = try await lab.apply(desired)
            #expect(try Self.addresses(lab) == ["server.db", "disk.db.z"])
            #expect(try await lab.made() == before)
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
        }
    }

    @Test("The most specific entry leads on, and so does the one after it")
    func destinations() {
        let moves = [
            ("image.golden", "image.base"), ("copy.golden.south", "copy.base.dr"),
            ("server.web", "server.db"),
            ("server.web[1]", "server.extra"), ("server.db", "server.last"), ("disk.web.a", "disk.db.z"),
        ].map { Move(from: .of($0), to: .of($1)) }
        let expected = [
            "copy.golden.south@2": "copy.base.dr@2", "copy.golden.east@2": "copy.base.east@2",
            "server.web[1]": "server.extra", "server.web[0]": "server.last[0]", "disk.web.a": "disk.last.z",
            "disk.web.b": "disk.last.b", "disk.web[1].b": "disk.extra.b",
        ]
        for order in [moves, moves.reversed()] {
            for (from, to) in expected {
                #expect(order.destination(of: .of(from)) == .of(to), "\(from)")
                #expect(order.sources(of: .of(to)).contains(.of(from)), "\(to)")
            }
            #expect(!order.sources(of: .of("disk.last.a")).contains(.of("disk.web.a")))
        }
    }

    // MARK: Words about former addresses

    private static let withoutDisk = """
        servers:
          shop:
            name: front
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
        moved:
          - {from: server.web, to: server.shop}
        removed:
          - {from: disk.web.data, action: delete, reason: "not needed"}
        """

    @Test(
        "An entry of `removed` and an acknowledgement for a former address count", arguments: [false, true])
    func formerAddress(isAcknowledged: Bool) async throws {
        try await Lab.with { lab in
            try await lab.apply(try Self.set("web"))
            let disk = try lab.prior().records.first { $0.address.kind == .disk }?.id
            let word = "\nacknowledge:\n  - {target: disk.web.data, key: destroy, reason: old}"
            let desired = try Manifests.desired(
                Manifests.head + Self.withoutDisk + (isAcknowledged ? word : ""))
            let plan = try await lab.plan(desired)
            let change = plan.changes.first { $0.address == .of("disk.shop.data") }
            #expect(change?.action == .delete && change?.id == disk && change?.risk != nil)
            #expect(plan.isBlocked != isAcknowledged)
            guard isAcknowledged else { return }
            #expect(try await lab.apply(desired)?.failures.map(\.detail) == [])
            #expect(try Self.addresses(lab) == ["server.shop"])
            #expect(try await lab.provider.list(.disk, in: "cn-north-4").count == 1)
        }
    }

    @Test(
        "Options that fit only a former address stop the plan, which names the present one",
        arguments: ["server.web", "server.w*", "disk.web.data"])
    func formerPattern(_ pattern: String) async throws {
        try await Lab.with { lab in
            try await lab.apply(try Self.set("web"))
            let desired = try Self.renamed(Self.both)
            for isTarget in [true, false] {
                var options = PlanOptions()
                if isTarget {
                    options.targets = [.glob(pattern)]
                } else {
                    options.exclusions = [.glob(pattern)]
                }
                let plan = try await lab.session().plan(.init(desired, options: options)).plan
                let finding = plan.findings.first { $0.code == "former-address" }
                let present = pattern.hasPrefix("disk") ? "disk.db.z" : "server.db"
                #expect(plan.isBlocked && finding?.fix?.contains(present) ?? false, "\(plan.findings)")
            }
        }
    }

    @Test("A removal and a renewal of a former address are refused with the present one")
    func formerOption() async throws {
        try await Lab.with { lab in
            try await lab.apply(try Self.set("web"))
            var desired = try Self.renamed(Self.both)
            desired.moves.append(Move(from: .of("image.golden"), to: .of("image.base")))
            var options = PlanOptions()
            options.removals = [Removal(from: .of("disk.web.data"), action: .delete)]
            options.renew = [.of("image.golden")]
            let plan = try await lab.session().plan(.init(desired, options: options)).plan
            let fixes = plan.findings.filter { $0.code == "unknown-address" }.compactMap(\.fix).joined()
            #expect(fixes.contains("disk.db.z") && fixes.contains("image.base"), "\(plan.findings)")
        }
    }
}
