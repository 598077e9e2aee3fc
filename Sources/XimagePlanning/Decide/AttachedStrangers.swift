import XimageCore

/// Data disks of a server that ximage does not manage, and of which one may be a declared one.
struct AttachedStrangers {
    let server: Address
    /// With sizes where they were read.
    let disks: [(id: RemoteID, sizeGiB: Int?)]

    static func diagnostic(_ resource: DesiredResource, _ strangers: AttachedStrangers) -> Diagnostic {
        let shown = strangers.disks.prefix(5).map { disk in
            "\(disk.id) (\(disk.sizeGiB.map { "\($0) GiB" } ?? "size not read"))"
        }
        let more = strangers.disks.count - shown.count
        let first = strangers.disks.first?.id ?? "ID"
        return Diagnostic(
            code: "attached-disk-unknown", summary: "Attached disk is not imported",
            detail:
                "\(resource.address) has no disk yet. \(strangers.server) has attached data disks that ximage does not "
                + "manage: \(shown.joined(separator: ", "))\(more > 0 ? " and \(more) more" : ""). One of "
                + "them may be \(resource.address), so that no other disk is created for it.",
            fix: "Import the disk that it is:\n  ximage import '\(resource.address)' \(first)\n"
                + "If it is none of them, detach them first, or create it in the console and import it.",
            address: resource.address, subject: resource.origin)
    }
}

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
