/// An image: public, or made by the account.
final class Image: Record {
    static let kind = RecordKind.image

    /// Source: API reference, section 5.6.
    enum Status: UInt8 {
        case queued, saving, active, killed, deleted

        var word: String {
            switch self {
            case .queued: "queued"
            case .saving: "saving"
            case .active: "active"
            case .killed: "killed"
            case .deleted: "deleted"
            }
        }

        static func named(_ word: String) -> Status? {
            (0...UInt8(4)).lazy.compactMap(Status.init(rawValue:)).first { $0.word == word }
        }
    }

    enum Form: UInt8 {
        case system, data, whole, iso
    }

    var id = ObjectID()
    var region: Region
    var sequence = 0
    var name = ""
    /// nil: the property does not exist, and a PATCH must `add` it. Source: API reference, section 5.7.
    var details: String?
    var status = Status.queued
    var form = Form.system
    var isPublic = false
    var isProtected = false
    var isCopy = false
    var isARM = false
    var isUEFI = false
    var platform = ""
    var osType = "Linux"
    var osBit = "64"
    var osVersion = ""
    var minDiskGiB = 0
    var minRAM = 0
    /// 0: the property does not exist.
    var maxRAM = 0
    var sizeBytes = 0
    var backup: ObjectID?
    var origin = ""
    var sourceImage: ObjectID?
    var keyID = ""
    var enterpriseProject = "0"
    var created = Timestamp.zero
    var updated = Timestamp.zero
    var activated = Timestamp.zero
    var tags: [Tag] = []
    /// Properties set by PATCH beyond those above.
    var properties: [Tag] = []
    var content: ObjectID?
    var sharedWith: [Tag] = []

    init(region: Region) {
        self.region = region
    }

    func visit<A: Archive>(_ archive: inout A) {
        archive.field(&id)
        archive.field(&sequence)
        archive.field(&name)
        var hasDetails = details != nil
        var text = details ?? ""
        archive.field(&hasDetails)
        archive.field(&text)
        details = hasDetails ? text : nil
        archive.field(&status)
        archive.field(&form)
        archive.field(&isPublic)
        archive.field(&isProtected)
        archive.field(&isCopy)
        archive.field(&isARM)
        archive.field(&isUEFI)
        archive.field(&platform)
        archive.field(&osType)
        archive.field(&osBit)
        archive.field(&osVersion)
        archive.field(&minDiskGiB)
        archive.field(&minRAM)
        archive.field(&maxRAM)
        archive.field(&sizeBytes)
        archive.field(&backup)
        archive.field(&origin)
        archive.field(&sourceImage)
        archive.field(&keyID)
        archive.field(&enterpriseProject)
        archive.field(&created)
        archive.field(&updated)
        archive.field(&activated)
        archive.field(&tags)
        archive.field(&properties)
        archive.field(&content)
        archive.field(&sharedWith)
    }

    var isWhole: Bool { form == .whole }
}
