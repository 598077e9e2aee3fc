import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: told("List what is in the cloud, ours and others'.", zh: "列出云端的对象，包括不由本项目管理的对象。"),
        usage: "ximage list <objects> [<options>]",
        discussion: told(
            """
            Reads the regions of the manifests, `defaults.region` too, by list calls. `servers`, `images` and `vaults` show \
            what exists, copies from other regions too. For each server the list shows whether a \
            whole image of it alone can be created now: it plans one in the vault that the server is bound to, else in \
            the first vault of the region with room, and names the rule that refuses it. Guest facts and \
            acknowledgements of the manifests count. What could not be read is "not checked". \
            `generations` shows all images and copies of this project, with the \
            backups that are left of those whose image is gone. `orphans` shows objects that bear this project's marks \
            and that neither state nor the manifests know, and disks without marks that came with its servers; \
            `ximage clean` removes them. `space` shows vaults, the backups in them by image, and what keeps those.

            `flavors`, `zones`, `disk-types`, `base-images`, `networks` and `quotas` show what regions offer to your \
            account: what a manifest can name.

            EXAMPLE:
              ximage list servers
              ximage list images --format json
              ximage list vaults -C manifests/shop
              ximage list generations
              ximage list orphans
              ximage list space --sort=-size
              ximage list images --columns name,size,made --sort=-size
              ximage list servers --format name
              ximage list base-images --matching name='Ubuntu*'
              ximage list flavors --region cn-south-1

            EXIT CODES: 0 done, 1 error, 7 state is damaged or belongs elsewhere.
            """,
            zh: """
                通过列表接口读取清单所用的区域（包括 `defaults.region`）。`servers`、`images` 和 `vaults` 显示已有对象，包括来自其他区域的副本。对每台云服务器，\
                列表显示现在能否单独为其创建整机镜像：假定使用云服务器已绑定的存储库，否则使用该区域第一个有空间的存储库，并给出禁止创建的规则。清单中的系统内部信息和确认均计算在内。无法读取的内容显示为“未\
                检查”。`generations` 显示此项目的所有镜像和副本，以及镜像已删除的遗留备份。`orphans` 显示带有此项目标记、但状态和清单都不认识的对象，以及随其云服务器产生的无标记云硬\
                盘；可用 `ximage clean` 删除。`space` 显示存储库、其中按镜像统计的备份，以及保留这些备份的依据。

                `flavors`、`zones`、`disk-types`、`base-images`、`networks` 和 `quotas` 显示各区域为您的账号提供的、可写入清单的内容。

                示例：
                  ximage list servers
                  ximage list images --format json
                  ximage list vaults -C manifests/shop
                  ximage list generations
                  ximage list orphans
                  ximage list space --sort=-size
                  ximage list images --columns name,size,made --sort=-size
                  ximage list servers --format name
                  ximage list base-images --matching name='Ubuntu*'
                  ximage list flavors --region cn-south-1

                退出码：0 完成，1 错误，7 状态已损坏或属于其他项目。
                """))

    enum Objects: String, ExpressibleByArgument, CaseIterable {
        case servers, images, vaults, generations, orphans, space
        case flavors, zones, diskTypes = "disk-types", baseImages = "base-images", networks, quotas

        /// Whose table it is, the lists that have to be read for it, and those that help; `nil` for tables that rest on
        /// state.
        var inventory: (kind: ResourceKind, lists: [ResourceKind], aids: [ResourceKind])? {
            switch self {
            case .servers: (.server, [.server], [.vault, .disk, .image, .copy])
            case .images: (.image, [.image, .copy], [.server])
            case .vaults: (.vault, [.vault], [])
            case .generations, .orphans, .space: nil
            case .flavors, .zones, .diskTypes, .baseImages, .networks, .quotas: nil
            }
        }

        /// What of the offer of a region it shows; `nil` for what exists.
        var offer: OfferList.Kind? { OfferList.Kind(rawValue: rawValue) }
    }

    @Argument(
        help: ArgumentHelp(
            told("What to list.", zh: "要列出的内容。"),
            valueName: "objects"))
    var objects: Objects

    @Option(
        help: ArgumentHelp(
            told(
                "Show only what fits: name=<pattern> or region=<region>, of existing objects also tag.<key>=<value> and "
                    + "id=<id>. Repeatable: different keys must all fit; of one key, any of its values.",
                zh: "只显示符合条件的：name=<pattern> 或 region=<region>；已有对象还可用 tag.<key>=<value> 和 id=<id>。可重复指定：不同的键"
                    + "须全部符合；同一个键符合任一值即可。"),
            valueName: "key=value"))
    var matching: [MatchArgument] = []

    @Option(
        help: ArgumentHelp(
            told("Show only this region. Repeatable.", zh: "只显示此区域。可重复指定。"), valueName: "region"))
    var region: [String] = []

    struct ViewOptions: ParsableArguments {
        enum Format: String, ExpressibleByArgument, CaseIterable {
            case text, wide, name, json
        }

        @Option(
            help: ArgumentHelp(
                told(
                    "For people; with all columns; the names alone, one a line; or for machines.",
                    zh: "供人阅读；显示全部列；仅名称，每行一个；或供程序读取。"),
                valueName: "text|wide|name|json"))
        var format: Format = .text

        @Option(
            help: ArgumentHelp(
                told(
                    "Show these columns in this order, as the English heading names them in lower case, such as name,size,usable-in.",
                    zh: "按此顺序显示这些列，使用英文表头的小写名称，例如 name,size,usable-in。"),
                valueName: "columns"))
        var columns: String?

        @Option(
            help: ArgumentHelp(
                told(
                    "Sort by a column; - before it sorts from the greatest down.", zh: "按某一列排序；前面加 - 表示从大到小。"),
                valueName: "column"))
        var sort: String?

        mutating func validate() throws {
            guard format != .text, format != .wide, columns != nil || (format == .json && sort != nil) else {
                return
            }
            throw ValidationError(
                told(
                    "--columns and --sort are about tables. Leave --format out.",
                    zh: "--columns 和 --sort 用于表格。请去掉 --format。"))
        }

        var view: TableView {
            let form: TableView.Form =
                switch format {
                case .wide: .wide
                case .name: .names
                case .text, .json: .fitted
                }
            let names = columns?.split(separator: ",").map { $0.filter { $0 != " " }.lowercased() } ?? []
            return TableView(form, columns: names, sort: sort?.lowercased())
        }
    }

    @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
    @OptionGroup(title: OptionTitle.output) var format: ViewOptions
    @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

    /// What objects have to fit.
    private var selector: LiveSelector {
        var selector = MatchArgument.selector(matching)
        selector.regions += region
        return selector
    }

    func validate() throws {
        guard [.generations, .orphans, .space].contains(objects), !matching.isEmpty || !region.isEmpty else {
            guard objects.offer != nil, !selector.tags.isEmpty || !selector.ids.isEmpty else { return }
            throw ValidationError(
                told(
                    "\(objects.rawValue) fit by name=<pattern> and region=<region> only.",
                    zh: "\(objects.rawValue) 只支持 name=<pattern> 和 region=<region>。"))
        }
        throw ValidationError(
            told(
                "--matching and --region have no effect on \(objects.rawValue). Leave them out.",
                zh: "--matching 和 --region 对 \(objects.rawValue) 无效，请去掉。"))
    }

    func run() async throws {
        let context = RunContext(display, isJSON: format.format == .json)
        try await context.run {
            let (_, desired) = try context.load(manifest)
            if let offer = objects.offer { return try await show(offer, desired, context) }
            guard let (kind, lists, aids) = objects.inventory else { return try await tell(desired, context) }
            let selector = selector
            let regions = selector.regions.isEmpty ? nil : Set(selector.regions)
            if let regions { try require(regions, desired.settings.provider.reachableRegions) }
            var inventory = try await context.reading(desired.settings) { cloud in
                let session = Wiring.session(cloud, desired.settings)
                let survey = try await session.survey(desired, lists, aids: aids, in: regions)
                let imaging =
                    kind == .server
                    ? try await session.imaging(of: survey, desired) { selector.fits($0) } : Session.Imaging()
                return InventoryReader.inventory(survey, imaging)
            }
            context.tellUnread(inventory.unreadable)
            inventory.live.removeAll { $0.kind == kind && !selector.fits($0) }
            if context.isJSON {
                context.output.result(ListJSON.render(kind, inventory))
            } else if !matching.isEmpty, !inventory.live.contains(where: { $0.kind == kind }) {
                context.output.result(listText(context).nothingFits(kind))
            } else {
                context.output.result(try text(context) { try $0.render(kind, inventory) })
            }
            return .done
        }
    }

    private func show(
        _ offer: OfferList.Kind, _ desired: DesiredState, _ context: RunContext
    ) async throws -> ExitStatus {
        let selector = selector
        let declared = desired.resources.map(\.region) + [desired.settings.defaultRegion].compactMap(\.self)
        let regions = Set(selector.regions.isEmpty ? declared : selector.regions)
        try require(regions, desired.settings.provider.reachableRegions)
        let catalogues = try await context.reading(desired.settings) { cloud in
            try await Wiring.session(cloud, desired.settings).catalogues(of: regions, needs: offer.needs)
        }
        context.tellUnread(catalogues.flatMap(\.unreadable).filter { offer.facts.contains($0.fact) })
        let offers = OfferList(offer, catalogues) { selector.fits(name: $0, tags: [:]) }
        context.output.result(
            context.isJSON ? OfferJSON.render(offers) : try text(context) { try $0.render(offers) })
        return .done
    }

    /// - Parameter known: `nil` where only the cloud tells.
    private func require(_ regions: Set<Region>, _ known: Set<Region>?) throws {
        guard !regions.isEmpty else {
            throw Failure(
                .noRegionNamed, ["advice": "ximage list \(objects.rawValue) --region cn-north-4"])
        }
        guard let known, let unknown = regions.sorted().first(where: { !known.contains($0) }) else { return }
        let near = Nearest.words(to: unknown, in: known)
        throw Failure(
            near.isEmpty ? .unknownRegionNamed : .nearRegion,
            [
                "region": "\(unknown.visible)",
                "known": "\((near.isEmpty ? known.sorted() : near).joined(separator: ", "))",
            ])
    }

    private func listText(_ context: RunContext) -> ListText {
        ListText(
            style: context.resultStyle, now: context.time.now(), tableWidth: Terminal.current.tableWidth,
            view: format.view)
    }

    private func text(
        _ context: RunContext, _ body: (ListText) throws -> String
    ) throws -> String {
        do { return try body(listText(context)) } catch let error as TableView.UnknownColumn {
            let near = Nearest.words(to: error.name, in: error.known)
            throw Failure(
                near.isEmpty ? .unknownColumn : .nearColumn,
                [
                    "column": "\(error.name.visible)",
                    "known":
                        "\((near.isEmpty ? error.known.filter { !$0.isEmpty } : near).joined(separator: ", "))",
                ])
        }
    }

    private func tell(_ desired: DesiredState, _ context: RunContext) async throws -> ExitStatus {
        let found = try await context.reading(desired.settings) { cloud in
            try await Wiring.session(cloud, desired.settings).drift(desired, everything: true)
        }
        context.tellUnread(found.live.unreadable)
        switch objects {
        case .orphans:
            context.output.result(
                context.isJSON
                    ? OrphanJSON.render(found.orphans) : try text(context) { try $0.render(found.orphans) })
        case .space:
            let space = SpaceList(prior: found.prior, live: found.live, desired: desired)
            context.output.result(
                context.isJSON ? SpaceJSON.render(space) : try text(context) { try $0.render(space) })
        default:
            let lines = GenerationLine.all(prior: found.prior, live: found.live, desired: desired)
            context.output.result(
                context.isJSON ? GenerationJSON.render(lines) : try text(context) { try $0.render(lines) })
        }
        return .done
    }
}

extension OfferList.Kind {
    /// What has to be read for it.
    fileprivate var needs: CatalogueNeeds {
        var needs = CatalogueNeeds.nothing
        switch self {
        case .flavors, .zones, .diskTypes, .quotas: needs.offers = true
        case .baseImages: needs.images = true
        case .networks: needs.networks = true
        }
        return needs
    }

    /// Facts without which it is not complete.
    fileprivate var facts: Set<String> {
        switch self {
        case .flavors: ["flavors", "zones"]
        case .zones: ["zones"]
        case .diskTypes: ["disk types", "zones"]
        case .baseImages: ["images"]
        case .networks: ["networks", "security groups"]
        case .quotas: ["server quotas", "disk quotas", "image quotas"]
        }
    }
}
