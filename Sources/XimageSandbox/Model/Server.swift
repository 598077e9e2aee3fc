/// A server and where its disks sit.
final class Server: Record {
    static let kind = RecordKind.server

    enum Status: UInt8 {
        case build, active, shutoff, reboot, hardReboot, rebuild, resize, error, migrating, shelved, paused,
            suspended

        /// Source: API reference, section 6.5.
        var word: String {
            switch self {
            case .build: "BUILD"
            case .active: "ACTIVE"
            case .shutoff: "SHUTOFF"
            case .reboot: "REBOOT"
            case .hardReboot: "HARD_REBOOT"
            case .rebuild: "REBUILD"
            case .resize: "RESIZE"
            case .error: "ERROR"
            case .migrating: "MIGRATING"
            case .shelved: "SHELVED"
            case .paused: "PAUSED"
            case .suspended: "SUSPENDED"
            }
        }

        static func named(_ word: String) -> Status? {
            (0...UInt8(11)).lazy.compactMap(Status.init(rawValue:)).first { $0.word == word }
        }

        var isSettled: Bool { self == .active || self == .shutoff }
    }

    /// What runs on it now. The service shows it as `OS-EXT-STS:task_state`.
    enum Task: UInt8 {
        case none, spawning, deleting, poweringOn, poweringOff, rebooting, resizing, rebuilding, imaging,
            backingUp
        /// A disk comes or goes; the service shows no task then.
        case attaching, detaching

        var word: String? {
            switch self {
            case .none, .attaching, .detaching: nil
            case .spawning: "spawning"
            case .deleting: "deleting"
            case .poweringOn: "powering-on"
            case .poweringOff: "powering-off"
            case .rebooting: "rebooting"
            case .resizing: "resize_prep"
            case .rebuilding: "rebuilding"
            case .imaging: "image_snapshot"
            case .backingUp: "image_backup"
            }
        }
    }

    struct Disk: Archivable {
        var volume = ObjectID()
        /// 0 is `/dev/vda`.
        var slot: UInt8 = 0
        var isBoot = false
        var deleteOnTermination = false

        var device: String { "/dev/vd" + Server.letters(for: Int(slot)) }

        mutating func visit<A: Archive>(_ archive: inout A) {
            archive.field(&volume)
            archive.field(&slot)
            archive.field(&isBoot)
            archive.field(&deleteOnTermination)
        }
    }

    var id = ObjectID()
    var region: Region
    var sequence = 0
    var name = ""
    var zone = ""
    var flavor = ""
    var image = ObjectID()
    var imageName = ""
    var imageType = "gold"
    var osType = "Linux"
    var status = Status.build
    var task = Task.none
    var created = Timestamp.zero
    var updated = Timestamp.zero
    var launched = Timestamp.zero
    var vpc = ObjectID()
    var subnet = ObjectID()
    /// IPv4 as a number.
    var address = 0
    var securityGroups: [ObjectID] = []
    var tags: [Tag] = []
    var disks: [Disk] = []
    var isLocked = false
    var isPrepaid = false

    /// What few servers have. The others do without it: there may be hundreds of thousands.
    private final class Rare {
        var keyName = ""
        var details = ""
        var enterpriseProject = "0"
        var metadata: [Tag] = []
        var faultText = ""
        var isSpot = false
        var isReclaimed = false
        var usesLegacyBackup = false
        var powersItselfOff = false
        var serverGroup = ""
    }

    private var rare: Rare?
    private var ownRare: Rare {
        if let rare { return rare }
        let made = Rare()
        rare = made
        return made
    }

    var keyName: String {
        get { rare?.keyName ?? "" }
        set { if rare != nil || !newValue.isEmpty { ownRare.keyName = newValue } }
    }
    var details: String {
        get { rare?.details ?? "" }
        set { if rare != nil || !newValue.isEmpty { ownRare.details = newValue } }
    }
    var enterpriseProject: String {
        get { rare?.enterpriseProject ?? "0" }
        set { if rare != nil || newValue != "0" { ownRare.enterpriseProject = newValue } }
    }
    var metadata: [Tag] {
        get { rare?.metadata ?? [] }
        set { if rare != nil || !newValue.isEmpty { ownRare.metadata = newValue } }
    }
    var faultText: String {
        get { rare?.faultText ?? "" }
        set { if rare != nil || !newValue.isEmpty { ownRare.faultText = newValue } }
    }
    var isSpot: Bool {
        get { rare?.isSpot ?? false }
        set { if rare != nil || newValue { ownRare.isSpot = newValue } }
    }
    /// A spot server that is being taken back.
    var isReclaimed: Bool {
        get { rare?.isReclaimed ?? false }
        set { if rare != nil || newValue { ownRare.isReclaimed = newValue } }
    }
    /// Bound to the backup service that came before vaults.
    var usesLegacyBackup: Bool {
        get { rare?.usesLegacyBackup ?? false }
        set { if rare != nil || newValue { ownRare.usesLegacyBackup = newValue } }
    }

    /// Its user data ends with a shutdown, as that of a build server does.
    var powersItselfOff: Bool {
        get { rare?.powersItselfOff ?? false }
        set { if rare != nil || newValue { ownRare.powersItselfOff = newValue } }
    }

    /// Id of its server group; empty for none.
    var serverGroup: String {
        get { rare?.serverGroup ?? "" }
        set { if rare != nil || !newValue.isEmpty { ownRare.serverGroup = newValue } }
    }

    init(region: Region) {
        self.region = region
    }

    func visit<A: Archive>(_ archive: inout A) {
        archive.field(&id)
        archive.field(&sequence)
        archive.field(&name)
        archive.field(&zone)
        archive.field(&flavor)
        archive.field(&image)
        archive.field(&imageName)
        archive.field(&imageType)
        archive.field(&osType)
        archive.field(&status)
        archive.field(&task)
        archive.field(&created)
        archive.field(&updated)
        archive.field(&launched)
        archive.field(&vpc)
        archive.field(&subnet)
        archive.field(&address)
        archive.field(&securityGroups)
        archive.field(&keyName)
        archive.field(&details)
        archive.field(&enterpriseProject)
        archive.field(&tags)
        archive.field(&metadata)
        archive.field(&disks)
        archive.field(&isLocked)
        archive.field(&isPrepaid)
        archive.field(&faultText)
        archive.field(&isSpot)
        archive.field(&isReclaimed)
        archive.field(&usesLegacyBackup)
        archive.field(&powersItselfOff)
        archive.field(&serverGroup)
    }

    /// Overdue or under investigation. Source: constraint SV005.
    var isFrozen: Bool { metadata["EcmResStatus"] == "freeze" }
    /// Source: API reference, section 4.8.
    var chargingMode: String { isPrepaid ? "1" : isSpot ? "2" : "0" }
    var systemDisk: Disk? { disks.first { $0.isBoot } }

    /// The first device slot no disk sits in.
    var freeSlot: UInt8 {
        let taken = Set(disks.map(\.slot))
        return (UInt8(0)...255).first { !taken.contains($0) } ?? 255
    }

    var addressText: String { ipv4Text(address) }

    /// `a` to `z`, then `aa` and on, as disk names go.
    static func letters(for slot: Int) -> String {
        let letter = String(Unicode.Scalar(UInt8(97 + slot % 26)))
        return slot < 26 ? letter : letters(for: slot / 26 - 1) + letter
    }
}

func ipv4Text(_ address: Int) -> String {
    "\(address >> 24 & 255).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
}

func ipv4Number(_ text: some StringProtocol) -> Int? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4 else { return nil }
    var number = 0
    for part in parts {
        guard let part else { return nil }
        number = number << 8 | Int(part)
    }
    return number
}
