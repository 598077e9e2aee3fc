import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

struct CleanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: told(
            "Delete objects of this project that neither state nor the manifests know.",
            zh: "删除状态和清单都不认识的本项目对象。"),
        usage: "ximage clean <id> ... | --all [<options>]",
        discussion: told(
            """
            What `ximage list orphans` shows: images, copies, servers, disks and vaults that bear this project's marks \
            without having an address now, disks without marks that came with its servers, and backups that no image \
            stands on. --all leaves backups alone unless \
            --with-backups is given, with the vaults that hold some, and takes only what is marked.

            Shows each object with its data and backups. With --all, or where an object holds data, a terminal asks for \
            the number of objects. Elsewhere --confirm gives it; --yes is no consent to that, and the exit code is 3.

            EXAMPLE:
              ximage list orphans
              ximage clean 8c0e2d4f-1c5b-4b0a-b1f6-0f0d5f5d7a01
              ximage clean --all --with-backups
              ximage clean --all --confirm 3    deletes exactly 3 objects, and no other number

            EXIT CODES: as those of apply.
            """,
            zh: """
                即 `ximage list orphans` 显示的对象：带有此项目标记但当前没有地址的镜像、副本、云服务器、云硬盘和存储库，随其云服务器产生的无标记云硬盘，以及没有镜像使用的备份。--all 只\
                处理带标记的对象，且不处理备份；使用 --with-backups 时也删除备份及存有备份的存储库。

                显示每个对象及其数据和备份。使用 --all 或对象中有数据时，终端会要求输入对象的数量。非终端环境用 --confirm 给出数量；--yes 不表示此同意，退出码为 3。

                示例：
                  ximage list orphans
                  ximage clean 8c0e2d4f-1c5b-4b0a-b1f6-0f0d5f5d7a01
                  ximage clean --all --with-backups
                  ximage clean --all --confirm 3    正好删除 3 个对象，否则不删除

                退出码：与 apply 相同。
                """))

    @Argument(
        help: ArgumentHelp(
            told("Ids, as `list orphans` shows them.", zh: "`list orphans` 显示的 ID。"), valueName: "id"))
    var ids: [String] = []

    @Flag(help: told("Everything that bears this project's marks.", zh: "带有此项目标记的所有对象。"))
    var all = false

    @Flag(name: .customLong("with-backups"), help: told("With --all: backups too.", zh: "与 --all 同用：也删除备份。"))
    var withBackups = false

    @Option(
        help: ArgumentHelp(
            told(
                "Agree to delete exactly this number of objects. --yes does not agree to that.",
                zh: "同意正好删除这么多个对象；--yes 不表示此同意。"),
            valueName: "number"))
    var confirm: Int?

    @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
    @OptionGroup(title: OptionTitle.work) var work: WorkOptions
    @OptionGroup(title: OptionTitle.output) var plan: PlanDisplayOptions
    @OptionGroup(title: OptionTitle.output) var findings: FindingOptions
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

    mutating func validate() throws {
        guard all != !ids.isEmpty else {
            throw ValidationError(told("Name ids, or say --all.", zh: "请指定 ID，或使用 --all。"))
        }
        guard all || !withBackups else {
            throw ValidationError(told("--with-backups goes with --all.", zh: "--with-backups 须与 --all 同用。"))
        }
    }

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest, deletes: "clean")
            let found = try await context.reading(desired.settings) { cloud in
                try await Wiring.session(cloud, desired.settings).drift(desired, everything: true)
            }
            let orphans = found.orphans.filter { orphan in
                guard all else { return ids.contains(orphan.id) }
                if holdsBackups(orphan, found.live), !withBackups {
                    tellLeft(orphan, context)
                    return false
                }
                return orphan.isMarked
            }
            context.tellUnread(found.live.unreadable)
            if all, orphans.isEmpty {
                context.nothingToDo(
                    "clean", context.language("There is nothing to clean.", zh: "没有需要清理的对象。"))
                return .done
            }
            var run = ApplyRun(
                context: context, manifest: loaded, desired: desired, mode: .apply, work: work,
                isVerbose: true, words: CommandWords.given(without: "--confirm"))
            run.agreement = .count(given: confirm, always: all)
            run.options.clean = all ? orphans.map(\.id) : ids
            run.options.targets = [.glob("*.orphan[*")]
            run.options.skipsDue = true
            run.word = "clean"
            return try await run.run()
        }
    }

    /// A backup, or a vault with which backups are deleted, or may be.
    private func holdsBackups(_ orphan: Orphan, _ live: LiveState) -> Bool {
        switch orphan.thing {
        case .backup: return true
        case .object(let object):
            guard case .vault(let facts) = object.facts else { return false }
            return facts.usedMiB != 0 || live.backups.contains { $0.vault == object.id }
                || live.unreadable.contains { $0.region == object.region && $0.fact == "backups" }
        }
    }

    private func tellLeft(_ orphan: Orphan, _ context: RunContext) {
        guard case .object(let object) = orphan.thing else { return }
        let (name, id) = (object.name.visible, object.id.visible)
        context.say(
            context.language(
                "Left alone: vault \"\(name)\" (\(id)) may hold backups, and --with-backups is not given.",
                zh: "未处理：存储库“\(name)”（\(id)）可能含有备份，且未指定 --with-backups。"))
    }
}
