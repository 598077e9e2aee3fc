import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Make one whole image of one server now, and change nothing else.",
        usage: "ximage snapshot server:<name> [--vault <vault>] [<options>]",
        discussion: """
            For the moment before something risky, and for an emergency. No manifest has to be changed; the same rules, \
            marks and journal hold as for apply. The image is `image.snapshot["<server id>"]@<n>`: `list generations` \
            shows it, `restore` makes a server of it. Its zone can use it first, the whole region some minutes later; \
            both are told. What the service asks to accept stands in the set, under `defaults.images.agreements`.

            EXAMPLE:
              ximage snapshot server:web --vault main
              ximage snapshot 'server:web["blue"]' --keep-until 7d --reason upgrade
              ximage snapshot server:0b9f3a6e-62f0-4f7e-8d35-5a2f8a7d6c10 --stop

            EXIT CODES: as those of apply.
            """)

    @Argument(
        help: ArgumentHelp(
            "server: and the key of a declared server, or the name or id of any other in the regions of the set.",
            valueName: "server"),
        completion: Completions.servers)
    var server: ServerArgument

    @Option(
        help: ArgumentHelp(
            "Key of a declared vault, or the name or id of another; the vault that the server is in when left out.",
            valueName: "vault"))
    var vault: String?

    @Option(
        name: .customLong("keep-until"),
        help: ArgumentHelp(
            "The first apply after that deletes the image and its backup, unless something uses it: a time, or a "
                + "duration from now such as 7d. It stays until you remove it when left out.",
            valueName: "time|duration"))
    var keepUntil: Deadline?

    @Option(help: ArgumentHelp("Why; stands in the image's description.", valueName: "text"))
    var reason: String?

    @Flag(help: "Stop the server while its disks are captured, and bring it back to what it was.")
    var stop = false

    @OptionGroup(title: "Manifest options") var manifest: ManifestOption
    @OptionGroup(title: "Plan options") var consent: ConsentOptions
    @OptionGroup(title: "Plan options") var fresh: NewProjectOptions
    @OptionGroup(title: "Work options") var work: WorkOptions
    @OptionGroup(title: "Output options") var plan: PlanDisplayOptions
    @OptionGroup(title: "Output options") var findings: FindingOptions
    @OptionGroup(title: "Output options") var format: FormatOptions
    @OptionGroup(title: "Output options") var display: CloudDisplayOptions

    mutating func validate() throws {
        guard let reason else { return }
        // Source: IMS API reference, description of an image.
        guard !reason.isEmpty, reason.utf8.count <= 500,
            reason.unicodeScalars.allSatisfy({
                $0.value >= 0x20 && $0 != "<" && $0 != ">" && $0.value != 0x7F
            })
        else {
            throw ValidationError(
                "--reason takes one line of at most 500 characters without `<` and `>`.")
        }
    }

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest, for: .applying)
            guard !desired.hasSnapshotBlock else {
                throw context.refusal(.snapshotBlock)
            }
            let survey = try await context.survey(desired, [.server, .vault])
            let finder = ServerFinder(
                context: context, desired: desired, prior: survey.prior, live: survey.live)
            let found = try finder.find(server, vault: vault)
            var wish = SnapshotRequest(of: found.server, in: found.vault, desired, survey.prior)
            wish.note = Snapshot.Note(keepUntil: keepUntil?.moment(now: context.time.now()), reason: reason)
            wish.quiesces = stop
            let zone = found.server.attributes[.zone].string ?? found.server.region
            var run = ApplyRun(
                context: context, manifest: loaded, desired: wish.desired(), mode: .apply, work: work,
                acknowledgements: consent.acknowledgements, isVerbose: plan.verbose,
                words: CommandWords.given)
            run.options = wish.options
            run.word = "snapshot"
            run.isNewProject = fresh.newProject
            run.announce = { [language = context.language] in
                Self.announcement(of: $0, zone: zone, language)
            }
            run.options.acceptedLosses = consent.acceptedLosses
            return try await run.run()
        }
    }

    /// The moments for which somebody in a hurry waits.
    private static func announcement(of step: PlanStep, zone: String, _ language: Language) -> [String] {
        switch step.operation {
        case .create where step.address.kind == .image:
            [
                language(
                    "\(step.address.shown): usable in \(zone) now", zh: "\(step.address.shown)：现可在 \(zone) 使用"
                ),
                language("to make a server of it: ", zh: "用它创建云服务器：")
                    + "ximage restore '\(step.address)' --as NAME --apply",
            ]
        case .settle: [step.usableInRegion(language)]
        default: []
        }
    }
}

extension PlanStep {
    /// That its image can be used wherever its region can.
    func usableInRegion(_ language: Language) -> String {
        language(
            "\(address.shown): usable in all of \(region) now", zh: "\(address.shown)：现可在 \(region) 整个区域使用")
    }
}

extension DesiredState {
    fileprivate var hasSnapshotBlock: Bool {
        resources.contains { Snapshot.isSeries($0.address) }
            || selections.contains { Snapshot.isSeries($0.image.address) }
    }
}

/// `server:web`, `server.web`, or an id or a name alone.
struct ServerArgument: ExpressibleByArgument {
    let text: String

    init?(argument: String) {
        let prefix = ["server:", "server."].first { argument.hasPrefix($0) }
        text = String(argument.dropFirst(prefix?.utf8.count ?? 0))
        guard !text.isEmpty else { return nil }
    }
}
