import XimageCore

/// Data disks of a server that ximage does not manage, and of which one may be a declared one.
struct AttachedStrangers {
    let server: Address
    /// With sizes where they were read.
    let disks: [(id: RemoteID, sizeGiB: Int?)]

    static func diagnostic(_ resource: DesiredResource, _ strangers: AttachedStrangers) -> Diagnostic {
        let shown = strangers.disks.prefix(5).map { disk in
            let size = RuleArgument.size(disk.sizeGiB)
            return RuleArgument("\(disk.id) (\(size))", zh: "\(disk.id)（\(size[.chinese])）")
        }
        let rest = Bilingual.more(strangers.disks.count - shown.count)
        return Diagnostic(
            .attachedDiskUnknown,
            [
                "object": "\(resource.address)", "server": "\(strangers.server)",
                "disks": RuleArgument(
                    shown.map(\.english).joined(separator: ", ") + (rest?.english ?? ""),
                    zh: shown.map { $0[.chinese] }.joined(separator: "、") + (rest?.chinese ?? "")),
                "command": RuleArgument(strangers.disks.first?.id ?? "ID"),
            ],
            address: resource.address, subject: resource.origin)
    }
}
