import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// What was applied before, what happened to it since, and what is declared now.
struct PlanWorld: Sendable, CustomTestStringConvertible {
    /// The behaviour that its plan shows; names the golden file.
    let testDescription: String
    private let before: [DesiredState]
    private let now: DesiredState
    private let mode: PlanInput.Mode
    private let rules: [any Rule]
    private let edit: @Sendable (inout PlanInput) -> Void

    init(
        _ behaviour: String, from before: DesiredState..., to now: DesiredState,
        mode: PlanInput.Mode = .apply,
        rules: [any Rule] = [], edit: @escaping @Sendable (inout PlanInput) -> Void = { _ in }
    ) {
        testDescription = behaviour
        self.before = before
        self.now = now
        self.mode = mode
        self.rules = rules
        self.edit = edit
    }

    /// Each set is applied on a day of its own.
    var input: PlanInput {
        var cloud = SimulatedCloud()
        for desired in before {
            cloud.apply(cloud.plan(desired))
            cloud.now = cloud.now + .seconds(86_400)
        }
        var input = PlanInput(desired: now, prior: cloud.prior, live: cloud.live, mode: mode)
        edit(&input)
        return input
    }

    var plan: Plan { Planner(rules: rules).sound(input) }

    func check(in folder: String) {
        let start = testDescription.prefix { $0 != ":" && $0 != ";" }
        let words = start.lowercased().split { !$0.isLetter && !$0.isNumber }
        expectGolden(
            "\(testDescription)\n\n\(PlanSketch.text(plan))", "\(folder)/\(words.joined(separator: "-")).txt")
    }
}

extension PlanInput {
    /// Changes the object of a record, as someone else would.
    mutating func object(_ address: String, _ body: (inout LiveResource) -> Void) {
        guard let id = id(address), let index = live.resources.firstIndex(where: { $0.id == id }) else {
            Issue.record("no object of \(address)")
            return
        }
        body(&live.resources[index])
    }

    mutating func record(_ address: String, _ body: (inout ResourceRecord) -> Void) {
        guard let index = prior.records.firstIndex(where: { $0.address == .of(address) }) else {
            Issue.record("no record of \(address)")
            return
        }
        body(&prior.records[index])
    }

    /// The object of a record is deleted, as someone else would.
    mutating func lose(_ address: String) {
        let id = id(address)
        live.resources.removeAll { $0.id == id }
    }

    /// The state file is lost, with all that it knew.
    mutating func loseState() { prior = PriorState() }

    /// State has no record of marked objects, and knows the operations that created them.
    mutating func knowOperations() {
        var number = 0
        for index in live.resources.indices where live.resources[index].owner != nil {
            let id = live.resources[index].id
            guard !prior.records.contains(where: { $0.id == id }) else { continue }
            number += 1
            if live.resources[index].operation == nil {
                live.resources[index].operation = OperationMark(
                    operation: .numbered(number), generation: 0, digest: "0aaaaaaa")
            }
            if let mark = live.resources[index].operation { prior.operations.insert(mark.operation) }
        }
    }

    func id(_ address: String) -> RemoteID? { prior.records.first { $0.address == .of(address) }?.id }

    mutating func acknowledge(_ key: String, _ address: String) {
        acknowledgements.append(Acknowledgement(key: key, target: .of(address)))
    }

    /// A backup that ximage left, without an image.
    mutating func leaveBackup(
        _ id: RemoteID, of series: String, generation: Int, status: String = "available"
    ) {
        var backup = LiveBackup(region: "north", id: id)
        let owner = Mark.owner(project: "shop", address: .of(series))
        backup.name = "\(BackupName(image: "left", owner: owner, generation: generation))"
        backup.status = status
        backup.sizeGiB = 70
        backup.takenAt = Timestamp("2026-05-0\(generation)T00:00:00Z")
        live.backups.append(backup)
        prior.setAside.append(
            ResourceRecord(
                address: .of(series).generation(generation), region: "north", id: id, standing: .backup))
    }
}

extension MarkOwnership {
    /// Believes what marks of earlier versions say.
    static let believing = MarkOwnership(PriorState(), takeOver: .withoutLineage)
}

extension OperationID {
    static func numbered(_ number: Int) -> OperationID {
        let digits = Array("abcdefghijklmnopqrstuvwxyz")
        let end = String(String(number).compactMap { $0.wholeNumberValue.map { digits[$0] } })
        return OperationID(String(repeating: "b", count: 20 - end.count) + end)!
    }
}

extension DesiredResource {
    func with(_ name: AttributeName, _ value: Value) -> DesiredResource {
        var copy = self
        copy.attributes[name] = value
        return copy
    }

    func at(_ line: Int) -> DesiredResource {
        var copy = self
        copy.origin = .on(line, 1)
        return copy
    }

    func named(_ address: String) -> DesiredResource {
        var copy = self
        copy.address = .of(address)
        return copy
    }

    func moved(to region: Region) -> DesiredResource {
        var copy = with(.region, .string(region))
        copy.region = region
        return copy
    }

    var protected: DesiredResource {
        var copy = self
        copy.protect = true
        return copy
    }

    func existing(_ lookup: ExistingLookup) -> DesiredResource {
        var copy = self
        copy.ownership = .existing(lookup)
        return copy
    }

    func serving(_ edit: (inout ServerOptions) -> Void) -> DesiredResource {
        guard case .server(var details) = details else { return self }
        var options = details.options?.content ?? ServerOptions()
        edit(&options)
        details.options = Boxed(options)
        var copy = self
        copy.details = .server(details)
        return copy
    }

    func imaging(_ edit: (inout ImageOptions) -> Void) -> DesiredResource {
        guard case .image(var details) = details else { return self }
        var options = details.options?.content ?? ImageOptions()
        edit(&options)
        details.options = Boxed(options)
        var copy = self
        copy.details = .image(details)
        return copy
    }

    func diskFrom(_ source: DiskSource) -> DesiredResource {
        guard case .disk(var details) = details else { return self }
        details.source = source
        var copy = self
        copy.details = .disk(details)
        return copy
    }
}

extension Declare {
    static func copy(
        _ part: String = "south", of image: String = "golden", retention: Retention? = nil,
        onlyTags: [String: [String]] = [:]
    ) -> DesiredResource {
        DesiredResource(
            address: Address(.copy, image, part: part), region: "north",
            attributes: [
                .region: "north", .targetRegion: .string(part), .source: .reference(Address(.image, image)),
                .targetVault: .reference(Address(.vault, "dr")), .agency: "ims_copy",
            ],
            details: .copy(
                CopyDetails(image: Address(.image, image), retention: retention, onlyTags: onlyTags)))
    }

    /// The vault that receives copies.
    static var replicas: DesiredResource {
        vault("dr").moved(to: "south").with(.purpose, "replication")
    }
}
