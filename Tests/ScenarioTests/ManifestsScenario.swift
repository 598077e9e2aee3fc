import Foundation
import Testing

/// The example sets in `manifests/`: `ci.txt` there says what is done with each.
@Suite struct ManifestsScenario {
    struct Line: Sendable, CustomTestStringConvertible {
        var set: String
        var world: String?
        var isApplied: Bool
        var options: [String]

        var testDescription: String { ([set] + options).joined(separator: " ") }
    }

    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("manifests")

    static let lines: [Line] = {
        let text = (try? String(contentsOf: folder.appendingPathComponent("ci.txt"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let words = line.split(separator: " ").map(String.init)
            precondition(words.count >= 3 && ["validate", "apply"].contains(words[2]), "ci.txt: \(line)")
            return Line(
                set: words[0], world: words[1] == "-" ? nil : words[1], isApplied: words[2] == "apply",
                options: Array(words.dropFirst(3)))
        }
    }()

    @Test("Does what the list says", arguments: lines)
    func run(_ line: Line) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ximage-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: Self.folder.appendingPathComponent(line.set), to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        let ximage = Binary(folder: folder)
        func call(_ words: String...) throws -> Binary.Outcome {
            try ximage.start(words + line.options).outcome()
        }
        let valid = try call("validate")
        #expect(valid.status == 0, "\(valid)")
        let expanded = try call("validate", "--expand")
        #expect(expanded.status == 0, "\(expanded)")
        guard line.isApplied else { return }
        if let world = line.world {
            let file = Self.folder.appendingPathComponent("worlds/\(world).yaml").path
            let seeded = try ximage("sandbox", "seed", file)
            #expect(seeded.status == 0, "\(seeded)")
        }
        let plan = try call("plan", "--detailed-exitcode")
        #expect(plan.status == 2, "\(plan)")
        let apply = try call("apply", "--yes")
        #expect(apply.status == 0, "\(apply)")
        let again = try call("plan", "--detailed-exitcode")
        #expect(again.status == 0, "\(again)")
    }

    @Test("The list names every set, and the quickstart, environments and bulk are carried out")
    func isComplete() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        let sets = names.filter { name in
            FileManager.default.fileExists(
                atPath: Self.folder.appendingPathComponent("\(name)/ximage.yaml").path)
        }
        #expect(Set(sets) == Set(Self.lines.map(\.set)))
        let applied = Set(Self.lines.filter(\.isApplied).map(\.set))
        #expect(applied.isSuperset(of: ["quickstart", "web-tier", "environments", "bulk", "windows"]))
    }

    @Test("A thousand servers fit into thirty lines")
    func bulk() throws {
        let text = try String(
            contentsOf: Self.folder.appendingPathComponent("bulk/ximage.yaml"), encoding: .utf8)
        #expect(text.split(separator: "\n").count <= 30)
        try Binary.inFolder(text) { ximage in
            let valid = try ximage("validate")
            #expect(valid.output.contains("1,000 servers and 1,000 images"), "\(valid)")
        }
    }
}
