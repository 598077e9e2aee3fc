import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox
import XimageState

/// What goes: in whatever order it is written, once, and nothing of it is left that costs money.
@Suite struct RemovalOrderTests {
    private static func set(_ removed: [String]) -> String {
        Manifests.head + "vaults:\n  main: {size: 500 GiB}\nremoved:\n"
            + removed.map { "  - {\($0), reason: test}\n" }.joined()
            + "acknowledge:\n"
            + ["server.web", "disk.web.data"].map {
                "  - {key: destroy, target: \($0), reason: test}\n"
            }.joined()
    }

    /// All orders of the entries.
    private static func orders(_ entries: [String]) -> [[String]] {
        guard entries.count > 1 else { return [entries] }
        return entries.indices.flatMap { index in
            var rest = entries
            let first = rest.remove(at: index)
            return orders(rest).map { [first] + $0 }
        }
    }

    @Test(
        "The entry of a disk is carried out before or after that of its server",
        arguments: ["delete", "forget"])
    func disks(ofServer action: String) async throws {
        for entries in Self.orders([
            "from: server.web, action: \(action)", "from: disk.web.data, action: delete",
            "from: image.golden, action: delete",
        ]) {
            try await Lab.with { lab in
                try await lab.apply(try Manifests.desired(Manifests.mainJob()))
                let disk = try #require(try lab.prior().records.first { $0.address.kind == .disk }?.id)
                let desired = try Manifests.desired(Self.set(entries))
                let plan = try await lab.plan(desired)
                #expect(plan.steps.contains { $0.id == StepID(.delete, Address(.disk, "web", part: "data")) })
                let report = try await lab.apply(desired)
                #expect(report?.failures.map(\.detail) == [], "\(entries)")
                let left = try await lab.provider.list(.disk, in: "cn-north-4").map(\.id)
                #expect(!left.contains(disk), "\(entries)")
                if action == "delete" { #expect(left == [], "\(entries)") }
                #expect(try await lab.plan(desired).steps.map(\.id) == [])
                let records = try lab.prior().records.map(\.address.description)
                #expect(records == ["vault.main"], "\(entries)")
            }
        }
    }

    @Test("A generation that an entry and retention name is deleted by one step, which ends")
    func onceByRetention() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Manifests.mainJob(image: "    retention: {keep: 1}"))
            try await lab.apply(desired)
            let golden = Address(.image, "golden")
            var options = PlanOptions()
            options.renew = [golden]
            options.removals = [Removal(from: golden.generation(1), action: .delete, reason: "test")]
            let plan = try await lab.session().plan(.init(desired, options: options)).plan
            #expect(plan.steps.count { $0.address == golden.generation(1) } == 1)
            let report = try #require(try await lab.apply(desired, selecting: options))
            #expect(report.failures.map(\.detail) == [] && report.isComplete)
            #expect(try await lab.provider.list(.image, in: "cn-north-4").count == 1)
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
        }
    }

    @Test(
        "What vanished is forgotten once, declared or not, with entries or without",
        arguments: [nil, "delete", "forget"])
    func onceAfterVanishing(_ action: String?) async throws {
        try await Lab.with { lab in
            try await lab.apply(try Manifests.desired(Manifests.mainJob()))
            for record in try lab.prior().records where record.address.kind == .image {
                try await Self.delete(record, lab)
            }
            for kind in [ResourceKind.server, .disk] {
                for record in try lab.prior().records where record.address.kind == kind {
                    try await Self.delete(record, lab)
                }
            }
            let entries = ["server.web", "disk.web.data", "image.golden", "image.golden@1"].compactMap {
                address in
                action.map { "from: \(address), action: \($0)" }
            }
            let undeclared =
                entries.isEmpty
                ? Manifests.head + "vaults:\n  main: {size: 500 GiB}\n" : Self.set(entries)
            let desired = try Manifests.desired(undeclared)
            let plan = try await lab.plan(desired)
            #expect(
                plan.steps.map(\.id.description).sorted() == [
                    "forget disk.web.data", "forget image.golden@1", "forget server.web",
                ])
            let report = try #require(try await lab.apply(desired))
            #expect(report.failures.map(\.detail) == [] && report.isComplete)
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
        }
    }

    @Test("A server that vanished and is still declared is created again, and its record goes once")
    func onceWhereDeclared() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Manifests.mainJob())
            try await lab.apply(desired)
            for kind in [ResourceKind.server, .disk] {
                for record in try lab.prior().records where record.address.kind == kind {
                    try await Self.delete(record, lab)
                }
            }
            let plan = try await lab.plan(desired)
            #expect(Set(plan.steps.map(\.id)).count == plan.steps.count)
            let report = try #require(try await lab.apply(desired))
            #expect(report.failures.map(\.detail) == [] && report.isComplete)
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
            #expect(try lab.prior().records.allSatisfy { $0.standing == .current })
        }
    }

    private static func delete(_ record: ResourceRecord, _ lab: Lab) async throws {
        let work = try await lab.provider.delete(
            DeleteRequest(address: record.address, region: record.region, id: record.id))
        if case .pending(let work) = work { _ = try await lab.provider.progress(of: [work]) }
    }
}
