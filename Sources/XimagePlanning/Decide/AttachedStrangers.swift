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
