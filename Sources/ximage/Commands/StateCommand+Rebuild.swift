import ArgumentParser
import XimageCore
import XimageEngine
import XimageRendering
import XimageState

extension StateCommand {
    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rebuild",
            abstract: "Record again what the marks in the cloud tell and state does not know.",
            usage: "ximage state rebuild [<options>]",
            discussion: """
                For a state file that was lost: makes a new one from the marks that every object of the project bears. \
                Records that are there stay. Changes nothing in the cloud.

                EXAMPLE:
                  ximage state rebuild

                EXIT CODES: 0 done, 1 error, 5 state is locked, 6 an interrupted step is not over, 7 state is damaged.
                """)

        @OptionGroup(title: "Work options") var care: CareOptions
        @OptionGroup(title: "Manifest options") var manifest: ManifestOption
        @OptionGroup(title: "Output options") var display: CloudDisplayOptions

        func run() async throws {
            let context = RunContext(display)
            try await context.run {
                let desired = try context.load(manifest).desired
                return try await StateRebuild(context: context, desired: desired, word: "rebuild")
                    .run(lockTimeout: care.lockTimeout.duration)
            }
        }
    }

    struct Recover: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "recover",
            abstract: "Replace a damaged state file by what is sound in it and what the cloud tells.",
            usage: "ximage state recover [<options>]",
            discussion: """
                The damaged file is kept beside the new one, under another name. Every record that carries its checksum \
                is taken over when its object is still there; the rest is found by the marks in the cloud, after waiting \
                until its lists show what an interrupted run may have begun. A sound file is left as it is.

                EXAMPLE:
                  ximage state verify
                  ximage state recover

                EXIT CODES: 0 done, 1 error, 5 state is locked.
                """)

        @OptionGroup(title: "Work options") var care: CareOptions
        @OptionGroup(title: "Manifest options") var manifest: ManifestOption
        @OptionGroup(title: "Output options") var display: CloudDisplayOptions

        func run() async throws {
            let context = RunContext(display)
            try await context.run {
                let desired = try context.load(manifest).desired
                let path = Wiring.statePath(desired.settings)
                let report = try IntegrityCheck.verify(path: path)
                guard !report.isSound else {
                    context.output.message("\(path.visible) is sound; there is nothing to recover.\n")
                    return .done
                }
                try Self.requireOurs(path, desired.settings.project, context.time)
                let salvaged = StateStore.salvage(path: path)
                let kept = try StateStore.setAside(path: path, at: context.time.now())
                context.output.message("The damaged file is kept as \(kept.visible).\n")
                return try await StateRebuild(context: context, desired: desired, word: "recover")
                    .run(lockTimeout: care.lockTimeout.duration, salvaged: salvaged, waits: true)
            }
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
            return try await session.rebuild(
                Session.Request(desired), applying, salvaged: salvaged, waits: waits)
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
        case .unsettled(let steps):
            context.tell(steps.map { ApplyRun.unsettled($0.step, $0.reason) })
            return .incomplete
        }
    }
}
