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
            "To see what is there:\n  ximage list servers")
        let vaults = live.filter { $0.kind == .vault && $0.region == server.region }
        if let vault {
            return (
                server,
                try one(.vault, vault, vaults, "To see the vaults of \(server.region):\n  ximage list vaults")
            )
        }
        let bound = vaults.first { object in
            if case .vault(let facts) = object.facts { facts.members.contains(server.id) } else { false }
        }
        guard let bound else {
            throw refuse(
                "server \"\(server.name.visible)\" is in no vault yet, and the backup behind the image needs one.",
                "Name a vault of \(server.region):\n  --vault main")
        }
        return (server, bound)
    }

    /// By declared key, id, or a name that is there once.
    private func one(_ kind: ResourceKind, _ text: String, _ objects: [LiveResource], _ fix: String) throws
        -> LiveResource
    {
        if let address = Address("\(kind.rawValue).\(text)"), let resource = desired[address] {
            return try declared(resource, objects, fix)
        }
        if let block = Address("\(kind.rawValue).\(text)") {
            let instances = desired.resources.map(\.address).filter { $0.block == block && $0.owner == nil }
            guard instances.isEmpty else {
                let first = instances[0].description.dropFirst(kind.rawValue.utf8.count + 1)
                throw refuse(
                    "\(block.shown) stands for \(instances.count) \(kind.plural).",
                    "Name one of them:\n  "
                        + (kind == .server
                            ? "server:\(first)".shellQuoted
                            : "--vault \(String(first).shellQuoted)"))
            }
        }
        let found = objects.filter { $0.id == text }
        let named = found.isEmpty ? objects.filter { $0.name == text } : found
        guard let first = named.first else {
            throw refuse(
                "No manifest declares \(kind.rawValue).\(text.visible), and the cloud has no \(kind.rawValue) of that "
                    + "name or id in the regions of the set.",
                NearestAddress.advice(
                    "\(kind.rawValue).\(text)",
                    among: desired.resources.map(\.address).filter { $0.kind == kind },
                    otherwise: fix))
        }
        guard named.count == 1 else {
            throw refuse(
                "\(named.count) \(kind.plural) have the name \"\(text.visible)\".",
                "Name one by its id: \(named.prefix(5).map(\.id.visible).joined(separator: ", ")).")
        }
        return first
    }

    private func declared(_ resource: DesiredResource, _ objects: [LiveResource], _ fix: String) throws
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
            throw refuse(
                "\(resource.address) is declared, and \(found.isEmpty ? "not there" : "there \(found.count) times").",
                found.isEmpty ? "To make it:\n  ximage apply --target '\(resource.address)'" : fix)
        }
        return found[0]
    }

    private func refuse(_ detail: String, _ fix: String?) -> ExitStatus {
        context.tell([
            Diagnostic(code: "address", summary: "Nothing was changed", detail: detail, fix: fix)
        ])
        return .error
    }
}
