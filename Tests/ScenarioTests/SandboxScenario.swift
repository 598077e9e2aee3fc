import Foundation
import Testing
import XimageTestSupport

/// The sandbox's commands through the built program.
@Suite(.serialized) struct SandboxScenario {
    @Test("A world is seeded, exported and seeded again elsewhere; wrong ones are told with their place")
    func worlds() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            let world = ximage.folder.appendingPathComponent("world.json")
            try "regions: {cn-north-4: {servers: [{name: old, count: 3}], vaults: [{name: v, size: 900}]}}"
                .write(
                    to: world, atomically: true, encoding: .utf8)
            let seed = try ximage("sandbox", "seed", "world.json")
            #expect(seed.status == 0, "\(seed)")
            #expect(
                seed.messages.contains("Made 3 servers, 3 disks and 1 vault in .ximage/sandbox.db."),
                "\(seed)")
            #expect(try ximage("list", "servers").output.contains("old-0003"))

            let export = try ximage("sandbox", "export")
            try export.output.write(to: world, atomically: true, encoding: .utf8)
            let copy = try ximage("sandbox", "seed", "world.json", "--data", "copy.db")
            #expect(copy.status == 0 && copy.messages.contains("3 servers"), "\(copy)")
            #expect(try ximage("sandbox", "export", "--data", "copy.db").output == export.output)

            try "regions:\n  cn-north-4:\n    servers: [{name: a, zone: mars-1a}]\n".write(
                to: world, atomically: true, encoding: .utf8)
            let wrong = try ximage("sandbox", "seed", "world.json")
            #expect(wrong.status == 1, "\(wrong)")
            #expect(wrong.messages.contains("world.json:3:31"), "\(wrong)")
            #expect(wrong.messages.contains("mars-1a"), "\(wrong)")
            let missing = try ximage("sandbox", "seed", "nowhere.yaml")
            #expect(missing.status == 1 && missing.messages.contains("nowhere.yaml"), "\(missing)")
        }
    }

    @Test("Who lets others on the network in is warned; on the machine itself nobody is")
    func warns() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            let open = try ximage.start(["sandbox", "serve", "--listen", "0.0.0.0:0"])
            #expect(open.waits(for: "Warning: the sandbox listens on 0.0.0.0"))
            #expect(open.firstLine() != nil)
            open.send(SIGINT)
            #expect(open.outcome().status == 0)
        }
    }

    @Test("A fault ends an apply in its midst, once; the next one goes on")
    func kills() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            let faults = ximage.folder.appendingPathComponent(".ximage")
            try FileManager.default.createDirectory(at: faults, withIntermediateDirectories: false)
            let script = faults.appendingPathComponent("once.yaml")
            try "faults:\n  - {match: {operation: CreateWholeImage, times: 1}, kill: after}\n".write(
                to: script, atomically: true, encoding: .utf8)
            let set = try ximage("sandbox", "faults", "set", ".ximage/once.yaml")
            #expect(set.status == 0 && set.messages.contains("1 fault in force"), "\(set)")
            let killed = try ximage("apply", "--yes")
            #expect(killed.status == SIGKILL || killed.status == 128 + SIGKILL, "\(killed)")
            let shown = try ximage("sandbox", "faults")
            #expect(shown.output.contains("# fault 1 struck 1 of 1 call"), "\(shown)")
            let again = try ximage("apply", "--yes")
            #expect(again.status == 0, "\(again)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            #expect(try ximage("sandbox", "faults", "clear").status == 0)
            #expect(try ximage("sandbox", "faults").output == "No faults are in force.\n")
        }
    }
}
