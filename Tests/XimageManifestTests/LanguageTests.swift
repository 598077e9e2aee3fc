import Testing
import XimageCore
import XimageManifest
import XimageTestSupport

@Suite struct LanguageTests {
    private static let head = """
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: v, subnet: s}

        """
    private static let body = "flavor: f, image: {name: U}, systemDisk: {type: SSD, size: 40}"

    private func load(_ text: String, _ options: ManifestOptions = .init()) -> ManifestResult {
        ManifestLoader().load(texts: ["a.yaml": Self.head + text], options: options)
    }

    private func addresses(_ result: ManifestResult) -> [String] {
        result.desired?.resources.map(\.address.description)
            ?? result.diagnostics.map { "\($0.code): \($0.detail)" }
    }

    @Test("policy: what is chosen counts, the rest is the default, and other words are errors")
    func policy() {
        let chosen = load("policy: {databases: seed, copyRegions: guide2022}\n").desired?.settings.policy
        #expect(chosen?[.databases] == "seed")
        #expect(chosen?[.copyRegions] == "guide2022")
        #expect(chosen?[.copySize] == "current")
        #expect(load("policy: {copySize: 2022}\n").diagnostics.hasErrors)
        #expect(load("policy: {sharing: never}\n").diagnostics.hasErrors)
    }

    @Test(
        "policy: sharing is refused by the words of the documents that count",
        arguments: [("seed", "may not be shared"), ("current", "up to 10 tenants")])
    func sharing(_ choice: String, _ says: String) {
        let result = load(
            """
            policy: {sharing: \(choice)}
            vaults: {main: {size: 500}}
            servers: {web: {\(Self.body)}}
            images: {golden: {from: {server: web}, vault: main, share: [other]}}
            """)
        #expect(result.diagnostics.contains { $0.code == "WI003" && $0.detail.contains(says) })
    }

    @Test("forEach over a list, a map and a variable; count; when")
    func loops() {
        let result = load(
            """
            variables:
              colours: {type: list(string), default: [green, blue]}
              dr: {type: bool, default: false}
            vaults:
              a: {forEach: [x, y], size: 9, name: "v-${each.key}"}
              b: {forEach: {m: {gib: 5}, n: {gib: 7}}, size: "${each.value.gib}"}
              c: {count: 2, size: 9}
              d: {size: 9, when: "${var.dr}"}
              e: {forEach: "${var.colours}", size: 9}
              f: {count: 0, size: 9}
            """)
        #expect(
            addresses(result) == [
                "vault.a[\"x\"]", "vault.a[\"y\"]", "vault.b[\"m\"]", "vault.b[\"n\"]", "vault.c[0]",
                "vault.c[1]",
                "vault.e[\"blue\"]", "vault.e[\"green\"]",
            ])
        #expect(result.desired?.resources[0].attributes[.name] == "v-x")
        #expect(result.desired?.resources[3].attributes[.size] == 7)
        #expect(result.desired?.resources[5].attributes[.name] == "shop-c-1")
    }

    @Test("An image is left out with the server that `when` leaves out")
    func leftOutWithItsServer() throws {
        let result = load(
            """
            vaults: {main: {size: 500}}
            servers:
              build: {when: false, \(Self.body)}
              web: {forEach: {a: true, b: false}, when: "${each.value}", \(Self.body)}
            images:
              base: {from: {server: build}, vault: main}
              each:
                forEach: [a, b]
                from: {server: 'web["${each.key}"]'}
                vault: main
            """)
        #expect(!result.diagnostics.hasErrors, "\(result.diagnostics.map(\.detail))")
        #expect(addresses(result) == ["vault.main", "server.web[\"a\"]", "image.each[\"a\"]"])
        #expect(
            result.diagnostics.map(\.detail) == [
                "`when` leaves out server.build, so image.base is left out, too. Its generations stay.",
                "`when` leaves out server.web[\"b\"], so image.each[\"b\"] is left out, too. Its generations stay.",
            ])
    }

    @Test("A spread takes the zones in turn, and tells the plan all of them")
    func spread() throws {
        let result = load(
            "servers:\n  w: {count: 3, \(Self.body), zone: {spread: [cn-north-4a, cn-north-4b]}, dataDisks: {d: {type: SSD, size: 10}}}\n"
        )
        let desired = try #require(result.desired)
        let zones = desired.resources.map { $0.attributes[.zone].string ?? "" }
        #expect(
            zones == [
                "cn-north-4a", "cn-north-4b", "cn-north-4a", "cn-north-4a", "cn-north-4b", "cn-north-4a",
            ])
        #expect(desired.resources[4].attributes[.name] == "shop-w-1-d")
        let details = try #require(desired.resources[0].serverDetails)
        #expect(details.options?.content.zones == ["cn-north-4a", "cn-north-4b"])
    }

    @Test("Values of variables: the command line, files, the environment, defaults, in that order")
    func precedence() throws {
        var options = ManifestOptions()
        options.variables = [("a", "from-line")]
        options.processEnvironment = ["XIMAGE_VAR_a": "x", "XIMAGE_VAR_b": "from-process"]
        options.environment = "prod"
        let result = load(
            """
            variables: {a: {default: "1"}, b: {default: "1"}, c: {default: "1"}, d: {default: "1"}, n: {type: int, default: 4}}
            environments: {prod: {project: shop-prod, variables: {c: from-prod, b: hidden}}, dev: {}}
            vaults: {v: {size: "${var.n}", tags: {a: "${var.a}", b: "${var.b}", c: "${var.c}", d: "${var.d}"}}}
            """, options)
        #expect(
            result.variables.map(\.source) == [
                "--var", "XIMAGE_VAR_b", "environment prod", "default", "default",
            ])
        #expect(result.variables[1].overridden == ["environment prod", "default"])
        #expect(result.diagnostics.map(\.code) == [])
        #expect(result.desired?.settings.project == "shop-prod")
        #expect(result.desired?.resources.first?.attributes[.size] == 4)
    }

    @Test("A sensitive variable stays secret and may stand only where nothing is shown")
    func sensitive() throws {
        var options = ManifestOptions()
        options.variables = [("pw", "hunter2A!")]
        let good = load(
            "variables: {pw: {sensitive: true}}\nservers: {w: {\(Self.body), adminPassword: \"${var.pw}\"}}\n",
            options)
        #expect(good.diagnostics == [])
        let value = try #require(good.desired?.resources.first?.attributes[.adminPassword])
        #expect(value == .secret(Secret("hunter2A!")))
        #expect(!ExpandedText.expand(try #require(good.desired)).text.contains("hunter2"))
        #expect(good.variables[0].value == "(sensitive)")
        let bad = load(
            "variables: {pw: {sensitive: true}}\nservers: {w: {\(Self.body), name: \"${var.pw}\"}}\n", options
        )
        #expect(bad.diagnostics.map(\.code) == ["sensitive-value"])
        #expect(!"\(bad.diagnostics)".contains("hunter2"))
    }

    @Test("Copies, retention, schedules and selections become typed data")
    func lifecycle() throws {
        let result = load(
            """
            vaults:
              pool: {count: 2, size: 9}
              dr: {size: 9, region: cn-south-1, purpose: replication}
            servers:
              w: {count: 3, \(Self.body), labels: {tier: web}}
              x: {existing: {id: abc}}
            images:
              web:
                from: {servers: {labels: {tier: [web, app]}, expect: {min: 3}}}
                vault: pool
                name: "g-${source.name}"
                retention: {keep: 3, keepFor: 30d, deleteBackups: true}
                quiesce: {stop: true, atOnce: 2}
                copies:
                  south: {region: cn-south-1, vault: dr, agency: a, retention: {keep: 2}, only: {tags: {critical: "yes"}}}
              nightly:
                from: {servers: {live: {tags: {backup: [daily, hourly]}, name: "web-*"}, except: {tags: {skip: "yes"}}, expect: {min: 1, max: 9}}}
                schedule: {every: 24h, at: "02:00", timeZone: Asia/Shanghai, window: 4h}
                vault: pool
                acknowledge: [{key: multi-pv-vg, for: [db-3], until: 2026-12-31, reason: split}]
              x: {from: {server: x}, vault: {bound: true, else: ["pool[0]"]}}
            """)
        let desired = try #require(result.desired, "\(result.diagnostics)")
        let images = desired.resources.filter { $0.address.kind == .image }
        #expect(
            images.map(\.address.description) == [
                "image.web[\"w-0\"]", "image.web[\"w-1\"]", "image.web[\"w-2\"]", "image.x",
            ])
        let details = try #require(images[0].imageDetails)
        let options = try #require(details.options?.content)
        #expect(details.nameTemplate == "g-shop-w-0")
        #expect(options.retention == Retention(keep: 3, keepFor: .seconds(2_592_000), deleteBackups: true))
        #expect(options.quiesce == Quiesce(atOnce: 2))
        #expect(options.vaultChoice == .pool([Address("vault.pool[0]")!, Address("vault.pool[1]")!]))
        #expect(images[0].attributes[.vault].reference?.name == "pool")
        let copies = desired.resources.filter { $0.address.kind == .copy }
        #expect(copies.count == 3)
        #expect(copies[0].address.description == "copy.web[\"w-0\"].south")
        #expect(copies[0].attributes[.targetVault] == .reference(Address(.vault, "dr")))
        #expect(desired.selections.count == 1)
        #expect(desired.selections[0].selector.tags == ["backup": ["daily", "hourly"]])
        #expect(desired.selections[0].maximum == 9)
        let nightly = try #require(desired.selections[0].image.imageDetails)
        #expect(nightly.options?.content.schedule?.minuteOfDay == 120)
        #expect(desired.acknowledgements.map(\.only) == [["db-3"]])
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var expected: [String]
    }

    @Test(
        "Mistakes in the larger language have one finding each",
        arguments: [
            Bad(
                testDescription: "unknown variable",
                text: "variables: {zones: {default: a}}\nvaults: {v: {size: 9, name: \"${var.zone}\"}}",
                expected: ["unknown-name"]),
            Bad(
                testDescription: "each outside of a loop",
                text: "vaults: {v: {size: 9, name: \"${each.key}\"}}", expected: ["unknown-name"]),
            Bad(
                testDescription: "arithmetic", text: "vaults: {v: {size: \"${1 + 2}\"}}",
                expected: ["wrong-expression"]),
            Bad(
                testDescription: "open expression", text: "vaults: {v: {size: \"${var.x\"}}",
                expected: ["wrong-expression"]),
            Bad(
                testDescription: "wrong type of a variable",
                text: "variables: {n: {type: int, default: x}}\nvaults: {v: {size: \"${var.n}\"}}",
                expected: ["wrong-type"]),
            Bad(
                testDescription: "variable without a value",
                text: "variables: {n: {type: int}}\nvaults: {v: {size: \"${var.n}\"}}",
                expected: ["missing-variable"]),
            Bad(
                testDescription: "environment not chosen", text: "environments: {dev: {}, prod: {}}",
                expected: ["missing-environment"]),
            Bad(
                testDescription: "count and forEach", text: "vaults: {v: {size: 9, count: 2, forEach: [a]}}",
                expected: ["conflicting-keys"]),
            Bad(
                testDescription: "instance twice", text: "vaults: {v: {size: 9, forEach: [a, a]}}",
                expected: ["duplicate-name"]),
            Bad(
                testDescription: "a thousand instances with one mistake",
                text: "vaults: {v: {size: 9, count: 1000, name: \"a.${each.index}\"}}", expected: ["NM011"]),
            Bad(
                testDescription: "reference without an instance",
                text:
                    "servers: {w: {count: 2, \(body)}}\nvaults: {v: {size: 9}}\nimages: {i: {from: {server: w}, vault: v}}",
                expected: ["unknown-reference"]),
            Bad(
                testDescription: "selection of nothing",
                text:
                    "servers: {w: {\(body), labels: {tier: web}}}\nvaults: {v: {size: 9}}\nimages: {i: {from: {servers: {labels: {tier: wbe}}}, vault: v}}",
                expected: ["wrong-match-count"]),
            Bad(
                testDescription: "copy inside a region",
                text:
                    "servers: {w: {\(body)}}\nvaults: {v: {size: 9}, r: {size: 9, purpose: replication}}\nimages: {i: {from: {server: w}, vault: v, copies: {c: {region: cn-north-4, vault: r, agency: a}}}}",
                expected: ["CP001"]),
            Bad(
                testDescription: "copy into a backup vault",
                text:
                    "servers: {w: {\(body)}}\nvaults: {v: {size: 9}, r: {size: 9, region: cn-south-1}}\nimages: {i: {from: {server: w}, vault: v, copies: {c: {region: cn-south-1, vault: r, agency: a}}}}",
                expected: ["CP006"]),
            Bad(
                testDescription: "move of what is declared",
                text: "vaults: {v: {size: 9}, w: {size: 9}}\nmoved: [{from: vault.v, to: vault.w}]",
                expected: ["still-declared"]),
            Bad(
                testDescription: "move to nowhere",
                text: "vaults: {v: {size: 9}}\nmoved: [{from: vault.x, to: vault.w}]",
                expected: ["unknown-reference"]),
            Bad(
                testDescription: "chain of moves to nowhere",
                text:
                    "vaults: {v: {size: 9}}\nmoved: [{from: vault.x, to: vault.y}, {from: vault.y, to: vault.w}]",
                expected: ["unknown-reference"]),
            Bad(
                testDescription: "chain of moves to itself",
                text:
                    "vaults: {v: {size: 9}}\nmoved: [{from: vault.x, to: vault.y}, {from: vault.y, to: vault.x}]",
                expected: ["unknown-reference", "unknown-reference"]),
            Bad(
                testDescription: "the same move twice",
                text:
                    "vaults: {v: {size: 9}}\nmoved: [{from: vault.x, to: vault.v}, {from: vault.x, to: vault.v}]",
                expected: ["duplicate-name"]),
            Bad(
                testDescription: "generation of an image by name",
                text:
                    "servers: {w: {flavor: f, image: {name: U, generation: previous}, systemDisk: {type: SSD, size: 40}}}",
                expected: ["conflicting-keys"]),
            Bad(
                testDescription: "empty retention",
                text:
                    "servers: {w: {\(body)}}\nvaults: {v: {size: 9}}\nimages: {i: {from: {server: w}, vault: v, retention: {deleteBackups: true}}}",
                expected: ["missing-key"]),
        ])
    func mistakes(_ example: Bad) {
        let result = load(example.text)
        #expect(result.diagnostics.map(\.code) == example.expected, "\(result.diagnostics.map(\.detail))")
    }
}
