import Foundation
import Testing
import XimageCore
import XimageManifest
import XimageRendering
import XimageTestSupport
import XimageYAML

/// Damaged texts, made from the corpus, the YAML test suite and a manifest with every section, by a seed.
///
/// A set number of them in each run; `XIMAGE_PROVE_SECONDS` goes on for so long, and `XIMAGE_FUZZ_FILE` keeps the text
/// under test in that file, so that it is there after a crash.
@Suite struct MutationTests {
    static let usualCount = 4000

    @Test("Whatever is done to a text, it is read or refused, and what is said about it is true and safe")
    func mutations() throws {
        let seeds = try Self.seeds()
        #expect(seeds.count > 700)
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["XIMAGE_PROVE_SECONDS"].flatMap { Double($0) }
        let kept = environment["XIMAGE_FUZZ_FILE"]
        let end = seconds.map { Date(timeIntervalSinceNow: $0) }
        var count = 0
        while end.map({ $0 > Date() }) ?? (count < Self.usualCount) {
            var random = SeededGenerator(seed: UInt64(count))
            let text = Self.mutated(seeds, &random)
            if let kept { try Data(text).write(to: URL(fileURLWithPath: kept)) }
            if let fault = try Self.fault(text) {
                Issue.record(
                    "mutation \(count): \(fault)\n\(String(decoding: text.prefix(2000), as: UTF8.self))")
            }
            count += 1
        }
        print("prove R14: \(count) cases")
    }

    /// What is wrong with the reading of a text; `nil` when nothing is.
    private static func fault(_ text: [UInt8]) throws -> String? {
        let result = YAMLParser.parse(text)
        let (tree, size) = (result.tree, result.tree.text.bytes.count)
        for problem in result.problems {
            let range = problem.range
            guard range.start.offset <= range.end.offset, range.end.offset <= size, range.start.line >= 1,
                range.end.line <= tree.text.lineCount, range.start.column >= 1
            else { return "the place of \(problem) is outside of the text" }
        }
        for node in 0..<tree.nodeCount {
            let range = tree.bytes(of: node)
            guard range.upperBound <= size else { return "node \(node) is outside of the text" }
        }
        let check = SyntaxOnly.read(text, as: "x.yaml")
        if let json = check.json {
            let documents = try? JSONSerialization.jsonObject(
                with: Data(json.utf8), options: .fragmentsAllowed)
            guard (documents as? [Any])?.count == tree.documents.count else {
                return "no right JSON: \(json)"
            }
            if let violation = TerminalSafety.violation(in: json) { return "unsafe JSON: \(violation)" }
        }
        let set = ManifestLoader().load(texts: ["x.yaml": String(decoding: text, as: UTF8.self)])
        if set.desired == nil, !set.diagnostics.hasErrors { return "refused without a reason" }
        let diagnostics = check.diagnostics + set.diagnostics
        let sources = set.sources
        let rendered = DiagnosticText(sources: { file, place in
            sources.shown(file)?.line(Int(place.line), around: Int(place.column)).map {
                SourceLine(String($0.text), skipped: $0.skipped)
            }
        }).render(Array(diagnostics.prefix(30)))
        if let violation = TerminalSafety.violation(in: rendered) { return "unsafe text: \(violation)" }
        return formatFault(text)
    }

    /// The canonical layout of a text says the same, and is its own.
    private static func formatFault(_ text: [UInt8]) -> String? {
        guard let string = String(validating: text, as: UTF8.self) else { return nil }
        let once = ManifestFormatter.format(string, file: "x.yaml")
        guard once.diagnostics.isEmpty, once.isChanged else { return nil }
        let twice = ManifestFormatter.format(once.text, file: "x.yaml")
        return twice.text == once.text ? nil : "the layout changes again:\n\(once.text)\n---\n\(twice.text)"
    }

    // MARK: Texts

    private static func seeds() throws -> [[UInt8]] {
        let folder = HostileCorpusTests.folder
        var seeds = try HostileCorpusTests.cases.map {
            [UInt8](
                try Data(contentsOf: folder.appendingPathComponent("\($0.testDescription).yaml")).prefix(4000)
            )
        }
        let suite = folder.appendingPathComponent("../yaml-test-suite/cases.json")
        let rows = try JSONSerialization.jsonObject(with: Data(contentsOf: suite)) as? [[String: Any]] ?? []
        seeds += rows.compactMap { ($0["yaml"] as? String).map { Array($0.utf8) } }
        // The manifest more often than the others.
        return seeds + Array(repeating: Array(manifest.utf8), count: 60)
    }

    private static let manifest = """
        version: 1
        project: shop
        provider: sandbox
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: v, subnet: s, securityGroups: [default]}
          tags: &tags {team: shop}
          images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
        variables:
          revision: {type: string, default: "1", description: "bump it"}
          zones: {type: list(string), default: [cn-north-4a, cn-north-4b]}
        environments:
          dev: {project: shop-dev, variables: {revision: "2"}}
        vaults:
          main: {size: 500 GiB, autoExpand: true}
        servers:
          web:   # a comment
            forEach: [blue, green]
            name: "web-${each.key}"
            flavor: s6.large.2
            zone: {spread: "${var.zones}"}
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
            dataDisks:
              data: {type: SSD, size: 100 GiB, onRemove: keep}
            tags: {<<: *tags, role: web}
            userData: |
              #!/bin/sh
              echo hello
        images:
          golden:
            from: {server: 'web["blue"]'}
            vault: main
            revision: "${var.revision}"
            retention: {keep: 3, keepFor: 30d}
            copies:
              south: {region: cn-south-1, vault: main, agency: a}
        removed:
          - {from: image.old, action: forget, reason: "kept for audit"}

        """

    private static let words: [[UInt8]] =
        [
            "---\n", "...\n", "%YAML 1.2\n", "- ", "? ", ": ", ":", "&a ", "*a ", "!!str ", "!x ", "<<: *a",
            "|\n  ",
            ">\n  ", "{", "}", "[", "]", ",", "'", "\"", "\\", "#", " #", "\t", "\r", "\r\n", "\n\n", "  ",
            "\u{85}", "\u{2028}", "\u{FEFF}", "漢", "e\u{301}", "😀", "${", "${var.revision}", "}", "$${", "\0",
            "\u{1B}[2J",
            "\u{202E}", "~", ".inf", ".nan", "0777", "99999999999999999999", "-", "count: 3\n",
            "when: false\n",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]

    private static func mutated(_ seeds: [[UInt8]], _ random: inout SeededGenerator) -> [UInt8] {
        var text = seeds.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...text.count, using: &random)
            let end = min(text.count, place + Int.random(in: 0...24, using: &random))
            switch Int.random(in: 0..<8, using: &random) {
            case 0 where !text.isEmpty:
                text[min(place, text.count - 1)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: text.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 2: text.removeSubrange(place..<end)
            case 3: text.insert(contentsOf: text[place..<end], at: place)
            case 4:
                let piece = Array(text[place..<end])
                for _ in 0..<Int.random(in: 1...30, using: &random) {
                    text.insert(contentsOf: piece, at: place)
                }
            case 5: text.removeSubrange(end...)
            case 6:
                let other = seeds.randomElement(using: &random) ?? []
                text.insert(
                    contentsOf: other.prefix(Int.random(in: 0...other.count, using: &random)), at: place)
            default: text.insert(contentsOf: words.randomElement(using: &random) ?? [], at: place)
            }
        }
        return text
    }
}
