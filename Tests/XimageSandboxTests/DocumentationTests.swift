import Foundation
import Testing

@testable import XimageSandbox

@Suite struct DocumentationTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardized

    @Test("The page lists every operation and every own call, and no other")
    func listsOperations() throws {
        let page = try String(
            contentsOf: Self.root.appendingPathComponent("docs/sandbox.md"), encoding: .utf8)
        let known = Set(Router.services.operations.map(\.name))
        let listed = page.split(separator: "\n").filter { $0.contains(/^\| `\w+` \| `[A-Z]+ \/v/) }
        let names = listed.map { String($0.dropFirst(3).prefix { $0 != "`" }) }
        #expect(names.sorted() == known.sorted())
    }

    @Test("The page lists every refusal that is tested by rule, and no other")
    func listsRefusals() throws {
        let page = try String(
            contentsOf: Self.root.appendingPathComponent("docs/sandbox.md"), encoding: .utf8)
        let table = page.split(separator: "## Refusals\n").last?.prefix { $0 != "#" } ?? ""
        let lines = table.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2)
        let rows = RuleRefusalTests.rows.map { "| \($0.rule) | \($0.what) | \($0.status) | `\($0.code)` |" }
        #expect(!rows.isEmpty)
        #expect(Set(lines.map(String.init)).symmetricDifference(rows).isEmpty)
    }

    @Test("The worlds that come with the repository can be seeded", arguments: ["small", "scarce", "fleet"])
    func worlds(_ name: String) throws {
        let path = Self.root.appendingPathComponent("manifests/worlds/\(name).yaml")
        let world = World(timeScale: 0, seed: 1, sequence: 0)
        try WorldSeed(DocumentNode(reading: try String(contentsOf: path, encoding: .utf8))).apply(to: world)
        #expect(world.servers.count >= 3)
    }
}
