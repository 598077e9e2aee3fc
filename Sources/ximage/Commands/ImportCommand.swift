import ArgumentParser
import Synchronization
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering
import XimageState

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Put objects that are there under declared addresses.",
        usage: """
            ximage import <address> <id> [<options>]
            ximage import --matching <key=value> ... [--generate <file>] [<options>]
            """,
        discussion: """
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
            """)

    @Argument(help: "A declared address, such as server.web.", completion: Completions.unrecorded)
    var address: AddressArgument?

    @Argument(help: "The cloud's id of the object.")
    var id: String?

    @Option(
        help: ArgumentHelp(
            "Servers that fit: name=<pattern>, tag.<key>=<value>, region=<region> or id=<id>. Different keys must all "
                + "fit; of one key, any of its values.", valueName: "key=value"))
    var matching: [MatchArgument] = []

    @Option(
        help: ArgumentHelp("New file in the folder of the set for what is not declared.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var generate: String?

    @OptionGroup(title: "Manifest options") var manifest: ManifestOption
    @OptionGroup(title: "Work options") var lock: LockOption
    @OptionGroup(title: "Output options") var display: CloudDisplayOptions

    mutating func validate() throws {
        guard matching.isEmpty ? address != nil && id != nil : address == nil else {
            throw ValidationError("Name an address and an id, or say what has to fit with --matching.")
        }
        guard generate == nil || !matching.isEmpty else {
            throw ValidationError("--generate goes with --matching.")
        }
    }

    func run() async throws {
        let context = RunContext(display)
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
            throw Self.refuse(
                context, "No manifest declares \(target) as managed.",
                NearestAddress.advice(
                    "\(target)", among: desired.resources.filter { $0.ownership == .managed }.map(\.address),
                    otherwise: "Declare it first; what `existing` names needs no import."))
        }
        let isImage = target.kind == .image || target.kind == .copy
        guard isImage == (target.generation != nil) else {
            throw Self.refuse(
                context, "\(target) \(isImage ? "is a series" : "has no generations").",
                isImage ? "Say which generation it becomes: \(target)@1." : "Leave `@...` out.")
        }
        let region = resource.attributes[.targetRegion].string ?? resource.region
        let left = try await context.reading(desired.settings) { cloud in
            let session = Wiring.session(cloud, desired.settings)
            let survey = try await session.survey(desired, [target.kind], in: [region])
            guard let object = survey.live.first(where: { $0.id == id }) else {
                throw Self.refuse(
                    context, "There is no \(target.kind.rawValue) with the id \(id) in \(region).",
                    "To see what is there:\n  ximage list \(target.kind == .disk ? "server" : target.kind.rawValue)s"
                )
            }
            if let server = try await Self.serverBooting(from: object, cloud.provider) {
                throw Self.refuse(
                    context,
                    "\(id) is the system disk of server \"\(server.name.visible)\" (\(server.id.visible)).",
                    "A system disk is managed with its server. To import that:\n  ximage import "
                        + "'\(target.owner.map(\.description) ?? "server.NAME")' \(server.id.shellQuoted)")
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
                    throw Self.refuse(
                        context, "\(id) bears the mark `\(owner)`: another project manages it.",
                        "Let that project forget it first.")
                }
                if let other = prior.records.first(where: { $0.id == id }) {
                    guard other.standing != .deposed else {
                        throw Self.refuse(
                            context,
                            "\(id) is the old object of an interrupted replacement of \(other.address). The next apply deletes it.",
                            "To keep it, take both out of state, then import it:\n  ximage state rm "
                                + "'\(other.address)'\n  ximage import '\(target)' \(id.shellQuoted)\n"
                                + "The new object stays in the cloud.")
                    }
                    if other.address == target {
                        context.output.message("\(target) is \(id) already. Nothing was changed.\n")
                        throw ExitStatus.done
                    }
                    throw Self.refuse(context, "\(id) is \(other.address) already.", nil)
                }
                if let other = prior.records.first(where: {
                    $0.address == target && $0.standing != .deposed
                }) {
                    throw Self.refuse(
                        context, "\(target) is \(other.id) already.",
                        "To let that one go first:\n  ximage state rm '\(target)'")
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
        context.output.message("\(target) is \(id) from now on. The next plan shows how it differs.\n")
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
            context.output.message(
                "\(pair.declared.address) is its attached disk \(Self.shown(pair.object)).\n")
        }
        for disk in disks.left {
            context.output.message("Attached, and not imported: disk \(Self.shown(disk)).\n")
        }
        guard let disk = disks.left.first, let missing = disks.missing.first else { return }
        context.output.message(
            "To import one of them:\n  ximage import '\(missing.address)' \(disk.id.shellQuoted)\n")
    }

    static func shown(_ disk: LiveResource) -> String {
        let size = disk.attributes[.size].int.map { "\(Count.grouped($0)) GiB" } ?? "size not read"
        return "\(disk.id.visible) (\"\(disk.name.visible)\", \(size))"
    }

    static func refuse(_ context: RunContext, _ detail: String, _ fix: String?) -> ExitStatus {
        context.tell([Diagnostic(code: "address", summary: "Nothing was changed", detail: detail, fix: fix)])
        return .error
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
            "How long to wait for another run to end, such as 90s or 5m.", valueName: "duration"))
    var timeout = TimeLimit(.zero)
}
