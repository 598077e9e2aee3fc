import ArgumentParser
import Synchronization
import XimageCore
import XimageEngine
import XimageRendering
import XimageState

extension StateCommand {
    struct Abandon: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "abandon", abstract: "Give up an open step that does not end.",
            usage: "ximage state abandon <step> [<options>]",
            discussion: """
                For a step of an interrupted run that every command waits for, such as a job that hangs. Reads the cloud once \
                more; if that shows how the step ended, the end is recorded and nothing is given up. Otherwise it names \
                what may remain in the cloud and asks. Nothing in the cloud changes.

                A creation that was given up keeps its address: each later run looks for its mark once, and records \
                what it finds. Until then no plan creates a second object there, and everything else goes on. With \
                --for-good you say that nothing came of it and that nothing will, and the address is free. Any other \
                step is planned again as far as it is not done.

                EXAMPLE:
                  ximage status                                          the open steps
                  ximage state abandon 'create image.golden@3'
                  ximage state abandon 'create image.golden@3' --for-good

                EXIT CODES: 0 given up or ended, 1 no such step or not agreed to, 5 state is locked, 7 state is damaged or \
                belongs elsewhere.
                """)

        @Argument(help: ArgumentHelp("As `status` shows it.", valueName: "step"))
        var step: String

        @Flag(
            name: .customLong("for-good"),
            help: "Free the address of a creation: nothing came of it, and nothing will.")
        var forGood = false
        @Flag(name: [.customShort("y"), .customLong("yes")], help: "Give it up without asking.")
        var yes = false
        @OptionGroup(title: "Work options") var care: CareOptions
        @OptionGroup(title: "Manifest options") var manifest: ManifestOption
        @OptionGroup(title: "Output options") var display: CloudDisplayOptions

        /// The beginning of its command line in the list of runs.
        private static let line = "ximage state abandon"

        /// Whether a run was this command: it goes on with nothing, and interrupts nothing.
        static func isOne(_ command: String) -> Bool { command.hasPrefix(line) }

        /// To be typed for a step.
        static func command(_ step: String) -> String { "\(line) \(step.shellQuoted)" }

        func run() async throws {
            let context = RunContext(display)
            try await context.run {
                let desired = try context.load(manifest).desired
                let output = context.output
                let applying = Session.Applying(
                    holder: ApplyRun.holder(Self.command(step)), lockTimeout: care.lockTimeout.duration,
                    stop: StopSignal(), confirm: { _ in false },
                    report: { event in if case .notice(let text) = event { output.message("\(text)\n") } })
                let answer = Mutex<Confirmation.Answer?>(nil)
                let result = try await context.reading(desired.settings) { cloud in
                    try await Wiring.session(cloud, desired.settings).abandon(
                        step, forGood: forGood, desired, applying
                    ) { step, reason in
                        output.message(Self.remains(step, reason, forGood: forGood))
                        let given =
                            yes
                            ? .yes
                            : await Confirmation(output: output).ask(
                                "Give it up?", style: context.messageStyle)
                        answer.withLock { $0 = given }
                        return given == .yes
                    }
                }
                return try conclude(result, answer.withLock { $0 }, output)
            }
        }

        private func conclude(
            _ result: Session.Abandoned, _ answer: Confirmation.Answer?, _ output: Output
        ) throws -> ExitStatus {
            switch result {
            case .noSuchStep(let open):
                throw Failure(
                    "no-such-step", "No open step has this name",
                    open.isEmpty
                        ? "State has no open step." : "Open are:\n" + Self.list(open),
                    fix: open.isEmpty
                        ? nil : "To give up one of them:\n  \(Self.command(open[0].intent.step))")
            case .ended(.finished(let id, _)):
                output.message("`\(step.visible)` has ended since, as \(id.visible). It is recorded.\n")
            case .ended(.nothing(let reason)), .ended(.open(let reason)):
                output.message("`\(step.visible)`: \(reason.visible)\n")
            case .givenUp:
                output.message("`\(step.visible)` is given up. To see what is left to do:\n  ximage plan\n")
            case .forgotten:
                output.message("`\(step.visible)` is given up for good; its address is free.\n")
            case .declined:
                guard answer == .impossible else {
                    output.message("Nothing was changed.\n")
                    return .error
                }
                throw Failure(
                    "no-terminal", "Nobody to ask", "abandon asks before it gives a step up.",
                    fix:
                        "To give it up:\n  \(Self.command(step))\(forGood ? " --for-good" : "") --yes")
            }
            return .done
        }

        private static func list(_ open: [OpenStep]) -> String {
            open.prefix(20).map { "  \($0.intent.step.visible)\n" }.joined()
        }

        /// What may be in the cloud, and who will find it.
        static func remains(_ step: OpenStep, _ reason: String, forGood: Bool) -> String {
            let intent = step.intent
            var text = "`\(intent.step.visible)`: \(reason.visible)\n"
            if intent.creates {
                let name = intent.record?.attributes[.name].string.map { " \"\($0.visible)\"" } ?? ""
                let disks = intent.disks.isEmpty ? "" : " with \(Count.of(intent.disks.count, "data disk"))"
                text +=
                    "It may have created, or still create, the \(intent.address.kind.rawValue)\(name)\(disks) in "
                    + "\(intent.region.visible)"
                    + (step.remoteID.map { ", id \($0.visible)" } ?? "")
                    + (intent.operation.map { ", with the mark of operation \($0)" } ?? "") + ".\n"
                if intent.address.kind == .image || intent.address.kind == .copy {
                    text += "Its backup may stay in the vault.\n"
                }
                text +=
                    forGood
                    ? "Its address becomes free: if the object appears after all, `plan` reports it beside the new one, "
                        + "and `clean` lists it when nothing declares it.\n"
                    : "Each later run looks for it and records it. Until then nothing else is created at "
                        + "\(intent.address.series.shown); `state rebuild` and `clean` find it by its mark, too.\n"
            } else {
                text +=
                    "\(intent.address.shown)\(step.remoteID.map { " (\($0.visible))" } ?? "") may or may not be changed. "
                    + "It stays recorded, and the next plan holds what is not done.\n"
            }
            return text
        }
    }
}
