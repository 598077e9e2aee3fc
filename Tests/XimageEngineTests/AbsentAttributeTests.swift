import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning

/// What an answer of the service does not contain is unknown: no difference, a finding, and nothing is changed for it.
@Suite struct AbsentAttributeTests {
    private static let project = "11111111-2222-4333-8444-000000000001"

    /// Declares every attribute that answers contain.
    private static let set =
        Manifests.head + """
            vaults:
              main:
                size: 500 GiB
                autoExpand: false
                consistency: crash
                enterpriseProject: \(project)
                tags: {team: shop}
              dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
            servers:
              web:
                description: front
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}
                power: running
                network: {ip: 10.0.0.77, publicIp: none}
                keyPair: ops
                metadata: {role: web}
                agency: ops
                serverGroup: 0b2a4c7e-1111-4c7e-8aaa-000000000001
                enterpriseProject: \(project)
                tags: {team: shop}
                dataDisks:
                  data:
                    type: SSD
                    size: 100 GiB
                    description: data
                    shared: false
                    device: vbd
                    tags: {team: shop}
            images:
              golden:
                from: {server: web}
                vault: main
                description: golden
                memory: {min: 2 GiB, max: 64 GiB}
                enterpriseProject: \(project)
                tags: {team: shop}
            \(LifecycleTests.copies)
            """

    /// Attributes that no answer contains.
    private static let unshown: [ResourceKind: Set<AttributeName>] = [
        .server: [.adminPassword, .userData, .recreateOn],
        .disk: [.sourceDisk],
        .image: [.revision, .sourceBackup],
        .copy: [.agency, .source],
    ]

    /// Attributes that other answers contain too, or that not everybody may read, and those that only other objects have:
    /// encrypted disks, disks of the second generation, images of single disks, a copy with limits of its own.
    private static let others: [ResourceKind: Set<AttributeName>] = [
        .server: [
            .systemDiskType, .systemDiskSize, .systemDiskIOPS, .systemDiskThroughput, .subnet,
        ],
        .disk: [.server, .kmsKey, .iops, .throughput],
        .image: [.sourceDisk],
        .copy: [.minimumMemory, .maximumMemory],
    ]

    private func objects(_ lab: Lab) async throws -> [LiveResource] {
        var result: [LiveResource] = []
        for kind in [ResourceKind.vault, .server, .disk, .image] {
            result += try await lab.provider.list(kind, in: "cn-north-4")
        }
        result += try await lab.provider.list(.copy, in: "cn-south-1")
        return result.filter { $0.owner != nil }
    }

    @Test("Each attribute of each kind that answers contain, left out of them in turn")
    func attributes() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.set)
            let report = try await lab.apply(desired)
            try #require(report?.failures.map(\.detail) == [])
            let sound = try await lab.plan(desired)
            try #require(sound.steps.map(\.id) == [])
            try #require(!sound.findings.contains { $0.code == "attribute-not-read" })
            let live = try await objects(lab)
            for kind in ResourceKind.allCases {
                for attribute in ResourceSchema.of(kind).attributes
                where attribute.effect != .computed && attribute.effect != .setting {
                    let name = attribute.name
                    if Self.unshown[kind]?.contains(name) ?? false { continue }
                    let isTold = Self.others[kind]?.contains(name) ?? false
                    #expect(
                        isTold || live.contains { $0.kind == kind && $0.attributes[name] != .null },
                        "no answer contains `\(name)` of a \(kind)")
                    let provider = AlteredProvider(inner: lab.provider) { object in
                        guard object.kind == kind else { return object }
                        var object = object
                        object.attributes[name] = .null
                        if name == .tags { object.hasReadMarks = false }
                        return object
                    }
                    let plan = try await lab.session(over: provider).plan(.init(desired)).plan
                    #expect(plan.steps.map(\.id) == [], "\(kind) without \(name)")
                    #expect(plan.changes == [], "\(kind) without \(name)")
                    #expect(plan.drift == [], "\(kind) without \(name)")
                    if !isTold {
                        #expect(
                            plan.findings.contains {
                                $0.code == "attribute-not-read" && $0.address?.kind == kind
                                    && $0.detail.contains("`\(name)`")
                            }, "\(kind) without \(name)")
                    }
                }
            }
        }
    }

    @Test(
        "Each field of the services' answers, null and left out",
        arguments: [AnswerDamage.Kind.null, .absent])
    func fields(kind: AnswerDamage.Kind) async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.set)
            try await lab.apply(desired)
            let tape = AnswerTape()
            try await lab.tapped(by: tape.recording()) {
                _ = try await lab.session(over: $0).plan(.init(desired))
            }
            let lists: Set = ["servers", "volumes", "vaults", "images", "backups"]
            let fields = AnswerDamage.fields(of: tape.all.values).filter {
                lists.contains($0.list) && !$0.path.isEmpty && $0.path.last != "*"
            }
            #expect(fields.count > 60)
            // Keys that an object without them does not have.
            let optional: Set<[String]> = [["metadata", "role"], ["os:scheduler_hints", "group"]]
            for field in fields
            where kind == .null || !optional.contains(field.path) && field.path.first != "tags" {
                let damage = AnswerDamage(field: field, kind: kind, object: nil, hidesLists: false)
                do {
                    try await lab.tapped(by: damage.tap()) { provider in
                        let plan = try await lab.session(over: provider).plan(.init(desired)).plan
                        #expect(plan.steps.map(\.id) == [], "\(damage)")
                        #expect(plan.drift == [], "\(damage)")
                    }
                } catch is ProviderError {
                    // An error that names the field is no change either.
                }
            }
        }
    }

    @Test(
        "The fields behind an attribute, left out together, are reported",
        arguments: [
            (["addresses", "metadata"], "network.vpc"), (["addresses"], "network.ip"),
            (["image", "metadata"], "image"), (["metadata"], "metadata"), (["tags"], "tags"),
            (["os:scheduler_hints"], "serverGroup"), (["addresses"], "network.publicIp"),
            (["enterprise_project_id"], "enterpriseProject"), (["description"], "description"),
        ])
    func together(names: [String], attribute: String) async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.set)
            try await lab.apply(desired)
            let tap: AnswerTap = { _, answer in
                guard var tree = AnswerTree(answer.body) else { return answer }
                for name in names {
                    tree.change(["servers", "*", name]) { _ in nil }
                    tree.change(["server", name]) { _ in nil }
                }
                return RawAnswer(status: answer.status, body: tree.bytes)
            }
            try await lab.tapped(by: tap) { provider in
                let plan = try await lab.session(over: provider).plan(.init(desired)).plan
                #expect(plan.steps.map(\.id) == [])
                #expect(
                    plan.findings.contains {
                        $0.code == "attribute-not-read" && $0.address == Address(.server, "web")
                            && $0.detail.contains("`\(attribute)`")
                    }, "\(plan.findings.map(\.detail))")
            }
        }
    }
}
