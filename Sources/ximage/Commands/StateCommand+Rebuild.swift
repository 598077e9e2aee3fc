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

                Where several objects have the mark of one address, as after an interrupted replacement, it shows them, the \
                most likely one first, and asks which one counts; without a terminal --choose says so. The others are \
                remembered and left alone.

                EXAMPLE:
                  ximage state rebuild
                  ximage state rebuild --take-over k7x2q

                EXIT CODES: 0 done, 1 error, 3 marks of several lineages or several objects at one address, 5 state is locked, \
                6 an interrupted step is not over, 7 state is damaged or belongs elsewhere.
                """)

        @OptionGroup(title: "Work options") var care: CareOptions
        @OptionGroup(title: "Work options") var taking: TakeOverOptions
        @OptionGroup(title: "Work options") var choosing: ChosenOptions
        @OptionGroup(title: "Manifest options") var manifest: ManifestOption
        @OptionGroup(title: "Output options") var format: FormatOptions
        @OptionGroup(title: "Output options") var display: CloudDisplayOptions

        func run() async throws {
            let context = RunContext(display, isJSON: format.isJSON)
            try await context.run {
                let desired = try context.load(manifest).desired
                let rebuild = StateRebuild(
                    context: context, desired: desired, word: "rebuild", takeOver: taking.takeOver,
                    lockTimeout: care.lockTimeout.duration, choices: choosing.choose)
                return try await rebuild.run(waits: try context.readState(desired.settings).prior.isFresh)
            }
        }
    }

    struct Recover: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "recover",
            abstract: "Repair a damaged or lost state file, or bring an older copy up to date.",
            usage: "ximage state recover [<options>]",
            discussion: """
                A damaged file is kept beside the new one, under another name. Every record with a valid checksum is taken \
                over if its object still exists; the rest is found by the marks in the cloud, after waiting until its lists \
                show what an interrupted run may have created.

                A sound file that is older than its objects gets the records that it lacks: the objects of its own lineage \
                are listed, the most likely one of each address first (attached, complete, newest), and recorded when you \
                agree. Where an address has several, it asks which one counts; --choose says so without a terminal, and \
                --yes takes the first. The others, and what nothing declares, are remembered and left alone. Without a file \
                it starts as `state rebuild`. Nothing in the cloud changes.

                EXAMPLE:
                  ximage state verify
                  ximage state recover

                EXIT CODES: 0 done, 1 error, 3 marks of several lineages or several objects at one address, \
                5 state is locked, 6 an interrupted step is not over, 7 state belongs elsewhere.
                """)

        @OptionGroup(title: "Work options") var care: CareOptions
        @OptionGroup(title: "Work options") var taking: TakeOverOptions
        @OptionGroup(title: "Work options") var choosing: ChosenOptions
        @Flag(name: [.customShort("y"), .customLong("yes")], help: "Record what is listed without asking.")
        var yes = false
        @OptionGroup(title: "Manifest options") var manifest: ManifestOption
        @OptionGroup(title: "Output options") var format: FormatOptions
        @OptionGroup(title: "Output options") var display: CloudDisplayOptions

        func run() async throws {
            let context = RunContext(display, isJSON: format.isJSON)
            try await context.run {
                let desired = try context.load(manifest).desired
                let path = Wiring.statePath(desired.settings)
                var rebuild = StateRebuild(
                    context: context, desired: desired, word: "recover", takeOver: taking.takeOver,
                    lockTimeout: care.lockTimeout.duration, choices: choosing.choose, agrees: yes)
                guard try Self.isDamaged(path) else {
                    let isLost = try context.readState(desired.settings).prior.isFresh
                    return try await isLost ? rebuild.run(waits: true) : rebuild.catchUp(confirms: true)
                }
                try Self.requireOurs(path, desired.settings.project, context.time)
                rebuild.takeOver =
                    rebuild.takeOver ?? StateStore.salvagedMarks(path: path).map { .lineage($0) }
                let salvaged = StateStore.salvage(path: path)
                let kept = try StateStore.setAside(path: path, at: context.time.now())
                context.say(
                    context.language(
                        "The damaged file is kept as \(kept.visible).", zh: "损坏的文件保留为 \(kept.visible)。"))
                return try await rebuild.run(salvaged: salvaged, waits: true)
            }
        }

        private static func isDamaged(_ path: String) throws -> Bool {
            do throws(StateError) {
                return try !IntegrityCheck.verify(path: path).isSound
            } catch {
                if case .missing = error { return false }
                throw error
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
