/// An access key and what it may do.
final class AccessKey: Record {
    static let kind = RecordKind.accessKey

    var id = ObjectID()
    var region: Region
    var sequence = 0
    var access = ""
    var secret = ""
    var user = ""
    /// Patterns of actions such as `ims:images:*`; an action must match one of `allowed` and none of `denied`.
    var allowed: [String] = []
    var denied: [String] = []

    init(region: Region) {
        self.region = region
    }

    func visit<A: Archive>(_ archive: inout A) {
        archive.field(&id)
        archive.field(&sequence)
        archive.field(&access)
        archive.field(&secret)
        archive.field(&user)
        archive.field(&allowed)
        archive.field(&denied)
    }
}

/// An `X-Client-Token` that was used, and what was answered. Source: API reference, section 4.7.
final class ClientToken: Record {
    static let kind = RecordKind.clientToken

    var id = ObjectID()
    var region: Region
    var sequence = 0
    var bodyDigest = ""
    var answer = ""
    var used = Timestamp.zero

    init(region: Region) {
        self.region = region
    }

    func visit<A: Archive>(_ archive: inout A) {
        archive.field(&id)
        archive.field(&sequence)
        archive.field(&bodyDigest)
        archive.field(&answer)
        archive.field(&used)
    }
}

/// A VPC, subnet or security group: only looked up, never changed by clients.
final class Network: Record {
    static let kind = RecordKind.network

    enum Form: UInt8 {
        case vpc, subnet, securityGroup
    }

    var id = ObjectID()
    var region: Region
    var sequence = 0
    var form = Form.vpc
    var name = ""
    /// First address of the block, and how many leading bits it fixes.
    var base = 0
    var prefix = 0
    var vpc: ObjectID?
    var created = Timestamp.zero
    /// Addresses in use and where to look for the next one; rebuilt from the servers.
    var addresses: Set<Int> = []
    var nextAddress = 0

    init(region: Region) {
        self.region = region
    }

    func visit<A: Archive>(_ archive: inout A) {
        archive.field(&id)
        archive.field(&sequence)
        archive.field(&form)
        archive.field(&name)
        archive.field(&base)
        archive.field(&prefix)
        archive.field(&vpc)
        archive.field(&created)
    }

    var block: String { "\(ipv4Text(base))/\(prefix)" }
    /// All addresses but network, gateway and the last three, which the service keeps.
    var usable: Range<Int> { base + 2..<base + (1 << (32 - prefix)) - 3 }
    func contains(_ address: Int) -> Bool { usable.contains(address) }

    func takeAddress() -> Int? {
        guard addresses.count < usable.count else { return nil }
        if !usable.contains(nextAddress) { nextAddress = usable.lowerBound }
        while addresses.contains(nextAddress) {
            nextAddress = nextAddress + 1 < usable.upperBound ? nextAddress + 1 : usable.lowerBound
        }
        addresses.insert(nextAddress)
        return nextAddress
    }
}
