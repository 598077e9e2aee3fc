import Testing
import XimageCore
import XimageManifest

@Suite struct ManifestReadingTests {
    static let head = """
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          tags: {team: shop}

        """
    static let server = """
        servers:
          web:
            flavor: s6.large.2
            image: {name: Ubuntu}
            systemDisk: {type: SSD, size: 40 GiB}

        """

    private func load(_ text: String) -> ManifestResult { ManifestLoader().load(texts: ["shop.yaml": text]) }

    @Test("A whole set becomes typed resources, defaults filled in")
    func resources() throws {
        let result = load(
            Self.head + """
                vaults:
                  main: {size: 2 TiB, autoExpand: true}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {id: abc}
                    power: running
                    systemDisk: {type: SSD, size: 40}
                    dataDisks:
                      data: {type: SSD, size: 100 GiB, onRemove: delete}
                      aux: {type: SAS, size: 50 GiB}
                    tags: {tier: web}
                  old:
                    existing: {name: billing-prod}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    memory: {min: 2 GiB, max: 4096 MiB}
                removed:
                  - {from: server.batch, action: delete, reason: closed}
                """)
        #expect(result.diagnostics == [])
        let desired = try #require(result.desired)
        #expect(
            desired.resources.map(\.address.description) == [
                "vault.main", "server.old", "server.web", "disk.web.aux", "disk.web.data", "image.golden",
            ])
        let vault = desired.resources[0]
        #expect(vault.attributes[.size] == 2048)
        #expect(vault.attributes[.name] == "shop-main")
        #expect(vault.attributes[.tags] == .strings(["team": "shop"]))
        #expect(desired.resources[1].ownership == .existing(.name("billing-prod", zone: "cn-north-4a")))
        let server = desired.resources[2]
        #expect(server.attributes[.image] == .map(["id": "abc"]))
        #expect(server.attributes[.tags] == .strings(["team": "shop", "tier": "web"]))
        #expect(server.attributes[.securityGroups] == .strings(["default"]))
        #expect(
            server.details
                == .server(ServerDetails(disks: [Address("disk.web.data")!, Address("disk.web.aux")!])))
        let disk = desired.resources[4]
        #expect(disk.attributes[.name] == "shop-web-data")
        #expect(disk.attributes[.server] == .reference(Address(.server, "web")))
        #expect(disk.details == .disk(DiskDetails(onRemove: .delete, position: 0)))
        let image = desired.resources[5]
        #expect(image.attributes[.source] == .reference(Address(.server, "web")))
        #expect(image.attributes[.vault] == .reference(Address(.vault, "main")))
        #expect(image.attributes[.minimumMemory] == 2048)
        #expect(image.attributes[.maximumMemory] == 4096)
        #expect(image.details == .image(ImageDetails(nameTemplate: "shop-golden")))
        #expect(desired.removals.map(\.from.description) == ["server.batch"])
    }

    @Test("The quickstart is right")
    func quickstart() throws {
        let result = ManifestLoader().load("manifests/quickstart")
        #expect(result.diagnostics == [])
        #expect(result.desired?.resources.count == 5)
        #expect(result.digest.count == 64)
        #expect(result.sources.files == ["manifests/quickstart/ximage.yaml"])
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        /// `code line:column` of each finding, in order.
        var expected: [String]
    }

    @Test(
        "Reports all that is wrong, where it is, and nothing that only follows",
        arguments: [
            Bad(
                testDescription: "unknown key",
                text: "vaults:\n  main: {size: 500 GiB, autoExpnd: true}\n", expected: ["unknown-key 8:25"]),
            Bad(
                testDescription: "wrong types and ranges together",
                text: "vaults:\n  a: {size: [1]}\n  b: {size: 0}\n  c: {size: 5, autoExpand: yes}\n",
                expected: ["wrong-type 8:13", "VA018 9:13", "wrong-type 10:28"]),
            Bad(
                testDescription: "a data disk below the service's least",
                text: server + "    dataDisks:\n      x: {type: SSD, size: 5}\n", expected: ["DK021 13:28"]),
            Bad(
                testDescription: "missing reference offers the nearest",
                text: server + "images:\n  golden: {from: {server: wbe}, vault: main}\n",
                expected: ["unknown-reference 13:27", "unknown-reference 13:40"]),
            Bad(
                testDescription: "missing keys of a server",
                text: "servers:\n  web: {power: running}\n",
                expected: ["missing-key 8:3", "missing-key 8:3", "missing-key 8:3"]),
            Bad(
                testDescription: "a reference to a block with errors is not reported",
                text: "vaults:\n  main: {}\n" + server
                    + "images:\n  golden: {from: {server: web}, vault: main}\n",
                expected: ["missing-key 8:3"]),
            Bad(
                testDescription: "sharing is not offered",
                text: server
                    + "vaults: {main: {size: 9}}\nimages:\n  golden: {from: {server: web}, vault: main, share: [a]}\n",
                expected: ["WI003 14:46"]),
            Bad(
                testDescription: "declared twice over two documents",
                text: "vaults: {main: {size: 9}}\n---\nvaults: {main: {size: 9}}\n",
                expected: ["duplicate-name 9:10"]),
            Bad(
                testDescription: "duplicate key in one map is said once",
                text: "vaults:\n  main: {size: 9}\n  main: {size: 9}\n", expected: ["duplicate-key 9:3"]),
            Bad(
                testDescription: "removal of what is declared",
                text: server + "removed:\n  - {from: server.web, action: forget, reason: x}\n",
                expected: ["still-declared 13:12"]),
            Bad(
                testDescription: "nine tags with the default",
                text:
                    "vaults:\n  main: {size: 9, tags: {a: \"\", b: \"\", c: \"\", d: \"\", e: \"\", f: \"\", g: \"\", h: \"\"}}\n",
                expected: ["NM011 8:25"]),
            Bad(
                testDescription: "our own tags", text: "vaults:\n  main: {size: 9, tags: {ximage: x}}\n",
                expected: ["NM011 8:26"]),
            Bad(
                testDescription: "number where a text is needed",
                text: "vaults:\n  main: {size: 9, tags: {cost: 42}}\n", expected: ["wrong-type 8:32"]),
            Bad(
                testDescription: "a name the service refuses",
                text: "vaults:\n  main: {size: 9, name: a.b}\n", expected: ["NM011 8:25"]),
            Bad(
                testDescription: "vault in another region",
                text: "vaults:\n  main: {size: 9, region: cn-south-1}\n" + server
                    + "images:\n  golden: {from: {server: web}, vault: main}\n",
                expected: ["SV015 15:40"]),
            Bad(
                testDescription: "changes to an existing vault",
                text: "vaults:\n  main: {existing: {name: x}, size: 9}\n", expected: ["conflicting-keys 8:31"]
            ),
        ])
    func findings(_ example: Bad) {
        let result = load(Self.head + example.text)
        let found = result.diagnostics.map { diagnostic in
            "\(diagnostic.code) \(diagnostic.subject.map { "\($0.start.line):\($0.start.column)" } ?? "-")"
        }
        #expect(found == example.expected)
        #expect(result.desired?.resources.count == nil)
    }

    @Test("Names the nearest word")
    func nearest() {
        let result = load(Self.head + Self.server + "images:\n  golden: {from: {server: wbe}, vault: main}\n")
        #expect(result.diagnostics.first?.fix == "Did you mean `web`?")
    }

    @Test("A syntax error hides what may only be missing because of it")
    func consequences() {
        let files = [
            "a.yaml": Self.head, "b.yaml": "vaults: [\n",
            "c.yaml": "images:\n  golden: {from: {server: web}, vault: main}\n",
        ]
        let result = ManifestLoader().load(texts: files)
        #expect(result.diagnostics.map(\.code) == ["yaml-syntax"])
    }
}
