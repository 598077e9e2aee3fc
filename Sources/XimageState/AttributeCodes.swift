import XimageCore

/// The numbers that stand for attribute names in state files.
///
/// Frozen: a number is never changed and never given to another name. A name that has none yet is written as
/// text, so that a new attribute needs no new file format; giving it a number later saves bytes and nothing
/// else.
enum AttributeCodes {
    /// Announces a name as text.
    static let text: UInt8 = 0

    private static let assigned: [(AttributeName, UInt8)] = [
        (.name, 1), (.description, 2), (.region, 3), (.zone, 4), (.size, 5), (.autoExpand, 6),
        (.consistency, 7), (.purpose, 8), (.flavor, 9), (.image, 10), (.power, 11), (.systemDiskType, 12),
        (.systemDiskSize, 13), (.vpc, 14), (.subnet, 15), (.securityGroups, 16), (.ip, 17),
        (.publicIP, 18), (.keyPair, 19), (.adminPassword, 20), (.userData, 21), (.metadata, 22),
        (.agency, 23), (.serverGroup, 24), (.server, 25), (.type, 26), (.shared, 27), (.kmsKey, 28),
        (.device, 29), (.kind, 30), (.source, 31), (.sourceDisk, 32), (.sourceBackup, 33), (.vault, 34),
        (.revision, 35), (.minimumMemory, 36), (.maximumMemory, 37), (.targetRegion, 38),
        (.targetVault, 39), (.tags, 40), (.enterpriseProject, 41), (.createdAt, 42),
        (.systemDiskIOPS, 43), (.systemDiskThroughput, 44), (.iops, 45), (.throughput, 46),
    ]

    /// By raw value of the name; ``text`` where none is assigned.
    private static let codes: [UInt8] = {
        var codes = [UInt8](repeating: text, count: AttributeName.allCases.count)
        for (name, code) in assigned { codes[Int(name.rawValue)] = code }
        return codes
    }()

    /// By code.
    private static let names: [AttributeName?] = {
        var names = [AttributeName?](repeating: nil, count: 256)
        for (name, code) in assigned { names[Int(code)] = name }
        return names
    }()

    static func code(of name: AttributeName) -> UInt8 { codes[Int(name.rawValue)] }

    static func name(of code: UInt8) -> AttributeName? { names[Int(code)] }
}
