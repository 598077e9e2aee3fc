/// What lists show while a fault script lets them lag: every object as it was some time ago, made, changed and removed
/// objects alike. Shows of single objects do not lag.
struct LaggedLists {
    private let lagSeconds: Double
    private let regions: [String: Region]
    /// Writes that lists do not know yet, oldest first.
    private var hidden: [(due: Timestamp, row: Batch.Row)] = []
    private(set) var servers: Table<Server>
    private(set) var volumes: Table<Volume>
    private(set) var vaults: Table<Vault>
    private(set) var backups: Table<Backup>
    private(set) var images: Table<Image>

    /// Starts with copies of what there is now.
    init(lagSeconds: Double, of world: World) {
        self.lagSeconds = lagSeconds
        regions = world.regionsByName
        servers = Self.copy(world.servers, world)
        volumes = Self.copy(world.volumes, world)
        vaults = Self.copy(world.vaults, world)
        backups = Self.copy(world.backups, world)
        images = Self.copy(world.images, world)
    }

    private static func copy<Element: Record>(_ table: Table<Element>, _ world: World) -> Table<Element> {
        var copies = Table<Element>(regionCount: world.regions.count)
        for region in world.regions {
            for element in table.all(in: region) {
                if let copy = Element.decode(element.encoded(), regions: world.regionsByName) {
                    copies.insert(copy)
                }
            }
        }
        return copies
    }

    mutating func note(_ rows: [Batch.Row], at moment: Timestamp) {
        let due = moment.advanced(bySeconds: lagSeconds)
        for row in rows { hidden.append((due, row)) }
    }

    /// Shows what is old enough by now.
    mutating func advance(to moment: Timestamp) {
        let count = hidden.prefix { $0.due <= moment }.count
        guard count > 0 else { return }
        for entry in hidden.prefix(count) { show(entry.row) }
        hidden.removeFirst(count)
    }

    private mutating func show(_ row: Batch.Row) {
        switch row.kind {
        case .server: Self.show(row, in: &servers, regions)
        case .volume: Self.show(row, in: &volumes, regions)
        case .vault: Self.show(row, in: &vaults, regions)
        case .backup: Self.show(row, in: &backups, regions)
        case .image: Self.show(row, in: &images, regions)
        default: break
        }
    }

    private static func show<Element: Record>(
        _ row: Batch.Row, in table: inout Table<Element>, _ regions: [String: Region]
    ) {
        if let old = table[row.id] { table.remove(old) }
        if let body = row.body, let new = Element.decode(body, regions: regions) { table.insert(new) }
    }
}

extension World {
    var listedServers: Table<Server> { lagged?.servers ?? servers }
    var listedVolumes: Table<Volume> { lagged?.volumes ?? volumes }
    var listedVaults: Table<Vault> { lagged?.vaults ?? vaults }
    var listedBackups: Table<Backup> { lagged?.backups ?? backups }
    var listedImages: Table<Image> { lagged?.images ?? images }

    /// From now on lists lag behind writes by that many seconds; 0: not at all.
    func setListLag(_ seconds: Double) {
        lagged = seconds > 0 ? LaggedLists(lagSeconds: seconds, of: self) : nil
    }
}
