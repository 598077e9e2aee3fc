import Foundation
import Testing

/// `graph`, through the built program.
@Suite struct GraphScenario {
    @Test("Of the set without a cloud, of the plan, of a saved plan")
    func graphs() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            let set = try ximage("graph")
            #expect(set.status == 0, "\(set)")
            #expect(
                set.output == """
                    shop: 5 nodes, 4 edges

                    vault.main
                    └─ image.golden: vault

                    server.web
                    ├─ disk.web.data: disk
                    ├─ disk.web.logs: disk
                    └─ image.golden: from

                    """)
            #expect(
                !FileManager.default.fileExists(atPath: ximage.folder.appendingPathComponent(".ximage").path))
            let plan = try ximage("graph", "--plan")
            #expect(
                plan.output.contains("create image.golden@1: the vault has to exist before the image"),
                "\(plan)")
            #expect(try ximage("plan", "--out", "shop.plan").status == 0)
            #expect(try ximage("graph", "shop.plan").output == plan.output)
            #expect(try ximage("graph", "--format", "svg").output.hasPrefix("<svg "))
            #expect(try ximage("graph", "--format", "mermaid").output.contains("flowchart LR"))
            let json = try ximage("graph", "--format", "json").output
            #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) is [String: Any])
            try ximage.write(MainJobScenario.manifest.with("size: 500 GiB", "size: 60 GiB"))
            let forbidden = try ximage("graph", "--plan")
            #expect(forbidden.status == 0 && forbidden.messages.contains("  ximage plan\n"), "\(forbidden)")
            try ximage.write("project: shop\nvaults: {v: {sizze: 1}}\n")
            let broken = try ximage("graph", "--format", "json")
            #expect(broken.status == 1 && broken.output.contains("\"diagnostics\""), "\(broken)")
        }
    }

    @Test("1,000 servers with disks and images are a few nodes")
    func groups() throws {
        let manifest = MainJobScenario.manifest.with(
            "  web:\n    flavor", "  web:\n    count: 1000\n    flavor"
        )
        .with("from: {server: web}", "from: {server: 'web[0]'}")
        try Binary.inFolder(manifest) { ximage in
            let graph = try ximage("graph")
            #expect(graph.output.contains("shop: 5 nodes, 4 edges"), "\(graph)")
            #expect(graph.output.contains("disk.web.data (1,000 instances): disk"), "\(graph)")
        }
    }
}
