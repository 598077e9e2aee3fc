import Foundation
import Testing
import XimageTestSupport

/// What the built program does with input that is made to harm: it ends, within memory, and says nothing that a
/// terminal would obey.
@Suite struct HostileInputScenario {
    static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Fixtures/hostile").standardizedFileURL

    static func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: corpus.path).filter { $0.hasSuffix(".yaml") }
            .sorted().map { corpus.appendingPathComponent($0).path }
    }

    @Test("The corpus exists") func exists() throws { #expect(try Self.files().count >= 200) }

    /// Fails when something that is said would steer a terminal.
    private func expectSafe(_ said: [UInt8], _ what: String) {
        guard let text = String(validating: said, as: UTF8.self) else {
            Issue.record("\(what): the output is no UTF-8")
            return
        }
        if let violation = TerminalSafety.violation(in: text) { Issue.record("\(what): \(violation)") }
    }

    @Test("No control character of the corpus reaches the terminal", arguments: ["text", "json"])
    func terminal(format: String) throws {
        let files = try Self.files()
        let run = try Measured.run(["validate", "--syntax-only", "--all-errors", "--format", format] + files)
        #expect(run.status == 1)
        expectSafe(run.said, format)
    }

    @Test("The corpus as manifests: each file alone ends with 1, quickly and quietly")
    func asManifests() throws {
        // One in four: each costs a process.
        for (index, file) in try Self.files().enumerated() where index % 4 == 0 {
            let run = try Measured.run(["validate", file])
            #expect(run.status == 1, "\(file): \(run.text.prefix(2000))")
            #expect(run.peakMiB < 128, "\(file): \(run.peakMiB) MiB")
            expectSafe(run.said, file)
        }
    }

    @Test(
        "The corpus as one set: every file with content is named, in text, JSON and SARIF",
        arguments: ["text", "json", "sarif"])
    func asSet(format: String) throws {
        let run = try Measured.run(["validate", Self.corpus.path, "--all-errors", "--format", format])
        #expect(run.status == 1)
        #expect(run.peakMiB < 128, "\(run.peakMiB) MiB")
        expectSafe(run.said, format)
        let names = try Self.files().map { URL(fileURLWithPath: $0).lastPathComponent }
        let unnamed = names.filter { !run.text.contains($0) }
        #expect(unnamed.filter { !Self.declaresNothing($0) } == [])
    }

    /// A file without a section has no errors of its own.
    private static func declaresNothing(_ name: String) -> Bool {
        name.hasPrefix("empty-") || name == "documents-many.yaml"
    }

    @Test(
        "Keys and values that would steer a terminal are shown spelled out wherever a manifest may put them")
    func steering() throws {
        let evil = "\\e[2J\\u202e\\u0085\\u2028\\x07"
        for manifest in [
            "version: 1\nproject: \"\(evil)\"\n", "version: 1\nproject: shop\n\"\(evil)\": 1\n",
            "version: 1\nproject: shop\nservers:\n  \"\(evil)\": {flavor: x}\n",
            "version: 1\nproject: shop\nservers:\n  web:\n    \"\(evil)\": x\n",
            "version: 1\nproject: shop\nservers:\n  web:\n    power: \"\(evil)\"\n    flavor: \"${\(evil)}\"\n",
            "version: 1\nproject: shop\nvariables:\n  v: {default: \"\(evil)\", type: \"\(evil)\"}\n",
            "version: 1\nproject: shop\nservers: {web: {userData: {file: \"\(evil)\"}, forEach: [\"\(evil)\"]}}\n",
            "version: 1\nproject: shop\nimages: {a: {from: {server: \"\(evil)\"}, vault: \"\(evil)\"}}\n",
            "version: 1\nproject: shop\nremoved: [{from: \"\(evil)\", action: \"\(evil)\", reason: \"\(evil)\"}]\n",
        ] {
            try Binary.inFolder(manifest) { ximage in
                for arguments in [
                    ["validate"], ["validate", "--format", "json"], ["validate", "--explain-vars"],
                ] {
                    let run = try Measured.run(arguments + [ximage.folder.path])
                    expectSafe(run.said, manifest)
                }
            }
        }
    }

    @Test("Images that a few KiB select by label are refused before they are put together")
    func selections() throws {
        let images = (0..<570).map { "  i\($0): {from: {servers: {labels: {a: b}}}, vault: v}\n" }.joined()
        let manifest = """
            project: shop
            provider: sandbox
            defaults: {region: cn-north-4, zone: cn-north-4a, network: {vpc: v, subnet: s, securityGroups: [d]}}
            vaults: {v: {size: 100}}
            servers:
              web: {flavor: x, image: {name: y}, systemDisk: {type: SSD, size: 40}, labels: {a: b}, count: 300}
            images:
            \(images)
            """
        try Binary.inFolder(manifest) { ximage in
            let run = try Measured.run(["validate", ximage.folder.path])
            #expect(run.status == 1 && run.text.contains("Too many images"), "\(run.text.prefix(2000))")
            #expect(run.peakMiB < 100, "\(run.peakMiB) MiB")
        }
    }

    // MARK: Big input

    struct Big: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// What is read, or the summary of the refusal.
        var refusal: String?
        var make: @Sendable () -> [UInt8]

        init(_ name: String, refusal: String? = nil, _ make: @escaping @Sendable () -> [UInt8]) {
            testDescription = name
            self.refusal = refusal
            self.make = make
        }
    }

    private static func bytes(_ text: String, times count: Int, head: String = "", tail: String = "")
        -> [UInt8]
    {
        var result = Array(head.utf8)
        result.reserveCapacity(result.count + text.utf8.count * count + tail.utf8.count)
        // The bits of the count say which powers of two of the piece are in it.
        var (piece, left) = (Array(text.utf8), count)
        while left > 0 {
            if left % 2 == 1 { result += piece }
            left /= 2
            if left > 0 { piece += piece }
        }
        return result + Array(tail.utf8)
    }

    static let bigOnes: [Big] = [
        Big("100,000 lists in flow", refusal: "Nesting is too deep") { bytes("[", times: 100_000) },
        Big("100,000 maps in flow", refusal: "Nesting is too deep") { bytes("{a: ", times: 100_000) },
        Big("100,000 maps as keys", refusal: "Nesting is too deep") { bytes("{? ", times: 100_000) },
        Big("100,000 lists in block", refusal: "Nesting is too deep") { bytes("- ", times: 100_000) },
        Big("100,000 keys in block", refusal: "Nesting is too deep") { bytes("? ", times: 100_000) },
        Big("100,000 levels of both", refusal: "Nesting is too deep") { bytes("[{a: ", times: 50_000) },
        Big("100,000 levels closed again", refusal: "Nesting is too deep") {
            bytes("[", times: 100_000) + bytes("]", times: 100_000)
        },
        Big("4,000 levels of indentation", refusal: "Nesting is too deep") {
            (0..<4000).flatMap { Array((String(repeating: " ", count: $0) + "a:\n").utf8) }
        },
        Big("a plain scalar of 50 MB", refusal: "Value is too long") {
            bytes("x", times: 50_000_000, head: "a: ")
        },
        Big("a quoted scalar of 50 MB", refusal: "Value is too long") {
            bytes("x", times: 50_000_000, head: "a: \"", tail: "\"")
        },
        Big("a single-quoted scalar of 50 MB in lines", refusal: "Value is too long") {
            bytes("xxxxxxxxx\n", times: 5_000_000, head: "a: '", tail: "'")
        },
        Big("a literal scalar of 50 MB", refusal: "Value is too long") {
            bytes("  xxxxxxx\n", times: 5_000_000, head: "a: |\n")
        },
        Big("a folded scalar of 50 MB", refusal: "Value is too long") {
            bytes("  xxxxxxx\n", times: 5_000_000, head: "a: >\n")
        },
        Big("a key of 50 MB", refusal: "Value is too long") { bytes("x", times: 50_000_000, tail: ": 1\n") },
        Big("an open quotation mark and 50 MB", refusal: "Value is too long") {
            bytes("a: b\n", times: 10_000_000, head: "\"")
        },
        Big("50 MB of comments") { bytes("# nothing to see\n", times: 3_000_000) },
        Big("a comment of 50 MB") { bytes("x", times: 50_000_000, head: "a: 1 #") },
        Big("50 MB of blank lines") { bytes("\n", times: 50_000_000, head: "a: [1]\n") },
        Big("50 MB of blanks") { bytes(" ", times: 50_000_000, head: "a: [1]\n") },
        // The reader takes them for a part of the text.
        Big("50 MB of blank lines behind a plain text", refusal: "Value is too long") {
            bytes("\n", times: 50_000_000, head: "a: 1\n")
        },
        Big("50 scalars of a mebibyte") {
            (0..<50).flatMap { bytes("x", times: 1 << 20, head: "k\($0): ", tail: "\n") }
        },
        Big("65 MiB", refusal: "File is too large") { bytes("# x\n", times: (65 << 20) / 4) },
        Big("30,000 %TAG lines", refusal: "Too many lines that begin with %") {
            (0..<30_000).flatMap { Array("%TAG !a\($0)! x\n".utf8) } + Array("--- x\n".utf8)
        },
        Big("a list of 1,000,000 items") { bytes("x,", times: 1_000_000, head: "[", tail: "]") },
        Big("a list of 1,000,000 lines") { bytes("- x\n", times: 1_000_000) },
        Big("a map of 300,000 keys") { (0..<300_000).flatMap { Array("k\($0): v\n".utf8) } },
        Big("300,000 equal keys", refusal: "more problems not shown") { bytes("k: v\n", times: 300_000) },
        Big("300,000 unknown tags", refusal: "more problems not shown") {
            bytes("- !!x v\n", times: 300_000)
        },
        Big("300,000 unknown aliases", refusal: "more problems not shown") {
            bytes("- *x\n", times: 300_000)
        },
        Big("300,000 documents") { bytes("---\n", times: 300_000) },
        Big("300,000 anchors") { (0..<300_000).flatMap { Array("- &a\($0) x\n".utf8) } },
        Big("999,000 nodes of aliases") {
            bytes(
                "*a,", times: 999, head: "- &a [" + String(repeating: "x,", count: 999) + "]\n- [", tail: "]")
        },
        Big("aliases of aliases", refusal: "Aliases stand for too much") {
            Array("- &a0 [x, x]\n".utf8)
                + (1..<60).flatMap { Array("- &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n".utf8) }
        },
        Big("aliases of a long text", refusal: "Aliases stand for too much") {
            bytes(
                "*a,", times: 200_000, head: "- &a " + String(repeating: "x", count: 1 << 20) + "\n- [",
                tail: "]")
        },
        Big("50 MB of NUL", refusal: "File is not UTF-8") { bytes("\0", times: 50_000_000, head: "x") },
        Big("invalid UTF-8 behind 50 MB", refusal: "File is not UTF-8") {
            bytes("# nothing but a comment\n", times: 2_000_000) + [0xFF]
        },
        Big("merges of merges", refusal: "Aliases stand for too much") {
            Array("- &a0 {x0: 1}\n".utf8)
                + (1..<60).flatMap { Array("- &a\($0) {x\($0): 1, <<: [*a\($0 - 1), *a\($0 - 1)]}\n".utf8) }
        },
    ]

    // A debug binary needs half a minute for some.
    @Test(
        "Big input is read or refused within memory, and never hangs",
        .enabled(if: Binary.release != nil, "needs a release binary: scripts/release-check"),
        arguments: bigOnes)
    func big(_ example: Big) throws {
        let bytes = example.make()
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "big-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(bytes).write(to: file)
        let run = try Measured.run(["validate", "--syntax-only", file.path], of: Binary.release)
        expectSafe(run.said, example.testDescription)
        let size = Double(bytes.count) / 1_048_576
        if let refusal = example.refusal {
            #expect(run.status == 1, "\(run.text.prefix(500))")
            #expect(run.text.contains(refusal), "\(run.text.prefix(500))")
            #expect(run.peakMiB <= 128, "\(run.peakMiB) MiB for \(size) MiB")
        } else {
            #expect(run.status == 0, "\(run.text.prefix(500))")
            #expect(run.peakMiB <= 6 * size + 40, "\(run.peakMiB) MiB for \(size) MiB")
        }
    }
}
