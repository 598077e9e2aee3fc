import ArgumentParser
import XimageCore
import XimageEngine
import XimageManifest
import XimagePlanning
import XimageRendering
import XimageState

/// `name=web-*`, `tag.env=prod`, `region=cn-north-4` or `id=...` on the command line.
struct MatchArgument: ExpressibleByArgument {
    private let key: String
    private let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "=") else { return nil }
        key = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
        guard ["name", "region", "id"].contains(key) || (key.hasPrefix("tag.") && key.count > 4),
            !value.isEmpty
        else { return nil }
    }

    /// Different keys must all fit; of one key, any of its values.
    static func selector(_ all: [MatchArgument]) -> LiveSelector {
        var selector = LiveSelector()
        for one in all {
            switch one.key {
            case "name": selector.names.append(one.value)
            case "region": selector.regions.append(one.value)
            case "id": selector.ids.append(one.value)
            default: selector.tags[String(one.key.dropFirst(4)), default: []].append(one.value)
            }
        }
        return selector
    }
}

/// Adopts many servers at once: declared ones by their names, others with a file that declares them.
struct BulkImport: Sendable {
    let context: RunContext
    let manifest: ManifestOption
    let selector: LiveSelector
    /// File for what is not declared; `nil` when everything has to be.
    let file: String?
    let lockTimeout: Duration

    func run() async throws -> ExitStatus {
        let (_, desired) = try context.load(manifest)
        let (prior, _) = try context.readState(desired.settings)
        let regions = Set(desired.resources.map(\.region)).union(prior.records.map(\.region))
            .union(selector.regions).sorted()
        guard !regions.isEmpty else {
            throw refuse("The set names no region to look into.", "Name one:\n  --matching region=cn-north-4")
        }
        let wanted = selector.regions.isEmpty ? regions : regions.filter { selector.regions.contains($0) }
        let survey = try await context.survey(desired, [.server, .disk], in: Set(wanted))
        let adoption = Adoption(
            selector, live: LiveIndex(survey.live), desired: desired, prior: survey.prior)
        for (server, why) in adoption.left {
            context.output.message(
                "Left alone: server \"\(server.name.visible)\" (\(server.id.visible)): \(why.visible).\n")
        }
        guard !adoption.members.isEmpty else {
            guard adoption.managed.isEmpty else {
                context.output.message(
                    "\(Count.of(adoption.managed.count, "server")) that fit: state has a record of each. "
                        + "Nothing was changed.\n")
                return .done
            }
            throw refuse(
                "No server that could be adopted fits.", "To see what is there:\n  ximage list servers")
        }
        let missing = adoption.undeclared(in: desired)
        guard missing.isEmpty || file != nil else {
            throw refuse(
                "\(Count.of(missing.count, "server")) that fit are not declared: "
                    + missing.prefix(5).map { "\"\($0.server.name.visible)\"" }.joined(separator: ", ")
                    + (missing.count > 5 ? ", ..." : "") + ".",
                "Let a file be written that declares them:\n  --generate servers.yaml")
        }
        return try await adopt(adoption, missing, desired)
    }

    private func adopt(_ adoption: Adoption, _ missing: [Adoption.Member], _ desired: DesiredState)
        async throws
        -> ExitStatus
    {
        var desired = desired
        if let file, !missing.isEmpty {
            let text = ExpandedText.servers(missing.flatMap(Adoption.resources), settings: desired.settings)
            if let fault = OutputFile.write(Array(text.utf8), to: file, existing: .kept) {
                context.tell([Files.unwritable(file, fault)])
                throw ExitStatus.error
            }
        }
        do {
            if !missing.isEmpty { desired = try context.load(manifest).desired }
            guard adoption.undeclared(in: desired).isEmpty else {
                throw refuse(
                    "\(file?.visible ?? "The file") is no part of the set \(manifest.path.visible).",
                    "Name a file in the folder of the set, and the folder with -C.")
            }
            let (records, unpaired) = adoption.records(desired)
            try await record(records, desired)
            tell(adoption, records, unpaired, writes: !missing.isEmpty)
            return .done
        } catch {
            if let file, !missing.isEmpty { OutputFile.remove(file) }
            throw error
        }
    }

    private func record(_ records: [ResourceRecord], _ desired: DesiredState) async throws {
        _ = try await context.withCloud(desired.settings, late: true) { cloud in
            try await Wiring.session(cloud, desired.settings).changeRecords(
                of: desired.settings, ApplyRun.holder("ximage import"), lockTimeout: lockTimeout
            ) { prior in
                let known = Set(prior.records.map(\.id))
                let taken = Set(prior.records.filter { $0.standing != .deposed }.map(\.address))
                if let record = records.first(where: { known.contains($0.id) || taken.contains($0.address) })
                {
                    throw refuse("\(record.address) was recorded meanwhile.", "Run it again.")
                }
                return RecordChanges(upserts: records)
            }
        }
    }

    /// - Parameter writes: whether the file was written, as something was not declared yet.
    private func tell(
        _ adoption: Adoption, _ records: [ResourceRecord], _ unpaired: [Address], writes: Bool
    ) {
        for record in records { context.output.result("\(record.address.shown)  \(record.id.visible)\n") }
        let known = Set(records.map(\.id))
        for address in unpaired {
            context.output.message(
                "Data disks of \(address.shown) do not fit what is declared; import them one by one.\n")
            let disks = adoption.members.first { $0.address == address }?.disks ?? []
            for disk in disks where !known.contains(disk.id) {
                context.output.message("Attached, and not imported: disk \(ImportCommand.shown(disk)).\n")
            }
        }
        let disks = records.count { $0.address.kind == .disk }
        context.output.message(
            "\(Count.of(adoption.members.count, "server")) and \(Count.of(disks, "disk")) are managed from now on"
                + (writes ? file.map { ", declared in \($0.visible)" } ?? "" : "")
                + ". The next plan shows how they differ.\n")
        if !writes, let file {
            context.output.message("All of them are declared already: \(file.visible) was not written.\n")
        }
    }

    private func refuse(_ detail: String, _ fix: String?) -> ExitStatus {
        ImportCommand.refuse(context, detail, fix)
    }
}
