import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox
import XimageState
import XimageTestSupport

/// Which attached disk is which declared one.
@Suite struct AttachedDiskTests {
    private static func web(_ disks: [(String, Int)]) -> String {
        Manifests.head + """
            servers:
              web:
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}

            """ + (disks.isEmpty ? "" : "    dataDisks:\n")
            + disks.map { "      \($0.0): {type: SSD, size: \($0.1) GiB}\n" }.joined()
    }

    @Test(
        "A disk that is left out of a new server takes those after it along, and each gets its own name later"
    )
    func excluded() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.web([("a", 11), ("b", 22), ("c", 33)]))
            var options = PlanOptions()
            options.exclusions = [.glob("disk.web.a")]
            let plan = try await lab.session().plan(.init(desired, options: options)).plan
            #expect(plan.steps.map(\.id.description) == ["create server.web"])
            let remark = plan.findings.first { $0.code == "disks-left-out" }
            #expect(remark?.detail.contains("disk.web.a is excluded") ?? false)
            #expect(plan.leftOut.map(\.address.description) == ["disk.web.a", "disk.web.b", "disk.web.c"])
            try await lab.apply(desired, selecting: options)
            #expect(try lab.prior().records.map(\.address.description) == ["server.web"])
            try await lab.apply(desired)
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
            let sizes = try await Self.sizes(lab)
            #expect(sizes == ["disk.web.a": 11, "disk.web.b": 22, "disk.web.c": 33])
        }
    }

    @Test("The disk in the middle takes the last one along, not the first")
    func excludedInTheMiddle() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.web([("a", 11), ("b", 22), ("c", 33)]))
            var options = PlanOptions()
            options.exclusions = [.glob("disk.web.b")]
            try await lab.apply(desired, selecting: options)
            #expect(try await Self.sizes(lab) == ["disk.web.a": 11])
            try await lab.apply(desired)
            #expect(try await Self.sizes(lab) == ["disk.web.a": 11, "disk.web.b": 22, "disk.web.c": 33])
        }
    }

    private static func sizes(_ lab: Lab) async throws -> [String: Int] {
        let live = LiveIndex(try await lab.provider.list(.disk, in: "cn-north-4"))
        var result: [String: Int] = [:]
        for record in try lab.prior().records where record.address.kind == .disk {
            result[record.address.description] = live[record.id]?.attributes[.size].int
        }
        return result
    }

    // MARK: Taking over

    /// A server of ours with a disk of the declared size and type that has no mark.
    /// - Parameter isRecorded: whether state knows the disk, as it does when its naming was interrupted.
    private func withUnnamedDisk(
        isRecorded: Bool, _ body: (Lab, DesiredState, RemoteID) async throws -> Void
    ) async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.web([("data", 100)]))
            let refusal = "status: 403, body: '{\"error\":{\"code\":\"EVS.0001\"}}'"
            try await lab.sandbox.setFaults(
                """
                faults:
                  - {match: {service: evs, method: PUT}, \(refusal)}
                  - {match: {service: evs, method: POST}, \(refusal)}
                """)
            let report = try #require(try await lab.apply(desired))
            #expect(report.failures.map(\.step) == ["label disk.web.data"])
            try await lab.sandbox.setFaults("faults: []")
            let server = try #require(try await lab.provider.list(.server, in: "cn-north-4").first)
            guard case .server(let facts) = server.facts,
                let disk = facts.disks.first(where: { !$0.isSystem })
            else { return }
            let record = try #require(try lab.prior().records.first { $0.id == disk.id })
            #expect(record.standing == .incomplete)
            if !isRecorded {
                let holder = LockHolder(who: "ann", host: "here", pid: 1, command: "test")
                _ = try await lab.session().changeRecords(
                    of: desired.settings, holder, lockTimeout: .zero
                ) { _ in RecordChanges(removals: [RecordKey(address: record.address, id: disk.id)]) }
            }
            try await body(lab, desired, disk.id)
        }
    }

    @Test("A disk that was created with a server of ours gets its name", arguments: [true, false])
    func born(_ isRecorded: Bool) async throws {
        try await withUnnamedDisk(isRecorded: isRecorded) { lab, desired, id in
            let plan = try await lab.plan(desired)
            #expect(plan.drift.isEmpty)
            #expect(plan.steps.map(\.id) == [isRecorded ? "update disk.web.data" : "label disk.web.data"])
            try await lab.apply(desired)
            let record = try lab.prior().records.first { $0.address.kind == .disk }
            #expect(record?.id == id && record?.standing == .current)
            let disks = try await lab.provider.list(.disk, in: "cn-north-4")
            #expect(disks.count == 2)
            #expect(disks.first { $0.id == id }?.name == "shop-web-data")
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
        }
    }

    @Test("A disk whose naming was interrupted is deleted with its server")
    func destroyed() async throws {
        try await withUnnamedDisk(isRecorded: true) { lab, desired, id in
            let report = try await lab.apply(desired, mode: .destroy(withBackups: false))
            #expect(report?.succeeded.contains("delete disk.web.data") ?? false)
            #expect(try await lab.provider.list(.disk, in: "cn-north-4").isEmpty)
        }
    }

    @Test(
        "A disk without a mark that came with a server of ours is left over, attached or not, and only its id cleans it"
    )
    func leftOver() async throws {
        try await withUnnamedDisk(isRecorded: false) { lab, desired, id in
            let attached = try await lab.session().drift(desired, everything: true).orphans
            #expect(attached.map(\.id) == [id] && attached.allSatisfy { !$0.isMarked })
            try await lab.apply(desired, mode: .destroy(withBackups: false))
            #expect(try await lab.provider.list(.disk, in: "cn-north-4").map(\.id) == [id])
            let loose = try await lab.session().drift(desired, everything: true).orphans
            #expect(loose.map(\.id) == [id] && loose.allSatisfy { !$0.isMarked })
            var options = PlanOptions()
            options.clean = [id]
            options.targets = [.glob("*.orphan[*")]
            let plan = try await lab.session().plan(.init(desired, options: options)).plan
            #expect(plan.steps.map(\.operation.removedID) == [id])
        }
    }

    @Test(
        "A disk that was attached later, or whose age nobody knows, is never taken over",
        arguments: [3600, nil])
    func attachedLater(_ seconds: Int64?) async throws {
        try await withUnnamedDisk(isRecorded: false) { lab, desired, id in
            let provider = AlteredProvider(
                inner: lab.provider,
                altered: { object in
                    guard object.id == id else { return object }
                    var object = object
                    object.attributes[.createdAt] =
                        seconds.map { .string((TimeSource.system.now() + .seconds($0)).description) } ?? .null
                    return object
                })
            let report = try #require(try await lab.apply(desired, over: provider))
            #expect(report.failures.map(\.detail) == [])
            let record = try lab.prior().records.first { $0.address.kind == .disk }
            #expect(record != nil && record?.id != id)
            let live = try await lab.provider.list(.disk, in: "cn-north-4").first { $0.id == id }
            #expect(live?.owner == nil)
        }
    }
}
