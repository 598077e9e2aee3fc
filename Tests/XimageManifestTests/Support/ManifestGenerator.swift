import XimageTestSupport

/// Random manifest sets that are mostly right: loops, expressions, selections, options of every kind.
struct ManifestGenerator {
    var random: SeededGenerator
    private var servers: [(reference: String, region: String, disks: [String])] = []

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func pick<T>(_ items: [T]) -> T { items[Int.random(in: 0..<items.count, using: &random)] }

    /// Some of the lines, each with the given chance.
    mutating func some(_ percent: Int, of lines: [String]) -> [String] {
        lines.filter { _ in chance(percent) }
    }

    mutating func manifest() -> String {
        servers = []
        var text = """
            version: 1
            project: p\(Int.random(in: 0..<9, using: &random))
            defaults:
              region: cn-north-4
              zone: cn-north-4a
              network: {vpc: vpc-default, subnet: s, securityGroups: [default, "0777"]}
              tags: {team: shop}
              regions: {cn-south-1: {zone: cn-south-1c, network: {subnet: other}, tags: {dr: "yes"}}}
            variables:
              pw: {sensitive: true}
              n: {type: int, default: 3}
              zones: {type: list(string), default: [cn-north-4a, cn-north-4b, cn-north-4c]}
              odd: {default: 'a "b" \\ $${c} #d: e'}
              on: {type: bool, default: \(chance(85))}
              sizes: {type: map(int), default: {a: 40, b: 50}}

            """
        if chance(50) { text += "policy: {sharing: current}\n" }
        if chance(30) { text += "state: {path: \"here/${project}.db\"}\n" }
        text += vaults()
        text += "servers:\n"
        for number in 0..<Int.random(in: 1...4, using: &random) { text += server("s\(number)") }
        text += images() + lists()
        return text
    }

    private mutating func vaults() -> String {
        var text = "vaults:\n"
        text +=
            "  main: {\((["size: 500 GiB"] + some(30, of: ["autoExpand: true", "consistency: app", "protect: true", "tags: {a: b}"])).joined(separator: ", "))}\n"
        text +=
            "  pool: {count: \(pick(["2", "3", "\"${var.n}\"", "1"])), size: 10 TiB, name: \"pool-${each.index}\"}\n"
        text += "  corp: {existing: {\(pick(["name: vault-prod", "id: v-1"]))}}\n"
        text += "  dr: {region: cn-south-1, size: 1025, purpose: replication, when: \"${var.on}\"}\n"
        return text
    }

    private mutating func server(_ key: String) -> String {
        let region = chance(80) ? "cn-north-4" : "cn-south-1"
        var lines = region == "cn-north-4" ? [] : ["region: cn-south-1"]
        if chance(15) {
            lines.append("existing: {\(pick(["name: billing", "id: i-1"]))}")
            lines += some(
                30,
                of: ["labels: {tier: old}", "workload: database", "guest: {os: windows, spannedVolumes: []}"])
            servers.append((key, region, []))
            return block(key, lines)
        }
        var references = [key]
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            lines.append("count: \(pick(["12", "\"${var.n}\""]))")
            references = ["\(key)[0]", "\(key)[2]"]
        case 1:
            lines.append("forEach: [blue, green, x.y]")
            references = ["\(key)[\"blue\"]", "\(key)[\"x.y\"]"]
        case 2:
            lines.append("forEach: {a: {gib: 41, word: x}, b: {gib: 42, word: y}}")
            lines.append("when: \"${var.on}\"")
            lines.append("systemDisk: {type: SSD, size: \"${each.value.gib}\"}")
            lines.append("description: \"is ${each.value.word} of ${project} $${literal}\"")
            references = []
        default: break
        }
        lines += ["flavor: s6.large.2", "image: {\(pick(["name: \"Ubuntu 22.04\"", "id: i-2"]))}"]
        if !lines.contains(where: { $0.hasPrefix("systemDisk") }) {
            lines.append("systemDisk: {type: SSD, size: 40}")
        }
        if region == "cn-north-4", chance(40) {
            lines.append(
                "zone: \(pick(["cn-north-4b", "{spread: \"${var.zones}\"}", "{spread: [cn-north-4a, cn-north-4b], first: cn-north-4b}", "{spread: [cn-north-4b]}"]))"
            )
        }
        lines += serverOptions()
        var disks: [String] = []
        if chance(60) {
            disks = ["data", "logs"]
            lines.append(
                "dataDisks: {data: {type: SSD, size: \(pick(["100", "2 TiB", "\"${var.sizes.a}\""])), onRemove: delete}, "
                    + "logs: {type: SAS, size: 50 GiB, \(pick(["shared: true", "device: scsi", "from: blank", "tags: {k: v}", "protect: true"]))}}"
            )
        }
        servers += references.map { ($0, region, disks) }
        return block(key, lines)
    }

    private mutating func serverOptions() -> [String] {
        some(
            25,
            of: [
                "power: running", "network: {ip: 192.168.0.7, publicIp: none}", "keyPair: ops",
                "userData: 'echo \"hi\" # \\x'", "metadata: {a: \"${var.odd}\", b: \"\"}", "agency: a",
                "serverGroup: g-1", "enterpriseProject: e-1", "tags: {tier: \"${var.n}x\", 中: 中文}",
                "labels: {tier: web, \"on\": \"off\"}", "workload: application",
                "guest: {os: linux, facts: \"facts/${server.id}.json\", maxAge: 90m, collect: {ssh: \"root@${server.ip}\"}}",
                "guest: {}", "labels: {}", "settled: {tcp: 22}", "settled: {power: stopped, within: 90s}",
                "recreateOn: [\"${var.odd}\", \"1.0\", \"null\"]", "onNewImage: replace", "onNewImage: keep",
                "onReplace: recreate", "rollout: {}", "rollout: {atOnce: 2, canary: 1, healthy: {tcp: 80}}",
                "protect: true", "timeouts: {create: 2h, delete: 90s}",
                "acknowledge: [{key: destroy, reason: \"it's \\\"fine\\\": yes\", until: 2026-12-31}]",
            ])
    }

    private func block(_ key: String, _ lines: [String]) -> String {
        var seen: Set<Substring> = []
        let own = lines.filter { seen.insert($0.prefix { $0 != ":" }).inserted }
        return "  \(key):\n" + own.map { "    \($0)\n" }.joined()
    }

    private mutating func images() -> String {
        var text = "images:\n"
        for number in 0..<Int.random(in: 1...4, using: &random) {
            var lines: [String] = []
            let here = servers.filter { $0.region == "cn-north-4" }
            switch Int.random(in: 0..<7, using: &random) {
            case 0:
                lines = [
                    "from: {servers: {live: {tags: {b: [x, y]}, name: \"web-*\"}, except: {name: [no]}, expect: {min: 1}}}",
                    "vault: pool",
                ]
            case 1: lines = ["from: {backup: b-1}"]
            case 2: lines = ["from: {server: {id: i-9}}", "vault: main"]
            case 3: lines = ["from: {servers: {labels: {tier: [web, app]}}}", "vault: pool"]
            default:
                guard !here.isEmpty else { continue }
                let server = pick(here)
                if let disk = server.disks.first, chance(30) {
                    lines = ["kind: data", "from: {server: '\(server.reference)', disk: \(disk)}"]
                } else {
                    lines = ["from: {server: '\(server.reference)'}"]
                    lines.append(
                        "vault: \(pick(["main", "pool", "'pool[0]'", "{bound: true, else: [main, corp]}"]))")
                }
            }
            lines += some(
                25,
                of: [
                    "name: \"i-${generation.number}\"", "name: \"${source.name} x\"",
                    "description: \"of ${generation.date} and ${source.zone}\"", "revision: \"0777\"",
                    "quiesce: stop", "quiesce: {stop: true, then: stopped, atOnce: 3, groupBy: tier}",
                    "ready: zone",
                    "retention: {keep: 3}", "retention: {keepFor: 36h, keepBackups: 2, deleteBackups: true}",
                    "schedule: {every: 24h, at: \"02:05\", timeZone: Asia/Shanghai, window: 90m}",
                    "schedule: {every: 1h}",
                    "memory: {min: 2 GiB, max: 5000 MiB}", "tags: {a: \"\", b: c}", "enterpriseProject: e",
                    "agreements: {commitment: 2026-06-01}", "agreements: {optimised: true}",
                    "guest: {maxAge: 7d}",
                    "protect: true", "timeouts: {copy: 6h}",
                    "acknowledge: [{key: k, for: [db-3, \"i\"], reason: r}, {key: l, reason: s}]",
                    "copies: {south: {region: cn-south-1, vault: dr, agency: a, when: \"${var.on}\", only: {tags: {c: \"yes\"}}, description: x}}",
                    "copies: {all: {forEach: [a, b-c], region: cn-south-1, vault: dr, name: \"${each.key}-x\", agency: a, retention: {keep: 1}, tags: {z: z}}}",
                ])
            text += block("i\(number)", lines)
        }
        return text == "images:\n" ? "" : text
    }

    private mutating func lists() -> String {
        var text = ""
        if chance(50) { text += "removed:\n  - {from: image.old, action: forget, reason: \"kept: $${x}\"}\n" }
        if chance(50) { text += "moved:\n  - {from: vault.www, to: vault.main}\n" }
        if chance(50) {
            text +=
                "acknowledge:\n  - {target: 'disk.batch[\"x\"].data', key: destroy, reason: '# no', until: 2026-07-01}\n"
        }
        return text
    }
}
