import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageTestSupport

/// `drift`, `plan` and the lists are about one cloud: whatever others change in it, none of them contradicts another.
@Suite struct AgreementTests {
    private static func set(_ claims: Bool) throws -> DesiredState {
        let tags = "tags: {team: shop}" + (claims ? ", foreignTags: remove" : "")
        let lines = tags.replacing(", ", with: "\n    ")
        return try Manifests.desired(
            Manifests.head + """
                vaults:
                  main: {size: 500 GiB, \(tags)}
                servers:
                  web:
                    description: front
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    power: running
                    metadata: {role: web}
                    agency: ops
                    \(lines)
                    dataDisks:
                      data: {type: SSD, size: 100 GiB, description: data, \(tags)}
                      logs: {type: SSD, size: 50 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    description: golden
                    memory: {min: 2 GiB}
                    \(lines)
                """)
    }

    private struct World {
        let lab: Lab
        var random: SeededGenerator

        /// What somebody else may write to an object, by the present value.
        mutating func edit(_ record: ResourceRecord, _ object: LiveResource) async throws {
            let options: [AttributeName] =
                switch record.address.kind {
                case .vault: [.name, .size, .autoExpand, .tags]
                case .server: [.name, .description, .power, .metadata, .securityGroups, .serverGroup, .tags]
                case .disk: [.name, .description, .size, .tags]
                case .image, .copy: [.name, .description, .minimumMemory, .maximumMemory, .tags]
                }
            let name = options.randomElement(using: &random) ?? .tags
            let present = object.attributes[name]
            let value: Value =
                switch name {
                case .name: .string((present.string ?? "") + "-x")
                case .description: ["", "theirs"].randomElement(using: &random) ?? ""
                case .size: .int((present.int ?? 0) + 20)
                case .autoExpand: true
                case .power: "stopped"
                case .minimumMemory: .int(4096)
                case .maximumMemory: .int(65_536)
                case .securityGroups: .list([])
                case .serverGroup: "0b2a4c7e-1111-4c7e-8aaa-000000000001"
                default: pairs(present)
                }
            _ = try await lab.provider.update(
                UpdateRequest(
                    address: record.address, region: record.region, id: record.id, changes: [name: value],
                    current: [name: present]))
        }

        private mutating func pairs(_ present: Value) -> Value {
            var pairs = present.stringMap ?? [:]
            switch Int.random(in: 0..<3, using: &random) {
            case 0: pairs["foreign"] = "\(Int.random(in: 0..<9, using: &random))"
            case 1: if let key = pairs.keys.sorted().first { pairs[key] = "theirs" }
            default: if let key = pairs.keys.sorted().first { pairs[key] = nil }
            }
            return .strings(pairs)
        }

        mutating func delete(_ record: ResourceRecord, _ object: LiveResource) async throws {
            _ = try await lab.provider.delete(
                DeleteRequest(
                    address: record.address, region: record.region, id: record.id,
                    detachFrom: object.attributes[.server].string))
        }
    }

    private func objects(_ lab: Lab) async throws -> [RemoteID: LiveResource] {
        var all: [LiveResource] = []
        for kind in [ResourceKind.vault, .server, .disk, .image] {
            all += try await lab.provider.list(kind, in: "cn-north-4")
        }
        return Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
    }

    @Test("Random changes by others", arguments: UInt64(1)...24)
    func agree(seed: UInt64) async throws {
        try await Lab.with { lab in
            var world = World(lab: lab, random: SeededGenerator(seed: seed))
            let desired = try Self.set(Bool.random(using: &world.random))
            try #require(try await lab.apply(desired)?.failures.map(\.detail) == [])
            try #require(try await lab.session().drift(desired).drift == [])
            for _ in 0..<Int.random(in: 1...5, using: &world.random) {
                let records = try lab.prior().records
                let live = try await objects(lab)
                guard let record = records.randomElement(using: &world.random), let object = live[record.id]
                else { continue }
                try await world.edit(record, object)
            }
            if seed.isMultiple(of: 3),
                let disk = try lab.prior().records.first(where: { $0.address.part == "logs" }),
                let object = try await objects(lab)[disk.id]
            {
                try await world.delete(disk, object)
            }

            let live = try await objects(lab)
            let plan = try await lab.plan(desired)
            let drift = try await lab.session().drift(desired).drift
            #expect(drift == plan.drift)
            for record in try lab.prior().records {
                let found = drift.first { $0.id == record.id }
                #expect((live[record.id] == nil) == (found?.isGone ?? false), "\(record.address)")
            }
            for change in plan.changes {
                let found = drift.first { $0.address.series == change.address.series }
                #expect(found != nil, "planned, and no drift: \(change.address)")
                guard let found, !found.isGone else { continue }
                #expect(
                    Set(change.differences).isSubset(of: found.differences.map(\.attribute)),
                    "\(change.address): \(change.differences) of \(found.differences)")
            }
            for one in drift {
                let change = plan.changes.first { $0.address.series == one.address.series }
                // A disk that grew cannot be as declared; the plan refuses.
                let isRefused = plan.findings.contains { $0.severity == .error && $0.address == one.address }
                #expect(change != nil || isRefused, "drift, and nothing planned: \(one)")
                guard let change, !one.isGone else { continue }
                #expect(Set(one.differences.map(\.attribute)) == Set(change.differences), "\(one.address)")
            }

            guard !plan.isBlocked else { return }
            _ = try await lab.apply(desired)
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
            #expect(try await lab.session().drift(desired).drift == [])
        }
    }
}
