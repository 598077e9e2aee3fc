import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageRules
import XimageSandbox

/// Disks whose IOPS and throughput are chosen.
@Suite struct DiskPerformanceTests {
    private static func set(
        system: String = "{type: ESSD2, size: 40 GiB, iops: 5000}",
        data: String = "{type: GPSSD2, size: 100 GiB, iops: 6000, throughput: 250}", more: String = ""
    ) throws -> DesiredState {
        try Manifests.desired(
            Manifests.head + """
                vaults:
                  main: {size: 500 GiB}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: \(system)
                    dataDisks:
                      data: \(data)
                \(more)
                """)
    }

    private static func figures(_ lab: Lab, _ id: RemoteID) async throws -> [Int?] {
        let disk = try #require(try await lab.provider.read(id, .disk, in: "cn-north-4"))
        return [disk.attributes[.iops].int, disk.attributes[.throughput].int]
    }

    private static func id(_ lab: Lab, _ address: String) throws -> RemoteID {
        try #require(try lab.prior().records.first { $0.address.description == address }).id
    }

    private static func systemDisk(_ lab: Lab) async throws -> RemoteID {
        let id = try id(lab, "server.web")
        let server = try #require(try await lab.provider.read(id, .server, in: "cn-north-4"))
        guard case .server(let facts) = server.facts else { throw ProviderSilence() }
        guard let disk = facts.disks.first(where: \.isSystem) else { throw ProviderSilence() }
        return disk.id
    }

    private struct ProviderSilence: Error {}

    @Test(
        "They are sent at creation, changed in place, together with the size that allows them, and drift is seen"
    )
    func life() async throws {
        try await Lab.with { lab in
            let desired = try Self.set()
            #expect(try await lab.apply(desired)?.failures.map(\.detail) == [])
            let data = try Self.id(lab, "disk.web.data")
            let system = try await Self.systemDisk(lab)
            #expect(try await Self.figures(lab, data) == [6000, 250])
            #expect(try await Self.figures(lab, system) == [5000, nil])
            #expect(try await lab.plan(desired).steps.isEmpty)

            // Above what 100 GiB allow.
            let more = try Self.set(
                system: "{type: ESSD2, size: 40 GiB, iops: 9000}",
                data: "{type: GPSSD2, size: 200 GiB, iops: 60000, throughput: 250}")
            let plan = try await lab.plan(more)
            #expect(plan.changes.allSatisfy { $0.action == .update }, "\(plan.changes.map(\.action))")
            #expect(try await lab.apply(more)?.failures.map(\.detail) == [])
            #expect(try await Self.figures(lab, data) == [60_000, 250])
            #expect(try await Self.figures(lab, system) == [9000, nil])
            #expect(try await lab.plan(more).steps.isEmpty)

            // Someone else lowers one of them.
            _ = try await lab.provider.update(
                UpdateRequest(
                    address: Address(.disk, "web", part: "data"), region: "cn-north-4", id: data,
                    changes: [.throughput: 125], current: [.throughput: 250]))
            let drifted = try await lab.plan(more)
            #expect(
                drifted.drift.flatMap { $0.differences.map(\.attribute) } == [.throughput], "\(drifted.drift)"
            )
            #expect(try await lab.apply(more)?.failures.map(\.detail) == [])
            #expect(try await Self.figures(lab, data) == [60_000, 250])
        }
    }

    @Test("A disk on its own has them, too")
    func single() async throws {
        try await Lab.with { lab in
            let one = try Self.set()
            #expect(try await lab.apply(one)?.failures.map(\.detail) == [])
            let two = try Self.set(
                data: "{type: GPSSD2, size: 100 GiB, iops: 6000, throughput: 250}\n"
                    + "      more: {type: ESSD2, size: 10 GiB, iops: 10000}")
            #expect(try await lab.apply(two)?.failures.map(\.detail) == [])
            let more = try Self.id(lab, "disk.web.more")
            #expect(try await Self.figures(lab, more) == [10_000, nil])
            #expect(try await lab.plan(two).steps.isEmpty)
        }
    }

    @Test("A disk that comes along with an image gets the figures of the disk that was captured")
    func restored() async throws {
        try await Lab.with { lab in
            let clone = """
                  clone:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                """
            let desired = try Self.set(more: clone)
            #expect(try await lab.apply(desired)?.failures.map(\.detail) == [])
            let along = try Self.id(lab, "disk.clone.data")
            #expect(try await Self.figures(lab, along) == [6000, 250])
            #expect(try await lab.plan(desired).steps.isEmpty)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var system = "{type: SSD, size: 40 GiB}"
        var data = "{type: SSD, size: 100 GiB}"
        /// Where the finding points.
        var at: AttributeName
    }

    @Test(
        "What the service refuses, the rule refuses before",
        arguments: [
            Case(testDescription: "no figures", data: "{type: GPSSD2, size: 100 GiB}", at: .type),
            Case(
                testDescription: "no throughput", data: "{type: GPSSD2, size: 100 GiB, iops: 3000}", at: .type
            ),
            Case(
                testDescription: "too many IOPS for the size",
                data: "{type: GPSSD2, size: 10 GiB, iops: 5001, throughput: 125}", at: .iops),
            Case(
                testDescription: "too much throughput for the IOPS",
                data: "{type: GPSSD2, size: 100 GiB, iops: 3000, throughput: 751}", at: .throughput),
            Case(
                testDescription: "throughput of ESSD2",
                data: "{type: ESSD2, size: 100 GiB, iops: 3000, throughput: 250}", at: .throughput),
            Case(
                testDescription: "IOPS of a type without", data: "{type: SSD, size: 100 GiB, iops: 3000}",
                at: .iops),
            Case(
                testDescription: "a system disk without figures", system: "{type: ESSD2, size: 40 GiB}",
                at: .systemDiskType),
            Case(
                testDescription: "too many IOPS of a system disk",
                system: "{type: GPSSD2, size: 40 GiB, iops: 20001, throughput: 125}", at: .systemDiskIOPS),
        ])
    func bounds(_ example: Case) async throws {
        let desired = try Self.set(system: example.system, data: example.data)
        let found = Planner(rules: RuleCatalogue.all).validate(desired).findings.filter { $0.code == "DK026" }
        #expect(!found.isEmpty)
        let resource = desired.resources.first { $0.address == found.first?.address }
        #expect(found.first?.subject == resource?.place(of: example.at), "\(found)")
        try await Lab.with { lab in
            let report = try await lab.apply(desired)
            #expect(report?.failures.first?.error?.code == "Ecs.0005", "\(report?.failures ?? [])")
        }
    }

    @Test(
        "At the bounds both agree",
        arguments: [
            "{type: GPSSD2, size: 10 GiB, iops: 5000, throughput: 1000}",
            "{type: GPSSD2, size: 10 GiB, iops: 3000, throughput: 125}",
            "{type: ESSD2, size: 10 GiB, iops: 10000}", "{type: ESSD2, size: 10 GiB, iops: 100}",
        ])
    func sound(data: String) async throws {
        let desired = try Self.set(data: data)
        #expect(
            Planner(rules: RuleCatalogue.all).validate(desired).findings.allSatisfy { $0.code != "DK026" })
        try await Lab.with { lab in
            let report = try await lab.apply(desired)
            #expect(report?.failures.map(\.detail) == [])
        }
    }
}
