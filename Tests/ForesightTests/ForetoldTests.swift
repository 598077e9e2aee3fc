import Testing
import XimageCore
import XimageEngine
import XimageManifest
import XimagePlanning
import XimageRules

/// Rules as users meet them: a manifest, a world and what happens in it. The plan says what the service refuses to whoever asks
/// it without the rules.
@Suite struct ForetoldTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// What the plan says.
        var rule: String
        /// What the service says; `nil` where only a person is hurt.
        var code: String?
        /// Filled into the sandbox first.
        var world = ""
        /// Applied before; empty where nothing was.
        var before = ""
        /// Filled into the sandbox after that.
        var meanwhile = ""
        var manifest: String
        /// Calls that the key may not make.
        var forbidden: [String] = []
        /// What its policy denies.
        var denied: [String] = []
        /// What may be said beside it.
        var others: Set<String> = []
    }

    @Test("The plan tells what the service refuses", arguments: cases)
    func tells(_ example: Case) async throws {
        let (findings, refusals) = try await Self.outcome(example)
        let errors = findings.filter { $0.severity == .error }
        #expect(
            errors.map(\.code).contains(example.rule),
            "\(findings.map { "\($0.severity) \($0.code): \($0.detail)" })")
        let besides = Set(errors.map(\.code)).subtracting([example.rule]).subtracting(example.others)
        #expect(besides.isEmpty, "\(errors.map { "\($0.code): \($0.detail)" })")
        if let code = example.code { #expect(refusals.map(\.code).contains(code), "\(refusals)") }
    }

    @Test("It says nothing of what the service accepts", arguments: sound)
    func accepts(_ example: Case) async throws {
        let (findings, refusals) = try await Self.outcome(example)
        let errors = findings.filter { $0.severity == .error }
        #expect(errors.map { "\($0.code): \($0.detail)" } == [])
        #expect(refusals.map(\.detail) == [])
    }

    private typealias Refusal = (code: String?, detail: String)

    /// What the plan says, and what becomes of it when nobody asks the rules.
    private static func outcome(_ example: Case) async throws -> ([Diagnostic], [Refusal]) {
        let desired = try desired(example.manifest)
        return try await ForesightLab.with(world: example.world) { lab in
            if !example.before.isEmpty {
                let made = try await lab.apply(try Self.desired(example.before), lab.session(rules: []))
                #expect(made?.failures.map(\.detail) == [])
            }
            if !example.meanwhile.isEmpty { try await lab.seed(example.meanwhile) }
            try await lab.forbid(example.forbidden)
            return try await lab.denying(example.denied) { lab in
                let plan = try await lab.session(rules: ForesightOutcome.rules).plan(.init(desired)).plan
                let report = try await lab.apply(desired, lab.session(rules: []))
                return (plan.findings, report?.failures.map { ($0.error?.code, $0.detail) } ?? [])
            }
        }
    }

    private static func desired(_ text: String) throws -> DesiredState {
        let loaded = ManifestLoader().load(texts: ["shop.yaml": head + text])
        #expect(loaded.diagnostics.filter { $0.severity == .error }.map(\.detail) == [])
        return try #require(loaded.desired)
    }

    private static let head = """
        version: 1
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}

        """

    // MARK: Servers from images of the set

    /// A server, its image and a server from that.
    private static func chain(
        build: String = "flavor: s6.large.2", disk: String = "size: 40 GiB", image: String = "",
        web: String = "flavor: s6.large.2", webDisk: String = "size: 40 GiB", revision: Int = 1
    ) -> String {
        """
        vaults: {main: {size: 1000 GiB}}
        servers:
          build:
            \(build)
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, \(disk)}
          web:
            \(web)
            image: {from: golden}
            onNewImage: replace
            systemDisk: {type: SSD, \(webDisk)}
        images:
          golden: {from: {server: build}, vault: main, revision: "\(revision)"\(image)}
        acknowledge:
          - {key: destroy, target: server.web, reason: test}

        """
    }

    /// The same without the server from the image.
    private static func source(disk: String = "size: 40 GiB", image: String = "") -> String {
        """
        vaults: {main: {size: 1000 GiB}}
        servers:
          build:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, \(disk)}
        images:
          golden: {from: {server: build}, vault: main, revision: "1"\(image)}

        """
    }

    private static let images = [
        Case(
            testDescription: "system disk smaller than that of an image of the same plan", rule: "SV105",
            code: "Ecs.0005", manifest: chain(disk: "size: 100 GiB")),
        Case(
            testDescription: "system disk smaller than that of an image that is there", rule: "SV105",
            code: "Ecs.0005", before: source(disk: "size: 100 GiB"), manifest: chain(disk: "size: 100 GiB")),
        Case(
            testDescription: "system disk smaller than that of the next image", rule: "SV105",
            code: "Ecs.0005", before: chain(),
            manifest: chain(disk: "size: 100 GiB", revision: 2)),
        Case(
            testDescription: "more memory than an image of the same plan asks for", rule: "SV104",
            code: "Ecs.0005", manifest: chain(image: ", memory: {min: 16 GiB}")),
        Case(
            testDescription: "less memory than an image that is there allows", rule: "SV104",
            code: "Ecs.0005", before: source(image: ", memory: {max: 2 GiB}"),
            manifest: chain(image: ", memory: {max: 2 GiB}")),
        Case(
            testDescription: "another architecture than an image of the same plan", rule: "SV101",
            code: "Ecs.0005", manifest: chain(web: "flavor: kc1.large.2"),
            others: ["SV102"]),
        Case(
            testDescription: "another architecture than an image that is there", rule: "SV101",
            code: "Ecs.0005", before: source(), manifest: chain(web: "flavor: kc1.large.2"),
            others: ["SV102"]),
    ]

    // MARK: Updates

    private static func server(
        flavor: String = "s6.large.2", data: String = "size: 50 GiB", vault: Int = 0, revision: Int = 1
    ) -> String {
        var text = """
            servers:
              web:
                flavor: \(flavor)
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}
                dataDisks: {data: {type: SSD, \(data)}}

            """
        if vault > 0 {
            text += """
                vaults: {main: {size: \(vault) GiB}}
                images: {golden: {from: {server: web}, vault: main, revision: "\(revision)"}}

                """
        }
        return text
    }

    private static let updates = [
        Case(
            testDescription: "a disk grows beyond the quota", rule: "QT004", code: "EVS.5413",
            world: "quotas: {gigabytes: 100}\n", before: server(), manifest: server(data: "size: 80 GiB")),
        Case(
            testDescription: "a flavor of another architecture for a server that runs", rule: "SV101",
            code: "Ecs.0804", before: server(), manifest: server(flavor: "kc1.large.2")),
        Case(
            testDescription: "a flavor that is sold out for a server that runs", rule: "AV006",
            code: "Ecs.0018", before: server(),
            meanwhile: "stock: [{item: s6.xlarge.2, zone: cn-north-4a, status: sellout}]\n",
            manifest: server(flavor: "s6.xlarge.2")),
        Case(
            testDescription: "a bound disk grows past its vault", rule: "VA005", code: nil,
            before: server(vault: 100), manifest: server(data: "size: 80 GiB", vault: 100, revision: 2)),
        Case(
            testDescription: "the third image into a vault with room for two", rule: "VA006",
            code: "IMG.0182", world: "", before: server(vault: 92),
            manifest: server(vault: 92, revision: 2)),
    ]

    // MARK: States

    private static let withDisk = """
        servers:
          web:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
            dataDisks: {data: {type: SSD, size: 50 GiB}, more: {type: SSD, size: 10 GiB}}

        """

    private static let removed = """
        removed:
          - {from: server.web, action: delete, reason: done}
          - {from: disk.web.data, action: delete, reason: done}
        acknowledge:
          - {key: destroy, target: server.web, reason: done}
          - {key: destroy, target: disk.web.data, reason: done}

        """

    private static let withoutDisk = """
        servers:
          web:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
        removed:
          - {from: disk.web.data, action: delete, reason: done}
        acknowledge:
          - {key: destroy, target: disk.web.data, reason: done}

        """

    private static func happens(_ what: String) -> String {
        "regions: {cn-north-4: {changes: [{\(what)}]}}\n"
    }

    private static func state(
        _ what: String, _ happening: String, _ rule: String, _ code: String?, _ manifest: String,
        before: String = server()
    ) -> Case {
        Case(
            testDescription: what, rule: rule, code: code, before: before, meanwhile: happens(happening),
            manifest: manifest)
    }

    private static func vault(_ text: String) -> String { "vaults: {main: {\(text)}}\n" }

    private static let removedVault = """
        removed: [{from: vault.main, action: delete, reason: done}]
        acknowledge: [{key: destroy, target: vault.main, reason: done}]

        """

    private static let servers: [Case] = [
        ("locked", "locked: true", "SV004", "Ecs.0605"), ("frozen", "frozen: true", "SV005", "Ecs.0030"),
        ("failed", "status: ERROR", "SV020", "Ecs.0100"),
    ].flatMap { word, happening, rule, code in
        let happening = "server: shop-web, \(happening)"
        var cases = [
            state(
                "a \(word) server gets a flavor", happening, rule, code, server(flavor: "s6.xlarge.2")),
            // The engine itself does not ask a failed server to take a disk.
            state(
                "a \(word) server gets a disk", happening, rule, word == "failed" ? nil : code, withDisk),
            state("a \(word) server loses a disk", happening, rule, code, withoutDisk),
        ]
        if word != "failed" {
            cases.append(state("a \(word) server is deleted", happening, rule, code, removed))
        }
        return cases
    }

    private static let disks =
        ["error", "extending", "retyping", "backing-up"].map {
            state(
                "a disk in \($0) grows", "volume: shop-web-data, status: \($0)", "DK008", "EVS.1064",
                server(data: "size: 80 GiB"))
        } + [
            state(
                "a shared attached disk grows", "volume: shop-web-data, shared: true", "DK013", "EVS.1065",
                server(data: "size: 80 GiB, shared: true"), before: server(data: "size: 50 GiB, shared: true")
            ),
            state(
                "a prepaid disk is deleted", "volume: shop-web-data, prepaid: true", "LC021", "EVS.1035",
                withoutDisk),
        ]

    private static let vaults =
        [
            state(
                "a prepaid vault grows", "vault: shop-main, prepaid: true", "VA017", "BackupService.6112",
                vault("size: 200 GiB"), before: vault("size: 100 GiB")),
            state(
                "a prepaid vault is deleted", "vault: shop-main, prepaid: true", "VA017",
                "BackupService.6112", removedVault, before: vault("size: 100 GiB")),
            state(
                "a prepaid vault shall expand", "vault: shop-main, prepaid: true", "VA013",
                "BackupService.0001", vault("size: 100 GiB, autoExpand: true"),
                before: vault("size: 100 GiB, autoExpand: false")),
        ]
        + ["frozen", "lock"].flatMap { status in
            [
                state(
                    "a vault in \(status) grows", "vault: shop-main, status: \(status)", "VA004",
                    "BackupService.6112", vault("size: 200 GiB"), before: vault("size: 100 GiB")),
                state(
                    "a vault in \(status) shall expand", "vault: shop-main, status: \(status)", "VA004",
                    "BackupService.6112", vault("size: 100 GiB, autoExpand: true"),
                    before: vault("size: 100 GiB, autoExpand: false")),
                state(
                    "a vault in \(status) is deleted", "vault: shop-main, status: \(status)", "VA004",
                    "BackupService.6112", removedVault, before: vault("size: 100 GiB")),
            ]
        }

    // MARK: Images that are there, and more

    private static let zoneWorld = """
        regions:
          cn-north-4:
            servers:
              - {name: old, zone: cn-north-4a, flavor: s6.large.2, dataDisks: [{type: SSD, size: 10}]}
              - {name: secret, zone: cn-north-4a, flavor: s6.large.2, dataDisks: [{size: 10, encrypted: true}]}
            vaults: [{name: kept, size: 500, servers: [old]}, {name: spare, size: 500}]
            images: [{name: taken, server: old, vault: kept, phase: zone}]
          cn-south-1:
            vaults: [{name: replicas, size: 500, purpose: replication, objectType: server}]

        """

    private static let others = [
        Case(
            testDescription: "an image of one zone, by its name, and nothing else of images", rule: "AV003",
            code: "Ecs.0048", world: zoneWorld,
            manifest: """
                servers:
                  web:
                    zone: cn-north-4b
                    flavor: s6.large.2
                    image: {name: taken}
                    systemDisk: {type: SSD, size: 40 GiB}

                """),
        Case(
            testDescription: "a copy of an image of a disk whose key is not named", rule: "CP003",
            code: "IMG.0143", world: zoneWorld,
            manifest: """
                vaults:
                  spare: {existing: {name: spare}}
                  there: {region: cn-south-1, existing: {name: replicas}}
                servers: {secret: {existing: {name: secret}}}
                images:
                  golden:
                    from: {server: secret}
                    vault: spare
                    copies: {south: {region: cn-south-1, vault: there, agency: ims_copy}}

                """),
        Case(
            testDescription: "an image of a new server with local disks", rule: "SV013", code: "IMG.0063",
            manifest: """
                vaults: {main: {size: 9000 GiB}}
                servers:
                  build:
                    flavor: i3.2xlarge.8
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main}}
                acknowledge: [{key: local-disk-data, target: image.golden, reason: test}]

                """),
        Case(
            testDescription: "a data image of a disk of 2 TiB", rule: "WI019", code: nil,
            manifest: """
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 2048 GiB}}
                images: {golden: {kind: data, from: {server: build, disk: data}}}

                """),
        Case(
            testDescription: "a disk that comes along, of a type that is sold out", rule: "AV007",
            code: "Ecs.0044", before: source(),
            meanwhile: "stock: [{item: SSD, zone: cn-north-4b, status: sellout}]\n",
            manifest: """
                vaults: {main: {size: 1000 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 10 GiB}}
                  web:
                    zone: cn-north-4b
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SAS, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main, revision: "2"}}

                """),
        Case(
            testDescription: "a statement that is accepted in the future", rule: "AG001", code: nil,
            manifest: source(image: ", agreements: {commitment: 2999-01-01}")),
    ]

    // MARK: Work of others

    private static let stopped = server().replacing("    flavor:", with: "    power: stopped\n    flavor:")
    private static let slower = server().replacing("{type: SSD, size: 50", with: "{type: SAS, size: 50")

    private static let touches: [(what: String, rule: String, code: String, manifest: String)] = [
        ("gets a flavor", "SV012", "Ecs.0073", server(flavor: "s6.xlarge.2")),
        ("gets a disk", "SV012", "Ecs.0073", withDisk), ("loses a disk", "SV012", "Ecs.0073", withoutDisk),
        ("is stopped", "SV012", "Ecs.0073", stopped), ("is deleted", "SV012", "Ecs.0073", removed),
        ("gets a larger disk", "DK002", "EVS.1066", server(data: "size: 80 GiB")),
    ]

    private static let busy: [Case] = ["image_snapshot", "image_backup"].flatMap { task -> [Case] in
        touches.map { touch in
            state(
                "a server \(touch.what) while someone else has \(task) on it",
                "server: shop-web, task: \(task)", touch.rule, touch.code, touch.manifest)
        } + [
            state(
                "a server gets a faster disk while someone else has \(task) on it",
                "server: shop-web, task: \(task)", "DK002", "EVS.2130", server(), before: slower)
        ]
    }

    // MARK: Lists that are refused

    private static let refused = [
        Case(
            testDescription: "an image by a key that may not read backups", rule: "PM002",
            code: "IMG.0133",
            world: zoneWorld,
            manifest: """
                vaults: {kept: {existing: {name: kept}}}
                servers: {old: {existing: {name: old}}}
                images: {golden: {from: {server: old}, vault: kept}}

                """, denied: ["cbr:backups:*"])
    ]

    static let cases: [Case] = [
        images, updates, servers, disks, vaults, others, refused, full, busy, found,
    ].flatMap { $0 }

    static let sound =
        turned + otherDisks + foundSound + [
            Case(
                testDescription: "an image of a server that is there, by a key that may not list offers",
                rule: "",
                world: zoneWorld,
                manifest: """
                    vaults: {spare: {existing: {name: spare}}}
                    servers: {secret: {existing: {name: secret}}}
                    images: {golden: {from: {server: secret}, vault: spare}}

                    """,
                forbidden: [
                    "ListFlavors", "*AvailabilityZones", "ShowServerLimits", "CinderListVolumeTypes",
                    "CinderListQuotas",
                ]),
            Case(
                testDescription: "an image by a key that may read backups, but not list them", rule: "",
                world: zoneWorld,
                manifest: """
                    vaults: {kept: {existing: {name: kept}}}
                    servers: {old: {existing: {name: old}}}
                    images: {golden: {from: {server: old}, vault: kept}}

                    """, denied: ["cbr:backups:list"]),
            Case(testDescription: "a server from an image of the same plan", rule: "", manifest: chain()),
            Case(
                testDescription: "the next image into a vault with room for it", rule: "",
                before: server(vault: 95), manifest: server(vault: 95, revision: 2)),
            Case(
                testDescription: "a disk grows within the quota", rule: "",
                world: "quotas: {gigabytes: 130}\n",
                before: server(), manifest: server(data: "size: 80 GiB")),
        ]
}
