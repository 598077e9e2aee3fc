import Foundation
import Testing
import XimageTestSupport

/// A server that is stopped for its image runs again, or somebody is told that it does not.
@Suite struct StoppedServerScenario {
    private static let manifest = MainJobScenario.manifest.with(
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
