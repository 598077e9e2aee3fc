import Foundation
import Testing
import XimageCore
import XimageManifest
import XimageTestSupport

/// The sentences of the language's page about sets, names and expressions, each with its test.
@Suite struct LanguagePageTests {
    private static let head = """
        project: shop
        defaults: {region: cn-north-4, zone: cn-north-4a, network: {vpc: v, subnet: s}}

        """
    private static let body = "flavor: f, image: {name: U}, systemDisk: {type: SSD, size: 40}"

    /// Writes files into a folder of their own and loads a path below it.
    private func load(_ files: [String: String], _ path: String = ".") throws -> ManifestResult {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ximage-set-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let file = folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return ManifestLoader(workingDirectory: folder.path).load(path)
    }

    private func addresses(_ result: ManifestResult) -> [String] {
        result.desired?.resources.map(\.address.description)
            ?? result.diagnostics.map { "\($0.subject?.description ?? "") \($0.code): \($0.detail)" }
    }

    // MARK: The set

    struct SetCase: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var files: [String: String]
        var path = "."
        var vaults: [String]
    }

    private static func vault(_ name: String) -> String { "vaults: {\(name): {size: 9}}\n" }

    @Test(
        "Which files belong to a set",
        arguments: [
            SetCase(
                testDescription: "all `*.yaml` and `*.yml` below the folder, hidden ones left out",
                files: [
                    "x.yaml": head, "a.yml": vault("a"), "sub/deep/b.yaml": vault("b"), ".c.yaml": vault("c"),
                    ".hidden/d.yaml": vault("d"), "e.txt": vault("e"), "f.json": vault("f"),
                ], vaults: ["a", "b"]),
            SetCase(
                testDescription: "the folder of the file that has `project`, not what is beside it",
                files: ["shop/x.yaml": head, "shop/a.yaml": vault("a"), "other.yaml": vault("b")],
                vaults: ["a"]),
            SetCase(
                testDescription: "`include` chooses",
                files: [
                    "x.yaml": head + "include: [\"in/*.yaml\"]\n", "in/a.yaml": vault("a"),
                    "b.yaml": vault("b"),
                ],
                vaults: ["a"]),
            SetCase(
                testDescription: "`exclude` leaves out",
                files: [
                    "x.yaml": head + "exclude: [\"drafts/**\", \"b?.yaml\"]\n",
                    "drafts/deep/a.yaml": vault("a"),
                    "b1.yaml": vault("b"), "c.yaml": vault("c"),
                ], vaults: ["c"]),
            SetCase(
                testDescription: "the file itself stands alone",
                files: ["x.yaml": head + vault("x"), "a.yaml": vault("a")],
                path: "x.yaml", vaults: ["x"]),
            SetCase(
                testDescription: "the file itself, with what it includes",
                files: [
                    "x.yaml": head + "include: [\"in/*\"]\n" + vault("x"), "a.yaml": vault("a"),
                    "in/b.yml": vault("b"),
                ],
                path: "x.yaml", vaults: ["b", "x"]),
            SetCase(
                testDescription: "several documents in one file",
                files: ["x.yaml": head + "---\n" + vault("a") + "---\n" + vault("b")], vaults: ["a", "b"]),
        ])
    func files(_ example: SetCase) throws {
        let result = try load(example.files, example.path)
        #expect(addresses(result) == example.vaults.map { "vault.\($0)" })
    }

    @Test("The order of files means nothing")
    func order() throws {
        let parts = [Self.head, Self.vault("a"), Self.vault("b"), "servers: {w: {\(Self.body)}}\n"]
        let forward = Dictionary(
            uniqueKeysWithValues: parts.enumerated().map { ("\($0.offset).yaml", $0.element) })
        let backward = Dictionary(
            uniqueKeysWithValues: parts.enumerated().map { ("\(9 - $0.offset).yaml", $0.element) })
        let (one, two) = (try load(forward), try load(backward))
        #expect(Meaning(try #require(one.desired)) == Meaning(try #require(two.desired)))
    }

    @Test("A name declared twice shows both places")
    func twice() throws {
        let result = try load(["x.yaml": Self.head, "a.yaml": Self.vault("v"), "b.yaml": Self.vault("v")])
        #expect(result.diagnostics.map(\.code) == ["duplicate-name"])
        #expect(result.diagnostics.first?.subject?.description == "b.yaml:1:10")
        #expect(result.diagnostics.first?.related.map(\.range.description) == ["a.yaml:1:10"])
    }

    @Test("`yes`, `on` and `0777` are strings; a duplicate key is an error")
    func scalars() throws {
        let result = try load([
            "x.yaml": Self.head + "vaults: {v: {size: 9, tags: {a: yes, b: on, c: 0o17x, d: 'x', no: off}}}\n"
        ])
        #expect(
            result.desired?.resources.first?.attributes[.tags]
                == .strings(["a": "yes", "b": "on", "c": "0o17x", "d": "x", "no": "off"]))
        let number = try load(["x.yaml": Self.head + "vaults: {v: {size: 9, tags: {a: 0777}}}\n"])
        #expect(
            number.desired?.resources.first?.attributes[.tags] == .strings(["a": "0777"]),
            "\(number.diagnostics)")
        let double = try load(["x.yaml": Self.head + "vaults: {v: {size: 9, size: 10}}\n"])
        #expect(double.diagnostics.map(\.code) == ["duplicate-key"])
    }

    @Test("Relative paths are relative to the declaring file")
    func relativePaths() throws {
        let result = try load([
            "x.yaml": Self.head, "sub/build.sh": "echo",
            "sub/s.yaml":
                "servers: {w: {\(Self.body), userData: {file: build.sh}, guest: {facts: f.json}}}\n",
        ])
        let server = try #require(result.desired?.resources.first, "\(result.diagnostics)")
        #expect(server.attributes[.userData] == .secret(Secret("echo")))
        let details = try #require(server.serverDetails)
        #expect(details.options?.content.guest?.factsFile == "sub/f.json")
    }

    // MARK: Addresses and names

    @Test(
        "Keys begin with a letter and have 63 characters at most",
        arguments: [
            ("a", true), ("A-b_9", true), (String(repeating: "k", count: 63), true),
            (String(repeating: "k", count: 64), false), ("9a", false), ("_a", false), ("a.b", false),
            ("ä", false),
            ("a b", false),
        ])
    func keys(key: String, isRight: Bool) throws {
        let result = try load(["x.yaml": Self.head + "vaults: {\"\(key)\": {size: 9, name: n}}\n"])
        #expect((result.desired != nil) == isRight, "\(result.diagnostics)")
    }

    @Test("Cloud names are project, key and instance; disks add their key")
    func names() throws {
        let text = """
            vaults: {v: {size: 9}, loop: {count: 2, size: 9}}
            servers: {w: {forEach: [blue], \(Self.body), dataDisks: {data: {type: SSD, size: 10}}}}
            images: {g: {from: {server: 'w["blue"]'}, vault: v}}

            """
        let desired = try #require(try load(["x.yaml": Self.head + text]).desired)
        let names = desired.resources.map { resource -> String in
            if case .image(let image) = resource.details { return image.nameTemplate }
            return resource.attributes[.name].string ?? ""
        }
        #expect(
            names == ["shop-loop-0", "shop-loop-1", "shop-v", "shop-w-blue", "shop-w-blue-data", "shop-g"])
        #expect(desired.resources.map(\.address.description).contains("disk.w[\"blue\"].data"))
    }

    @Test("Disks of an existing server are named in attach order")
    func existingDisks() throws {
        let text = """
            servers: {billing: {existing: {name: b}}}
            images: {d: {kind: data, from: {server: billing, disk: disk2}}}

            """
        let image = try #require(try load(["x.yaml": Self.head + text]).desired?.resources.last)
        #expect(image.attributes[.sourceDisk] == .reference(Address("disk.billing.disk2")!))
    }

    @Test("Users have eight tags, the defaults' included; ours are refused")
    func tags() throws {
        func codes(_ count: Int, _ more: String = "") throws -> [String] {
            let tags = (0..<count).map { "t\($0): x" } + (more.isEmpty ? [] : [more])
            let text = "vaults: {v: {size: 9, tags: {\(tags.joined(separator: ", "))}}}\n"
            let head = Self.head.replacing("zone:", with: "tags: {team: x}, zone:")
            return try load(["x.yaml": head + text]).diagnostics.map(\.code)
        }
        #expect(try codes(7) == [])
        #expect(try codes(8) == ["NM011"])
        #expect(try codes(1, "ximage: x") == ["NM011"])
        #expect(try codes(1, "ximage-op: x") == ["NM011"])
    }

    // MARK: Expressions and values

    @Test(
        "What expressions name",
        arguments: [
            ("${var.word}", "plain"), ("a-${var.word}-b", "a-plain-b"), ("${var.map.inner}", "deep"),
            ("${ var.word }", "plain"), ("${each.key}", "blue"), ("${each.index}", "1"),
            ("${each.value.size}", "7"), ("${project}", "shop"), ("${env}", ""), ("${region}", "cn-south-1"),
            ("${zone}", "cn-south-1c"), ("${server.name}", "shop-w-blue"), ("$${var.word}", "${var.word}"),
            ("$${", "${"), ("$x {y}", "$x {y}"), ("${var.word}${var.word}", "plainplain"),
            ("${var.number}!", "42!"),
            ("${var.flag}", "true"),
        ])
    func expressions(text: String, expected: String) throws {
        let quoted = text == "${var.flag}" ? "is ${var.flag}" : text
        let manifest =
            Self.head + """
                variables:
                  word: {default: plain}
                  map: {type: map(string), default: {inner: deep}}
                  number: {type: int, default: 42}
                  flag: {type: bool, default: true}
                servers:
                  w:
                    forEach: {azure: {size: 6}, blue: {size: 7}}
                    region: cn-south-1
                    zone: cn-south-1c
                    flavor: f
                    image: {name: U}
                    systemDisk: {type: SSD, size: 40}
                    description: x
                    recreateOn: ["\(quoted)!"]

                """
        let result = try load(["x.yaml": manifest])
        let server = try #require(
            result.desired?[Address("server.w[\"blue\"]")!], "\(result.diagnostics.map(\.detail))")
        let details = try #require(server.serverDetails)
        let shown = text == "${var.flag}" ? "is true" : expected
        #expect(details.options?.content.recreateOn == [shown + "!"])
    }

    @Test("A value that is one whole expression keeps its type")
    func types() throws {
        let text = """
            variables:
              zones: {type: list(string), default: [cn-north-4a, cn-north-4b]}
              tags: {type: map(string), default: {a: b}}
              size: {type: int, default: 50}
              grows: {type: bool, default: true}
            vaults:
              v: {size: "${var.size}", autoExpand: "${var.grows}", tags: "${var.tags}"}
            servers:
              w: {\(Self.body), zone: {spread: "${var.zones}"}}

            """
        let result = try load(["x.yaml": Self.head + text])
        let vault = try #require(result.desired?.resources.first, "\(result.diagnostics)")
        #expect(vault.attributes[.size] == 50)
        #expect(vault.attributes[.autoExpand] == true)
        #expect(vault.attributes[.tags] == .strings(["a": "b"]))
        let wrong = try load([
            "x.yaml": Self.head
                + text.replacing("size: \"${var.size}\"", with: "size: 9, name: \"${var.size}\"")
        ])
        #expect(wrong.diagnostics.map(\.code) == ["wrong-type"])
    }

    @Test(
        "Names that are known later stay in texts of images, and are errors elsewhere",
        arguments: [
            "source.id", "source.name", "source.zone", "source.tags.team", "generation.number",
            "generation.date",
        ])
    func late(name: String) throws {
        func text(_ place: String) -> String {
            Self.head + "servers: {w: {existing: {id: i}}}\nvaults: {v: {size: 9}}\n"
                + "images: {i: {from: {server: w}, vault: v, \(place): \"x-${\(name)}\"}}\n"
        }
        #expect(try load(["x.yaml": text("description")]).diagnostics == [])
        #expect(try load(["x.yaml": text("revision")]).diagnostics.map(\.code) == ["wrong-expression"])
    }

    @Test("What is filled in later can hold no literal `${`, from wherever it comes")
    func literalInLate() throws {
        let rest = "servers: {w: {existing: {id: i}}}\nvaults: {v: {size: 9}}\n"
        let direct =
            Self.head + rest
            + "images: {i: {from: {server: w}, vault: v, description: \"$${generation.number}\"}}\n"
        #expect(try load(["x.yaml": direct]).diagnostics.map(\.code) == ["wrong-expression"])
        let indirect =
            Self.head + rest
            + "variables: {d: {default: \"$${source.name}\"}}\nimages: {i: {from: {server: w}, vault: v, description: \"${var.d}\"}}\n"
        #expect(try load(["x.yaml": indirect]).diagnostics.map(\.code) == ["wrong-expression"])
    }

    @Test(
        "No functions, no arithmetic, no indices",
        arguments: [
            "${upper(var.a)}", "${1 + 2}", "${var.a[0]}", "${var.a == 1}", "${}", "${var..a}", "${file.x}",
            "a${",
        ])
    func nothingElse(text: String) throws {
        let result = try load(["x.yaml": Self.head + "vaults: {v: {size: 9, name: \"\(text)\"}}\n"])
        #expect(result.diagnostics.count == 1)
        #expect(["wrong-expression", "unknown-name"].contains(result.diagnostics.first?.code ?? ""))
    }

    @Test(
        "Values come from the line, files, the process, the environment, defaults; the last of several counts"
    )
    func precedence() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ximage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let names = ["a", "b", "c", "d", "e"]
        let declared = names.map { "\($0): {default: default}" }.joined(separator: ", ")
        func all(_ value: String, _ names: ArraySlice<String>) -> String {
            names.map { "\($0): \(value)" }.joined(separator: ", ")
        }
        let manifest = """
            project: p
            variables: {\(declared)}
            environments: {prod: {variables: {\(all("environment", names[..<4]))}}}
            defaults: {region: r}
            vaults: {v: {size: 9, tags: {\(names.map { "\($0): \"${var.\($0)}\"" }.joined(separator: ", "))}}}

            """
        for (name, text) in [
            ("x.yaml", manifest), ("one.vars", all("first", names[..<2]).replacing(", ", with: "\n") + "\n"),
            ("two.vars", "b: second\n"),
        ] {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }
        var options = ManifestOptions()
        options.environment = "prod"
        options.variables = [("a", "earlier"), ("a", "line")]
        options.variableFiles = [
            folder.appendingPathComponent("one.vars").path, folder.appendingPathComponent("two.vars").path,
        ]
        options.processEnvironment = ["XIMAGE_VAR_a": "x", "XIMAGE_VAR_b": "x", "XIMAGE_VAR_c": "process"]
        let result = ManifestLoader().load(folder.path, options: options)
        let vault = try #require(result.desired?.resources.first, "\(result.diagnostics)")
        #expect(
            vault.attributes[.tags]
                == .strings(["a": "line", "b": "second", "c": "process", "d": "environment", "e": "default"]))
    }

    @Test(
        "Types of variables",
        arguments: [
            ("string", "x", true), ("string", "7", true), ("int", "7", true), ("int", "x", false),
            ("int", "1.5", false),
            ("bool", "true", true), ("bool", "yes", false), ("list(string)", "[a, b]", true),
            ("list(string)", "[1]", false), ("map(int)", "{a: 1}", true),
            ("map(list(bool))", "{a: [true]}", true),
            ("map(list(bool))", "{a: true}", false), ("list(string)", "[a", false),
        ])
    func variableTypes(type: String, value: String, isRight: Bool) {
        var options = ManifestOptions()
        options.variables = [("v", value)]
        let result = ManifestLoader().load(
            texts: ["x.yaml": "project: p\nvariables: {v: {type: \(type)}}\n"], options: options)
        #expect((result.desired != nil) == isRight, "\(result.diagnostics)")
    }

    @Test(
        "Sizes, durations and times",
        arguments: [
            ("vaults: {v: {size: 40}}", true), ("vaults: {v: {size: 40 GiB}}", true),
            ("vaults: {v: {size: 40GiB}}", true),
            ("vaults: {v: {size: 2 TiB}}", true), ("vaults: {v: {size: 40 GB}}", false),
            ("vaults: {v: {size: 1.5 TiB}}", false),
            ("vaults: {v: {size: -1}}", false), ("vaults: {v: {size: 99999999999999999999}}", false),
            ("servers: {w: {existing: {id: i}, timeouts: {create: 90s}}}", true),
            ("servers: {w: {existing: {id: i}, timeouts: {create: 30m}}}", true),
            ("servers: {w: {existing: {id: i}, timeouts: {create: 24h}}}", true),
            ("servers: {w: {existing: {id: i}, timeouts: {create: 30d}}}", true),
            ("servers: {w: {existing: {id: i}, timeouts: {create: 30}}}", false),
            ("servers: {w: {existing: {id: i}, timeouts: {create: 1w}}}", false),
            ("servers: {w: {existing: {id: i}, guest: {asOf: 2026-06-01}}}", true),
            ("servers: {w: {existing: {id: i}, guest: {asOf: \"2026-06-01T08:00:00+08:00\"}}}", true),
            ("servers: {w: {existing: {id: i}, guest: {asOf: 2026-13-01}}}", false),
            ("servers: {w: {existing: {id: i}, guest: {asOf: \"2026-06-01T08:00:00\"}}}", false),
            ("servers: {w: {existing: {id: i}, guest: {asOf: \"2026-06-01T08:00:00.5Z\"}}}", true),
        ])
    func units(text: String, isRight: Bool) throws {
        let result = try load(["x.yaml": Self.head + text + "\n"])
        #expect((result.desired != nil) == isRight, "\(result.diagnostics)")
    }
}
