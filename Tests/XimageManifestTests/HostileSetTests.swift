import Foundation
import Testing
import XimageCore
import XimageManifest

/// Manifests that are right as YAML and made to cost too much, or to mean too much.
@Suite struct HostileSetTests {
    private func load(_ text: String) -> ManifestResult {
        ManifestLoader().load(texts: ["ximage.yaml": "version: 1\nproject: shop\n" + text])
    }

    private func expectLimit(_ result: ManifestResult, _ summary: String) {
        #expect(result.desired == nil)
        #expect(
            result.diagnostics.contains { $0.code == "limit" && $0.summary == summary },
            "\(result.diagnostics.prefix(3))")
    }

    private static let server = """
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: v, subnet: s, securityGroups: [default]}
        servers:
          web:
            COUNT
            flavor: s6.large.2
            image: {name: x}
            systemDisk: {type: SSD, size: 40}

        """

    @Test("Data disks count as resources")
    func disks() {
        let text = Self.server + "    dataDisks: {a: {type: SSD, size: 10}, b: {type: SSD, size: 10}}\n"
        expectLimit(
            load(text.replacingOccurrences(of: "COUNT", with: "count: 333334")), "Too many resources")
        #expect(
            load(text.replacingOccurrences(of: "COUNT", with: "count: 30")).desired?.resources.count == 90)
    }

    @Test(
        "More than a million resources are refused, whatever makes them",
        arguments: ["count: 1000001", "count: 999999999999"])
    func count(line: String) {
        let result = load(Self.server.replacingOccurrences(of: "COUNT", with: line))
        #expect(result.desired == nil)
        #expect(result.diagnostics.count == 1)
    }

    @Test(
        "A variable that every block repeats is refused in the end, whatever takes it",
        arguments: [
            ("recreateOn: \"${var.l}\"", "Too many values"), ("labels: \"${var.m}\"", "Too many values"),
        ])
    func repeated(line: String, limit: String) {
        let list = (0..<10_000).map { "k\($0)" }.joined(separator: ", ")
        let map = (0..<10_000).map { "k\($0): v" }.joined(separator: ", ")
        let block = "flavor: s, image: {name: x}, systemDisk: {type: SSD, size: 40}, \(line)"
        let head = Self.server.components(separatedBy: "servers:")[0]
        let text =
            head + "variables:\n  l: {type: list(string), default: [\(list)]}\n"
            + "  m: {type: map(string), default: {\(map)}}\nservers:\n"
            + (0..<2000).map { "  s\($0): {\(block)}\n" }.joined()
        let start = ContinuousClock.now
        expectLimit(load(text), limit)
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test("Images that labels select count as resources, whatever the number of blocks")
    func selections() {
        let server = Self.server.replacingOccurrences(
            of: "COUNT", with: "count: 2000\n    labels: {tier: web}")
        let images = (0..<600).map { "  i\($0): {from: {servers: {labels: {tier: web}}}, vault: v}\n" }
        let start = ContinuousClock.now
        expectLimit(load(server + "images:\n" + images.joined()), "Too many images")
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    /// The time of twice as many keys tells a quadratic search from a linear one better than a fixed bound does.
    @Test(
        "Unknown keys cost no more than their number",
        arguments: ["", "defaults:\n", "servers:\n  web:\n", "images:\n  a:\n    rollout:\n"])
    func unknownKeys(head: String) {
        let indent = head.isEmpty ? "" : String(repeating: " ", count: 2 * head.count { $0 == "\n" })
        func seconds(_ count: Int) -> Double {
            let text = head + (0..<count).map { "\(indent)k\($0): 1\n" }.joined()
            let start = ContinuousClock.now
            #expect(load(text).desired == nil)
            let time = ContinuousClock.now - start
            return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        }
        _ = seconds(100)
        let (few, many) = (seconds(2000), seconds(16_000))
        #expect(many < 24 * few + 1, "\(few) s, \(many) s")
    }

    @Test("Copies of many images count as resources")
    func copies() {
        let copies = (0..<200).map { "      c\($0): {region: cn-south-1, vault: v}\n" }.joined()
        let result = load(
            "images:\n  a:\n    count: 10000\n    from: {server: web}\n    vault: v\n    copies:\n" + copies)
        #expect(result.desired == nil)
        #expect(result.diagnostics.count < 100)
    }

    @Test("Expressions cannot make texts without end")
    func expressions() {
        let long = String(repeating: "x", count: 1 << 20)
        let head = "variables: {a: {default: \"\(long)\"}}\n"
        let server = Self.server.replacingOccurrences(of: "COUNT", with: "")
        let many = String(repeating: "${var.a}", count: 1000)
        expectLimit(load(head + server + "    recreateOn: [\"\(many)\"]\n"), "Text is too long")
        let items = (0..<200).map { _ in "\"${var.a}\"" }.joined(separator: ", ")
        #expect(load(head + server + "    recreateOn: [\(items)]\n").desired != nil)
        let joined = (0..<200).map { _ in "\"${project}${var.a}\"" }.joined(separator: ", ")
        expectLimit(
            load(
                head.replacingOccurrences(of: long, with: String(long.dropLast(8))) + server
                    + "    recreateOn: [\(joined)]\n"),
            "Text is too long")
    }

    @Test("Problems without number are counted, not kept")
    func problems() {
        let keys = (0..<40_000).map { "  k\($0): {x: 1}\n" }.joined()
        let result = load("servers:\n" + keys)
        #expect(result.desired == nil)
        #expect(result.diagnostics.count <= 20_000)
        #expect(result.diagnostics.contains { $0.summary == "Too many problems" })
    }

    @Test(
        "Patterns that look for trouble end soon",
        arguments: [
            String(repeating: "*", count: 1000), String(repeating: "**/", count: 300),
            String(repeating: "*a", count: 500), String(repeating: "?*", count: 500),
        ])
    func patterns(pattern: String) {
        var texts = ["ximage.yaml": "version: 1\nproject: shop\nexclude: [\"\(pattern)\"]\n"]
        for index in 0..<50 { texts[String(repeating: "a", count: 200) + "\(index).yaml"] = "" }
        #expect(ManifestLoader().load(texts: texts).diagnostics.allSatisfy { $0.code != "wrong-value" })
    }

    @Test("A great many patterns are refused rather than compared for ever")
    func manyPatterns() {
        let list = Array(repeating: "\"" + String(repeating: "*a", count: 400) + "b\"", count: 5000)
        var texts = [
            "ximage.yaml": "version: 1\nproject: shop\ninclude: [\(list.joined(separator: ", "))]\n"
        ]
        for index in 0..<50 { texts[String(repeating: "a", count: 200) + "\(index).yaml"] = "" }
        let result = ManifestLoader().load(texts: texts)
        #expect(result.diagnostics.contains { $0.summary == "Patterns are too long" })
    }

    @Test(
        "Globs mean what they say",
        arguments: [
            ("*.yaml", "a.yaml", true), ("*.yaml", "b/a.yaml", false), ("**/*.yaml", "a.yaml", true),
            ("**/*.yaml", "b/c/a.yaml", true), ("**", "b/c/a.yaml", true), ("b/", "b/c/a.yaml", true),
            ("b/**", "bc/a.yaml", false), ("**/a.yaml", "ba.yaml", false), ("?.yaml", "a.yaml", true),
            ("./a.yaml", "a.yaml", true), ("a*c*e.yaml", "abcde.yaml", true),
            ("a*c*e.yaml", "abde.yaml", false), ("b/*/d.yaml", "b/c/d.yaml", true),
            ("b/**/d.yaml", "b/d.yaml", true),
            ("b/*/d.yaml", "b/c/c/d.yaml", false), ("**/c/**", "b/c/d.yaml", true),
            ("***.yaml", "b/a.yaml", true),
            ("a.yaml", "a.yam", false), ("a.yam", "a.yaml", false),
        ])
    func globs(pattern: String, path: String, isMatch: Bool) {
        var texts = ["main.yaml": "version: 1\nproject: shop\nexclude: [\"\(pattern)\"]\n"]
        texts[path] = "broken: ["
        #expect((ManifestLoader().load(texts: texts).desired != nil) == isMatch)
    }

    @Test(
        "Values that cannot be numbers are said to be none",
        arguments: [".inf", ".nan", "1e999", "99999999999999999999", "0x1F", "4e1"])
    func numbers(text: String) {
        let result = load(Self.server.replacingOccurrences(of: "COUNT", with: "count: \(text)"))
        if text == "0x1F" {
            #expect(result.desired?.resources.count == 31)
        } else {
            #expect(result.desired == nil)
            #expect(result.diagnostics.first?.subject?.start.line == 9)
        }
    }
}
