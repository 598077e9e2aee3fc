import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageTestSupport

/// A server moves to another region: nothing of the old region is sent to the new one, and the other way round.
@Suite struct RegionChangeTests {
    private static func set(_ region: String, zones: String) throws -> DesiredState {
        let server = """
            flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}
            """
        return try Manifests.desired(
            Manifests.head.replacing("cn-north-4", with: region) + """
                servers:
                  plain:
                    \(server)
                  web:
                    \(server)
                    dataDisks:
                      data: {type: SSD, size: 100 GiB}
                  each:
                    count: 2
                    zone: {spread: [\(zones)]}
                    \(server)
                acknowledge:
                  - {target: server.plain, key: destroy, reason: moves}
                  - {target: server.web, key: destroy, reason: moves}
                  - {target: server.each, key: destroy, reason: moves}
                  - {target: disk.web.data, key: destroy, reason: moves}
                """)
    }

    @Test("Servers and their disks are created in the new region and deleted in the old one")
    func servers() async throws {
        try await Lab.with { lab in
            let old = try Self.set("cn-north-4", zones: "cn-north-4a, cn-north-4b")
            #expect(try await lab.apply(old)?.failures.map(\.detail) == [])
            let desired = try Self.set("cn-south-1", zones: "cn-south-1a, cn-south-1c")
            let plan = try await lab.plan(desired)
            #expect(!plan.isBlocked, "\(plan.findings.map(\.detail))")
            let usage = plan.usages.first { $0.region == "cn-south-1" && $0.thing == .servers }
            #expect(usage?.used == 0 && usage?.after == 4 && usage?.peak == 4)
            for step in plan.steps {
                #expect(step.region == (step.operation.removedID == nil ? "cn-south-1" : "cn-north-4"))
            }
            #expect(try await lab.apply(desired)?.failures.map(\.detail) == [])
            for (region, servers, disks) in [("cn-north-4", 0, 0), ("cn-south-1", 4, 5)] {
                #expect(try await lab.provider.list(.server, in: region).count == servers)
                #expect(try await lab.provider.list(.disk, in: region).count == disks)
            }
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
            #expect(try await lab.session().drift(desired).drift == [])
        }
    }

    @Test("An image follows its server, and only servers of its region are asked about")
    func image() async throws {
        func set(_ region: String, vault: String) throws -> DesiredState {
            try Manifests.desired(
                Manifests.head.replacing("cn-north-4", with: region) + """
                    vaults:
                      north: {size: 500 GiB, region: cn-north-4}
                      south: {size: 500 GiB, region: cn-south-1}
                    servers:
                      web:
                        flavor: s6.large.2
                        image: {name: "Ubuntu 22.04 server 64bit"}
                        systemDisk: {type: SSD, size: 40 GiB}
                    images:
                      golden: {from: {server: web}, vault: \(vault)}
                    acknowledge:
                      - {target: server.web, key: destroy, reason: moves}
                    """)
        }
        try await Lab.with { lab in
            try await lab.apply(try set("cn-north-4", vault: "north"))
            let desired = try set("cn-south-1", vault: "south")
            let planned = try await lab.session().plan(.init(desired))
            #expect(planned.live.unreadable == [])
            #expect(try await lab.apply(desired)?.failures.map(\.detail) == [])
            for region in ["cn-north-4", "cn-south-1"] {
                #expect(try await lab.provider.list(.image, in: region).count == 1)
            }
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
        }
    }

    @Test("A vault that changes its region is refused")
    func vault() async throws {
        func set(_ region: String) throws -> DesiredState {
            try Manifests.desired(
                Manifests.head.replacing("cn-north-4", with: region) + "vaults:\n  main: {size: 100 GiB}\n")
        }
        try await Lab.with { lab in
            try await lab.apply(try set("cn-north-4"))
            let plan = try await lab.plan(try set("cn-south-1"))
            #expect(plan.isBlocked && plan.steps.isEmpty)
        }
    }
}
