/// How the answer about a backup marks its system disk. The documentation shows four forms and does not say when which is
/// sent, so each backup has one of them, by its id and so by the seed. Source: API reference, section 8.6; CBR API
/// reference, examples of backups.
enum SystemDiskForm: UInt64, CaseIterable {
    case both, systemDiskAlone, bootableAlone
    /// `bootable` is true and `system_disk` false.
    case contradicting

    init(of backup: Backup) {
        let number = ObjectID.mix(backup.id.high ^ backup.id.low) % UInt64(Self.allCases.count)
        self = Self.allCases[Int(number)]
    }

    /// `nil`: the answer does not have it.
    func bootable(_ child: Backup.Child) -> Bool? { self == .systemDiskAlone ? nil : child.isSystem }

    /// `nil`: the answer does not have it.
    func systemDisk(_ child: Backup.Child) -> Bool? {
        switch self {
        case .both, .systemDiskAlone: child.isSystem
        case .bootableAlone: nil
        case .contradicting: false
        }
    }
}
