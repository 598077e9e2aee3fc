/// The pretend account: every object, the clock as of the call being answered, and what must be written down because of
/// it. Not thread-safe; `SandboxCloud` lets one call at a time in.
final class World {
    let regions: [Region]
    let regionsByName: [String: Region]
    private let regionsByProject: [ObjectID: Region]

    /// The moment of the call being answered; does not move while it is answered.
    private(set) var now = Timestamp.zero
    /// Simulated durations are multiplied by it; at 0 a job is done when anyone looks next.
    let timeScale: Double
    let seed: UInt64
    /// Last number given to an object.
    private(set) var sequence: Int

    private(set) var servers: Table<Server>
    private(set) var volumes: Table<Volume>
    private(set) var vaults: Table<Vault>
    private(set) var backups: Table<Backup>
    private(set) var images: Table<Image>
    private(set) var jobs: Table<Job>
    private(set) var checkpoints: Table<Checkpoint>
    private(set) var operationLogs: Table<OperationLog>
    /// Entries of work that has not ended, by what is at work.
    private var runningLogs: [ObjectID: OperationLog] = [:]
    private(set) var networks: Table<Network>
    private(set) var accessKeys: Table<AccessKey>
    private(set) var clientTokens: Table<ClientToken>
    private(set) var settings: Settings
    private var agenda = Agenda()
    /// Jobs that have not ended.
    private(set) var runningJobs: [ObjectID: Job] = [:]

    /// The vault a server is in.
    private(set) var vaultOfServer: [ObjectID: ObjectID] = [:]
    /// Backups by the server they are of, oldest first.
    private(set) var backupsOfServer: [ObjectID: [Backup]] = [:]
    /// What quotas count, by region.
    private var usage: [Usage]
    /// How many records hold each disk content.
    private var contentHolders: [ObjectID: Int] = [:]

    private var sharedTexts: [String: String] = [:]
    /// What the data file must be told.
    private(set) var changes = ChangeSet()
    /// The call being answered, for the ledger.
    var callName = ""
    var callID = ObjectID()
    /// What a fault script wants of the next job that starts.
    var jobFault: JobFault?
    /// What lists show while a fault script lets them lag; nil: the present.
    var lagged: LaggedLists?
    var tokens = TokenBook()
    /// Calls by operation since the last reset.
    var callCounts: [String: Int] = [:]

    enum JobFault {
        case stuck
        case fail(code: String, reason: String, half: Bool)
    }

    init(timeScale: Double, seed: UInt64, sequence: Int) {
        self.timeScale = timeScale
        self.seed = seed
        self.sequence = sequence
        regions = regionZones.enumerated().map { index, entry in
            Region(
                name: entry.region, index: index, zones: entry.zones,
                project: ObjectID(naming: "project", entry.region))
        }
        regionsByName = Dictionary(uniqueKeysWithValues: regions.map { ($0.name, $0) })
        regionsByProject = Dictionary(uniqueKeysWithValues: regions.map { ($0.project, $0) })
        let count = regions.count
        usage = Array(repeating: Usage(), count: count)
        servers = Table(regionCount: count)
        volumes = Table(regionCount: count)
        vaults = Table(regionCount: count)
        backups = Table(regionCount: count)
        images = Table(regionCount: count)
        jobs = Table(regionCount: count)
        checkpoints = Table(regionCount: count)
        operationLogs = Table(regionCount: count)
        networks = Table(regionCount: count)
        accessKeys = Table(regionCount: count)
        clientTokens = Table(regionCount: count)
        settings = Settings(region: regions[0])
        addCatalogue()
    }

    var defaultRegion: Region { regions[0] }
    /// The account all projects belong to.
    var domain: ObjectID { ObjectID(naming: "domain") }

    func region(ofProject id: ObjectID?) -> Region? { id.flatMap { regionsByProject[$0] } }

    // MARK: Ids and numbers

    func nextSequence() -> Int {
        sequence += 1
        changes.sequence = sequence
        return sequence
    }

    /// An id no object had before. The same seed and the same calls give the same ids.
    func newID() -> ObjectID {
        let number = UInt64(nextSequence())
        return ObjectID(
            random: ObjectID.mix(seed &+ number &* 0xD134_2543_DE82_EF95),
            ObjectID.mix(~seed ^ (number << 20)))
    }

    /// A number in 0..<1 that depends on the seed and the object alone.
    func fraction(for id: ObjectID) -> Double {
        Double(ObjectID.mix(seed ^ id.low) >> 11) / Double(1 << 53)
    }

    // MARK: Objects come and go

    /// Registers an object that is new, and notes it in the ledger.
    func add<Element: Record>(_ element: Element, name: String) {
        place(element)
        save(element)
        note(.made, element, name)
    }

    /// Registers an object read from the data file or belonging to every data file.
    func place<Element: Record>(_ element: Element) {
        switch element {
        case let server as Server:
            servers.insert(server)
            count(server, 1)
            networks[server.subnet]?.addresses.insert(server.address)
        case let volume as Volume:
            volumes.insert(volume)
            count(volume, 1)
            hold(volume.content)
        case let vault as Vault:
            vaults.insert(vault)
            for resource in vault.resources { vaultOfServer[resource.server] = vault.id }
        case let backup as Backup:
            backups.insert(backup)
            backupsOfServer[backup.server, default: []].append(backup)
            for child in backup.children { hold(child.content) }
            usage[backup.region.index].snapshots += backup.children.count
        case let image as Image:
            images.insert(image)
            if !image.isPublic { usage[image.region.index].images += 1 }
            hold(image.content)
        case let job as Job:
            jobs.insert(job)
            if job.state == .running {
                runningJobs[job.id] = job
                agenda.add(job)
            }
        case let checkpoint as Checkpoint: checkpoints.insert(checkpoint)
        case let entry as OperationLog:
            operationLogs.insert(entry)
            if entry.status == .running { runningLogs[entry.subject] = entry }
        case let network as Network: networks.insert(network)
        case let key as AccessKey: accessKeys.insert(key)
        case let token as ClientToken: clientTokens.insert(token)
        case let settings as Settings: self.settings = settings
        default: preconditionFailure("This is a bug in the sandbox: no table for this record")
        }
    }

    /// The object changed and must be written.
    func save<Element: Record>(_ element: Element) {
        changes.save(element)
    }

    func remove(_ server: Server) {
        servers.remove(server)
        count(server, -1)
        networks[server.subnet]?.addresses.remove(server.address)
        forget(server, server.name)
    }

    func remove(_ volume: Volume) {
        volumes.remove(volume)
        count(volume, -1)
        release(volume.content)
        forget(volume, volume.name)
    }

    func remove(_ vault: Vault) {
        vaults.remove(vault)
        for resource in vault.resources where vaultOfServer[resource.server] == vault.id {
            vaultOfServer[resource.server] = nil
        }
        forget(vault, vault.name)
    }

    func remove(_ backup: Backup) {
        backups.remove(backup)
        backupsOfServer[backup.server]?.removeAll { $0 === backup }
        if backupsOfServer[backup.server]?.isEmpty == true { backupsOfServer[backup.server] = nil }
        for child in backup.children { release(child.content) }
        usage[backup.region.index].snapshots -= backup.children.count
        forget(backup, backup.name)
    }

    func remove(_ image: Image) {
        images.remove(image)
        if !image.isPublic { usage[image.region.index].images -= 1 }
        release(image.content)
        forget(image, image.name)
    }

    func remove(_ job: Job) {
        jobs.remove(job)
        changes.remove(job)
    }

    func remove(_ checkpoint: Checkpoint) {
        checkpoints.remove(checkpoint)
        forget(checkpoint, checkpoint.name)
    }

    func remove(_ entry: OperationLog) {
        operationLogs.remove(entry)
        changes.remove(entry)
    }

    func takeRunningLog(of subject: ObjectID) -> OperationLog? { runningLogs.removeValue(forKey: subject) }

    func remove(_ token: ClientToken) {
        clientTokens.remove(token)
        changes.remove(token)
    }

    private func forget<Element: Record>(_ element: Element, _ name: String) {
        changes.remove(element)
        note(.removed, element, name)
    }

    private func note<Element: Record>(_ deed: LedgerEntry.Deed, _ element: Element, _ name: String) {
        guard Element.kind != .job, Element.kind != .clientToken, Element.kind != .settings else { return }
        changes.ledger.append(
            LedgerEntry(
                at: now, deed: deed, kind: Element.kind.word, id: element.id.description,
                region: element.region.name, name: name, call: callName, requestID: callID.plain))
    }

    /// Names of images stand in many objects; each is kept in memory once.
    func share<Element: Record>(_ element: Element) {
        switch element {
        case let server as Server: server.imageName = shared(server.imageName)
        case let volume as Volume: volume.imageName = shared(volume.imageName)
        default: break
        }
    }

    private func shared(_ text: String) -> String {
        if let known = sharedTexts[text] { return known }
        sharedTexts[text] = text
        return text
    }

    // MARK: Usage

    func usage(in region: Region) -> Usage { usage[region.index] }

    /// Changes what quotas count, then counts again: sizes and flavors are part of it.
    func resize(_ volume: Volume, toGiB size: Int) {
        count(volume, -1)
        volume.sizeGiB = size
        count(volume, 1)
    }

    func change(_ server: Server, toFlavor flavor: String) {
        count(server, -1)
        server.flavor = flavor
        count(server, 1)
    }

    private func count(_ server: Server, _ sign: Int) {
        let flavor = flavorsByName[server.flavor]
        usage[server.region.index].servers += sign
        usage[server.region.index].cores += sign * (flavor?.vcpus ?? 0)
        usage[server.region.index].ramMB += sign * (flavor?.ramMB ?? 0)
    }

    private func count(_ volume: Volume, _ sign: Int) {
        usage[volume.region.index].volumes += sign
        usage[volume.region.index].gigabytes += sign * volume.sizeGiB
    }

    // MARK: Vault membership

    func bind(_ resource: Vault.Resource, to vault: Vault) {
        vault.resources.append(resource)
        vaultOfServer[resource.server] = vault.id
        save(vault)
    }

    func unbind(_ server: ObjectID, from vault: Vault) {
        vault.resources.removeAll { $0.server == server }
        if vaultOfServer[server] == vault.id { vaultOfServer[server] = nil }
        save(vault)
    }

    func vault(ofServer id: ObjectID) -> Vault? {
        vaultOfServer[id].flatMap { vaults[$0] }
    }

    // MARK: Disk contents

    /// Puts new content on a disk. `content` is held by the data file on the disk's behalf.
    private func setContent(_ content: ObjectID?, of volume: Volume) {
        let old = volume.content
        volume.content = content
        if let content, contentHolders[content] != nil { changes.released.append(content) }
        hold(content)
        release(old)
        save(volume)
    }

    /// Puts content on a disk that some other object holds already.
    func replaceContent(of volume: Volume, by content: ObjectID?) {
        let old = volume.content
        volume.content = content
        hold(content)
        release(old)
        save(volume)
    }

    private func hold(_ content: ObjectID?) {
        if let content { contentHolders[content, default: 0] += 1 }
    }

    private func release(_ content: ObjectID?) {
        guard let content, let holders = contentHolders[content] else { return }
        if holders > 1 {
            contentHolders[content] = holders - 1
        } else {
            contentHolders[content] = nil
            changes.released.append(content)
        }
    }

    // MARK: Time

    /// Moves to the moment of a call and does what has become due since the last one, in the order it was due.
    func advance(to moment: Timestamp) {
        let target = max(moment, now)
        while let id = agenda.next(by: target) {
            guard let job = jobs[id], job.state == .running else { continue }
            now = max(now, timeScale == 0 ? target : job.due)
            let (name, request) = (callName, callID)
            callName = "job:\(job.type)"
            callID = job.id
            runningJobs[id] = nil
            finish(job)
            callName = name
            callID = request
        }
        now = target
        lagged?.advance(to: target)
    }

    /// Starts work that takes `seconds` of simulated time before scaling.
    func start(_ job: Job, seconds: Double) {
        job.begin = now
        job.due = now.advanced(bySeconds: seconds * timeScale)
        if job.service != .hidden, let fault = jobFault {
            jobFault = nil
            switch fault {
            case .stuck: job.due = .distantFuture
            case .fail(let code, let reason, let half):
                job.failCode = code
                job.failReason = reason
                job.failsByHalf = half
            }
        }
        place(job)
        save(job)
    }

    /// The job as a new record: ids as its service writes them.
    func newJob(_ service: Job.Service, _ type: String, _ effect: Job.Effect, in region: Region) -> Job {
        let job = Job(region: region)
        job.id = newID()
        job.sequence = sequence
        job.service = service
        job.type = type
        job.effect = effect
        return job
    }

    /// Forgets what clients have had a day to read: ended jobs, used client tokens.
    func purge(before moment: Timestamp) {
        for region in regions {
            for job in jobs.all(in: region) where job.state != .running && job.end < moment { remove(job) }
            for token in clientTokens.all(in: region) where token.used < moment { remove(token) }
            let old = moment.advanced(bySeconds: -30 * 86_400)
            for entry in operationLogs.all(in: region) where entry.status != .running && entry.ended < old {
                remove(entry)
            }
        }
    }

    /// A duration around `typical` seconds, between 0.8 and 1.2 times of it, fixed by seed and object.
    func spread(_ typical: Double, for id: ObjectID) -> Double {
        typical * (0.8 + 0.4 * fraction(for: id))
    }

    // MARK: Writing down

    /// Hands over what changed since the last time.
    func takeChanges() -> ChangeSet {
        defer { changes = ChangeSet() }
        return changes
    }

    /// Stores the nodes and puts their root on the disk.
    func write(_ nodes: [ContentNode], root: ObjectID?, to volume: Volume) {
        changes.nodes.append(contentsOf: nodes)
        if let root { changes.nodes.append(ContentNode(id: root, level: 0, body: [], isRoot: true)) }
        setContent(root, of: volume)
    }

    func noteClockOffset(_ seconds: Double) {
        changes.clockOffset = seconds
    }
}

/// What quotas count in one region.
struct Usage {
    var servers = 0
    var cores = 0
    var ramMB = 0
    var volumes = 0
    var gigabytes = 0
    var images = 0
    var snapshots = 0
}
