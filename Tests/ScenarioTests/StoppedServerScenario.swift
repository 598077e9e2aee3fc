import Foundation
import Testing
import XimageTestSupport

/// A server that is stopped for its image runs again, or somebody is told that it does not.
@Suite struct StoppedServerScenario {
    fileprivate static let manifest = MainJobScenario.manifest.with(
        "vault: main", "vault: main\n    quiesce: stop")

    private func withFaults(_ faults: String, _ body: (Binary) throws -> Void) throws {
        try Binary.inFolder(Self.manifest) { ximage in
            try ximage.setFaults(faults)
            try body(ximage)
        }
    }

    @Test("A lost answer to a stop or a start ends nothing", arguments: ["before", "after"])
    func lostAnswers(when: String) throws {
        try withFaults(
            "faults:\n"
                + [1, 3].map {
                    "  - {match: {operation: ServerAction, from: \($0), times: 1}, drop: \(when)}\n"
                }
                .joined()
        ) { ximage in
            let applied = try ximage("apply", "--yes")
            #expect(applied.status == 0, "\(applied)")
            #expect(try ximage("list", "servers").output.contains("ACTIVE"))
        }
    }

    @Test("A server whose start is refused is named until it runs; the next run starts it")
    func refusedStart() throws {
        try withFaults(
            "faults: [{match: {operation: ServerAction, from: 2}, status: 403}]"
        ) { ximage in
            let applied = try ximage("apply", "--yes")
            #expect(applied.status == 6, "\(applied)")
            #expect(applied.all.contains("web was stopped for image.golden"), "\(applied)")
            let again = try ximage("apply", "--yes")
            #expect(again.status == 6, "\(again)")
            #expect(again.all.contains("start-owed"), "\(again)")
            let status = try ximage("status")
            #expect(status.output.contains("still has to be started"), "\(status)")
            let plan = try ximage("plan", "--detailed-exitcode")
            #expect(plan.status == 2 && plan.all.contains("start-owed"), "\(plan)")

            #expect(try ximage("sandbox", "faults", "clear").status == 0)
            let resumed = try ximage("resume")
            #expect(resumed.status == 0 && resumed.all.contains("runs again"), "\(resumed)")
            #expect(try ximage("list", "servers").output.contains("ACTIVE"))
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            #expect(try !ximage("status").output.contains("still has to be started"))
        }
    }
}

extension StoppedServerScenario {
    /// Leaves a stopped server, an unfinished image of it, and no state.
    private func interrupted(_ body: (Binary) throws -> Void) throws {
        try Binary.inFolder(Self.manifest) { ximage in
            // What is in the making goes on as long as one process runs the sandbox.
            let sandbox = try ximage.start(
                ["sandbox", "serve", "--time-scale", "0.05", "--data", ".ximage/sandbox.db"])
            defer {
                sandbox.send(SIGINT)
                sandbox.wait()
            }
            #expect(sandbox.firstLine() != nil)
            let made = try ximage("apply", "--yes", "--target", "server.web", "--target", "vault.main")
            #expect(made.status == 0, "\(made)")
            let run = try ximage.start(["apply", "--yes"], timeScale: 0.05)
            #expect(run.waits(for: "going   create image.golden@1"))
            run.send(SIGKILL)
            run.wait()
            let folder = ximage.folder.appendingPathComponent(".ximage")
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
            where name.hasPrefix("state.db") {
                try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
            }
            try body(ximage)
        }
    }

    @Test(
        "State lost while an image is made: whatever reads the cloud or the new state names the stopped source"
    )
    func lostState() throws {
        try interrupted { ximage in
            func expectWarning(_ outcome: Binary.Outcome, _ status: Int32) {
                #expect(outcome.status == status, "\(outcome)")
                let text = outcome.all.split { " =\n".contains($0) }.joined(separator: " ")
                #expect(text.contains("is stopped, and the unfinished image.golden@1"), "\(outcome)")
                #expect(text.contains("declare `power: running` for it"), "\(outcome)")
            }
            expectWarning(try ximage("plan"), 3)
            expectWarning(try ximage("apply", "--yes"), 3)
            expectWarning(try ximage("state", "rebuild"), 0)
            expectWarning(try ximage("status"), 0)
            expectWarning(try ximage("plan"), 0)
            // The image is finished by then.
            expectWarning(try ximage("apply", "--yes", timeScale: 0.05), 0)
            try ximage.write(Self.manifest.with("  web:\n", "  web:\n    power: running\n"))
            let applied = try ximage("apply", "--yes")
            #expect(applied.status == 0, "\(applied)")
            #expect(try ximage("list", "servers").output.contains("ACTIVE"))
            let calm = try ximage("plan", "--detailed-exitcode")
            #expect(calm.status == 0, "\(calm)")
            #expect(try !ximage("status").all.contains("is stopped"))
        }
    }
}

extension StoppedServerScenario {
    @Test(
        "State lost before the image was started: its stopped source is named, and starts once that is declared"
    )
    func lostBeforeImage() throws {
        try withFaults("faults: [{match: {operation: CreateWholeImage}, status: 503}]") { ximage in
            let run = try ximage.start(["apply", "--yes"])
            #expect(run.waits(for: "start   create image.golden@1"))
            run.send(SIGKILL)
            run.wait()
            let folder = ximage.folder.appendingPathComponent(".ximage")
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
            where name.hasPrefix("state.db") {
                try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
            }
            #expect(try ximage("sandbox", "faults", "clear").status == 0)
            let rebuilt = try ximage("state", "rebuild")
            #expect(rebuilt.status == 0 && rebuilt.all.contains("source-stopped"), "\(rebuilt)")
            #expect(try ximage("status").output.contains("is stopped"))
            let applied = try ximage("apply", "--yes")
            #expect(applied.status == 0 && applied.all.contains("source-stopped"), "\(applied)")
            try ximage.write(Self.manifest.with("  web:\n", "  web:\n    power: running\n"))
            #expect(try ximage("apply", "--yes").status == 0)
            #expect(try ximage("list", "servers").output.contains("ACTIVE"))
            #expect(try !ximage("status").output.contains("is stopped"))
        }
    }
}
