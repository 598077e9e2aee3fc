import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering
import XimageRules

/// Makes of a survey what `list` shows, and judges whether servers can be imaged.
struct InventoryReader: Sendable {
    let settings: ProjectSettings
    let readAt: Timestamp
    /// Looks into the servers that are judged.
    var guests: (any GuestFactsSource)?

    /// - Parameter judges: whether the rules are asked about each server.
    func read(_ survey: Session.Survey, judges: Bool) async throws(PlanDefect) -> Inventory {
        let addresses = Dictionary(survey.prior.records.map { ($0.id, $0.address) }) { first, _ in first }
        return Inventory(
            live: survey.live, addresses: addresses, verdicts: judges ? try await verdicts(survey.live) : [:])
    }

    /// Plans an image of each server, in the vault it is bound to or the first of its region, and takes the rules'
    /// errors for a no.
    private func verdicts(_ live: [LiveResource]) async throws(PlanDefect) -> [RemoteID: ImagingVerdict] {
        let servers = live.filter { $0.kind == .server }
        let wish = ImagingWish(servers: servers, vaults: live.filter { $0.kind == .vault })
        let planner = Planner(rules: Wiring.rules)
        let draft = try planner.draft(
            PlanInput(
                desired: wish.desired(settings: settings), prior: PriorState(),
                live: LiveState(resources: live, readAt: readAt)))
        let reports = await guests?.reports(on: draft.guestSubjects) ?? [:]
        let plan = try planner.finish(draft, guests: reports)
        var findings: [String: [ImagingVerdict.Finding]] = [:]
        for finding in plan.findings where finding.severity == .error {
            guard let name = finding.address?.name else { continue }
            let found = ImagingVerdict.Finding(
                rule: finding.code, text: Bilingual(finding.summary, zh: finding.summary(.chinese)))
            if findings[name]?.contains(found) != true { findings[name, default: []].append(found) }
        }
        var verdicts: [RemoteID: ImagingVerdict] = [:]
        for (index, server) in servers.enumerated() {
            if wish.vault(for: server) == nil {
                verdicts[server.id] = .unknown(
                    Bilingual("its region has no vault for server backups", zh: "所在区域没有云服务器备份存储库"))
            } else {
                verdicts[server.id] = Self.verdict(findings[ImagingWish.name(index)] ?? [])
            }
        }
        return verdicts
    }
}

extension InventoryReader {
    /// Without guest facts nobody can say yes, and nothing says no.
    private static func verdict(_ findings: [ImagingVerdict.Finding]) -> ImagingVerdict {
        guard !findings.isEmpty else { return .yes }
        let others = findings.filter { $0.rule != RuleCatalogue.guestUnchecked.id }
        return others.isEmpty
            ? .unknown(
                Bilingual("its guest facts are not known (GU001)", zh: "云服务器内部信息未知（GU001）")) : .no(others)
    }
}

/// The manifest that would make one whole image of each server.
private struct ImagingWish {
    let servers: [LiveResource]
    let vaults: [LiveResource]

    static func name(_ index: Int) -> String { "s\(index)" }

    func vault(for server: LiveResource) -> LiveResource? {
        let usable = vaults.filter { vault in
            guard vault.region == server.region, case .vault(let facts) = vault.facts else { return false }
            return facts.objectType == "server"
        }
        return usable.first { vault in
            if case .vault(let facts) = vault.facts { facts.members.contains(server.id) } else { false }
        } ?? usable.first
    }

    func desired(settings: ProjectSettings) -> DesiredState {
        var settings = settings
        // No project has this name, so that nothing that is there counts as ours.
        settings.project = "~"
        var resources: [DesiredResource] = []
        var names: [RemoteID: String] = [:]
        for (index, vault) in vaults.enumerated() {
            let name = "v\(index)"
            names[vault.id] = name
            resources.append(
                DesiredResource(
                    address: Address(.vault, name), region: vault.region,
                    attributes: [.region: .string(vault.region)],
                    ownership: .existing(.id(vault.id))))
        }
        for (index, server) in servers.enumerated() {
            guard let vault = vault(for: server), let vaultName = names[vault.id] else { continue }
            let name = Self.name(index)
            let address = Address(.server, name)
            resources.append(
                DesiredResource(
                    address: address, region: server.region, attributes: [.region: .string(server.region)],
                    ownership: .existing(.id(server.id)), details: .server(ServerDetails())))
            let accepted = ImageDetails(
                nameTemplate: "ximage-\(name)", commitment: "2026-01-01", disclaimer: "2026-01-01",
                optimised: true)
            resources.append(
                DesiredResource(
                    address: Address(.image, name), region: server.region,
                    attributes: [
                        .name: .string("ximage-\(name)"), .region: .string(server.region), .kind: "whole",
                        .source: .reference(address), .vault: .reference(Address(.vault, vaultName)),
                    ], details: .image(accepted)))
        }
        return DesiredState(settings: settings, resources: resources.sorted { $0.address < $1.address })
    }
}
