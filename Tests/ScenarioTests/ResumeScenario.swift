import Foundation
import Testing
import XimageTestSupport

/// `resume` goes on with the run that was interrupted, and with nothing else; a run that is under way is none.
@Suite struct ResumeScenario {
    private static let edited = MainJobScenario.manifest.with(
        "servers:", "  later: {size: 100 GiB}\nservers:")

    /// The main job is made, then edited; `words` is killed in the middle of its first long step.
    private func killed(_ words: String..., body: (Binary) throws -> Void) throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(Self.edited)
            let run = try ximage.start(words + ["--yes"], timeScale: 0.01)
            #expect(run.waits(for: "going   "))
            run.send(SIGKILL)
            run.wait()
            try body(ximage)
        }
    }

    @Test("A snapshot that was interrupted is taken up, and the edited manifest is not applied")
    func snapshot() throws {
        try killed("snapshot", "server:web", "--vault", "main") { ximage in
            let resumed = try ximage("resume", "--yes")
            #expect(resumed.status == 0, "\(resumed)")
            #expect(resumed.all.contains("`ximage snapshot server:web --vault main --yes`"), "\(resumed)")
            let generations = try ximage("list", "generations").output
            #expect(generations.contains("image.snapshot"), "\(generations)")
            let plan = try ximage("plan")
            #expect(plan.output.contains("+ vault.later"), "\(plan)")
            #expect(try ximage("resume").all.contains("nothing to resume"))
        }
    }

    @Test("An apply of a part is taken up as a part; a generation that --renew asked for is not made twice")
    func part() throws {
        try killed("apply", "--renew", "image.golden", "--target", "image.golden") { ximage in
            let resumed = try ximage("resume", "--yes")
            #expect(resumed.status == 0, "\(resumed)")
            let generations = try ximage("list", "generations").output
            #expect(generations.contains("image.golden@2"), "\(generations)")
            #expect(!generations.contains("image.golden@3"), "\(generations)")
            let plan = try ximage("plan")
            #expect(plan.output.contains("+ vault.later"), "\(plan)")
        }
    }

    @Test("A step that hangs is given up by name: status says how, and everything else goes on")
    func abandoned() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            try ximage.setFaults("faults: [{match: {operation: CreateWholeImage}, job: stuck}]")
            let run = try ximage.start(["apply", "--yes"], timeScale: 0.01)
            #expect(run.waits(for: "going   create image.golden@1"))
            run.send(SIGKILL)
            run.wait()
            let command = "ximage state abandon 'create image.golden@1'"
            let status = try ximage("status")
            #expect(status.output.contains(command), "\(status)")
            let told = try ximage("apply", "--no-resume", "--yes")
            #expect(told.status == 6 && told.all.contains(command), "\(told)")

            let unknown = try ximage("state", "abandon", "create image.golden", "--yes")
            #expect(unknown.status == 1 && unknown.all.contains("create image.golden@1"), "\(unknown)")
            let unasked = try ximage("state", "abandon", "create image.golden@1")
            #expect(unasked.status == 1 && unasked.all.contains(command + " --yes"), "\(unasked)")
            #expect(unasked.all.contains("shop-golden-g1"), "\(unasked)")
            let given = try ximage("state", "abandon", "create image.golden@1", "--yes")
            #expect(given.status == 0, "\(given)")

            let after = try ximage("status")
            #expect(after.output.contains("given up"), "\(after)")
            #expect(try ximage("state", "verify").status == 0)
            // The sandbox lists the image while it is made: the next plan knows it, and creates no other.
            let plan = try ximage("plan")
            #expect(!plan.output.contains("create image.golden@2"), "\(plan)")
            #expect(plan.status == 0, "\(plan)")
            let destroy = try ximage("destroy", "--target", "vault.main", "--yes", "--confirm", "1")
            #expect(!destroy.all.contains("unsettled"), "\(destroy)")
        }
    }

    @Test("While a run is under way nothing is called interrupted")
    func underWay() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            try ximage.setFaults("faults: [{match: {operation: CreateWholeImage}, job: stuck}]")
            let run = try ximage.start(["apply", "--yes"], timeScale: 0.01)
            #expect(run.waits(for: "going   create image.golden@1"))
            for words in [["resume", "--yes"], ["state", "restore", "1"], ["plan", "--out", "shop.plan"]] {
                let outcome = try ximage.start(words).outcome()
                #expect(outcome.status == 5, "\(words): \(outcome)")
                #expect(!outcome.all.contains("interrupted"), "\(words): \(outcome)")
            }
            for words in [["plan"], ["show"]] {
                let outcome = try ximage.start(words).outcome()
                #expect(outcome.status == 0, "\(words): \(outcome)")
                #expect(
                    outcome.messages.contains("A run is under way: `ximage apply --yes`"),
                    "\(words): \(outcome)")
                #expect(!outcome.all.contains("interrupted"), "\(words): \(outcome)")
            }
            run.send(SIGKILL)
            run.wait()
        }
    }
}
