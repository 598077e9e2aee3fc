import ArgumentParser
import XimageCore
import XimageEngine
import XimageRendering
import XimageState

/// Care for single records. The cloud is neither read nor changed.
struct StateListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: told("The addresses that state knows, one a line.", zh: "列出状态中的地址，每行一个。"),
        usage: "ximage state list [<pattern>] [<options>]",
        discussion: told(
            """
            EXAMPLE:
              ximage state list
              ximage state list 'image.*'

            EXIT CODES: 0 done, 1 error, 7 state is damaged or belongs elsewhere.
            """,
            zh: """
                示例：
                  ximage state list
                  ximage state list 'image.*'

                退出码：0 完成，1 错误，7 状态已损坏或属于其他项目。
                """))

    @Argument(
        help: told(
            "Addresses that fit, with * for anything; all when left out.", zh: "符合条件的地址，* 匹配任意内容；省略时为全部。"),
        completion: Completions.records)
    var pattern: String?

    @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON)
        try await context.run {
            let settings = try context.load(manifest, for: .state).desired.settings
            let (prior, _) = try context.readState(settings)
            let all = (prior.records + prior.setAside).sorted { ($0.address, $0.id) < ($1.address, $1.id) }
            let fitting = all.filter { record in
                pattern.map { NamePattern.matches(record.address.description, $0) } ?? true
            }
            if let pattern, fitting.isEmpty, !context.isJSON {
                context.say(
                    context.language(
                        "State has no address that fits `\(pattern.visible)`.",
                        zh: "状态中没有符合 `\(pattern.visible)` 的地址。"))
            }
            guard !context.isJSON else {
                context.output.result(
                    ChangeJSON.render(
                        "state list",
                        fitting.map {
                            .init(address: "\($0.address)", id: $0.id, what: $0.standing.rawValue)
                        }))
                return .done
            }
            for record in fitting {
                let mark = record.standing == .current ? "" : "  (\(record.standing.rawValue))"
                context.output.result("\(record.address)\(mark)\n")
            }
            return .done
        }
    }
}

struct StateShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: told(
            "Show one record in full, as `ximage show` does.", zh: "显示一条完整的记录，与 `ximage show` 相同。"),
        usage: "ximage state show <address> [<options>]",
        discussion: told(
            """
            EXAMPLE:
              ximage state show server.web
              ximage state show image.golden --format json

            EXIT CODES: 0 done, 1 error, 7 state is damaged or belongs elsewhere.
            """,
            zh: """
                示例：
                  ximage state show server.web
                  ximage state show image.golden --format json

                退出码：0 完成，1 错误，7 状态已损坏或属于其他项目。
                """))

    @Argument(
        help: told("Such as server.web or image.golden@3.", zh: "例如 server.web 或 image.golden@3。"),
        completion: Completions.records)
    var address: String

    @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON)
        try await context.run { try RecordView(context: context, manifest: manifest).show(address) }
    }
}

struct StateRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: told("Forget objects without touching them.", zh: "不再管理对象，但不触动它们。"),
        usage: "ximage state rm <address>... [<options>]",
        discussion: told(
            """
            The object stays in the cloud and keeps its marks: while it is declared, the next plan finds it again by \
            them, and `clean` leaves it alone. To release it, take it out of the manifests with \
            `removed: {action: forget}`.

            EXAMPLE:
              ximage state rm image.golden@1

            EXIT CODES: 0 done, 1 error, 5 state is locked, 7 state is damaged or belongs elsewhere.
            """,
            zh: """
                对象保留在云端并保留标记：只要仍有声明，下次 plan 会通过标记重新找到它，`clean` 也不会处理它。要彻底释放，请在清单中用 `removed: {action: forget}` 将\
                其移除。

                示例：
                  ximage state rm image.golden@1

                退出码：0 完成，1 错误，5 状态已被锁定，7 状态已损坏或属于其他项目。
                """))

    @Argument(
        help: told("Addresses as `state list` shows them.", zh: "`state list` 显示的地址。"),
        completion: Completions.records)
    var addresses: [AddressArgument]

    @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
    @OptionGroup(title: OptionTitle.work) var lock: LockOption
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON)
        try await context.run {
            let settings = try context.load(manifest, for: .state).desired.settings
            let wanted = addresses.map(\.address)
            let changes = try await RecordCare(context: context, settings: settings).change(
                "ximage state rm", lock.timeout.duration
            ) { prior in
                var removed: [ResourceRecord] = []
                for address in wanted {
                    let found = prior.records.filter { $0.address == address }
                    guard !found.isEmpty else {
                        throw context.noRecord(of: address, in: prior)
                    }
                    removed += found
                }
                for index in removed.indices { removed[index].standing = .removed }
                return RecordChanges(upserts: removed)
            }
            let lines = changes.upserts.map {
                context.language("Forgot \($0.address) (\($0.id)).", zh: "已不再管理 \($0.address)（\($0.id)）。")
            }
            context.conclude(
                "state rm",
                changes.upserts.map { .init(address: "\($0.address)", id: $0.id, what: "forgotten") },
                lines.joined(separator: "\n"))
            return .done
        }
    }
}

struct StateMoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mv", abstract: told("Give a record another address.", zh: "修改记录的地址。"),
        usage: "ximage state mv <from> <to> [<options>]",
        discussion: told(
            """
            For one object. A `moved:` entry in the manifests does it for whole blocks, for everyone, and is reviewed. \
            The next apply gives the object the mark of its new address.

            EXAMPLE:
              ximage state mv disk.web.old disk.web.data

            EXIT CODES: 0 done, 1 error, 5 state is locked, 7 state is damaged or belongs elsewhere.
            """,
            zh: """
                用于单个对象。清单中的 `moved:` 条目对整个声明和所有人生效，并可评审。下次 apply 为对象添加新地址的标记。

                示例：
                  ximage state mv disk.web.old disk.web.data

                退出码：0 完成，1 错误，5 状态已被锁定，7 状态已损坏或属于其他项目。
                """))

    @Argument(help: told("The present address.", zh: "当前地址。"), completion: Completions.records)
    var from: AddressArgument

    @Argument(
        help: told("The new one, of the same kind.", zh: "新地址，类型须相同。"), completion: Completions.unrecorded)
    var to: AddressArgument

    @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
    @OptionGroup(title: OptionTitle.work) var lock: LockOption
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON)
        try await context.run {
            let settings = try context.load(manifest, for: .state).desired.settings
            let (old, new) = (from.address, to.address)
            guard old.kind == new.kind, (old.generation == nil) == (new.generation == nil) else {
                throw context.refusal(.moveBetweenKinds, ["old": "\(old)", "new": "\(new)"])
            }
            _ = try await RecordCare(context: context, settings: settings).change(
                "ximage state mv", lock.timeout.duration
            ) { prior in
                guard
                    var record = prior.records.first(where: { $0.address == old && $0.standing != .deposed })
                else {
                    throw context.noRecord(of: old, in: prior)
                }
                if let other = prior.records.first(where: { $0.address == new && $0.standing != .deposed }) {
                    throw context.refusal(.isKnownAs, ["id": "\(new)", "address": "\(other.id)"])
                }
                let key = RecordKey(address: old, id: record.id)
                record.address = new
                record.awaitsMarks = true
                return RecordChanges(upserts: [record], removals: [key])
            }
            context.conclude(
                "state mv", [.init(address: "\(new)", what: "moved from \(old)")],
                context.language("\(old) is \(new) from now on.", zh: "从现在起 \(old) 是 \(new)。"))
            return .done
        }
    }
}

extension RunContext {
    fileprivate func noRecord(of address: Address, in prior: PriorState) -> ExitStatus {
        refusal(
            .noRecord,
            [
                "address": "\(address)",
                "fix": NearestAddress.advice(
                    "\(address)", among: prior.records.map(\.address),
                    otherwise: RuleArgument(
                        "To see all:\n  ximage state list", zh: "查看全部：\n  ximage state list")),
            ])
    }
}

/// Changes records under the lock, without a cloud.
struct RecordCare: Sendable {
    let context: RunContext
    let settings: ProjectSettings

    func change(
        _ command: String, _ timeout: Duration, _ body: @Sendable (PriorState) throws -> RecordChanges
    ) async throws -> RecordChanges {
        var random = SystemRandomNumberGenerator()
        let holder = ApplyRun.holder(command)
        let store = try StateStore.open(
            path: Wiring.statePath(settings), project: settings.project,
            environment: settings.environmentName, time: context.time, random: &random,
            createIfMissing: false)
        let time = context.time
        let changes = try await StateLock(store, time: time).holding(
            holder, timeout: timeout, random: &random
        ) {
            lease in
            let changes = try body(try store.prior())
            _ = try store.apply(changes, RunInfo(holder, started: time.now()), under: lease)
            return changes
        }
        try store.close()
        return changes
    }
}
