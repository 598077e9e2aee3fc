import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageTestSupport

/// Attributes that apply at creation only: a changed declaration is reported, not passed over in silence.
@Suite struct CreationOnlyTests {
    private static let projects = [
        "11111111-2222-4333-8444-000000000001", "11111111-2222-4333-8444-000000000002",
    ]

    private static func findings(_ lab: Lab, _ desired: DesiredState) async throws -> [Diagnostic] {
        let plan = try await lab.plan(desired)
        #expect(plan.steps.map(\.id) == [])
        return plan.findings.filter { $0.code == "creation-only" }
    }

    @Test("Agency and enterprise project: each plan reports the difference and offers recreateOn")
    func reported() async throws {
        try await Lab.with { lab in
            try await lab.apply(
                try ServerMembershipTests.set("agency: one\n    enterpriseProject: \(Self.projects[0])"))
            let desired = try ServerMembershipTests.set(
                "agency: two\n    enterpriseProject: \(Self.projects[1])")
            for _ in 1...2 {
                let found = try await Self.findings(lab, desired)
                #expect(found.map(\.severity) == [.warning, .warning])
                #expect(
                    found.allSatisfy {
                        $0.fix?.hasSuffix("then with another value of it:\n  recreateOn: [\"1\"]") ?? false
                    })
                #expect(found.map(\.detail).joined().contains("`two`"))
                // The record stays what it is, also when the server changes in place.
                try await lab.apply(desired)
            }
            let moved = try ServerMembershipTests.set(
                "agency: two\n    enterpriseProject: \(Self.projects[1])\n    description: other")
            try await lab.apply(moved)
            #expect(try await Self.findings(lab, moved).count == 2)
            let again = try ServerMembershipTests.set(
                "agency: one\n    enterpriseProject: \(Self.projects[0])\n    description: other")
            #expect(try await Self.findings(lab, again) == [])
            #expect(try await lab.session().drift(again).drift == [])
        }
    }

    @Test("The way out that is offered replaces the server, and the finding ends")
    func recreated() async throws {
        try await Lab.with { lab in
            try await lab.apply(try ServerMembershipTests.set("agency: one\n    recreateOn: [\"1\"]"))
            let fix = try await Self.findings(
                lab, try ServerMembershipTests.set("agency: two\n    recreateOn: [\"1\"]")
            ).first?.fix
            #expect(fix?.hasSuffix("recreateOn: [\"1\", \"2\"]") ?? false)
            let plan = try await lab.plan(
                try ServerMembershipTests.set("agency: two\n    recreateOn: [\"1\", \"2\"]"))
            #expect(plan.changes.map(\.action.word) == ["replace"])
            #expect(!plan.findings.contains { $0.code == "creation-only" })
        }
    }

    @Test("A vault's and an image's enterprise project")
    func others() async throws {
        func set(_ project: String) throws -> DesiredState {
            try Manifests.desired(
                Manifests.mainJob(image: "    enterpriseProject: \(project)")
                    .replacingOccurrences(
                        of: "{size: 500 GiB}", with: "{size: 500 GiB, enterpriseProject: \(project)}"))
        }
        try await Lab.with { lab in
            #expect(try await lab.apply(set(Self.projects[0]))?.failures.map(\.detail) == [])
            #expect(try await Self.findings(lab, set(Self.projects[0])) == [])
            let found = try await Self.findings(lab, try set(Self.projects[1]))
            #expect(found.compactMap { $0.address?.description } == ["vault.main", "image.golden@1"])
        }
    }

    @Test(
        "Password and user data are never compared and never stored; a plan reports once that they changed",
        arguments: [
            ("adminPassword: First-Pass-7!", "adminPassword: Other-Pass-8!"),
            ("userData: first", "userData: other"),
            ("userData: first", "power: running"),
            ("power: running", "userData: first"),
            ("power: running", "adminPassword: First-Pass-7!"),
        ])
    func secrets(_ before: String, _ after: String) async throws {
        try await Lab.with { lab in
            try await lab.apply(try ServerMembershipTests.set(before))
            #expect(try await Self.findings(lab, ServerMembershipTests.set(before)) == [])
            let desired = try ServerMembershipTests.set(after)
            let found = try await Self.findings(lab, desired)
            #expect(found.map(\.severity) == [.info])
            // A plan changes nothing; an apply notes it.
            #expect(try await Self.findings(lab, desired) == found)
            try await lab.apply(desired)
            #expect(try await Self.findings(lab, desired) == [])
            let state = try Data(contentsOf: URL(fileURLWithPath: lab.statePath))
            for secret in ["First-Pass-7!", "Other-Pass-8!"] {
                #expect(state.range(of: Data(secret.utf8)) == nil)
            }
            let traces = try lab.prior().records.flatMap { record in
                SecretTrace.names.compactMap { record.declared[$0].string }
            }
            #expect(traces.allSatisfy { $0.utf8.count == 2 })
        }
    }

    struct Option: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var attribute: AttributeName
        var kind = ResourceKind.server
        var line: String

        /// The set with the option, or without it.
        func set(_ isDeclared: Bool) throws -> DesiredState {
            let line = isDeclared ? line : ""
            let text = Manifests.mainJob(
                server: kind == .server ? "    " + line : "", image: kind == .image ? "    " + line : "")
            return try Manifests.desired(
                kind == .vault && isDeclared
                    ? text.replacingOccurrences(of: "{size: 500 GiB}", with: "{size: 500 GiB, \(line)}")
                    : text)
        }
    }

    private static let options = [
        Option(testDescription: "agency", attribute: .agency, line: "agency: ops"),
        Option(
            testDescription: "enterprise project of a server", attribute: .enterpriseProject,
            line: "enterpriseProject: \(projects[0])"),
        Option(
            testDescription: "enterprise project of a vault", attribute: .enterpriseProject, kind: .vault,
            line: "enterpriseProject: \(projects[0])"),
        Option(
            testDescription: "enterprise project of an image", attribute: .enterpriseProject, kind: .image,
            line: "enterpriseProject: \(projects[0])"),
    ]

    @Test("Declared later, or no longer: each plan reports it while the cloud differs", arguments: options)
    func declaredLater(_ option: Option) async throws {
        for isDeclared in [true, false] {
            try await Lab.with { lab in
                #expect(try await lab.apply(option.set(!isDeclared))?.failures.map(\.detail) == [])
                #expect(try await Self.findings(lab, option.set(!isDeclared)) == [])
                for _ in 1...2 {
                    let found = try await Self.findings(lab, option.set(isDeclared))
                    #expect(found.map(\.severity) == [.warning])
                    #expect(found.allSatisfy { $0.detail.contains("`\(option.attribute)`") && $0.fix != nil })
                    try await lab.apply(option.set(isDeclared))
                }
                #expect(try await Self.findings(lab, option.set(!isDeclared)) == [])
            }
        }
    }

    @Test("Every attribute that applies at creation only is reported somehow")
    func isComplete() {
        let shown = ResourceKind.allCases.flatMap { kind in
            ResourceSchema.of(kind).attributes.filter(\.isShownOption).map { "\(kind) \($0.name)" }
        }
        // The address of a server has a test of its own.
        #expect(
            Set(shown) == Set(Self.options.map { "\($0.kind) \($0.attribute)" } + ["server network.publicIp"])
        )
        let rest = ResourceKind.allCases.flatMap { kind in
            ResourceSchema.of(kind).attributes.filter { $0.effect == .atCreation && !$0.isShownOption }.map {
                "\(kind) \($0.name)"
            }
        }
        #expect(
            Set(rest) == [
                "server adminPassword", "server userData", "disk from.disk", "copy agency",
                "copy targetVault",
            ])
    }

    @Test(
        "What an imported or rebuilt object has and nobody declared is left as it is",
        arguments: [false, true])
    func undeclared(isRebuilt: Bool) async throws {
        try await Lab.with { lab in
            let created = try ServerMembershipTests.set("agency: ops")
            try await lab.apply(created)
            lab.loseState()
            let desired = try ServerMembershipTests.set(isRebuilt ? "agency: ops" : "power: running")
            _ = try await lab.session().rebuild(.init(desired), ResumeTests.applying)
            #expect(try await Self.findings(lab, desired) == [])
            // A declaration that the object meets is recorded, so that its end is noticed.
            try await lab.apply(created)
            #expect(try await Self.findings(lab, created) == [])
            #expect(try await Self.findings(lab, ServerMembershipTests.set("power: running")).count == 1)
        }
    }

    @Test("`publicIp: none` and a server that has an address, or of which nobody knows")
    func publicAddress() async throws {
        try await Lab.with { lab in
            try await lab.apply(try ServerMembershipTests.set("power: running"))
            let desired = try ServerMembershipTests.set("power: running\n    network: {publicIp: none}")
            #expect(try await Self.findings(lab, desired) == [])
            for address in [Value.string("10.1.2.3"), .null] {
                let provider = AlteredProvider(
                    inner: lab.provider,
                    altered: { object in
                        guard object.kind == .server else { return object }
                        var object = object
                        object.attributes[.publicIP] = address
                        return object
                    })
                for _ in 1...2 {
                    let plan = try await lab.session(over: provider).plan(.init(desired)).plan
                    #expect(plan.steps.map(\.id) == [])
                    let found = plan.findings.filter { $0.code == "creation-only" }
                    #expect(found.map(\.severity) == [.warning])
                    #expect(found[0].detail.contains("not known") == (address == .null))
                    try await lab.apply(desired, over: provider)
                }
            }
        }
    }

    @Test("An agency that no answer contains is not taken for the declared one")
    func notRead() async throws {
        try await Lab.with { lab in
            try await lab.apply(try ServerMembershipTests.set("power: running"))
            let desired = try ServerMembershipTests.set("power: running\n    agency: ops")
            let provider = AlteredProvider(
                inner: lab.provider,
                altered: { object in
                    var object = object
                    object.attributes[.agency] = .null
                    return object
                })
            for _ in 1...2 {
                let plan = try await lab.session(over: provider).plan(.init(desired)).plan
                #expect(plan.findings.count { $0.code == "creation-only" && $0.severity == .warning } == 1)
                try await lab.apply(desired, over: provider)
            }
        }
    }

    @Test("What a disk came from, declared later, is reported once")
    func diskSource() async throws {
        func set(_ source: String) throws -> DesiredState {
            try Manifests.desired(
                Manifests.mainJob().replacingOccurrences(
                    of: "size: 100 GiB}", with: "size: 100 GiB\(source)}"))
        }
        try await Lab.with { lab in
            try await lab.apply(try set(", from: blank"))
            #expect(try await Self.findings(lab, set(", from: blank")) == [])
            #expect(try await Self.findings(lab, set("")).map(\.severity) == [.info])
            try await lab.apply(try set(""))
            #expect(try await Self.findings(lab, set("")) == [])
            #expect(try await Self.findings(lab, set(", from: blank")).map(\.severity) == [.info])
        }
    }

    @Test("A copy whose vault or agency changes is left alone, and the plan reports it")
    func copies() async throws {
        func set(_ vault: String, _ agency: String) throws -> DesiredState {
            try Manifests.desired(
                Manifests.mainJob(
                    image:
                        "    copies:\n      south: {region: cn-south-1, vault: \(vault), agency: \(agency)}",
                    vaults: LifecycleTests.dr
                        + "\n  dr2: {region: cn-south-1, size: 500 GiB, purpose: replication}"))
        }
        try await Lab.with { lab in
            let desired = try set("dr", "one")
            #expect(try await lab.apply(desired)?.failures.map(\.detail) == [])
            #expect(try await Self.findings(lab, desired) == [])
            #expect(try await Self.findings(lab, set("dr", "two")).count == 1)
            #expect(try await Self.findings(lab, set("dr2", "one")).count == 1)
        }
    }

    @Test("A copy whose region changes is refused: the declaration is not passed over")
    func copyRegion() async throws {
        func set(_ region: String, _ vault: String) throws -> DesiredState {
            try Manifests.desired(
                Manifests.mainJob(
                    image: "    copies:\n      south: {region: \(region), vault: \(vault), agency: one}",
                    vaults: LifecycleTests.dr
                        + "\n  east: {region: cn-east-3, size: 500 GiB, purpose: replication}"))
        }
        try await Lab.with { lab in
            try await lab.apply(try set("cn-south-1", "dr"))
            let plan = try await lab.plan(try set("cn-east-3", "east"))
            #expect(plan.findings.filter { $0.severity == .error }.map(\.code) == ["copy-region-changed"])
            #expect(!plan.changes.contains { $0.address.kind == .copy })
        }
    }
}
