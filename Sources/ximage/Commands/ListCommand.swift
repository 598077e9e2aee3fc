import ArgumentParser
import XimageCore
import XimageEngine
import XimageRendering

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what is in the cloud, ours and others'.",
        usage: "ximage list servers|images|vaults|generations|orphans [<options>]",
        discussion: """
            Looks into the regions of the manifests, by list calls. For each server it says whether a whole image can be \
            made of it, and which rule says no. `generations` shows all images and copies of this project, with the \
            backups that are left of those whose image is gone. `orphans` shows objects that bear this project's marks \
            and that neither state nor the manifests know, and disks without marks that came with its servers; \
            `ximage clean` removes them.

            EXAMPLE:
              ximage list servers
              ximage list images --format json
              ximage list vaults -C manifests/shop
              ximage list generations
              ximage list orphans

            EXIT CODES: 0 done, 1 error, 7 state is damaged or belongs elsewhere.
            """)

    enum Objects: String, ExpressibleByArgument, CaseIterable {
        case servers, images, vaults, generations, orphans

        /// Whose table it is, and the lists that have to be read for it; `nil` for tables that rest on state.
        var inventory: (kind: ResourceKind, lists: [ResourceKind])? {
            switch self {
            case .servers: (.server, [.vault, .server, .disk, .image])
            case .images: (.image, [.server, .image])
            case .vaults: (.vault, [.vault])
            case .generations, .orphans: nil
            }
        }
    }

    @Argument(help: ArgumentHelp("servers, images, vaults, generations or orphans.", valueName: "objects"))
    var objects: Objects

    @OptionGroup(title: "Manifest options") var manifest: ManifestOption
    @OptionGroup(title: "Output options") var format: FormatOptions
    @OptionGroup(title: "Output options") var display: CloudDisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON)
        try await context.run {
            let (_, desired) = try context.load(manifest)
            guard let (kind, lists) = objects.inventory else { return try await tell(desired, context) }
            let judges = objects == .servers
            let inventory = try await context.reading(desired.settings) { cloud in
                let readAt = context.time.now()
                let survey = try await Wiring.session(cloud, desired.settings).survey(desired, lists)
                let reader = InventoryReader(
                    settings: desired.settings, readAt: readAt, guests: Wiring.guests(cloud, desired.settings)
                )
                return try await reader.read(survey, judges: judges)
            }
            if format.isJSON {
                context.output.result(ListJSON.render(kind, inventory))
            } else {
                context.output.result(text(context).render(kind, inventory))
            }
            return .done
        }
    }

    private func text(_ context: RunContext) -> ListText {
        ListText(
            style: context.resultStyle, now: context.time.now(), tableWidth: Terminal.current.tableWidth,
            language: context.language)
    }

    private func tell(_ desired: DesiredState, _ context: RunContext) async throws -> ExitStatus {
        let found = try await context.reading(desired.settings) { cloud in
            try await Wiring.session(cloud, desired.settings).drift(desired, everything: true)
        }
        context.tellUnread(found.live.unreadable)
        if objects == .orphans {
            context.output.result(
                context.isJSON ? OrphanJSON.render(found.orphans) : text(context).render(found.orphans))
        } else {
            let lines = GenerationLine.all(
                prior: found.prior, live: found.live, desired: desired)
            context.output.result(context.isJSON ? GenerationJSON.render(lines) : text(context).render(lines))
        }
        return .done
    }
}
