/// A disk.
final class Volume: Record {
    static let kind = RecordKind.volume

    /// Source: API reference, section 7.7.
    enum Status: UInt8 {
        case creating, available, inUse, attaching, detaching, extending, retyping, deleting, error,
            errorExtending
        case errorDeleting, backingUp, downloading, uploading, restoringBackup, rollbacking, errorRestoring
        case errorRollbacking, awaitingTransfer

        var word: String {
            switch self {
            case .creating: "creating"
            case .available: "available"
            case .inUse: "in-use"
            case .attaching: "attaching"
            case .detaching: "detaching"
            case .extending: "extending"
            case .retyping: "retyping"
            case .deleting: "deleting"
            case .error: "error"
            case .errorExtending: "error_extending"
            case .errorDeleting: "error_deleting"
            case .backingUp: "backing-up"
            case .downloading: "downloading"
            case .uploading: "uploading"
            case .restoringBackup: "restoring-backup"
            case .rollbacking: "rollbacking"
            case .errorRestoring: "error_restoring"
            case .errorRollbacking: "error_rollbacking"
            case .awaitingTransfer: "awaiting-transfer"
            }
        }

        static func named(_ word: String) -> Status? {
            (0...UInt8(18)).lazy.compactMap(Status.init(rawValue:)).first { $0.word == word }
        }

        var isDeletable: Bool {
            switch self {
            case .available, .error, .errorExtending, .errorRestoring, .errorRollbacking: true
            default: false
            }
        }
    }

    struct Attachment: Archivable {
        var server = ObjectID()
        var slot: UInt8 = 0
        var at = Timestamp.zero

        var device: String { "/dev/vd" + Server.letters(for: Int(slot)) }

        mutating func visit<A: Archive>(_ archive: inout A) {
            archive.field(&server)
            archive.field(&slot)
            archive.field(&at)
        }
    }

    var id = ObjectID()
    var region: Region
    var sequence = 0
    var name = ""
    var zone = ""
    var type = ""
    var sizeGiB = 0
    var status = Status.creating
    var isBootable = false
    var isShared = false
    var created = Timestamp.zero
    var updated = Timestamp.zero
    var metadata: [Tag] = []
    var tags: [Tag] = []
    var attachments: [Attachment] = []
    /// The image whose properties a bootable disk shows.
    var image: ObjectID?
    var imageName = ""
    /// What the disk holds; nil while it holds nothing but zeros.
    var content: ObjectID?

    /// What few disks have. The others do without it: there may be hundreds of thousands.
    private final class Rare {
        var details = ""
        var iops = 0
        var throughput = 0
        var enterpriseProject = "0"
        var serviceType = "EVS"
        var snapshot: ObjectID?
        var isOldStorage = false
        var isPrepaid = false
    }

    private var rare: Rare?
    private var ownRare: Rare {
        if let rare { return rare }
        let made = Rare()
        rare = made
        return made
    }

    var details: String {
        get { rare?.details ?? "" }
        set { if rare != nil || !newValue.isEmpty { ownRare.details = newValue } }
    }
    var iops: Int {
        get { rare?.iops ?? 0 }
        set { if rare != nil || newValue != 0 { ownRare.iops = newValue } }
    }
    var throughput: Int {
        get { rare?.throughput ?? 0 }
        set { if rare != nil || newValue != 0 { ownRare.throughput = newValue } }
    }
    var enterpriseProject: String {
        get { rare?.enterpriseProject ?? "0" }
        set { if rare != nil || newValue != "0" { ownRare.enterpriseProject = newValue } }
    }
    var serviceType: String {
        get { rare?.serviceType ?? "EVS" }
        set { if rare != nil || newValue != "EVS" { ownRare.serviceType = newValue } }
    }
    var snapshot: ObjectID? {
        get { rare?.snapshot }
        set { if rare != nil || newValue != nil { ownRare.snapshot = newValue } }
    }
    /// On a storage that cannot be backed up. Source: constraint DK011.
    var isOldStorage: Bool {
        get { rare?.isOldStorage ?? false }
        set { if rare != nil || newValue { ownRare.isOldStorage = newValue } }
    }
    var isPrepaid: Bool {
        get { rare?.isPrepaid ?? false }
        set { if rare != nil || newValue { ownRare.isPrepaid = newValue } }
    }

    init(region: Region) {
        self.region = region
    }

    func visit<A: Archive>(_ archive: inout A) {
        archive.field(&id)
        archive.field(&sequence)
        archive.field(&name)
        archive.field(&details)
        archive.field(&zone)
        archive.field(&type)
        archive.field(&sizeGiB)
        archive.field(&status)
        archive.field(&isBootable)
        archive.field(&isShared)
        archive.field(&iops)
        archive.field(&throughput)
        archive.field(&created)
        archive.field(&updated)
        archive.field(&enterpriseProject)
        archive.field(&serviceType)
        archive.field(&metadata)
        archive.field(&tags)
        archive.field(&attachments)
        archive.field(&snapshot)
        archive.field(&image)
        archive.field(&imageName)
        archive.field(&content)
        archive.field(&isOldStorage)
        archive.field(&isPrepaid)
    }

    func metadata(_ key: String) -> String? { metadata.first { $0.key == key }?.value }
    var isEncrypted: Bool { metadata("__system__encrypted") == "1" }
    var isSCSI: Bool { metadata("hw:passthrough") == "true" }
}
