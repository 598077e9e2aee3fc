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
            throw context.refusal(.noRegionOfSet)
        }
        let wanted = selector.regions.isEmpty ? regions : regions.filter { selector.regions.contains($0) }
        let survey = try await context.survey(desired, [.server, .disk], in: Set(wanted))
        let adoption = Adoption(
            selector, live: LiveIndex(survey.live), desired: desired, prior: survey.prior)
        for (server, why) in adoption.left {
            let (name, id) = (server.name.visible, server.id.visible)
            context.say(
                context.language(
                    "Left alone: server \"\(name)\" (\(id)): \(why.visible).",
                    zh: "未处理：云服务器“\(name)”（\(id)）：\(why.visible)。"))
        }
        guard !adoption.members.isEmpty else {
            guard adoption.managed.isEmpty else {
                let count = adoption.managed.count
                context.conclude(
                    "import", [],
                    context.language(
                        "\(Count.of(count, "server")) that fit: state has a record of each. Nothing was changed.",
                        zh: "\(Count.grouped(count)) 台云服务器符合条件，状态中均有记录。未更改任何内容。"))
                return .done
            }
            throw context.refusal(.noServerFits)
        }
        let missing = adoption.undeclared(in: desired)
        guard missing.isEmpty || file != nil else {
            let names = missing.prefix(5).map { "\"\($0.server.name.visible)\"" }.joined(separator: ", ")
            throw context.refusal(
                .serversUndeclared,
                [
                    "count": Self.servers(missing.count),
                    "names": "\(names + (missing.count > 5 ? ", ..." : ""))",
                ])
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
                throw context.refusal(
                    .fileOutsideSet,
                    [
                        "file": file.map { "\($0.visible)" } ?? RuleArgument("The file", zh: "该文件"),
                        "set": "\(manifest.path.visible)",
                    ])
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
                    throw context.refusal(.recordedMeanwhile, ["address": "\(record.address)"])
                }
                return RecordChanges(upserts: records)
            }
        }
    }

    /// - Parameter writes: whether the file was written, as something was not declared yet.
    private func tell(
        _ adoption: Adoption, _ records: [ResourceRecord], _ unpaired: [Address], writes: Bool
    ) {
        guard !context.isJSON else {
            return context.output.result(
                ChangeJSON.render(
                    "import", records.map { .init(address: "\($0.address)", id: $0.id, what: "recorded") }))
        }
        for record in records { context.output.result("\(record.address.shown)  \(record.id.visible)\n") }
        let known = Set(records.map(\.id))
        for address in unpaired {
            context.say(
                context.language(
                    "Data disks of \(address.shown) do not fit what is declared; import them one by one.",
                    zh: "\(address.shown) 的数据盘与声明不符，请逐一导入。"))
            let disks = adoption.members.first { $0.address == address }?.disks ?? []
            for disk in disks where !known.contains(disk.id) {
                ImportCommand.tellNotImported(disk, context)
            }
        }
        let disks = records.count { $0.address.kind == .disk }
        let (servers, place) = (adoption.members.count, writes ? file?.visible : nil)
        context.say(
            context.language(
                "\(Count.of(servers, "server")) and \(Count.of(disks, "disk")) are managed from now on"
                    + (place.map { ", declared in \($0)" } ?? "") + ". The next plan shows how they differ.",
                zh: "从现在起管理 \(Count.grouped(servers)) 台云服务器和 \(Count.grouped(disks)) 块云硬盘"
                    + (place.map { "，声明于 \($0)" } ?? "") + "。下一次 plan 会显示其差异。"))
        if !writes, let file {
            context.say(
                context.language(
                    "All of them are declared already: \(file.visible) was not written.",
                    zh: "它们均已声明：未写入 \(file.visible)。"))
        }
    }

    private static func servers(_ count: Int) -> RuleArgument {
        RuleArgument(Count.of(count, "server"), zh: "\(Count.grouped(count)) 台云服务器")
    }
}
