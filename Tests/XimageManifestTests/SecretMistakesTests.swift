import Foundation
import Testing
import XimageCore
import XimageManifest
import XimageRendering
import XimageTestSupport

/// Mistakes beside secrets: what is said about them quotes lines, keys and values, and never a secret.
@Suite struct SecretMistakesTests {
    private static let secret = "Zq7CANARYpw91xKv"

    private static let head = """
        project: shop
        provider: sandbox
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}

        """
    private static let server = """
        servers:
          web:
            flavor: s6.large.2
            image: {name: Ubuntu}
            systemDisk: {type: SSD, size: 40}

        """

    /// Lines of a server; `K` is the key and `S` the secret. Each is wrong by itself, or has a wrong line behind it.
    static let ofServers = [
        "    K: S\n    bogus: 1\n", "    Ks: S\n", "    k_: S\n", "    K: \"S\n    power: running\n",
        "    K: 'S\n    power: running\n", "    x: {K: S\n", "    K: [S]\n", "    K: {value: S}\n",
        "    K:\n      S: x\n", "    K:\n      - S\n", "    K: S\n    K: S2\n", "    x: {K: S, K: S2}\n",
        "    K:S\n", "    K S\n", "    K=S\n", "\tK: S\n", "      K: S\n", "   K: S\n", "  K: S\n", "K: S\n",
        "    K: S: y\n", "    K: @S\n", "    K: `S\n", "    K: %S\n", "    K: *S\n", "    K: &S\n",
        "    K: &S x\n    bogus: 1\n",
        "    K: !S\n", "    K: !S x\n", "    K: !!S x\n", "    K: !!int S\n", "    K: |S\n", "    K: >S\n",
        "    K: {S\n",
        "    K: [S\n", "    K: ]S\n", "    K: \"x\"S\n", "    K: 'x'S\n", "    K: \"\\qS\"\n",
        "    K: \"S\\q\"\n",
        "    K: ${S}\n", "    K: ${S\n", "    K: S${var.x}\n", "    K: \"S${\"\n", "    K: S\u{1}\n",
        "    K: S\u{FEFF}\n",
        "    K: |\n      a\n      S\n    bogus: 1\n", "    K: |\n      a\n   S\n", "    K: |\nS\n",
        "    K: |\nS: 1\n",
        "    K: |\n\tS\n", "    K: |\n\n          \n      S\n    bogus: 1\n",
        "    K: abc\n      S\n    bogus: 1\n",
        "    K: abc\n      S: 1\n", "    K: &a S\n    power: *a\n", "    power: &a S\n    K: *a\n",
        "    <<: {K: S}\n    bogus: 1\n", "    <<: [{K: S}, 1]\n", "    ? K\n    : S\n    bogus: 1\n",
        "    ? K\n    : S\n    ? K\n    : S3\n", "    network: {K: S}\n", "    K: S\n]\n",
        "    K: S\n---\nservers: {web: {bogus: 1}}\n", "    K: S\n  web: {K: S}\n",
        "    forEach: [a]\n    K: \"S${each.foo}\"\n", "    x: {power: 7, \"K\": S, bogus: 1}\n",
        "    x: {power: 7 K: S}\n", "    K: \"S\\x41\u{85}\"\n    bogus: 1\n",
        "vaults: {main: {size: 100, K: S}}\n", "images: {main: {from: {server: x}, K: S}}\n",
        "server:\n  web: {flavor: x, K: S}\n",
    ]

    /// Variables, with `pw` a sensitive one.
    static let ofVariables = [
        "  pw: {sensitive: true, default: S, bogus: 1}\n", "  pw: {sensitive: true, type: int, default: S}\n",
        "  pw: {sensitive: true, type: strng, default: S}\n", "  pw: {sensitive: \"true\", default: S}\n",
        "  pw: {sensitive: yes, default: S}\n", "  pw: {sensitive: TRUE, default: S, bogus: 1}\n",
        "  pw: {sensitive: 1, default: S}\n", "  pw: {!sensitive: true, default: S}\n",
        "  pw: {sensitiv: true, default: S}\n",
        "  pw: {sensitive: true, defaults: S}\n", "  pw: {sensitive: true, value: S}\n",
        "  pw: {sensitive: true, default: S, default: S2}\n",
        "  pw: {sensitive: true, default: S, sensitive: false, bogus: 1}\n",
        "  pw: {sensitive: false, default: S, sensitive: true}\n",
        "  pw: {sensitive: true, default: S}\n  pw: {default: S2}\n",
        "  pw: {sensitive: true, default: \"S}\n",
        "  pw:\n    sensitive: true\n    default: \"S\n", "  pw:\n    default: \"S\n    sensitive: true\n",
        "  pw: S\n",
        "  pw:\n    sensitive: true\n    default:S\n", "  pw:\n    sensitive: true\n    default: S: x\n",
        "  pw:\n    sensitive: true\n     default: S\n", "  pw:\n    sensitive: true\n   default: S\n",
        "  pw:\n    sensitive: true\n  default: S\n", "  pw: {sensitive: true, type: string, default: [S]}\n",
        "  pw: {sensitive: true, type: map(string), default: {a: S, a: S3}}\n",
        "  pw: {sensitive: true, type: map(int), default: {S: 1}}\n",
        "  pw: {sensitive: true}\nenvironments:\n  prod: {variables: {pw: S, bogus: 1}}\n",
        "  pw: {sensitive: true}\nenvironments:\n  prod: {variables: {pw: [S], bogus: 1}}\n",
        "  pw: {sensitive: true}\nenvironments:\n  prod: {variables: {pw: S, pw: S3}}\n",
        "  pw: {sensitive: true}\nenvironments:\n  prod: {variables: {pw: \"S}}\n",
        "  pw: {sensitive: true}\nenvironments:\n  prod: {variable: {pw: S}}\n",
        "  pw: {sensitive: true}\nenvironments:\n  prod: {variables: {pww: S}}\n",
        "  pw: {sensitive: true}\nenvironments:\n  prod: {pw: S}\n", "  pw: {sensitive: true}\npw: S\n",
    ]

    /// Files of values.
    static let ofValues = [
        "pw: S\nbogus: 1\n", "pww: S\n", "pw: \"S\n", "pw:S\n", "pw: [S]\n", "pw: S\npw: S3\n",
        "pw: x\nn: S\n",
        "pw: x\nls: S\n", "pw: x\nls: {S: 1}\n", "pw=S\n", "{\"pw\": \"S\" \"n\": 2}", "\tpw: S\n",
        "- pw: S\n",
        "pw: S: 2\n", "S", "variables:\n  pw: S\n", "pw: @S\n", "pw: !S 1\n", "pw: *S\n", "pw: |\n  a\n S\n",
        "pw: x\n---\npw: S\n- 1\n", "pw: S\u{1}\n",
    ]

    private static func filled(_ text: String, _ key: String = "") -> String {
        text.replacing("K", with: key).replacing(
            "k_", with: key == "userData" ? "user_data" : "admin_password"
        )
        .replacing("S", with: secret).replacing(secret + "SD", with: "SSD")
    }

    /// Everything that is said about a set; `nil` when nothing is wrong with it.
    private static func said(_ text: String, values: String? = nil, environment: String? = nil) throws
        -> String?
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ximage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var options = ManifestOptions()
        options.environment = environment
        if let values {
            let file = folder.appendingPathComponent("values.vars")
            try Data(values.utf8).write(to: file)
            options.variableFiles = [file.path]
        }
        let result = ManifestLoader().load(texts: ["a.yaml": text], options: options)
        let sources = result.sources
        func rendered(_ found: [Diagnostic], _ sources: SourceTexts) -> String {
            DiagnosticText(sources: { file, place in
                sources.text(of: file).flatMap { SourceLine(of: $0, at: place) }
            }).render(found, limit: nil)
        }
        let variables = result.variables.map { $0.value ?? "" }.joined(separator: "\n")
        let layout = ManifestFormatter.format(text, file: "a.yaml")
        let alone = SourceTexts(Array(text.utf8), as: "a.yaml")
        let syntax = SyntaxOnly.read(Array(text.utf8), as: "a.yaml")
        guard result.diagnostics.hasErrors else { return nil }
        return variables + rendered(result.diagnostics, sources) + DiagnosticJSON.render(result.diagnostics)
            + DiagnosticSARIF.render(result.diagnostics, version: "0") + rendered(layout.diagnostics, alone)
            + rendered(syntax.diagnostics, syntax.sources) + (alone.text(of: "a.yaml") ?? "")
    }

    private func expectHidden(_ said: String?, _ what: String) {
        guard let said else {
            Issue.record("\(what): nothing is wrong")
            return
        }
        let bytes = Array(said.lowercased().utf8)
        for start in stride(from: 0, through: 8, by: 4) {
            let piece = Array(Self.secret.lowercased().utf8.dropFirst(start).prefix(8))
            let isShown = bytes.indices.contains {
                $0 + 8 <= bytes.count && bytes[$0] == piece[0] && bytes[$0..<$0 + 8].elementsEqual(piece)
            }
            if isShown { Issue.record("\(what) shows a secret:\n\(said.prefix(3000))") }
            if isShown { return }
        }
    }

    @Test("In a server", arguments: ["adminPassword", "userData"])
    func servers(key: String) throws {
        for line in Self.ofServers {
            let text = Self.head + Self.server + Self.filled(line, key)
            expectHidden(try Self.said(text), "\(key): \(line)")
        }
    }

    @Test("In variables and environments")
    func variables() throws {
        for lines in Self.ofVariables {
            let text =
                Self.head + "variables:\n" + Self.filled(lines) + Self.server
                + "    adminPassword: ${var.pw}\n    bogus: 1\n"
            let environment = lines.contains("environments") ? "prod" : nil
            expectHidden(try Self.said(text, environment: environment), lines)
        }
    }

    @Test("In files of values")
    func values() throws {
        let text =
            Self.head
                + """
                variables:
                  pw: {sensitive: true}
                  n: {type: int, sensitive: true, default: 1}
                  ls: {type: list(string), sensitive: true, default: []}

                """
            + Self.server + "    adminPassword: ${var.pw}\n    bogus: 1\n"
        for values in Self.ofValues {
            expectHidden(try Self.said(text, values: Self.filled(values)), values)
        }
    }

    @Test("What is no secret is shown beside one")
    func others() throws {
        let text =
            Self.head + "variables:\n  pw: {type: strng, sensitive: true, description: seen}\n" + Self.server
            + "    adminPassword: ${var.pw}\n    userData: {file: build.sh}\n    bogus: 1\n"
        let said = try #require(try Self.said(text))
        for part in ["type: strng", "description: seen", "${var.pw}", "{file: build.sh}", "bogus: 1"] {
            #expect(said.contains(part), "\(part)")
        }
    }

    /// A set number of them in each run; `XIMAGE_PROVE_SECONDS` goes on for so long.
    @Test("Damage by a seed anywhere in a set with secrets shows none of them")
    func damaged() throws {
        let variables = """
            variables:
              pw: {sensitive: true, type: string, default: S, description: the password}
              zones: {type: list(string), default: [a]}
            environments:
              prod: {project: shop-prod, variables: {pw: S}}

            """
        let ofServer = """
                adminPassword: "S"
                userData: |
                  #cloud-config
                  password: S
                labels: {a: b}
            """
        let text = Array((Self.head + Self.filled(variables) + Self.server + Self.filled(ofServer)).utf8)
        let secret = Array(Self.secret.utf8)
        let seconds = ProcessInfo.processInfo.environment["XIMAGE_PROVE_SECONDS"].flatMap { Double($0) }
        let end = seconds.map { Date(timeIntervalSinceNow: $0) }
        var count = 0
        while end.map({ $0 > Date() }) ?? (count < 150) {
            var random = SeededGenerator(seed: UInt64(count))
            var damaged = text
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let place = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: damaged.remove(at: place)
                case 1:
                    damaged.insert(
                        Array("\"'{}[]:,#&*!|>%@`\t \n-\\$".utf8).randomElement(using: &random)!, at: place)
                case 2: damaged.swapAt(place, max(0, place - 1))
                default: damaged[place] = Array("\"'{}[]:, \n\tx".utf8).randomElement(using: &random)!
                }
            }
            count += 1
            // What cuts the name of the key off its value leaves nothing to know it by.
            guard !Self.lacksKey(damaged, secret),
                let said = try Self.said(
                    String(decoding: damaged, as: UTF8.self), environment: "prod")
            else { continue }
            expectHidden(said, "seed \(count - 1):\n\(String(decoding: damaged, as: UTF8.self))")
        }
        print("prove R15: \(count) damaged sets")
    }

    private static func lacksKey(_ text: [UInt8], _ secret: [UInt8]) -> Bool {
        let text = String(decoding: text, as: UTF8.self)
        return [
            "sensitive: true", "default: ", "environments:\n", "variables: {pw: ", "adminPassword: \"",
            "userData: |\n", "password: ",
        ]
        .contains { !text.contains($0) }
    }
}
