/// What happens to objects that are there already, by somebody's hand or the service's: the entries of `changes` below a
/// region of a world file.
struct ConditionSeed {
    let world: World
    let region: Region
    /// On an empty world there is nothing to find: only the words are checked.
    let isTrial: Bool

    /// All entries are checked before the first is applied.
    func apply(_ nodes: [DocumentNode]) throws(SandboxError) {
        for node in nodes { _ = try change(node) }
        guard !isTrial else { return }
        for node in nodes { try change(node)() }
    }

    /// - Returns: what carries the entry out.
    private func change(_ node: DocumentNode) throws(SandboxError) -> () throws(SandboxError) -> Void {
        try node.check(
            ["server", "volume", "vault", "status", "locked", "frozen", "prepaid", "shared", "task"],
            "a change")
        if let name = node["server"] { return try server(name, node) }
        if let name = node["volume"] { return try volume(name, node) }
        guard let name = node["vault"] else {
            throw node.wrong("A change names a server, a volume or a vault.")
        }
        return try vault(name, node)
    }

    private func server(
        _ name: DocumentNode, _ node: DocumentNode
    ) throws(SandboxError) -> () throws(SandboxError) -> Void {
        let status = try status(node, "server", Server.Status.named)
        let task = try task(node)
        let found = try find(name, "server", world.servers.all(in: region), \.name)
        return {
            for server in found {
                if let status { server.status = status }
                if let task { server.task = task }
                if let locked = node["locked"]?.bool { server.isLocked = locked }
                if let prepaid = node["prepaid"]?.bool { server.isPrepaid = prepaid }
                if node["frozen"]?.bool == true {
                    server.metadata.set(Tag(key: "EcmResStatus", value: "freeze"))
                }
                world.save(server)
            }
        }
    }

    /// Somebody else images the server, or backs it up, until another entry says that it is over.
    private func task(_ node: DocumentNode) throws(SandboxError) -> Server.Task? {
        guard let entry = node["task"] else { return nil }
        let tasks: [Server.Task] = [.none, .imaging, .backingUp]
        guard let task = tasks.first(where: { $0.word ?? "none" == entry.text }) else {
            throw entry.wrong("The task of a server is image_snapshot, image_backup or none.")
        }
        return task
    }

    private func volume(
        _ name: DocumentNode, _ node: DocumentNode
    ) throws(SandboxError) -> () throws(SandboxError) -> Void {
        let status = try status(node, "disk", Volume.Status.named)
        let found = try find(name, "volume", world.volumes.all(in: region), \.name)
        return {
            for volume in found {
                if let status { volume.status = status }
                if let shared = node["shared"]?.bool { volume.isShared = shared }
                if let prepaid = node["prepaid"]?.bool { volume.isPrepaid = prepaid }
                world.save(volume)
            }
        }
    }

    private func vault(
        _ name: DocumentNode, _ node: DocumentNode
    ) throws(SandboxError) -> () throws(SandboxError) -> Void {
        let status = try status(node, "vault", Vault.Status.named)
        let found = try find(name, "vault", world.vaults.all(in: region), \.name)
        return {
            for vault in found {
                if let status { vault.status = status }
                if let locked = node["locked"]?.bool { vault.isLocked = locked }
                if let prepaid = node["prepaid"]?.bool {
                    vault.chargingMode = prepaid ? "pre_paid" : "post_paid"
                }
                world.save(vault)
            }
        }
    }

    private func status<Status>(
        _ node: DocumentNode, _ kind: String, _ named: (String) -> Status?
    ) throws(SandboxError) -> Status? {
        guard let word = node["status"] else { return nil }
        guard let status = named(word.text ?? "") else {
            throw word.wrong("\(word.text ?? "This") is no status of a \(kind).")
        }
        return status
    }

    private func find<Element>(
        _ name: DocumentNode, _ kind: String, _ all: [Element], _ key: (Element) -> String
    ) throws(SandboxError) -> [Element] {
        let found = all.filter { key($0) == name.text }
        guard isTrial || !found.isEmpty else {
            throw name.wrong("There is no \(kind) \(name.text ?? "") in \(region.name).")
        }
        return found
    }
}
