import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRules
import XimageSandbox

/// A fixed private address that a server cannot have: the plan says so, and the service refuses it as well.
@Suite struct FixedAddressTests {
    private static func server(_ name: String, _ address: String, loop: String = "") -> String {
        """
          \(name):
        \(loop)    flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
            network: {ip: \(address)}

        """
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var servers: String
        /// Applied before by another project.
        var before: String?
        var says: String
        /// Of the service.
        var code: String
        var isKnownOffline = false
    }

    @Test(
        "What the service refuses is known before",
        arguments: [
            Case(
                testDescription: "outside the subnet", servers: server("web", "172.16.0.10"),
                says: "subnet \"subnet-default\" is", code: "Ecs.0039"),
            Case(
                testDescription: "of the gateway", servers: server("web", "10.0.0.1"),
                says: "the service keeps it", code: "Ecs.0039"),
            Case(
                testDescription: "of another server", servers: server("app", "10.0.0.10"),
                before: server("web", "10.0.0.10"), says: "server \"other-web\"", code: "Ecs.0010"),
            Case(
                testDescription: "twice in the set",
                servers: server("web", "10.0.0.10") + server("app", "10.0.0.10"),
                says: "server.app asks for it, too", code: "Ecs.0010", isKnownOffline: true),
            Case(
                testDescription: "with count", servers: server("web", "10.0.0.10", loop: "    count: 2\n"),
                says: "server.web[0] asks for it, too", code: "Ecs.0010", isKnownOffline: true),
        ])
    func refused(_ example: Case) async throws {
        try await Lab.with { lab in
            let head = Manifests.head + "servers:\n"
            if let before = example.before {
                let other = head.replacing("project: shop", with: "project: other") + before
                let report = try await lab.elsewhere().apply(try Manifests.desired(other))
                #expect(report?.isComplete == true)
            }
            let text = head + example.servers
            let desired = try Manifests.desired(text)
            let offline = Planner(rules: RuleCatalogue.all).validate(desired).findings
            #expect(offline.contains { $0.code == "SV111" } == example.isKnownOffline, "\(offline)")

            let session = Session(
                lab.session().environment, planner: Planner(rules: RuleCatalogue.all),
                statePath: lab.statePath)
            let plan = try await session.plan(.init(desired)).plan
            let findings = plan.findings.filter { $0.code == "SV111" }
            #expect(findings.count == 1 && plan.isBlocked, "\(plan.findings)")
            #expect(findings.first?.detail.contains(example.says) == true, "\(findings)")

            // By a client that knows no rules.
            let report = try await lab.apply(desired)
            #expect(report?.failures.map { $0.error?.code } == [example.code], "\(report?.failures ?? [])")
        }
    }

    @Test("A free address, also of a server that is recreated with it, is no finding")
    func free() async throws {
        try await Lab.with { lab in
            let text = Manifests.head + "servers:\n" + Self.server("web", "10.0.0.10")
            let session = Session(
                lab.session().environment, planner: Planner(rules: RuleCatalogue.all),
                statePath: lab.statePath)
            let first = try Manifests.desired(text)
            #expect(try await session.plan(.init(first)).plan.findings.allSatisfy { $0.code != "SV111" })
            #expect(try await lab.apply(first)?.isComplete == true)
            let again = try Manifests.desired(
                text.replacing("flavor: s6.large.2", with: "keyPair: ops\n    flavor: s6.large.2"))
            let plan = try await session.plan(.init(again)).plan
            #expect(plan.changes.contains { $0.action == .replace(.deleteBeforeCreate) })
            #expect(plan.findings.allSatisfy { $0.code != "SV111" }, "\(plan.findings)")
        }
    }
}
