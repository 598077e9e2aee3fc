import ArgumentParser
import XimageCore
import XimageEngine
import XimageRendering

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what is in the cloud, ours and others'.",
        usage: "ximage list servers|images|vaults|generations|orphans [<options>]",
        discussion: """
            Reads the regions of the manifests, `defaults.region` too, by list calls. For each server it shows whether a \
            whole image of it alone can be created now: it plans one in the vault that the server is bound to, else in \
            the first vault of the region with room, and names the rule that refuses it. Guest facts and \
            acknowledgements of the manifests count. What could not be read is "not checked". `images` shows copies \
            from other regions too. `generations` shows all images and copies of this project, with the \
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

        /// Whose table it is, the lists that have to be read for it, and those that help; `nil` for tables that rest on
        /// state.
        var inventory: (kind: ResourceKind, lists: [ResourceKind], aids: [ResourceKind])? {
            switch self {
            case .servers: (.server, [.server], [.vault, .disk, .image, .copy])
            case .images: (.image, [.image, .copy], [.server])
            case .vaults: (.vault, [.vault], [])
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
            guard let (kind, lists, aids) = objects.inventory else { return try await tell(desired, context) }
            let inventory = try await context.reading(desired.settings) { cloud in
                let session = Wiring.session(cloud, desired.settings)
                let survey = try await session.survey(desired, lists, aids: aids)
                let imaging =
                    kind == .server ? try await session.imaging(of: survey, desired) : Session.Imaging()
                return InventoryReader.inventory(survey, imaging)
            }
            context.tellUnread(inventory.unreadable)
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
