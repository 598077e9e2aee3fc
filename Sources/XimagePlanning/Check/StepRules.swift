package import XimageCore

/// The rules marked `apply`, asked once more about what is about to be done: only about that, and on facts read just
/// now. Pure; who reads the facts is the engine.
package struct StepRules: Sendable {
    private let rules: [any Rule]
    private let desired: DesiredState
    private let catalogues: [Region: Catalogue]
    private let acknowledgements: [Acknowledgement]
    private let removalRules: Set<String>

    /// - Parameters:
    ///   - catalogues: of the plan. What a region sells is not read again: the service answers that at once, and
    ///     nothing is begun then.
    ///   - acknowledgements: from the command line, beside those of the manifests.
    package init(
        rules: [any Rule], desired: DesiredState, catalogues: [Region: Catalogue],
        acknowledgements: [Acknowledgement]
    ) {
        self.rules = rules.filter {
            type(of: $0).metadata.phases.contains(.apply) && type(of: $0).turn != .concludes
        }
        removalRules = Set(rules.filter { type(of: $0).turn == .always }.map { type(of: $0).metadata.id })
        self.desired = desired
        self.catalogues = catalogues
        self.acknowledgements = desired.acknowledgements + acknowledgements
    }

    /// Addresses whose objects have to be read before something happens to one. The disks of a server are known
    /// from the server itself.
    package func needs(_ change: Change) -> Set<Address> {
        var result: Set<Address> = [change.address.series]
        guard change.action == .create, let resource = desired[change.address.series] else { return result }
        for entry in resource.attributes.entries {
            guard let address = entry.value.reference else { continue }
            result.insert(address)
        }
        return result
    }

    /// What a declared resource refers to.
    package func references(of address: Address) -> [(AttributeName, Address)] {
        desired[address.series]?.attributes.entries.compactMap { entry in
            entry.value.reference.map { (entry.name, $0) }
        } ?? []
    }

    /// Where the object of a declared address is.
    package func region(of address: Address) -> Region? {
        guard let resource = desired[address.series] else { return nil }
        guard address.kind == .copy else { return resource.region }
        return resource.attributes[.targetRegion].string ?? resource.region
    }

    /// Findings of severity error, by the address of the change that they forbid.
    ///
    /// - Parameters:
    ///   - ids: of objects by address, those made since the plan included.
    ///   - live: what was read of them.
    package func findings(
        about changes: [Change], ids: [Address: RemoteID], live: LiveState
    ) -> [Address: [Diagnostic]] {
        let index = LiveIndex(live.resources)
        var context = RuleContext(
            catalogues: catalogues, changes: changes, desired: desired, live: index, lookupProblems: [:],
            acknowledgements: acknowledgements, isOnline: true, readAt: live.readAt,
            unreadable: live.unreadable, backups: live.backups)
        context.isAtStep = true
        let own = Dictionary(changes.map { ($0.address.series, $0) }, uniquingKeysWith: { first, _ in first })
        var users: [Address: [Change]] = [:]
        for change in changes {
            for address in needs(change) { users[address, default: []].append(change) }
        }
        for address in users.keys.sorted() {
            guard let resource = desired[address] else { continue }
            let change = own[address]
            let id = ids[address] ?? change?.id
            context.add(
                RuleContext.Subject(
                    desired: resource, prior: nil, live: id.flatMap { index[$0] }, change: change,
                    resolved: Self.resolved(resource.attributes, ids),
                    existingMatches: id.map { [$0] } ?? []))
        }
        var summary = CheckSummary()
        var result: [Address: [Diagnostic]] = [:]
        for finding in RuleRunner(rules).run(context, summary: &summary) where finding.severity == .error {
            guard let address = finding.address?.series else { continue }
            // What is wrong with a vault or a server forbids the images that need it.
            for change in own[address].map({ [$0] }) ?? users[address] ?? [] {
                // That something goes was decided and agreed to with the plan; what may not go is asked again.
                guard change.action == .create || removalRules.contains(finding.code) else { continue }
                result[change.address, default: []].append(finding)
            }
        }
        return result
    }

    private static func resolved(_ attributes: Attributes, _ ids: [Address: RemoteID]) -> Attributes {
        var result = attributes
        for entry in attributes.entries {
            if let address = entry.value.reference, let id = ids[address] { result[entry.name] = .string(id) }
        }
        return result
    }
}
