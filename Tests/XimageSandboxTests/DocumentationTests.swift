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
        for name in known { #expect(page.contains("`\(name)`"), "\(name) is missing") }
        let listed = page.split(separator: "\n").filter { $0.hasPrefix("| `") && $0.contains("` | `") }
        for line in listed {
            let name = line.dropFirst(3).prefix { $0 != "`" }
            #expect(known.contains(String(name)), "\(name) does not exist")
        }
    }

    @Test("The worlds that come with the repository can be seeded", arguments: ["small", "scarce", "fleet"])
    func worlds(_ name: String) throws {
        let path = Self.root.appendingPathComponent("manifests/worlds/\(name).yaml")
        let world = World(timeScale: 0, seed: 1, sequence: 0)
        try WorldSeed(DocumentNode(reading: try String(contentsOf: path, encoding: .utf8))).apply(to: world)
        #expect(world.servers.count >= 3)
    }
}
