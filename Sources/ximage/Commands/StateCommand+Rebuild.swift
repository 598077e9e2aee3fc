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
            abstract: told(
                "Take over the objects whose marks in the cloud fit the declaration.", zh: "接管云端标记与声明相符的对象。"),
            usage: "ximage state rebuild [<options>]",
            discussion: told(
                """
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
                """,
                zh: """
                    用于状态文件丢失时：根据项目中每个对象的标记创建新的状态，并沿用其标记谱系。已有记录保留。云端不做修改。任何能写标签的人都能写标记：请在下次 apply 之前检查列表。

                    多个对象带有同一地址的标记时（例如替换被中断后），会显示这些对象，最可能的排在最前，并询问以哪个为准；非终端环境用 --choose 指定。其余对象会被记住，但不作处理。

                    示例：
                      ximage state rebuild
                      ximage state rebuild --take-over k7x2q

                    退出码：0 完成，1 错误，3 有多个谱系的标记，或同一地址有多个对象，5 状态已被锁定，6 被中断的步骤尚未结束，7 状态已损坏或属于其他项目。
                    """))

        @OptionGroup(title: OptionTitle.work) var care: CareOptions
        @OptionGroup(title: OptionTitle.work) var taking: TakeOverOptions
        @OptionGroup(title: OptionTitle.work) var choosing: ChosenOptions
        @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
        @OptionGroup(title: OptionTitle.output) var format: FormatOptions
        @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

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
            abstract: told(
                "Repair a damaged or lost state file, or bring an older copy up to date.",
                zh: "修复损坏或丢失的状态文件，或更新较旧的副本。"),
            usage: "ximage state recover [<options>]",
            discussion: told(
                """
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
                """,
                zh: """
                    损坏的文件以另一名称保留在新文件旁。校验和有效且对象仍存在的记录都会保留；其余对象通过云端标记查找，查找前会等待列表显示被中断的运行可能创建的对象。

                    文件完好但比对象旧时，会补上缺少的记录：列出同一谱系的对象，每个地址最可能的排在最前（已挂载、完整、最新），经您同意后记录。一个地址有多个对象时，询问以哪个为准；非终端环境用 --choose 指\
                    定，--yes 取第一个。其余对象和未声明的对象会被记住，但不作处理。没有文件时，与 `state rebuild` 相同。云端不做修改。

                    示例：
                      ximage state verify
                      ximage state recover

                    退出码：0 完成，1 错误，3 有多个谱系的标记，或同一地址有多个对象，5 状态已被锁定，6 被中断的步骤尚未结束，7 状态属于其他项目。
                    """))

        @OptionGroup(title: OptionTitle.work) var care: CareOptions
        @OptionGroup(title: OptionTitle.work) var taking: TakeOverOptions
        @OptionGroup(title: OptionTitle.work) var choosing: ChosenOptions
        @Flag(
            name: [.customShort("y"), .customLong("yes")],
            help: told("Record what is listed without asking.", zh: "不询问直接记录所列对象。"))
        var yes = false
        @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
        @OptionGroup(title: OptionTitle.output) var format: FormatOptions
        @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

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
