import Foundation
import XimageCore
import XimageEngine
import XimageGuest
import XimageRendering

/// A server that a facts command names.
struct FactsTarget: Sendable {
    let address: Address
    let resource: DesiredResource

    static func parse(_ text: String, in desired: DesiredState) throws -> FactsTarget {
        guard let address = Address(text), address.kind == .server else {
            throw Failure(.noServerAddress, ["text": "\(text.visible)"])
        }
        guard let resource = desired[address] else {
            let known = desired.resources.filter { $0.address.kind == .server }.prefix(5).map(\.address.shown)
            throw Failure(
                known.isEmpty ? .nothingDeclaredThere.withoutFix : .nothingDeclaredThere,
                ["address": "\(address.shown)", "known": "\(known.joined(separator: ", "))"])
        }
        return FactsTarget(address: address, resource: resource)
    }

    /// The live server: by its record, or as an existing one is found.
    func find(in live: [LiveResource], _ prior: PriorState) -> LiveResource? {
        switch resource.ownership {
        case .existing(.id(let id)): return live.first { $0.id == id }
        case .existing(.name(let name, let zone)):
            let found = live.filter {
                $0.name == name && (zone == nil || $0.attributes[.zone].string == zone)
            }
            return found.count == 1 ? found[0] : nil
        case .managed:
            let record = prior.records.first { $0.address == address && $0.standing != .deposed }
            return live.first { $0.id == record?.id }
        }
    }

    var settings: GuestSettings? {
        if case .server(let details) = resource.details { details.options?.content.guest } else { nil }
    }
}

/// Looks into the servers of one command.
struct FactsJob: Sendable {
    let ssh: String?
    let jump: String?
    let family: GuestFamily?

    /// An address that is given stands for those of the set.
    var reach: TrustGate.Reach { ssh == nil ? .servers : .cloud }

    struct Outcome: Sendable {
        let title: String
        let server: RemoteID?
        let result: Result<GuestFacts, SSHCollector.Failure>
    }

    func run(
        _ targets: [FactsTarget], _ survey: Session.Survey, _ lookup: GuestLookup
    ) async -> [Outcome] {
        await withTaskGroup(of: (Int, Outcome).self) { group in
            var outcomes = [Outcome?](repeating: nil, count: targets.count)
            for (index, target) in targets.enumerated() {
                if index >= lookup.atOnce, let (done, outcome) = await group.next() {
                    outcomes[done] = outcome
                }
                group.addTask { (index, await look(into: target, survey, lookup)) }
            }
            for await (index, outcome) in group { outcomes[index] = outcome }
            return outcomes.compactMap { $0 }
        }
    }

    private func look(
        into target: FactsTarget, _ survey: Session.Survey, _ lookup: GuestLookup
    ) async -> Outcome {
        let title = target.address.shown
        guard let server = target.find(in: survey.live, survey.prior) else {
            return Outcome(
                title: title, server: nil,
                result: .failure(
                    SSHCollector.Failure(
                        description: "\(title) is not in the cloud, or its name is not unique",
                        fix: "Make it first:\n  ximage apply --target \("\(target.address)".shellQuoted)")))
        }
        do throws(SSHCollector.Failure) {
            let facts = try await facts(target, server, lookup)
            do { try lookup.store.save(facts, of: server.id) } catch {
                throw SSHCollector.Failure(description: "the facts could not be kept: \(error)")
            }
            return Outcome(title: title, server: server.id, result: .success(facts))
        } catch {
            return Outcome(title: title, server: server.id, result: .failure(error))
        }
    }

    private func facts(
        _ target: FactsTarget, _ server: LiveResource, _ lookup: GuestLookup
    ) async throws(SSHCollector.Failure) -> GuestFacts {
        guard lookup.disks != nil, ssh == nil else {
            return try await lookup.collect(server, target.settings, ssh: ssh, jump: jump, family: family)
        }
        let subject = GuestSubject(
            image: target.address, server: target.address, region: target.resource.region, live: server,
            disks: [], settings: nil)
        switch await lookup.inspect([subject])[server.id] {
        case .facts(let facts): return facts
        case .nothing(let reason): throw SSHCollector.Failure(description: reason)
        case nil: throw SSHCollector.Failure(description: "its disks cannot be read")
        }
    }
}

/// Tells how a collection went.
struct FactsReport {
    let context: RunContext
    let isJSON: Bool

    func tell(_ outcomes: [FactsJob.Outcome]) throws -> ExitStatus {
        var diagnostics: [Diagnostic] = []
        var found: [(RemoteID, GuestFacts)] = []
        let text = FactsText(style: context.resultStyle, now: context.time.now())
        var shown: [String] = []
        for outcome in outcomes {
            switch outcome.result {
            case .success(let facts):
                found.append((outcome.server ?? outcome.title, facts))
                shown.append(text.render(facts, title: outcome.title))
            case .failure(let error):
                var diagnostic = Failure(error).diagnostic
                diagnostic.address = Address(outcome.title)
                diagnostics.append(diagnostic)
            }
        }
        if isJSON {
            if diagnostics.isEmpty { context.output.result(try Self.json(found)) }
        } else if !shown.isEmpty {
            context.output.result(shown.joined(separator: "\n"))
        }
        if !diagnostics.isEmpty { context.tell(diagnostics) }
        return diagnostics.isEmpty ? .done : .error
    }

    /// `{"servers": [{"server": ID, "facts": {...}}]}`
    static func json(_ facts: [(RemoteID, GuestFacts)]) throws -> String {
        struct Entry: Encodable {
            let server: String
            let facts: GuestFacts
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(["servers": facts.map { Entry(server: $0.0, facts: $0.1) }])
        return SafeOutput.json(String(decoding: data, as: UTF8.self)) + "\n"
    }
}

/// Keeps facts that came from elsewhere.
struct FactsKeeper {
    let context: RunContext
    let manifest: ManifestOption

    /// - Parameter name: address or id of the server; needed where the facts do not say.
    func save(_ facts: GuestFacts, as name: String?) async throws -> (
        facts: GuestFacts, title: String, path: String
    ) {
        let desired = try context.load(manifest, for: .state).desired
        var facts = facts
        var given: RemoteID?
        if let name { given = try await id(name, desired) }
        if let given, let own = facts.instanceID, own != given.lowercased() {
            throw Failure(
                .foreignFacts,
                ["own": "\(own)", "name": "\(name?.visible ?? "")", "given": "\(given.visible)"])
        }
        guard let server = given ?? facts.instanceID else {
            throw Failure(.namelessFacts)
        }
        facts.instanceID = server
        let store = FactsStore(statePath: Wiring.statePath(desired.settings))
        try store.save(facts, of: server)
        return (facts, name ?? server, store.path(of: server))
    }

    private func id(_ name: String, _ desired: DesiredState) async throws -> RemoteID {
        guard let address = Address(name) else { return name }
        if let known = try recorded(address, desired) { return known }
        _ = try FactsTarget.parse(name, in: desired)
        if let found = try await existing(name, desired) { return found }
        throw Failure(.noSuchServer, ["address": "\(address.shown)"])
    }

    /// The id of a server that exists already, by the address under which it is declared. The cloud is asked for those that are
    /// declared by name, and for nothing else.
    func existing(_ name: String, _ desired: DesiredState) async throws -> RemoteID? {
        guard let address = Address(name), address.kind == .server, let resource = desired[address] else {
            return nil
        }
        switch resource.ownership {
        case .existing(.id(let id)): return id
        case .existing(.name):
            let set = try context.load(manifest, for: .cloud).desired
            let survey = try await context.survey(set, [.server], in: [resource.region])
            return FactsTarget(address: address, resource: resource).find(in: survey.live, survey.prior)?.id
        case .managed: return nil
        }
    }

    private func recorded(_ address: Address, _ desired: DesiredState) throws -> RemoteID? {
        try context.readState(desired.settings).0.records.first {
            $0.address == address && $0.standing != .deposed
        }?.id
    }
}

/// Facts from raw images.
enum FactsInspection {
    static func facts(_ files: [String], hive: String?) async throws -> GuestFacts {
        var facts: GuestFacts
        do {
            facts = try await DiskInspector(files.map { try RawImage(path: $0) }).facts()
            facts.origin.detail = files.joined(separator: ", ")
            if let hive { try facts.readHive(hive) }
        } catch let error as InspectionError {
            throw Failure(
                .rawImageUnusable, ["file": "\(error.file.visible)", "reason": "\(error.reason)"])
        }
        return facts
    }
}
