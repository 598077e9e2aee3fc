import XimageCore

/// When a server was created. Its disks are as old, which tells them from disks that someone attached later.
struct Birth {
    /// `nil` where nobody knows: then no disk counts as born with the server.
    private let moment: Timestamp?

    /// The service creates the disks of a server within its job.
    static let tolerance: Duration = .seconds(15 * 60)

    init(of server: LiveResource, _ record: ResourceRecord?) {
        moment = server.attributes[.createdAt].string.flatMap { Timestamp($0) } ?? record?.createdAt
    }

    /// The service names the disks of a new server `NAME-volume-0001`. Source: ECS user guide, purchasing an ECS.
    /// - Returns: `NAME`; `nil` for disks that somebody named.
    static func server(ofDisk name: String) -> String? {
        guard let match = name.wholeMatch(of: /(.+)-volume-\d{4}/) else { return nil }
        return String(match.output.1)
    }

    func covers(_ disk: LiveResource) -> Bool {
        guard let moment, let created = disk.attributes[.createdAt].string.flatMap({ Timestamp($0) }) else {
            return false
        }
        return max(created, moment) - min(created, moment) <= Self.tolerance
    }
}
