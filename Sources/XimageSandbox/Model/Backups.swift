/// A container of backups.
final class Vault: Record {
    static let kind = RecordKind.vault

    enum Status: UInt8 {
        case available, lock, frozen, deleting, error

        var word: String {
            switch self {
            case .available: "available"
            case .lock: "lock"
            case .frozen: "frozen"
            case .deleting: "deleting"
            case .error: "error"
            }
        }

        static func named(_ word: String) -> Status? {
            (0...UInt8(4)).lazy.compactMap(Status.init(rawValue:)).first { $0.word == word }
        }
    }

    struct Resource: Archivable {
        var server = ObjectID()
        var name = ""
        var sizeGiB = 0
        var excluded: [ObjectID] = []

        mutating func visit<A: Archive>(_ archive: inout A) {
            archive.field(&server)
            archive.field(&name)
            archive.field(&sizeGiB)
            archive.field(&excluded)
        }
    }

    var id = ObjectID()
    var region: Region
    var sequence = 0
    var name = ""
    var details = ""
    var objectType = "server"
    var protectType = "backup"
    var consistentLevel = "crash_consistent"
    var cloudType = "public"
    var chargingMode = "post_paid"
    var sizeGiB = 0
    var usedMiB = 0
    var status = Status.available
    var enterpriseProject = "0"
    var created = Timestamp.zero
    var updated = Timestamp.zero
    var autoBind = false
    var autoExpand = false
    var isMultiZone = false
    var isLocked = false
    var notifies = true
    var threshold = 80
    var namePrefix = ""
    var tags: [Tag] = []
    var bindTags: [Tag] = []
    var resources: [Resource] = []

    init(region: Region) {
        self.region = region
    }

    func visit<A: Archive>(_ archive: inout A) {
        archive.field(&id)
        archive.field(&sequence)
        archive.field(&name)
        archive.field(&details)
        archive.field(&objectType)
        archive.field(&protectType)
        archive.field(&consistentLevel)
        archive.field(&cloudType)
        archive.field(&chargingMode)
        archive.field(&sizeGiB)
        archive.field(&usedMiB)
        archive.field(&status)
        archive.field(&enterpriseProject)
        archive.field(&created)
        archive.field(&updated)
        archive.field(&autoBind)
        archive.field(&autoExpand)
        archive.field(&isMultiZone)
        archive.field(&isLocked)
        archive.field(&notifies)
        archive.field(&threshold)
        archive.field(&namePrefix)
        archive.field(&tags)
        archive.field(&bindTags)
        archive.field(&resources)
    }

    /// What the protected servers' disks add up to.
    var allocatedGiB: Int { resources.reduce(0) { $0 + $1.sizeGiB } }

    /// A vault takes at most this many resources. Source: CBR user guide, constraints; BackupService.6100.
    static let resourceLimit = 256
}

/// A backup of a server at one moment, with one child for each disk.
final class Backup: Record {
    static let kind = RecordKind.backup

    enum Status: UInt8 {
        case available, protecting, deleting, restoring, error, waitingProtect, waitingDelete, waitingRestore

        var word: String {
            switch self {
            case .available: "available"
            case .protecting: "protecting"
            case .deleting: "deleting"
            case .restoring: "restoring"
            case .error: "error"
            case .waitingProtect: "waiting_protect"
            case .waitingDelete: "waiting_delete"
            case .waitingRestore: "waiting_restore"
            }
        }
    }

    /// How far a backup has come. Source: API reference, section 5.3.
    enum Reach: UInt8 {
        /// `na`: not usable yet
        case none
        /// `snapshot`: in its zone only
        case zone
        /// `backup`: in the whole region
        case region

        var word: String {
            switch self {
            case .none: "na"
            case .zone: "snapshot"
            case .region: "backup"
            }
        }
    }

    struct Child: Archivable {
        var id = ObjectID()
        var volume = ObjectID()
        var volumeName = ""
        var sizeGiB = 0
        var type = ""
        var isSystem = false
        var isEncrypted = false
        var isSCSI = false
        var isShared = false
        var snapshot = ObjectID()
        var content: ObjectID?

        mutating func visit<A: Archive>(_ archive: inout A) {
            archive.field(&id)
            archive.field(&volume)
            archive.field(&volumeName)
            archive.field(&sizeGiB)
            archive.field(&type)
            archive.field(&isSystem)
            archive.field(&isEncrypted)
            archive.field(&isSCSI)
            archive.field(&isShared)
            archive.field(&snapshot)
            archive.field(&content)
        }
    }

    struct Replication: Archivable {
        enum Status: UInt8 {
            case replicating, success, fail, skip, waiting

            var word: String {
                switch self {
                case .replicating: "replicating"
                case .success: "success"
                case .fail: "fail"
                case .skip: "skip"
                case .waiting: "waiting_replicate"
                }
            }
        }

        var id = ObjectID()
        var status = Status.replicating
        var sourceRegion = ""
        var sourceBackup = ObjectID()
        var region = ""
        var vault = ObjectID()
        var backup = ObjectID()
        var created = Timestamp.zero

        mutating func visit<A: Archive>(_ archive: inout A) {
            archive.field(&id)
            archive.field(&status)
            archive.field(&sourceRegion)
            archive.field(&sourceBackup)
            archive.field(&region)
            archive.field(&vault)
            archive.field(&backup)
            archive.field(&created)
        }
    }

    var id = ObjectID()
    var region: Region
    var sequence = 0
    var name = ""
    var details = ""
    var status = Status.protecting
    var reach = Reach.none
    var isReplica = false
    var isAutomatic = false
    var isIncremental = false
    var checkpoint = ObjectID()
    var vault = ObjectID()
    var server = ObjectID()
    var serverName = ""
    var zone = ""
    var created = Timestamp.zero
    var updated = Timestamp.zero
    var protected = Timestamp.zero
    var expires = Timestamp.zero
    var enterpriseProject = "0"
    /// The image registered on it; at most one. Source: IMG.0029.
    var image: ObjectID?
    var children: [Child] = []
    var replications: [Replication] = []
    /// What a server made from it inherits.
    var sourceImage = ObjectID()
    var osType = "Linux"
    var platform = ""
    var osVersion = ""
    var flavor = ""
    var minDiskGiB = 0
    var usedMiB = 0
    var isARM = false

    init(region: Region) {
        self.region = region
    }

    func visit<A: Archive>(_ archive: inout A) {
        archive.field(&id)
        archive.field(&sequence)
        archive.field(&name)
        archive.field(&details)
        archive.field(&status)
        archive.field(&reach)
        archive.field(&isReplica)
        archive.field(&isAutomatic)
        archive.field(&isIncremental)
        archive.field(&checkpoint)
        archive.field(&vault)
        archive.field(&server)
        archive.field(&serverName)
        archive.field(&zone)
        archive.field(&created)
        archive.field(&updated)
        archive.field(&protected)
        archive.field(&expires)
        archive.field(&enterpriseProject)
        archive.field(&image)
        archive.field(&children)
        archive.field(&replications)
        archive.field(&sourceImage)
        archive.field(&osType)
        archive.field(&platform)
        archive.field(&osVersion)
        archive.field(&flavor)
        archive.field(&minDiskGiB)
        archive.field(&usedMiB)
        archive.field(&isARM)
    }

    var sizeGiB: Int { children.reduce(0) { $0 + $1.sizeGiB } }
    var systemDisk: Child? { children.first { $0.isSystem } }
}

/// The act of backing up: groups the backups it produced.
final class Checkpoint: Record {
    static let kind = RecordKind.checkpoint

    var id = ObjectID()
    var region: Region
    var sequence = 0
    var name = ""
    var details = ""
    var vault = ObjectID()
    var created = Timestamp.zero
    var backups: [ObjectID] = []
    var isAutomatic = false
    var hasFailed = false

    init(region: Region) {
        self.region = region
    }

    func visit<A: Archive>(_ archive: inout A) {
        archive.field(&id)
        archive.field(&sequence)
        archive.field(&name)
        archive.field(&details)
        archive.field(&vault)
        archive.field(&created)
        archive.field(&backups)
        archive.field(&isAutomatic)
        archive.field(&hasFailed)
    }
}
