package import XimageCore

/// Backups that a change deletes.
package struct BackupRisk: Hashable, Sendable, Codable {
    /// What they are backups of, in words and sorted: generations, servers, or ids of servers that no longer exist.
    package var owners: [String] = []
    /// `nil` where no list shows them, although the vault is in use.
    package var count: Int?
    /// Their sizes, or what the vault uses where `count` is `nil`; 0 when not known.
    package var sizeGiB = 0
    /// When the newest was taken; `nil` when not known.
    package var newest: Timestamp?
    /// When the service itself deletes the last of them; `nil` where that is not known, or one has no end.
    package var expiresAt: Timestamp?

    package init() {}
}
