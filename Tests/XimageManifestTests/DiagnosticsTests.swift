import Foundation
import Testing
import XimageCore
import XimageManifest
import XimageRendering
import XimageTestSupport

/// What people read when something is wrong: one finding a mistake, the nearest name, the places that explain it.
@Suite struct DiagnosticsTests {
    private static let head = """
        project: shop
        defaults: {region: cn-north-4, zone: cn-north-4a, network: {vpc: v, subnet: s}}

        """
    private static let body = "flavor: f, image: {name: U}, systemDisk: {type: SSD, size: 40}"
    private static let rest = """
        vaults: {main: {size: 9}}
        servers: {web: {\(body)}}
        images: {golden: {from: {server: web}, vault: main}}

        """

    private func found(_ texts: [String: String], _ options: ManifestOptions = .init()) -> [String] {
        ManifestLoader().load(texts: texts, options: options).diagnostics.map { diagnostic in
            "\(diagnostic.code) \(diagnostic.subject.map { "\($0.start.line):\($0.start.column)" } ?? "-")"
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var expected: [String]
    }

    @Test(
        "A mistake has one finding, and nothing that only follows from it",
        arguments: [
            Case(
                testDescription: "a mistyped key that is needed", text: "vaults: {main: {sizze: 9}}",
                expected: ["unknown-key 1:17"]),
            Case(
                testDescription: "a mistyped choice of several keys",
                text: "servers: {w: {flavor: f, image: {nme: U}, systemDisk: {type: SSD, size: 40}}}",
                expected: ["unknown-key 1:34"]),
            Case(
                testDescription: "a mistyped section that others refer to",
                text:
                    "serverz: {web: {\(body)}}\nvaults: {m: {size: 9}}\nimages: {i: {from: {server: web}, vault: m}}",
                expected: ["unknown-key 1:1"]),
            Case(
                testDescription: "mistyped variables",
                text: "variablez: {a: {default: x}}\nvaults: {m: {size: 9, name: \"${var.a}\"}}",
                expected: ["unknown-key 1:1"]),
            Case(
                testDescription: "a variable of a wrong type, used three times",
                text:
                    "variables: {n: {type: int, default: x}}\nvaults: {a: {size: \"${var.n}\"}, b: {size: \"${var.n}\"}, c: {size: \"${var.n}\"}}",
                expected: ["wrong-type 1:37"]),
            Case(
                testDescription: "a wrong zone", text: "servers: {w: {\(body), zone: [a]}}",
                expected: ["wrong-type 1:\(15 + body.count + 8)"]),
            Case(
                testDescription: "a wrong vault of an image",
                text: "servers: {w: {\(body)}}\nimages: {i: {from: {server: w}, vault: [m]}}",
                expected: ["wrong-type 2:40"]),
            Case(
                testDescription: "a wrong kind of an image",
                text: "servers: {w: {\(body)}}\nimages: {i: {kind: dta, from: {server: w}}}",
                expected: ["wrong-value 2:20"]),
            Case(
                testDescription: "a reference to a block with errors",
                text:
                    "vaults: {m: {size: 0}}\nservers: {w: {\(body)}}\nimages: {i: {from: {server: w}, vault: m}}",
                expected: ["VA018 1:20"]),
            Case(
                testDescription: "a disk with a wrong size",
                text: "servers: {w: {\(body), dataDisks: {d: {type: SSD, size: big}}}}",
                expected: ["wrong-type 1:\(15 + body.count + 35)"]),
            Case(
                testDescription: "fan-out of a mistake",
                text:
                    "vaults: {m: {size: 9, region: cn-south-1}}\nservers: {w: {count: 9, \(body), labels: {t: w}}}\nimages: {i: {from: {servers: {labels: {t: w}}}, vault: m}}",
                expected: ["SV015 3:56"]),
        ])
    func noConsequences(_ example: Case) {
        let texts = ["a.yaml": Self.head, "b.yaml": example.text]
        #expect(
            found(texts) == example.expected,
            "\(ManifestLoader().load(texts: texts).diagnostics.map(\.detail))")
    }

    @Test(
        "Wrong defaults are said once, not for every block",
        arguments: [
            ("region: CN", "1:28"), ("network: [v]", "1:29"), ("zone: 7", "1:26"), ("regoin: r", "1:20"),
        ])
    func defaults(wrong: String, place: String) {
        let known = ["region: r", "zone: z", "network: {vpc: v, subnet: s}"]
        let others = known.filter { $0.prefix(3) != wrong.prefix(3) }
        let text = "project: p\ndefaults: {\(([wrong] + others).joined(separator: ", "))}\n"
        #expect(found(["a.yaml": text + Self.rest]).count == 1, "\(found(["a.yaml": text + Self.rest]))")
    }

    struct Near: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var fix: String
    }

    @Test(
        "Offers the nearest name",
        arguments: [
            Near(testDescription: "section", text: "serverz: {}", fix: "`servers`"),
            Near(
                testDescription: "key", text: "vaults: {m: {size: 9, autoExpnd: true}}", fix: "`autoExpand`"),
            Near(testDescription: "value", text: "vaults: {m: {size: 9, purpose: backpu}}", fix: "`backup`"),
            Near(
                testDescription: "variable",
                text: "variables: {zones: {default: a}}\nvaults: {m: {size: 9, name: \"${var.zone}\"}}",
                fix: "`${var.zones}`"),
            Near(
                testDescription: "field of a variable",
                text:
                    "variables: {v: {type: map(string), default: {north: a}}}\nvaults: {m: {size: 9, name: \"${var.v.nrth}\"}}",
                fix: "`${var.v.north}`"),
            Near(
                testDescription: "root of an expression", text: "vaults: {m: {size: 9, name: \"${projct}\"}}",
                fix: "`${project}`"),
            Near(
                testDescription: "name inside a loop",
                text: "vaults: {m: {count: 2, size: 9, name: \"v${each.indx}\"}}", fix: "`${each.index}`"),
            Near(
                testDescription: "server",
                text: rest + "---\nimages: {two: {from: {server: wbe}, vault: main}}", fix: "`web`"),
            Near(
                testDescription: "vault",
                text: rest + "---\nimages: {two: {from: {server: web}, vault: mian}}", fix: "`main`"),
            Near(
                testDescription: "disk",
                text:
                    "servers: {w: {\(body), dataDisks: {logs: {type: SSD, size: 40}}}}\nimages: {i: {kind: data, from: {server: w, disk: log}}}",
                fix: "`logs`"),
            Near(
                testDescription: "instance",
                text:
                    "vaults: {m: {size: 9}}\nservers: {w: {forEach: [blue], \(body)}}\nimages: {i: {from: {server: 'w[\"blu\"]'}, vault: m}}",
                fix: "`'w[\"blue\"]'`"),
            Near(
                testDescription: "image",
                text: rest
                    + "---\nservers: {two: {flavor: f, image: {from: goldn}, systemDisk: {type: SSD, size: 40}}}",
                fix: "`golden`"),
        ])
    func nearest(_ example: Near) {
        let result = ManifestLoader().load(texts: ["a.yaml": Self.head, "b.yaml": example.text])
        #expect(
            result.diagnostics.map(\.fix) == ["Did you mean \(example.fix)?"],
            "\(result.diagnostics.map(\.detail))")
    }

    @Test("Offers the nearest environment and the nearest variable of the command line")
    func nearestOfTheRun() {
        let text =
            Self.head
            + "variables: {colour: {default: red}}\nenvironments: {prod: {}, dev: {project: shop-dev}}\n"
        var options = ManifestOptions()
        options.environment = "prd"
        var result = ManifestLoader().load(texts: ["a.yaml": text], options: options)
        #expect(result.diagnostics.map(\.fix) == ["Did you mean `prod`?"])
        options.environment = "prod"
        options.variables = [("color", "blue")]
        result = ManifestLoader().load(texts: ["a.yaml": text], options: options)
        #expect(result.diagnostics.map(\.fix) == ["Did you mean `colour`?"])
    }

    @Test(
        "Environments with one project and one account are warned of",
        arguments: [
            ("{prod: {}, dev: {}}", 1), ("{prod: {}, dev: {project: shop-dev}}", 0),
            ("{prod: {}, dev: {provider: sandbox}}", 0),
            ("{prod: {project: a}, dev: {project: a}, test: {}}", 1),
        ])
    func sharedProject(environments: String, warnings: Int) {
        var options = ManifestOptions()
        options.environment = "prod"
        let result = ManifestLoader().load(
            texts: ["a.yaml": Self.head + "environments: \(environments)\n"], options: options)
        #expect(result.diagnostics.map(\.code) == Array(repeating: "shared-project", count: warnings))
        #expect(result.diagnostics.allSatisfy { $0.severity == .warning })
    }

    @Test("Names the place that explains a finding")
    func related() throws {
        let texts = [
            "a.yaml": Self.head
                + "vaults: {v: {size: 9}}\nservers:\n  w:\n    forEach: [blue, \"a..b\", green]\n    flavor: f\n    image: {name: U}\n    systemDisk: {type: SSD, size: 40}\n    description: \"<${each.key}>\"\n",
            "b.yaml": "vaults: {v: {size: 10}}\n",
        ]
        let result = ManifestLoader().load(texts: texts)
        let related = result.diagnostics.map {
            $0.related.map { "\($0.range.file):\($0.range.start.line) \($0.text)" }
        }
        #expect(result.diagnostics.map(\.code) == ["NM007", "duplicate-name"])
        #expect(related == [["a.yaml:6 instance `blue` comes from here"], ["a.yaml:3 first declared here"]])
    }

    private static let mistakes = """
        version: 2
        project: Shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default}
          tags: {команда: x}
        variables:
          zones: {type: list(sting), default: [a]}
          size: {type: int, default: "40"}
        vaults:
          main: {size: 500 GB, autoExpnd: true}
          dr: {size: 500 GiB,\tpurpose: replicaton, region: cn-south-1}
        servers:
          web:
            forEach: [blue, green]
            name: "wêb-${each.key}"
            flavor: s6.large.2
            image: {name: Ubuntu, id: abc}
            systemDisk: {type: SSD, size: 40 GiB}
            description: "磁盘 <${each.key}> 🚀"
        images:
          golden: {from: {server: wbe}, vault: mian, share: [other]}
          golden2: {from: {server: web}}
        """

    @Test("A manifest full of mistakes, as text, JSON and SARIF")
    func golden() {
        let result = ManifestLoader().load(texts: ["shop.yaml": Self.mistakes])
        let sources = result.sources
        let text = DiagnosticText(
            style: .init(width: 100),
            sources: { file, place in sources.text(of: file).flatMap { SourceLine(of: $0, at: place) } })
        expectGolden(text.render(result.diagnostics), "mistakes.txt")
        expectGolden(DiagnosticJSON.render(result.diagnostics), "mistakes.json")
        expectGolden(DiagnosticSARIF.render(result.diagnostics, version: "0"), "mistakes.sarif")
    }

    @Test("What is wrong in a file of values is said at its place, once, and without secrets")
    func valueFiles() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ximage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("values.vars")
        func found(_ text: String) throws -> ManifestResult {
            try Data(text.utf8).write(to: file)
            var options = ManifestOptions()
            options.variableFiles = [file.path]
            return ManifestLoader().load(
                texts: [
                    "a.yaml":
                        "project: p\nvariables: {n: {type: int}, pw: {type: int, sensitive: true, default: 1}}\n"
                ],
                options: options)
        }
        func places(_ text: String) throws -> [String] {
            try found(text).diagnostics.map { diagnostic in
                "\(diagnostic.code) \(diagnostic.subject.map { "\($0.start.line):\($0.start.column)" } ?? "-")"
            }
        }
        #expect(try places("n: 7\n") == [])
        #expect(try places("n: 7\nm: 8\n") == ["unknown-name 2:1"])
        #expect(try places("n: x\n") == ["wrong-type 1:4"])
        #expect(try places("n: [1\n").count == 1)
        #expect(try places("- n\n") == ["unreadable-file 1:1"])
        #expect(try places("n: 1\nn: 2\n") == ["duplicate-key 2:1"])
        let secret = try found("n: 1\npw: hunter2\n")
        #expect(secret.diagnostics.map(\.code) == ["wrong-type"])
        let sources = secret.sources
        let text = DiagnosticText(sources: { file, place in
            sources.text(of: file).flatMap { SourceLine(of: $0, at: place) }
        }).render(secret.diagnostics)
        #expect(text.contains("pw: *******") && !text.contains("hunter2"), "\(text)")
    }

    @Test("Snippets show no sensitive value")
    func sensitiveSnippets() {
        let texts = [
            "a.yaml": Self.head
                + "variables: {pw: {sensitive: true, default: hunter2é, typo: 1}, x: {default: seen, typo: 2}}\n",
            "b.yaml":
                "servers: {w: {\(Self.body), adminPassword: \"hunter3\", userData: hunter4, typo: 1}}\nenvironments: {e: {variables: {pw: hunter5}, typo: 1}}\n",
        ]
        var options = ManifestOptions()
        options.environment = "e"
        let result = ManifestLoader().load(texts: texts, options: options)
        let sources = result.sources
        let text = DiagnosticText(
            style: .init(width: 140),
            sources: { file, place in sources.text(of: file).flatMap { SourceLine(of: $0, at: place) } }
        ).render(
            result.diagnostics)
        #expect(!text.contains("hunter"), "\(text)")
        #expect(text.contains("default: ********, typo: *}"), "\(text)")
        #expect(text.contains("default: seen"), "\(text)")
        #expect(result.diagnostics.count == 4)
    }

    @Test("Of a thousand problems the first fifty are shown and the rest is counted; --all-errors shows all")
    func thousand() {
        let blocks = (0..<1000).map { "  v\($0): {size: 0}\n" }.joined()
        let result = ManifestLoader().load(texts: ["a.yaml": Self.head + "vaults:\n" + blocks])
        #expect(result.diagnostics.count == 1000)
        let short = DiagnosticText().render(result.diagnostics)
        #expect(short.split(separator: "\n").count { $0.hasPrefix("error[") } == 50)
        #expect(short.contains("... and 950 more problems not shown; --all-errors shows every one."))
        #expect(short.hasSuffix("1,000 errors\n"))
        let long = DiagnosticText().render(result.diagnostics, limit: nil)
        #expect(long.split(separator: "\n").count { $0.hasPrefix("error[") } == 1000)
    }

    @Test("Both refuse the bad snippets that the JSON Schema refuses")
    func badSnippets() throws {
        guard case .success(let bytes) = ManifestFiles.read("Tests/Schema/bad.yaml") else {
            Issue.record("Tests/Schema/bad.yaml cannot be read")
            return
        }
        var snippets: [(name: Substring, text: String)] = []
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("### ") {
                snippets.append((line.dropFirst(4), ""))
            } else if !snippets.isEmpty {
                snippets[snippets.count - 1].text += line + "\n"
            }
        }
        #expect(snippets.count >= 40)
        for (name, text) in snippets {
            var texts = ["b.yaml": text]
            if !text.contains("project:") { texts["a.yaml"] = "project: p\n" }
            let result = ManifestLoader().load(texts: texts)
            #expect(result.desired == nil && !result.diagnostics.isEmpty, "\(name)")
        }
    }
}
