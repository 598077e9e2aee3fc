import XimageCore
import XimagePlanning
import XimageRendering

/// Finds the server that a command line names, and a vault for its image.
struct ServerFinder: Sendable {
    let context: RunContext
    let desired: DesiredState
    let prior: PriorState
    /// Servers and vaults.
    let live: [LiveResource]

    func find(_ argument: ServerArgument, vault: String?) throws -> (
        server: LiveResource, vault: LiveResource
    ) {
        let server = try one(
            .server, argument.text, live.filter { $0.kind == .server },
            RuleArgument(
                "To see what is there:\n  ximage list servers", zh: "查看已有云服务器：\n  ximage list servers"))
        let vaults = live.filter { $0.kind == .vault && $0.region == server.region }
        if let vault {
            return (
                server,
                try one(
                    .vault, vault, vaults,
                    RuleArgument(
                        "To see the vaults of \(server.region):\n  ximage list vaults",
                        zh: "查看 \(server.region) 的存储库：\n  ximage list vaults"))
            )
        }
        let bound = vaults.first { object in
            if case .vault(let facts) = object.facts { facts.members.contains(server.id) } else { false }
        }
        guard let bound else {
            throw context.refusal(
                .serverInNoVault, ["server": "\(server.name.visible)", "region": "\(server.region)"])
        }
        return (server, bound)
    }

    /// By declared key, id, or a name that is there once.
    private func one(_ kind: ResourceKind, _ text: String, _ objects: [LiveResource], _ fix: RuleArgument)
        throws
        -> LiveResource
    {
        if let address = Address("\(kind.rawValue).\(text)"), let resource = desired[address] {
            return try declared(resource, objects, fix)
        }
        if let block = Address("\(kind.rawValue).\(text)") {
            let instances = desired.resources.map(\.address).filter { $0.block == block && $0.owner == nil }
            guard instances.isEmpty else {
                let first = instances[0].description.dropFirst(kind.rawValue.utf8.count + 1)
                let example =
                    kind == .server ? "server:\(first)".shellQuoted : "--vault \(String(first).shellQuoted)"
                throw context.refusal(
                    .standsForSeveral,
                    [
                        "block": "\(block.shown)", "count": kind.argument(instances.count),
                        "example": "\(example)",
                    ])
            }
        }
        let found = objects.filter { $0.id == text }
        let named = found.isEmpty ? objects.filter { $0.name == text } : found
        guard let first = named.first else {
            throw context.refusal(
                .nowhere,
                [
                    "address": "\(kind.rawValue).\(text.visible)", "kind": kind.argument,
                    "fix": NearestAddress.advice(
                        "\(kind.rawValue).\(text)",
                        among: desired.resources.map(\.address).filter { $0.kind == kind },
                        otherwise: fix),
                ])
        }
        guard named.count == 1 else {
            throw context.refusal(
                .severalNamed,
                [
                    "count": kind.argument(named.count), "name": "\(text.visible)",
                    "ids": "\(named.prefix(5).map(\.id.visible).joined(separator: ", "))",
                ])
        }
        return first
    }

    private func declared(_ resource: DesiredResource, _ objects: [LiveResource], _ fix: RuleArgument) throws
        -> LiveResource
    {
        let found: [LiveResource]
        switch resource.ownership {
        case .managed:
            let record = prior.records.first { $0.address == resource.address && $0.standing != .deposed }
            found = objects.filter { $0.id == record?.id }
        case .existing(let lookup):
            found = LiveIndex(objects).find(lookup, kind: resource.address.kind, region: resource.region)
        }
        guard found.count == 1 else {
            throw context.refusal(
                found.isEmpty ? .declaredNotThere : .declaredSeveralTimes,
                ["address": "\(resource.address)", "count": "\(found.count)", "fix": fix])
        }
        return found[0]
    }
}

extension ResourceKind {
    /// Its name in a sentence: `server`.
    var argument: RuleArgument {
        RuleArgument(noun.english, zh: noun.chinese)
    }

    /// `2 servers`
    func argument(_ number: Int) -> RuleArgument {
        RuleArgument(count(number, .english), zh: count(number, .chinese))
    }
}
