import ArgumentParser
import XimageCore
import XimageRendering

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what is in the cloud, ours and others'.",
        usage: "ximage list servers|images|vaults [<options>]",
        discussion: """
            Looks into the regions of the manifests, by list calls. For each server it says whether a whole image can be \
            made of it, and which rule says no.

            EXAMPLE:
              ximage list servers
              ximage list images --format json
              ximage list vaults -C manifests/shop

            EXIT CODES: 0 done, 1 error, 7 state is damaged.
            """)

    enum Objects: String, ExpressibleByArgument, CaseIterable {
        case servers, images, vaults

        var kind: ResourceKind {
            switch self {
            case .servers: .server
            case .images: .image
            case .vaults: .vault
            }
        }

        /// Lists that have to be read for it.
        var lists: [ResourceKind] {
            switch self {
            case .servers: [.vault, .server, .disk, .image]
            case .images: [.server, .image]
            case .vaults: [.vault]
            }
        }
    }

    @Argument(help: ArgumentHelp("servers, images or vaults.", valueName: "objects"))
    var objects: Objects

    @OptionGroup(title: "Manifest options") var manifest: ManifestOption
    @OptionGroup(title: "Output options") var format: FormatOptions
    @OptionGroup(title: "Output options") var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON)
        try await context.run {
            let (_, desired) = try context.load(manifest)
            let (prior, _) = try context.readState(desired.settings)
            let (lists, judges) = (objects.lists, objects == .servers)
            let inventory = try await context.reading(desired.settings) { cloud in
                let reader = InventoryReader(
                    desired: desired, prior: prior, time: context.time,
                    guests: Wiring.guests(cloud, desired.settings))
                return try await reader.read(lists, from: cloud.provider, judges: judges)
            }
            if format.isJSON {
                context.output.result(ListJSON.render(objects.kind, inventory))
            } else {
                let text = ListText(
                    style: context.resultStyle, now: context.time.now(),
                    tableWidth: Terminal.current.tableWidth)
                context.output.result(text.render(objects.kind, inventory))
            }
            return .done
        }
    }
}
