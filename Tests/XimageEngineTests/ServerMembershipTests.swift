import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageTestSupport
import XimageSandbox

/// Security groups, metadata and the server group of servers that exist.
@Suite struct ServerMembershipTests {
    private static let groups = """
        regions:
          cn-north-4:
            networks: [{securityGroup: web}, {securityGroup: admin}]
        """
    private static let first = "0b2a4c7e-1111-4c7e-8aaa-000000000001"
    private static let second = "0b2a4c7e-1111-4c7e-8aaa-000000000002"

    static func set(_ lines: String) throws -> DesiredState {
        try Manifests.desired(
            Manifests.head + """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    \(lines)
                """)
    }

    private static func server(_ lab: Lab) async throws -> LiveResource {
        try #require(try await lab.provider.list(.server, in: "cn-north-4").first { $0.owner != nil })
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var attribute: AttributeName
        var before: String
        var after: String
        /// What someone else makes of it.
        var foreign: Value
    }

    @Test(
        "Changed in the manifest: updated in place. Changed outside: reported by drift and plan, and restored",
        arguments: [
            Case(
                testDescription: "security groups", attribute: .securityGroups,
                before: "network: {securityGroups: [default, web]}",
                after: "network: {securityGroups: [admin, web]}", foreign: .list([])),
            Case(
                testDescription: "metadata", attribute: .metadata,
                before: "metadata: {role: web, owner: ops}", after: "metadata: {role: db, stage: test}",
                foreign: .strings(["role": "theirs", "stage": "test"])),
            Case(
                testDescription: "metadata, first", attribute: .metadata, before: "power: running",
                after: "metadata: {role: db}", foreign: .map([:])),
            Case(
                testDescription: "server group", attribute: .serverGroup, before: "serverGroup: \(first)",
                after: "serverGroup: \(second)", foreign: .string(first)),
            Case(
                testDescription: "server group, first", attribute: .serverGroup, before: "power: running",
                after: "serverGroup: \(second)", foreign: ""),
        ])
    func changed(_ example: Case) async throws {
        try await Lab.with { lab in
            _ = try await lab.sandbox.seed(Self.groups)
            #expect(try await lab.apply(Self.set(example.before))?.failures.map(\.detail) == [])
            #expect(try await lab.plan(Self.set(example.before)).steps.map(\.id) == [])
            let id = try await Self.server(lab).id

            let desired = try Self.set(example.after)
            let plan = try await lab.plan(desired)
            #expect(plan.changes.map(\.differences) == [[example.attribute]])
            #expect(plan.drift == [])
            #expect(try await lab.apply(desired)?.succeeded == ["update server.web"])
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
            let server = try await Self.server(lab)
            #expect(server.id == id)

            _ = try await lab.provider.update(
                UpdateRequest(
                    address: .of("server.web"), region: "cn-north-4", id: id,
                    changes: [example.attribute: example.foreign],
                    current: [example.attribute: server.attributes[example.attribute]]))
            let repair = try await lab.plan(desired)
            #expect(repair.changes.map(\.differences) == [[example.attribute]])
            #expect(repair.drift.flatMap(\.differences).map(\.attribute) == [example.attribute])
            #expect(try await lab.session().drift(desired).drift == repair.drift)
            try await lab.apply(desired)
            let restored = try await Self.server(lab).attributes[example.attribute]
            if let groups = server.attributes[example.attribute].list {
                #expect(Set(restored.list ?? []) == Set(groups))
            } else {
                #expect(restored == server.attributes[example.attribute])
            }
        }
    }

    @Test(
        "A server leaves its group and loses its metadata when neither is declared any more; others' keys stay"
    )
    func undeclared() async throws {
        try await Lab.with { lab in
            try await lab.apply(try Self.set("serverGroup: \(Self.first)\n    metadata: {role: web}"))
            var server = try await Self.server(lab)
            _ = try await lab.provider.update(
                UpdateRequest(
                    address: .of("server.web"), region: "cn-north-4", id: server.id,
                    changes: [.metadata: .strings(["role": "web", "agent": "x"])],
                    current: [.metadata: server.attributes[.metadata]]))
            #expect(try await lab.apply(Self.set("power: running"))?.succeeded == ["update server.web"])
            server = try await Self.server(lab)
            #expect(server.attributes[.serverGroup].isEmpty)
            #expect(server.attributes[.metadata] == .strings(["agent": "x"]))
            #expect(try await lab.plan(Self.set("power: running")).steps.map(\.id) == [])
        }
    }

    @Test("An answer that names groups without ids is compared only where each name is one group")
    func namesAlone() async throws {
        try await Lab.with { lab in
            _ = try await lab.sandbox.seed(Self.groups)
            let desired = try Self.set("network: {securityGroups: [default, web]}")
            try await lab.apply(desired)
            let provider = AlteredProvider(inner: lab.provider) { object in
                guard object.kind == .server else { return object }
                var object = object
                object.attributes[.securityGroups] = .list([.map(["name": "web"])])
                return object
            }
            let plan = try await lab.session(over: provider).plan(.init(desired)).plan
            #expect(plan.steps.map(\.id) == [])
            #expect(plan.findings.map(\.code) == ["attribute-not-read"])
        }
    }
}
