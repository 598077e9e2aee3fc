import Testing
import XimageCore
import XimageManifest

/// The example of the language's page, line by line: what each line becomes.
@Suite struct PageExampleTests {
    static let folder = "Tests/XimageManifestTests/Fixtures/page"

    static let result: ManifestResult = {
        var options = ManifestOptions()
        options.environment = "prod"
        options.variables = [("rootPassword", "hunter2A!")]
        return ManifestLoader().load(folder, options: options)
    }()

    static let expanded: [Substring] = {
        guard let desired = result.desired else { return [] }
        return ExpandedText.expand(desired, sensitive: result.sensitive).text
            .split(separator: "\n", omittingEmptySubsequences: false)
    }()

    /// The lines of one block of the expansion: `vaults/main`; of the whole text for "".
    static func block(_ path: String) -> String {
        guard let slash = path.firstIndex(of: "/") else { return expanded.joined(separator: "\n") }
        let section = "\(path[..<slash]):"
        let name = path[path.index(after: slash)...]
        let from = expanded.firstIndex { $0 == section } ?? expanded.endIndex
        let heads = ["  \(name):", "  '\(name)':", "  \(name): "]
        guard
            let start = expanded[from...].firstIndex(where: { line in
                heads[..<2].contains { line == $0 } || line.hasPrefix(heads[2])
            })
        else { return "" }
        let end = expanded[(start + 1)...].firstIndex { !$0.hasPrefix("    ") } ?? expanded.endIndex
        return expanded[start..<end].joined(separator: "\n")
    }

    struct Row: Sendable, CustomTestStringConvertible {
        /// A line of the example, without its indentation.
        var line: String
        /// Where it shows: section and key of the expansion.
        var place: String
        var shows: [String]

        init(_ line: String, _ place: String, _ shows: String...) {
            (self.line, self.place, self.shows) = (line, place, shows)
        }

        var testDescription: String { line }
    }

    private static let blue = "servers/web[\"blue\"]"
    private static let green = "servers/web[\"green\"]"

    static let settings = [
        Row("version: 1", "", "version: 1"),
        Row("project: shop", "", "project: shop-prod"),
        Row("provider: sandbox", "", "provider: {type: huaweicloud, profile: prod}"),
        Row("state: {backend: file, path: .ximage/state.db}", "", "state: {path: \".ximage/state.db\"}"),
        Row("policy: {sharing: seed}", "", "policy: {sharing: seed"),
        Row("exclude: [\"facts/**\"]", "", "project"),
        Row("defaults:", "", "defaults: {region: cn-north-4}"),
        Row("region: cn-north-4", "vaults/main", "region: cn-north-4"),
        Row("zone: cn-north-4a", "servers/by-id", "zone: cn-north-4a"),
        Row(
            "network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}", "servers/by-id",
            "network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}"),
        Row("tags: {team: shop}", "vaults/main", "tags: {team: shop}"),
        Row(
            "regions: {cn-south-1: {zone: cn-south-1c, network: {vpc: vpc-dr, subnet: subnet-dr}}}",
            "servers/replica[0]", "zone: cn-south-1c",
            "network: {vpc: vpc-dr, subnet: subnet-dr, securityGroups: [default]}"),
        Row(
            "images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}",
            "images/golden", "agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}"),
        Row("variables:", "", "variables:"),
        Row(
            "revision: {type: string, default: \"2026-06\", description: \"bump to make new images\"}",
            "images/golden", "revision: 2026-06"),
        Row("zones: {type: list(string), default: [cn-north-4a, cn-north-4b]}", green, "cn-north-4b"),
        Row("dr: {type: bool, default: false}", "vaults/dr", "purpose: replication"),
        Row("rootPassword: {type: string, sensitive: true}", "variables/rootPassword", "{sensitive: true}"),
        Row("environments:", "", "environments:\n  prod: {}"),
        Row("dev: {project: shop-dev}", "", "project: shop-prod"),
        Row(
            "prod: {project: shop-prod, provider: {type: huaweicloud, profile: prod}, variables: {dr: true}}",
            "",
            "project: shop-prod", "profile: prod"),
    ]

    static let vaults = [
        Row("vaults:", "", "vaults:"),
        Row(
            "main: {size: 500 GiB, autoExpand: true, consistency: crash}", "vaults/main",
            "name: shop-prod-main",
            "size: 500 GiB", "autoExpand: true", "consistency: crash", "purpose: backup"),
        Row("corp: {existing: {name: vault-prod}}", "vaults/corp", "existing: {name: vault-prod}"),
        Row(
            "dr: {region: cn-south-1, size: 500 GiB, purpose: replication, when: \"${var.dr}\"}", "vaults/dr",
            "region: cn-south-1", "size: 500 GiB", "purpose: replication"),
        Row(
            "pool: {count: 4, size: 10 TiB}", "vaults/pool[3]", "name: shop-prod-pool-3", "size: 10 TiB"),
    ]

    static let servers = [
        Row("servers:", "", "servers:"),
        Row("web:", blue, "name: web-blue"),
        Row("forEach: [blue, green]", green, "name: web-green"),
        Row("name: \"web-${each.key}\"", blue, "name: web-blue"),
        Row("flavor: s6.large.2", blue, "flavor: s6.large.2"),
        Row(
            "zone: {spread: \"${var.zones}\"}", green,
            "zone: {spread: [cn-north-4a, cn-north-4b], first: cn-north-4b}"),
        Row("image: {name: \"Ubuntu 22.04 server 64bit\"}", blue, "image: {name: Ubuntu 22.04 server 64bit}"),
        Row("power: running", blue, "power: running"),
        Row("systemDisk: {type: SSD, size: 40 GiB}", blue, "systemDisk: {type: SSD, size: 40 GiB}"),
        Row("dataDisks:", blue, "dataDisks:\n      data: {", "\n      scratch:\n"),
        Row(
            "data: {type: SSD, size: 100 GiB, onRemove: keep}", blue,
            "data: {type: SSD, size: 100 GiB, name: web-blue-data, onRemove: keep"),
        Row(
            "scratch: {type: SAS, size: 50 GiB, kmsKey: key-1, shared: false, device: vbd, tags: {use: scratch}}",
            blue, "type: SAS", "size: 50 GiB", "kmsKey: key-1", "shared: false", "device: vbd",
            "tags: {team: shop, use: scratch}"),
        Row(
            "network: {ip: 192.168.0.10, publicIp: none}", blue, "vpc: vpc-default", "ip: 192.168.0.10",
            "publicIp: none"),
        Row("keyPair: ops", blue, "keyPair: ops"),
        Row("userData: {file: build.sh}", blue, "userData: \"${var.web_userData}\""),
        Row("description: \"Web server ${each.index}\"", green, "description: Web server 1"),
        Row("metadata: {owner: \"${project}\"}", blue, "metadata: {owner: shop-prod}"),
        Row("agency: ecs_agency", blue, "agency: ecs_agency"),
        Row("serverGroup: group-1", blue, "serverGroup: group-1"),
        Row("enterpriseProject: ep-1", blue, "enterpriseProject: ep-1"),
        Row("timeouts: {create: 30m}", blue, "timeouts: {create: 30m}"),
        Row("labels: {tier: web}", blue, "labels: {tier: web}"),
        Row("workload: database", blue, "workload: database"),
        Row(
            "guest: {os: linux, facts: \"facts/${each.key}.json\", maxAge: 7d, collect: {ssh: \"root@${server.ip}\", jump: bastion}}",
            green, "os: linux", "facts: facts/green.json", "maxAge: 7d",
            "collect: {ssh: \"root@${server.ip}\", jump: bastion}"),
        Row("settled: {power: stopped, within: 30m}", blue, "settled: {power: stopped, within: 30m}"),
        Row("recreateOn: [\"${var.revision}\"]", blue, "recreateOn: [2026-06]"),
        Row("protect: true", blue, "protect: true"),
        Row("billing:", "servers/billing", "existing"),
        Row("existing: {name: billing-prod}", "servers/billing", "existing: {name: billing-prod}"),
        Row(
            "guest: {os: windows, sanPolicy: OnlineAll, spannedVolumes: [], asOf: 2026-06-01}",
            "servers/billing",
            "guest: {os: windows, sanPolicy: OnlineAll, spannedVolumes: [], asOf: \"2026-06-01T00:00:00Z\"}"),
        Row("legacy:", "servers/legacy", "existing"),
        Row(
            "existing: {id: 6f1c0000-aaaa-bbbb-cccc-000000000001}", "servers/legacy",
            "existing: {id: 6f1c0000-aaaa-bbbb-cccc-000000000001}"),
        Row("region: cn-south-1", "servers/legacy", "region: cn-south-1", "zone: cn-south-1c"),
        Row("replica:", "servers/replica[1]", "name: shop-prod-replica-1"),
        Row("count: 2", "servers/replica[1]", "name: shop-prod-replica-1"),
        Row("image: {from: golden.south}", "servers/replica[0]", "image: {from: golden.south}"),
        Row(
            "systemDisk: {type: SSD, size: 40}", "servers/replica[0]", "systemDisk: {type: SSD, size: 40 GiB}"
        ),
        Row(
            "adminPassword: \"${var.rootPassword}\"", "servers/replica[0]",
            "adminPassword: \"${var.rootPassword}\""),
        Row("settled: {tcp: 22}", "servers/replica[0]", "settled: {tcp: 22, within: 30m}"),
        Row(
            "data: {type: SSD, from: image}", "servers/replica[0]",
            "data: {type: SSD, name: shop-prod-replica-0-data"),
        Row(
            "fresh: {type: SSD, size: 2 TiB, from: blank, onRemove: delete}", "servers/replica[0]",
            "size: 2 TiB",
            "from: blank", "onRemove: delete"),
        Row(
            "old: {type: SSD, size: 60, from: {imageDisk: disk2}}", "servers/replica[0]", "size: 60 GiB",
            "from: {imageDisk: disk2}"),
        Row("onNewImage: replace", "servers/replica[0]", "onNewImage: replace"),
        Row("onReplace: recreate", "servers/replica[0]", "onReplace: recreate"),
        Row(
            "rollout: {atOnce: 2, canary: 1, healthy: {tcp: 8080, within: 10m}}", "servers/replica[0]",
            "rollout: {atOnce: 2, canary: 1, healthy: {tcp: 8080, within: 10m}}"),
        Row("former:", "servers/former", "name: shop-prod-former"),
        Row(
            "image: {from: golden, generation: previous}", "servers/former",
            "image: {from: golden, generation: previous}"),
        Row("by-id:", "servers/by-id", "name: shop-prod-by-id"),
        Row(
            "image: {id: 8a2b0000-aaaa-bbbb-cccc-000000000002}", "servers/by-id",
            "image: {id: 8a2b0000-aaaa-bbbb-cccc-000000000002}"),
        Row("labels: {tier: plain}", "servers/by-id", "labels: {tier: plain}"),
    ]

    static let images = [
        Row("images:", "", "images:"),
        Row("golden:", "images/golden", "kind"),
        Row("kind: whole", "images/golden", "kind: whole"),
        Row("from: {server: 'web[\"blue\"]'}", "images/golden", "from: {server: 'web[\"blue\"]'}"),
        Row("vault: main", "images/golden", "vault: main"),
        Row(
            "name: \"golden-${generation.number}\"", "images/golden", "name: \"golden-${generation.number}\""),
        Row("revision: \"${var.revision}\"", "images/golden", "revision: 2026-06"),
        Row("quiesce: stop", "images/golden", "quiesce: {stop: true, then: as-was, atOnce: 1}"),
        Row("ready: region", "images/golden", "kind: whole"),
        Row("copies:", "images/golden", "copies:\n      south:"),
        Row(
            "south: {region: cn-south-1, vault: dr, agency: ims_copy, retention: {keep: 2}, when: \"${var.dr}\"}",
            "images/golden", "region: cn-south-1", "vault: dr", "agency: ims_copy", "retention: {keep: 2}"),
        Row(
            "retention: {keep: 3, keepFor: 30d, keepBackups: 6, deleteBackups: true}", "images/golden",
            "retention: {keep: 3, keepFor: 30d, keepBackups: 6, deleteBackups: true}"),
        Row("memory: {min: 2 GiB}", "images/golden", "memory: {min: 2 GiB}"),
        Row(
            "description: \"Made on ${generation.date}\"", "images/golden",
            "description: \"Made on ${generation.date}\""),
        Row("tags: {use: golden}", "images/golden", "tags: {team: shop, use: golden}"),
        Row("enterpriseProject: ep-2", "images/golden", "enterpriseProject: ep-2"),
        Row("timeouts: {create: 2h, copy: 6h}", "images/golden", "timeouts: {create: 2h, copy: 6h}"),
        Row("nightly:", "images/nightly", "kind: whole"),
        Row("from:", "images/nightly", "from:"),
        Row("servers:", "images/nightly", "servers:"),
        Row(
            "live: {tags: {backup: [daily, hourly]}, name: [\"web-*\"], regions: [cn-north-4]}",
            "images/nightly",
            "live: {tags: {backup: [daily, hourly]}, name: [\"web-*\"], regions: [cn-north-4]}"),
        Row("except: {tags: {skip: \"yes\"}}", "images/nightly", "except: {tags: {skip: [\"yes\"]}}"),
        Row("expect: {min: 110, max: 140}", "images/nightly", "expect: {min: 110, max: 140}"),
        Row(
            "schedule: {every: 24h, at: \"02:00\", timeZone: Asia/Shanghai, window: 4h}", "images/nightly",
            "schedule: {every: 1d, at: \"02:00\", timeZone: Asia/Shanghai, window: 4h}"),
        Row("vault: pool", "images/nightly", "vault: pool"),
        Row(
            "guest: {facts: \"facts/${source.id}.json\", maxAge: 7d}", "images/nightly",
            "guest: {facts: \"facts/${source.id}.json\", maxAge: 7d}"),
        Row(
            "south: {region: cn-south-1, vault: dr, agency: ims_copy, only: {tags: {critical: \"yes\"}}}",
            "images/nightly", "only: {tags: {critical: [\"yes\"]}}"),
        Row(
            "retention: {keep: 7, deleteBackups: true}", "images/nightly",
            "retention: {keep: 7, deleteBackups: true}"),
        Row("acknowledge:", "images/nightly", "acknowledge:"),
        Row(
            "- {key: multi-pv-vg, for: [db-3], until: 2026-12-31, reason: \"volume group is being split\"}",
            "images/nightly",
            "- {key: multi-pv-vg, for: [db-3], reason: volume group is being split, until: 2026-12-31}"),
        Row(
            "bound: {from: {server: billing}, vault: {bound: true, else: [main, corp]}, quiesce: {stop: true, then: running, atOnce: 1, groupBy: tier}}",
            "images/bound", "from: {server: billing}", "vault: {bound: true, else: [main, corp]}",
            "quiesce: {stop: true, then: running, atOnce: 1, groupBy: tier}"),
        Row(
            "data: {kind: data, from: {server: 'web[\"green\"]', disk: data}}", "images/data", "kind: data",
            "from: {server: 'web[\"green\"]', disk: data}"),
        Row(
            "foreign: {from: {server: {id: 6f1c0000-aaaa-bbbb-cccc-000000000003}}, vault: main, ready: zone}",
            "images/foreign", "from: {server: {id: 6f1c0000-aaaa-bbbb-cccc-000000000003}}", "ready: zone"),
        Row("rescued: {from: {backup: backup-1}}", "images/rescued", "from: {backup: backup-1}"),
        Row(
            "fleet: {from: {servers: {labels: {tier: plain}}}, vault: pool}", "images/fleet[\"by-id\"]",
            "from: {server: by-id}", "vault: pool", "name: shop-prod-fleet-by-id"),
        Row("removed:", "", "removed:"),
        Row(
            "- {from: image.old-golden, action: forget, reason: \"kept for audit\"}", "",
            "- {from: image.old-golden, action: forget, reason: kept for audit}"),
        Row(
            "- {from: server.batch, action: delete, reason: \"service closed, ticket 4711\"}", "",
            "- {from: server.batch, action: delete, reason: \"service closed, ticket 4711\"}"),
        Row("moved:", "", "moved:"),
        Row("- {from: server.www, to: server.web}", "", "- {from: server.www, to: server.web}"),
        Row(
            "- {target: server.batch, key: destroy, reason: \"ticket 4711\", until: 2026-07-01}", "",
            "- {target: server.batch, key: destroy, reason: ticket 4711, until: 2026-07-01}"),
    ]

    static let rows = settings + vaults + servers + images

    @Test("Has no mistake")
    func isRight() {
        #expect(Self.result.diagnostics == [])
        #expect(Self.result.variables.map(\.source) == ["environment prod", "default", "--var", "default"])
    }

    @Test("Each line becomes what the page says", arguments: rows)
    func becomes(_ row: Row) {
        let block = Self.block(row.place)
        #expect(!block.isEmpty, "no \(row.place)")
        for text in row.shows {
            #expect(block.contains(text), "\(row.place) does not show \(text):\n\(block)")
        }
    }

    @Test("No line of the example is left out")
    func isComplete() throws {
        let text = try #require(Self.result.sources.text(of: "\(Self.folder)/ximage.yaml"))
        let known = Set(Self.rows.map(\.line))
        let lines = text.split(separator: "\n").map { String($0.drop { $0 == " " }) }.filter {
            !$0.hasPrefix("#")
        }
        for line in lines { #expect(known.contains(line), "\(line)") }
        for line in known { #expect(lines.contains(line), "not in the example: \(line)") }
    }

    @Test("Without the switch, what `when` leaves out is gone")
    func withoutCopies() throws {
        var options = ManifestOptions()
        options.environment = "dev"
        options.variables = [("rootPassword", "x")]
        let result = ManifestLoader().load(Self.folder, options: options)
        // The copy of `nightly` and the server made from a copy have no `when` of their own.
        #expect(
            Set(result.diagnostics.map(\.detail)) == [
                "There is no copy `south`. None is declared.",
                "vault.dr is declared, but `when`, `count` or `forEach` leave no instance of it.",
            ])
    }
}
