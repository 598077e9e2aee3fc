import XimageCore

/// The steps of a plan made quick to ask, for the rules that put them in order. Positions are those in `steps`.
struct StepFacts {
    let steps: [PlanStep]
    let world: World

    private var positions: [StepID: Int] = [:]
    /// Steps that make a declared address what it is declared as, by series.
    private var ready: [Address: [Int]] = [:]
    private var settles: [Address: Int] = [:]
    private var serverDeletes: [RemoteID: Int] = [:]
    /// Steps that take a disk off a server, by the server.
    private var leaving: [RemoteID: [Int]] = [:]
    /// Steps that delete images and backups, by their vault.
    private var vaultContents: [RemoteID: [Int]] = [:]
    /// Steps that enlarge a vault, by the servers in it.
    private var enlargements: [RemoteID: [Int]] = [:]

    /// - Parameter isDeclared: of each step, whether its decision is about what is declared.
    init(_ steps: [PlanStep], isDeclared: [Bool], in world: World) {
        self.steps = steps
        self.world = world
        positions.reserveCapacity(steps.count)
        for (index, step) in steps.enumerated() {
            positions[step.id] = index
            switch step.operation {
            case .create, .label, .update:
                if isDeclared[index] { ready[step.address.series, default: []].append(index) }
            case .settle(let settle): settles[settle.image] = index
            case .delete(let delete):
                if step.address.kind == .server { serverDeletes[delete.id] = index }
                if let server = delete.detachFrom { leaving[server, default: []].append(index) }
            case .detach(let detach): leaving[detach.server, default: []].append(index)
            case .prune(let prune):
                if let vault = Self.vault(of: prune.id, step, world) {
                    vaultContents[vault, default: []].append(index)
                }
            case .deleteBackup(let backup):
                if let vault = world.backupVaults[backup.id] {
                    vaultContents[vault, default: []].append(index)
                }
            case .forget, .stop, .start, .awaitServer: break
            }
            guard case .update(let update) = step.operation else { continue }
            if !update.changes[.server].isEmpty, let server = update.current[.server].string {
                leaving[server, default: []].append(index)
            }
            if step.address.kind == .vault, case .vault(let vault) = world.live[update.id]?.facts,
                let size = update.changes[.size].int, size > world.live[update.id]?.attributes[.size].int ?? 0
            {
                for server in vault.members { enlargements[server, default: []].append(index) }
            }
        }
    }

    /// What keeps the backup of an image.
    private static func vault(of image: RemoteID, _ step: PlanStep, _ world: World) -> RemoteID? {
        if let vault = world.records[step.address]?.vaultID { return vault }
        if case .image(let facts) = world.live[image]?.facts { return facts.vault }
        return nil
    }

    func position(_ id: StepID) -> Int? { positions[id] }

    /// Steps after which an address is what it is declared as; empty when it is already.
    func ready(_ address: Address) -> [Int] { ready[address.series] ?? [] }

    /// Steps after which the whole region can use a series.
    func usableInRegion(_ series: Address) -> [Int] { settles[series].map { [$0] } ?? ready(series) }

    /// Steps that take disks off a server.
    func leaving(_ server: RemoteID) -> [Int] { leaving[server] ?? [] }

    /// Steps that delete images and backups of a vault.
    func contents(ofVault id: RemoteID) -> [Int] { vaultContents[id] ?? [] }

    /// Steps that enlarge the vault that a server is in.
    func enlargements(ofVaultWith server: RemoteID) -> [Int] { enlargements[server] ?? [] }

    /// The step that deletes a server.
    func deletion(ofServer id: RemoteID) -> Int? { serverDeletes[id] }
}
