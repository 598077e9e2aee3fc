import ArgumentParser
import Synchronization
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering
import XimageState

extension StateCommand {
    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rebuild",
            abstract: "Take over the objects whose marks in the cloud fit the declaration.",
            usage: "ximage state rebuild [<options>]",
            discussion: """
                For a state file that was lost: creates a new one from the marks that every object of the project has, and \
                continues their mark lineage. Existing records stay. Changes nothing in the cloud. Anyone who can write \
                tags can write a mark: look at the list before the next apply.

                EXAMPLE:
                  ximage state rebuild
                  ximage state rebuild --take-over k7x2q

                EXIT CODES: 0 done, 1 error, 3 marks of several lineages, 5 state is locked, \
                6 an interrupted step is not over, 7 state is damaged or belongs elsewhere.
                """)

        @OptionGroup(title: "Work options") var care: CareOptions
        @OptionGroup(title: "Work options") var taking: TakeOverOptions
        @OptionGroup(title: "Manifest options") var manifest: ManifestOption
        @OptionGroup(title: "Output options") var display: CloudDisplayOptions

        func run() async throws {
            let context = RunContext(display)
            try await context.run {
                let desired = try context.load(manifest).desired
                return try await StateRebuild(
                    context: context, desired: desired, word: "rebuild", takeOver: taking.takeOver
                )
                .run(
                    lockTimeout: care.lockTimeout.duration,
                    waits: try context.readState(desired.settings).prior.isFresh)
            }
        }
    }

    struct Recover: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "recover",
            abstract: "Repair a damaged state file, or bring an older copy up to date.",
            usage: "ximage state recover [<options>]",
            discussion: """
                A damaged file is kept beside the new one, under another name. Every record with a valid checksum is taken \
                over if its object still exists; the rest is found by the marks in the cloud, after waiting until its lists \
                show what an interrupted run may have created.

                A sound file that is older than its objects gets the records that it lacks: the objects of its own lineage \
                are listed, the most likely one of each address first (attached, complete, newest), and recorded when you \
                agree. What nothing declares is remembered and left alone. Nothing in the cloud changes.

                EXAMPLE:
                  ximage state verify
                  ximage state recover

                EXIT CODES: 0 done, 1 error, 5 state is locked.
                """)

        @OptionGroup(title: "Work options") var care: CareOptions
        @OptionGroup(title: "Work options") var taking: TakeOverOptions
        @Flag(name: [.customShort("y"), .customLong("yes")], help: "Record what is listed without asking.")
        var yes = false
        @OptionGroup(title: "Manifest options") var manifest: ManifestOption
        @OptionGroup(title: "Output options") var display: CloudDisplayOptions

        func run() async throws {
            let context = RunContext(display)
            try await context.run {
                let desired = try context.load(manifest).desired
                let path = Wiring.statePath(desired.settings)
                let report = try IntegrityCheck.verify(path: path)
                guard !report.isSound else { return try await catchUp(context, desired) }
                try Self.requireOurs(path, desired.settings.project, context.time)
                let marks = StateStore.salvagedMarks(path: path)
                let salvaged = StateStore.salvage(path: path)
                let kept = try StateStore.setAside(path: path, at: context.time.now())
                context.output.message("The damaged file is kept as \(kept.visible).\n")
                return try await StateRebuild(
                    context: context, desired: desired, word: "recover",
                    takeOver: taking.takeOver ?? marks.map { .lineage($0) }
                )
                .run(lockTimeout: care.lockTimeout.duration, salvaged: salvaged, waits: true)
            }
        }

        private func catchUp(_ context: RunContext, _ desired: DesiredState) async throws -> ExitStatus {
            let output = context.output
            let applying = Session.Applying(
                holder: ApplyRun.holder("ximage state recover"), lockTimeout: care.lockTimeout.duration,
                stop: StopSignal(), confirm: { _ in false }, report: { _ in })
            let answer = Mutex<Confirmation.Answer?>(nil)
            let records = try await context.reading(desired.settings) { cloud in
                try await Wiring.session(cloud, desired.settings).recover(
                    desired, takeOver: taking.takeOver, applying
                ) { found in
                    for recovery in found { output.result(Self.text(recovery)) }
                    let given =
                        yes
                        ? .yes
                        : await Confirmation(output: output).ask(
                            "Record the first object of each address?", style: context.messageStyle)
                    answer.withLock { $0 = given }
                    return given == .yes
                }
            }
            switch answer.withLock({ $0 }) {
            case nil:
                output.message("State is sound and knows all its objects; there is nothing to recover.\n")
            case .yes: output.message("State has \(Count.of(records.count, "record")) now.\n")
            case .no:
                output.message("Nothing was changed.\n")
                return .error
            case .impossible:
                throw Failure(
                    "no-terminal", "Nobody to ask", "recover asks before it records anything.",
                    fix: "If the listed objects are right:\n  ximage state recover --yes")
            }
            return .done
        }

        private static func text(_ recovery: Session.Recovery) -> String {
            recovery.candidates.enumerated().map { index, object in
                let created = object.attributes[.createdAt].string.map { ", created \($0)" } ?? ""
                let server = object.attributes[.server].string.map { ", attached to \($0)" } ?? ""
                return
                    "\(index == 0 ? recovery.address.shown : "    or")  \(object.id.visible)  \"\(object.name.visible)\""
                    + "\(created)\(server)\n"
            }.joined()
                + (recovery.isNameless
                    ? "    nothing declares it: state will remember it, and leave it alone\n" : "")
        }

        /// A file of another program, another project or a newer ximage is not damaged, and not to be replaced.
        private static func requireOurs(_ path: String, _ project: String, _ time: TimeSource) throws {
            do throws(StateError) {
                _ = try StateStore.openReadOnly(path: path, project: project, time: time)
            } catch {
                switch error {
                case .foreign, .newer, .otherProject, .denied, .locked: throw error
                default: return
                }
            }
        }
    }
}

/// One run of `state rebuild` or `state recover`.
struct StateRebuild: Sendable {
    let context: RunContext
    let desired: DesiredState
    let word: String
    var takeOver: TakeOver?

    func run(
        lockTimeout: Duration, salvaged: [ResourceRecord] = [], waits: Bool = false
    ) async throws -> ExitStatus {
        let output = context.output
        let applying = Session.Applying(
            holder: ApplyRun.holder("ximage state \(word)"), lockTimeout: lockTimeout, stop: StopSignal(),
            confirm: { _ in false },
            report: { event in if case .notice(let text) = event { output.message("\(text)\n") } })
        let rebuilt = try await context.reading(desired.settings) { cloud in
            let session = Wiring.session(cloud, desired.settings)
            var options = PlanOptions()
            options.takeOver = takeOver
            return try await session.rebuild(
                Session.Request(desired, options: options), applying, salvaged: salvaged, waits: waits)
        }
        switch rebuilt {
        case .done(let found, let total):
            for record in found.prefix(50) {
                output.result("\(record.address.shown)  \(record.id.visible)\n")
            }
            if found.count > 50 { output.result("... and \(Count.grouped(found.count - 50)) more\n") }
            output.message(
                "\(Count.of(found.count, "object")) recorded again; state has \(Count.of(total, "record")) now.\n"
            )
            return .done
        case .undecided(let findings):
            context.tell(findings)
            return .blocked
        case .unsettled(let steps):
            context.tell(steps.map { ApplyRun.unsettled($0.step, $0.reason) })
            return .incomplete
        }
    }
}
