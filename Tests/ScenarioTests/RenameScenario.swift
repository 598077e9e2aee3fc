import Foundation
import Testing

/// Renaming, and names that fit more than one.
@Suite struct RenameScenario {
    @Test("A new name in the cloud is changed in place; a new key stops the plan, and both ways out work")
    func renames() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let named = MainJobScenario.manifest.with("    flavor:", "    name: shop-front\n    flavor:")
            try ximage.write(named)
            let plan = try ximage("plan")
            #expect(plan.output.contains("shop-web -> shop-front"), "\(plan)")
            #expect(plan.output.contains("Plan: 3 to update."), "\(plan)")
            #expect(try ximage("apply", "--yes").status == 0)
            #expect(try ximage("list", "servers").output.contains("shop-front"))
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)

            let moved = named.with("vaults:\n  main:", "vaults:\n  safe:").with("vault: main", "vault: safe")
            try ximage.write(moved)
            let stopped = try ximage("apply", "--yes")
            #expect(stopped.status == 3, "\(stopped)")
            #expect(stopped.all.contains("{from: vault.main, action: delete"), "\(stopped)")
            try ximage.write(named)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)

            // Without the block of the former name, consent to forget it lets the new name be made.
            try ximage.write(
                named.with("images:\n  golden:", "images:\n  silver:")
                    + "\nremoved:\n  - {from: image.golden, action: forget, reason: \"silver takes its place\"}\n"
            )
            let forgotten = try ximage("apply", "--yes")
            #expect(forgotten.status == 0, "\(forgotten)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            let images = try ximage("list", "images").output
            #expect(images.contains("image.silver@1") && images.contains("shop-golden"), "\(images)")
        }
    }

    @Test("An existing server whose name two servers have is not guessed at; its zone or id tells which")
    func twins() throws {
        let servers = ["a", "b"].map { key in
            """
              \(key):
                name: billing-prod
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}

            """
        }.joined()
        let head = String(
            MainJobScenario.manifest[..<MainJobScenario.manifest.range(of: "servers:")!.lowerBound])
        try Binary.inFolder(head + "servers:\n" + servers) { ximage in
            let made = try ximage("apply", "--yes")
            #expect(made.status == 0, "\(made)")
            let list = try ximage("list", "servers", "--format", "json")
            let other = head.with("project: shop", "project: other\nstate: {path: .ximage/other.db}")
            func manifest(_ existing: String) -> String {
                other + "servers:\n  billing:\n    existing: \(existing)\n"
                    + "images:\n  golden: {from: {server: billing}, vault: main}\n"
            }
            try ximage.write(manifest("{name: billing-prod}"))
            for command in [["plan"], ["apply", "--yes"]] {
                let outcome = try ximage.start(command).outcome()
                #expect(outcome.status == 3, "\(outcome)")
                #expect(
                    outcome.all.contains("SV016") && outcome.all.contains("matches 2 servers"), "\(outcome)")
            }
            let inventory = try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [String: Any]
            let objects = inventory?["objects"] as? [[String: Any]]
            let id = try #require(objects?.first?["id"] as? String, "\(list)")
            try ximage.write(manifest("{id: \(id)}"))
            let chosen = try ximage("apply", "--yes")
            #expect(chosen.status == 0, "\(chosen)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            #expect(try ximage("plan", "--refresh=false", "--detailed-exitcode").status == 0)
        }
    }
}
