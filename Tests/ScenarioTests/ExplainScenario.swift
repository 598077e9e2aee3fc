import Foundation
import Testing

/// `explain`, through the built program.
@Suite struct ExplainScenario {
    @Test("explain: a key with its rules, a block with its keys, the sections, a rule")
    func explains() throws {
        try Binary.inFolder("") { ximage in
            let size = try ximage("explain", "servers.dataDisks.size")
            #expect(size.status == 0, "\(size)")
            for text in [
                "servers.dataDisks.size\n", "10 GiB to 32 TiB", "larger: changed in place; smaller: refused",
                "size: 100 GiB", "DK022", "DK021",
            ] {
                #expect(size.output.contains(text), "\(text) in \(size)")
            }
            let block = try ximage("explain", "images.retention").output
            #expect(block.contains("keepBackups: a whole number"), "\(block)")
            #expect(try ximage("explain", "servers.systemDisk").output.contains("type (needed): a text"))
            #expect(try ximage("explain").output.contains("servers: a map"))
            let rule = try ximage("explain", "VA005")
            #expect(rule.output == (try ximage("rules", "explain", "VA005").output) && rule.status == 0)
        }
    }

    @Test("explain: Chinese labels and effects, JSON, the nearest key for a slip")
    func forms() throws {
        try Binary.inFolder("") { ximage in
            let chinese = try ximage("explain", "servers.flavor", "--lang", "zh").output
            #expect(chinese.contains("类型") && chinese.contains("原地修改；期间云服务器关机"), "\(chinese)")
            #expect(!chinese.contains("changed in"), "\(chinese)")
            let json = try ximage("explain", "servers.dataDisks.size", "--format", "json").output
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            #expect(document["limits"] as? String == "10 GiB to 32 TiB", "\(json)")
            #expect(
                (document["rules"] as? [[String: Any]])?.contains { $0["id"] as? String == "DK022" } == true)
            let slip = try ximage("explain", "servers.datadisk.size")
            #expect(slip.status == 1 && slip.output.isEmpty, "\(slip)")
            #expect(slip.messages.contains("Did you mean `servers.dataDisks.size`?"), "\(slip)")
            #expect(slip.messages.contains(" ximage explain servers.dataDisks.size\n"), "\(slip)")
            #expect(try ximage("explain", "VA0O5").messages.contains("VA005"))
            #expect(try ximage("explain", "something-else").status == 1)
        }
    }
}
