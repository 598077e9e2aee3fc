import ArgumentParser
import Synchronization
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering
import XimageState

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: told("Put objects that are there under declared addresses.", zh: "将已有对象导入到已声明的地址。"),
        usage: """
            ximage import <address> <id> [<options>]
            ximage import --matching <key=value> ... [--generate <file>] [<options>]
            """,
        discussion: told(
            """
            State gets a record; the object itself is not touched. The next plan shows how it differs from what is \
            declared, and the next apply gives it the marks of this project.

            With a server, its attached data disks are imported that are certainly declared ones: by their name and \
            size, or by attach order where number and sizes agree. The others are listed with the command to import \
            each. Until a declared disk has its object, no plan creates another one beside them.

            --matching adopts many servers at once, with their data disks: those that a manifest declares under the name \
            that they have, and, with --generate, all others too: a new file then declares them as they are.

            EXAMPLE:
              ximage import vault.main 6f1b4a52-3a4c-4f0c-9a55-3f7b1f1f3c11
              ximage import server.web 0b9f3a6e-62f0-4f7e-8d35-5a2f8a7d6c10
              ximage import disk.web.data 8c0e2d4f-1c5b-4b0a-b1f6-0f0d5f5d7a01
              ximage import --matching name='web-*' --matching tag.env=prod --generate adopted.yaml

            EXIT CODES: 0 done, 1 error, 5 state is locked, 7 state is damaged or belongs elsewhere.
            """,
            zh: """
                状态中增加一条记录，对象本身不被触动。下次 plan 显示它与声明的差异，下次 apply 为它添加此项目的标记。

                导入云服务器时，能确定与声明对应的已挂载数据盘一同导入：按名称和大小，或在数量和大小一致时按挂载顺序。其余数据盘会列出，并给出逐个导入的命令。已声明的云硬盘找到对应的对象之前，计划不会另行创\
                建。

                --matching 一次接管多台云服务器及其数据盘：清单中以其名称声明的云服务器；使用 --generate 时还包括其他所有符合条件的云服务器，并在新文件中按现状声明。

                示例：
                  ximage import vault.main 6f1b4a52-3a4c-4f0c-9a55-3f7b1f1f3c11
                  ximage import server.web 0b9f3a6e-62f0-4f7e-8d35-5a2f8a7d6c10
                  ximage import disk.web.data 8c0e2d4f-1c5b-4b0a-b1f6-0f0d5f5d7a01
                  ximage import --matching name='web-*' --matching tag.env=prod --generate adopted.yaml

                退出码：0 完成，1 错误，5 状态已被锁定，7 状态已损坏或属于其他项目。
                """))

    @Argument(
        help: told("A declared address, such as server.web.", zh: "已声明的地址，例如 server.web。"),
        completion: Completions.unrecorded)
    var address: AddressArgument?

    @Argument(help: told("The cloud's id of the object.", zh: "对象在云端的 ID。"))
    var id: String?

    @Option(
        help: ArgumentHelp(
            told(
                "Servers that fit: name=<pattern>, tag.<key>=<value>, region=<region> or id=<id>. Different keys must all "
                    + "fit; of one key, any of its values.",
                zh: "符合条件的云服务器：name=<pattern>、tag.<key>=<value>、region=<region> 或 id=<id>。不同的键须全部符合；同一个键符合任一值"
                    + "即可。"), valueName: "key=value"))
    var matching: [MatchArgument] = []

    @Option(
        help: ArgumentHelp(
            told("New file in the folder of the set for what is not declared.", zh: "为未声明的云服务器在清单文件夹中新建的文件。"),
            valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var generate: String?

    @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
    @OptionGroup(title: OptionTitle.work) var lock: LockOption
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

    mutating func validate() throws {
        guard matching.isEmpty ? address != nil && id != nil : address == nil else {
            throw ValidationError(
                told(
                    "Name an address and an id, or say what has to fit with --matching.",
                    zh: "请指定地址和 ID，或用 --matching 给出条件。"))
        }
        guard generate == nil || !matching.isEmpty else {
            throw ValidationError(
                told("--generate goes with --matching.", zh: "--generate 须与 --matching 同用。"))
        }
    }

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON)
        try await context.run {
            guard let address, let id else {
                return try await BulkImport(
                    context: context, manifest: manifest, selector: MatchArgument.selector(matching),
                    file: generate, lockTimeout: lock.timeout.duration
                ).run()
            }
            return try await adopt(address.address, id, context)
        }
    }

    private func adopt(_ target: Address, _ id: String, _ context: RunContext) async throws -> ExitStatus {
        let (_, desired) = try context.load(manifest)
        guard let resource = desired[target.series], resource.ownership == .managed else {
            throw context.refusal(
                .notManaged,
                [
                    "address": "\(target)",
                    "fix": NearestAddress.advice(
                        "\(target)",
                        among: desired.resources.filter { $0.ownership == .managed }.map(\.address),
                        otherwise: RuleArgument(
                            "Declare it first; what `existing` names needs no import.",
                            zh: "请先声明；用 `existing` 指定的对象无需导入。")),
                ])
        }
        let isImage = target.kind == .image || target.kind == .copy
        guard isImage == (target.generation != nil) else {
            throw context.refusal(isImage ? .isSeries : .hasNoGenerations, ["address": "\(target)"])
        }
        let region = resource.attributes[.targetRegion].string ?? resource.region
        let left = try await context.reading(desired.settings) { cloud in
            let session = Wiring.session(cloud, desired.settings)
            let survey = try await session.survey(desired, [target.kind], in: [region])
            guard let object = survey.live.first(where: { $0.id == id }) else {
                throw context.refusal(
                    .noObjectOfID,
                    [
                        "kind": target.kind.argument, "id": "\(id)", "region": "\(region)",
                        "list": "\(target.kind == .disk ? "server" : target.kind.rawValue)s",
                    ])
            }
            if let server = try await Self.serverBooting(from: object, cloud.provider) {
                throw context.refusal(
                    .isSystemDisk,
                    [
                        "id": "\(id)", "server": "\(server.name.visible)", "serverID": "\(server.id.visible)",
                        "address": "\(target.owner.map(\.description) ?? "server.NAME")",
                        "command": "\(server.id.shellQuoted)",
                    ])
            }
            let attached = try await Self.dataDisks(of: object, cloud.provider)
            let pairing = Mutex(DiskPairing([], []))
            _ = try await session.changeRecords(
                of: desired.settings, ApplyRun.holder("ximage import"),
                lockTimeout: lock.timeout.duration
            ) { prior in
                if let owner = object.owner, owner != Mark.released,
                    !Mark.belongs(owner, to: desired.settings.project)
                {
                    throw context.refusal(.ofOtherProject, ["id": "\(id)", "mark": "\(owner)"])
                }
                if let other = prior.records.first(where: { $0.id == id }) {
                    guard other.standing != .deposed else {
                        throw context.refusal(
                            .isOldObject,
                            [
                                "id": "\(id)", "address": "\(other.address)", "target": "\(target)",
                                "command": "\(id.shellQuoted)",
                            ])
                    }
                    if other.address == target {
                        context.conclude(
                            "import", [.init(address: "\(target)", id: id, what: "unchanged")],
                            context.language(
                                "\(target) is \(id) already. Nothing was changed.",
                                zh: "\(target) 已经是 \(id)。未更改任何内容。"))
                        throw ExitStatus.done
                    }
                    throw context.refusal(.isKnownAs, ["id": "\(id)", "address": "\(other.address)"])
                }
                if let other = prior.records.first(where: {
                    $0.address == target && $0.standing != .deposed
                }) {
                    throw context.refusal(.addressTaken, ["address": "\(target)", "id": "\(other.id)"])
                }
                var record = StateRebuilder.record(
                    of: object, at: target.series, in: desired.settings.project, declared: resource)
                record.address = target
                var records = [record]
                StateRebuilder.nameDisks(of: &records, prior, LiveIndex([object]))
                let disks = DiskPairing(
                    of: resource, attached: attached, desired, prior, takesReleased: true)
                pairing.withLock { $0 = disks }
                return RecordChanges(
                    upserts: records
                        + disks.pairs.map {
                            StateRebuilder.record(
                                of: $0.object, at: $0.declared.address, in: desired.settings.project,
                                declared: $0.declared)
                        })
            }
            let disks = pairing.withLock { $0 }
            let taken = [(target, object)] + disks.pairs.map { ($0.declared.address, $0.object) }
            for (address, object) in taken where object.owner == Mark.released {
                // Taken back: nothing else would tell this object from one that is still released.
                _ = try await cloud.provider.update(
                    UpdateRequest(
                        address: address, region: object.region, id: object.id, changes: [:], current: [:],
                        owner: Mark.owner(project: desired.settings.project, address: address)))
            }
            return disks
        }
        guard !context.isJSON else {
            context.output.result(
                ChangeJSON.render(
                    "import",
                    [.init(address: "\(target)", id: id, what: "recorded")]
                        + left.pairs.map {
                            .init(address: "\($0.declared.address)", id: $0.object.id, what: "recorded")
                        } + left.left.map { .init(id: $0.id, what: "not imported") }))
            return .done
        }
        context.say(
            context.language(
                "\(target) is \(id) from now on. The next plan shows how it differs.",
                zh: "从现在起 \(target) 是 \(id)。下一次 plan 会显示其差异。"))
        tell(left, context)
        return .done
    }

    // MARK: Disks of a server

    /// In attach order; empty for what has none.
    private static func dataDisks(
        of object: LiveResource, _ provider: any Provider
    ) async throws(ProviderError) -> [LiveResource] {
        guard case .server(let facts) = object.facts else { return [] }
        let ids = facts.disks.filter { !$0.isSystem }.map(\.id)
        guard !ids.isEmpty else { return [] }
        let listed = try await provider.list(.disk, in: object.region)
        var result: [LiveResource] = []
        for id in ids {
            if let disk = listed.first(where: { $0.id == id }) {
                result.append(disk)
            } else if let disk = try await provider.read(id, .disk, in: object.region) {
                result.append(disk)
            }
        }
        return result
    }

    /// The server whose system disk an object is.
    private static func serverBooting(
        from disk: LiveResource, _ provider: any Provider
    ) async throws(ProviderError) -> LiveResource? {
        guard case .disk(let facts) = disk.facts else { return nil }
        for id in facts.servers {
            guard let server = try await provider.read(id, .server, in: disk.region),
                case .server(let facts) = server.facts,
                facts.disks.contains(where: { $0.id == disk.id && $0.isSystem })
            else { continue }
            return server
        }
        return nil
    }

    private func tell(_ disks: DiskPairing, _ context: RunContext) {
        for pair in disks.pairs {
            let (address, disk) = (pair.declared.address, Self.shown(pair.object, context.language))
            context.say(
                context.language(
                    "\(address) is its attached disk \(disk).", zh: "\(address) 是其已挂载的云硬盘 \(disk)。"))
        }
        for disk in disks.left {
            Self.tellNotImported(disk, context)
        }
        guard let disk = disks.left.first, let missing = disks.missing.first else { return }
        context.say(
            context.language("To import one of them:", zh: "导入其中一块：")
                + "\n  ximage import '\(missing.address)' \(disk.id.shellQuoted)")
    }

    static func tellNotImported(_ disk: LiveResource, _ context: RunContext) {
        let shown = shown(disk, context.language)
        context.say(
            context.language("Attached, and not imported: disk \(shown).", zh: "已挂载但未导入：云硬盘 \(shown)。"))
    }

    private static func shown(_ disk: LiveResource, _ language: Language) -> String {
        let size =
            disk.attributes[.size].int.map { "\(Count.grouped($0)) GiB" }
            ?? language("size not read", zh: "容量未读取")
        return language(
            "\(disk.id.visible) (\"\(disk.name.visible)\", \(size))",
            zh: "\(disk.id.visible)（“\(disk.name.visible)”，\(size)）")
    }
}

struct AddressArgument: ExpressibleByArgument {
    let address: Address

    init?(argument: String) {
        guard let address = Address(argument) else { return nil }
        self.address = address
    }
}

struct LockOption: ParsableArguments {
    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp(
            told(
                "How long to wait for another run to end, such as 90s or 5m.",
                zh: "等待其他运行结束的最长时间，例如 90s 或 5m。"), valueName: "duration"))
    var timeout = TimeLimit(.zero)
}
