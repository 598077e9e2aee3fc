import Foundation
import Testing
import XimageTestSupport

/// Quotas that are used up by what the same plan deletes.
@Suite struct QuotaScenario {
    private static func set(_ servers: String, _ more: String = "") -> String {
        ShopSet.head + "servers:\n\(servers)\n\(more)"
    }

    private static func server(_ name: String, _ system: String = "22.04") -> String {
        "  \(name): {flavor: s6.large.2, image: {name: Ubuntu \(system) server 64bit}, systemDisk: {type: SSD, size: 40 GiB}}"
    }

    private static func limit(_ quotas: String, _ ximage: Binary) throws {
        try "quotas: {\(quotas)}\n".write(
            to: ximage.folder.appendingPathComponent("quotas.txt"), atomically: true, encoding: .utf8)
        let seeded = try ximage("sandbox", "seed", "quotas.txt")
        #expect(seeded.status == 0, "\(seeded)")
    }

    @Test("What goes is deleted first where the quota has no room beside it")
    func deletesFirst() throws {
        try Binary.inFolder(Self.set(Self.server("one"))) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try Self.limit("servers: 1, cores: 2, volumes: 1", ximage)
            try ximage.write(
                Self.set(
                    Self.server("two"),
                    """
                    removed: [{from: server.one, action: delete, reason: done}]
                    acknowledge: [{key: destroy, target: server.one, reason: done}]
                    """))
            let plan = try ximage("plan", "--detailed-exitcode")
            #expect(plan.status == 2, "\(plan)")
            #expect(plan.output.contains("the quota allows it only after that is deleted"), "\(plan)")
            let apply = try ximage("apply", "--yes")
            #expect(apply.status == 0, "\(apply)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test("Where the successor has to be ready first, the finding prints the commands that delete first")
    func printsCommands() throws {
        try Binary.inFolder(Self.set(Self.server("web"))) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try Self.limit("servers: 1", ximage)
            try ximage.write(
                Self.set(
                    Self.server("web", "24.04"),
                    "acknowledge: [{key: destroy, target: server.web, reason: test}]"))
            let plan = try ximage("plan")
            #expect(plan.status == 3, "\(plan)")
            let commands = plan.all.split(separator: "\n")
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.hasSuffix("first.plan") }
            #expect(
                commands == [
                    "ximage plan --destroy --target server.web --out first.plan", "ximage apply first.plan",
                ], "\(plan)")
            for command in commands {
                let words = command.split(separator: " ").dropFirst().map(String.init)
                let outcome = try ximage.start(words.first == "apply" ? words + ["--yes"] : words).outcome()
                #expect(outcome.status == 0, "\(outcome)")
            }
            let apply = try ximage("apply", "--yes")
            #expect(apply.status == 0, "\(apply)")
        }
    }
}
