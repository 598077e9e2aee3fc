package import XimageCore

/// What must hold of every state file. The numbers are part of messages and documentation and are never used
/// again for something else.
package enum Invariant: String, Hashable, Sendable, CaseIterable {
    case fileHeader = "ST001"
    case pages = "ST002"
    case schema = "ST003"
    case head = "ST004"
    case recordChecksum = "ST005"
    case recordTotal = "ST006"
    case oneCurrentPerAddress = "ST007"
    case generations = "ST008"
    case dependencies = "ST009"
    case chain = "ST010"
    case events = "ST011"
    case serials = "ST012"
    case history = "ST013"
    case lock = "ST014"
    case log = "ST015"
    case oneAddressPerObject = "ST016"
    case durations = "ST017"

    /// As a sentence without a full stop.
    package var statement: Bilingual {
        switch self {
        case .fileHeader: Bilingual("the file header is one that ximage writes", zh: "文件头由 ximage 写入")
        case .pages: Bilingual("the pages of the file form sound tables and indexes", zh: "文件的页构成完好的表和索引")
        case .schema: Bilingual("the tables are those of the file's format", zh: "各表与文件格式一致")
        case .head: Bilingual("lineage, serial and totals carry a valid checksum", zh: "谱系、序号和总数的校验和有效")
        case .recordChecksum:
            Bilingual("every record carries a valid checksum and can be read", zh: "每条记录的校验和有效且可读取")
        case .recordTotal:
            Bilingual("the records are exactly those that were written last", zh: "记录与最后写入的完全一致")
        case .oneCurrentPerAddress:
            Bilingual("an address has at most one current object", zh: "一个地址最多有一个当前对象")
        case .generations:
            Bilingual(
                "images and copies are recorded by generation, each generation once", zh: "镜像和镜像副本按代记录，每代一次")
        case .dependencies: Bilingual("what a record depends on is recorded", zh: "记录所依赖的对象均有记录")
        case .chain:
            Bilingual("each journal entry carries the digest of all before it", zh: "每条日志带有此前全部日志的摘要")
        case .events:
            Bilingual("every journal entry can be read and belongs to a known run", zh: "每条日志均可读取，且属于已知的运行")
        case .serials:
            Bilingual("runs and history follow each other without gaps or overlaps", zh: "运行与历史前后相接，没有缺口或重叠")
        case .history:
            Bilingual(
                "every row of the history carries a valid checksum and can be read", zh: "历史的每一行校验和有效且可读取")
        case .lock: Bilingual("the lock carries a valid checksum", zh: "锁的校验和有效")
        case .log:
            Bilingual(
                "the write-ahead log holds every transaction that was begun after another",
                zh: "预写日志包含先后开始的每个事务")
        case .oneAddressPerObject: Bilingual("an object is recorded at one address only", zh: "一个对象只记录在一个地址")
        case .durations:
            Bilingual(
                "what was learned of durations carries a valid checksum and can be read", zh: "耗时数据的校验和有效且可读取"
            )
        }
    }
}
