import Foundation
import Testing

/// What commands that change something answer with `--format json`: one document, whatever happens.
@Suite struct DocumentScenario {
    /// Command lines in the order in which they are typed, the format that each answers with, and its exit status.
    private static let table: [([String], String, Int32)] = [
        (["version"], "ximage-version", 0), (["apply"], "ximage-apply", 1),
        (["apply", "--yes"], "ximage-apply", 0),
        (["apply", "--yes"], "ximage-apply", 0), (["resume"], "ximage-apply", 0),
        (["restore", "image.golden", "--as", "again"], "ximage-diagnostics", 1),
        (["apply", "--yes", "--detach", "--renew", "image.golden"], "ximage-apply", 0),
        (["resume", "--yes"], "ximage-apply", 0), (["state", "list"], "ximage-result", 0),
        (["state", "verify"], "ximage-result", 0),
        (["state", "restore", "1"], "ximage-result", 0), (["state", "recover", "--yes"], "ximage-result", 0),
        (["state", "rm", "image.golden@1"], "ximage-result", 0), (["state", "rebuild"], "ximage-result", 0),
        (["state", "unlock", "none"], "ximage-diagnostics", 5),
        (["import", "server.web", "none"], "ximage-diagnostics", 1),
        (["import", "--matching", "name=*"], "ximage-result", 0), (["clean", "--all"], "ximage-apply", 0),
        (["list", "space"], "ximage-space", 0), (["destroy", "--yes"], "ximage-apply", 0),
        (["state", "abandon", "none"], "ximage-diagnostics", 1),
        (["apply", "--nonsense"], "ximage-diagnostics", 1),
        (["stat"], "ximage-diagnostics", 1), (["import"], "ximage-diagnostics", 1),
    ]

    @Test("Every command that changes something speaks JSON, and wrong command lines too")
    func answers() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            for (words, format, status) in Self.table {
                let outcome = try ximage.start(words + ["--format", "json"]).outcome()
                #expect(outcome.status == status, "\(words): \(outcome)")
                let document =
                    try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
                #expect(document?["format"] as? String == format, "\(words): \(outcome)")
                guard words == ["apply", "--yes"], document?["result"] as? String == "done" else { continue }
                let created = try #require(document?["created"] as? [[String: Any]])
                #expect(created.compactMap { $0["address"] as? String }.contains("image.golden@1"))
                #expect(
                    created.allSatisfy {
                        $0["id"] is String && $0["name"] is String && $0["region"] is String
                    })
                #expect(document?["milliseconds"] is Int)
            }
        }
    }

    @Test("Tables: names alone, chosen columns, sorted by numbers, and a slip in a column's name")
    func tables() throws {
        let world = """
            regions:
              cn-north-4:
                vaults:
                  - {name: v-2, size: 200}
                  - {name: v-10, size: 1000}
                  - {name: v-1, size: 90}

            """
        try Binary.inFolder("version: 1\nproject: shop\ndefaults: {region: cn-north-4}\n") { ximage in
            let file = ximage.folder.appendingPathComponent("world.txt")
            try world.write(to: file, atomically: true, encoding: .utf8)
            #expect(try ximage("sandbox", "seed", "world.txt").status == 0)
            let names = try ximage("list", "vaults", "--format", "name", "--sort", "name")
            #expect(names.output == "v-1\nv-2\nv-10\n", "\(names)")
            let sizes = try ximage("list", "vaults", "--columns", "name,size", "--sort=-size")
            #expect(
                sizes.output.split(separator: "\n").map { $0.filter { $0 != " " } } == [
                    "NAMESIZE", "v-101,000GiB", "v-2200GiB", "v-190GiB",
                ], "\(sizes)")
            let slip = try ximage("list", "vaults", "--sort", "sise")
            #expect(slip.status == 1 && slip.messages.contains("Did you mean size?"), "\(slip)")
            let unknown = try ximage("list", "vaults", "--columns", "colour")
            #expect(
                unknown.status == 1 && unknown.messages.contains("Name one of: name, address, id"),
                "\(unknown)")
        }
    }
}
