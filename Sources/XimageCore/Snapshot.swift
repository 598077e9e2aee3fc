/// Images that were asked for on the spot, beside what the manifests declare: `image.snapshot["SERVER_ID"]@1` and on.
package enum Snapshot {
    /// Key of the block that stands for all of them. No manifest has to declare it.
    package static let block = "snapshot"

    /// The series of one server.
    package static func series(of server: RemoteID) -> Address {
        Address(.image, block, instance: .key(server))
    }

    /// Whether an address is of a snapshot, or of their block.
    package static func isSeries(_ address: Address) -> Bool {
        address.kind == .image && address.name == block
    }

    /// What the description of a snapshot's image says, so that it outlives any state:
    /// `Snapshot, kept until 2026-12-03T10:00:00Z: before the upgrade`.
    package struct Note: Hashable, Sendable, CustomStringConvertible {
        /// `nil` for one that is kept until somebody says otherwise.
        package var keepUntil: Timestamp?
        package var reason: String?

        package init(keepUntil: Timestamp? = nil, reason: String? = nil) {
            self.keepUntil = keepUntil
            self.reason = reason
        }

        package var description: String {
            Self.start + (keepUntil.map { "\(Self.until)\($0)" } ?? "") + (reason.map { ": \($0)" } ?? "")
        }

        /// `nil` for descriptions of others.
        package init?(_ text: String) {
            guard text.hasPrefix(Self.start) else { return nil }
            var rest = text.dropFirst(Self.start.count)
            if rest.hasPrefix(Self.until) {
                rest = rest.dropFirst(Self.until.count)
                let end = rest.firstRange(of: ": ")?.lowerBound ?? rest.endIndex
                guard let moment = Timestamp(String(rest[..<end])) else { return nil }
                keepUntil = moment
                rest = rest[end...]
            }
            guard !rest.isEmpty else { return }
            guard rest.hasPrefix(": ") else { return nil }
            reason = String(rest.dropFirst(2))
        }

        private static let start = "Snapshot"
        private static let until = ", kept until "
    }
}

extension ResourceRecord {
    /// A generation that `snapshot` made, and not one of a block that somebody declares under that name.
    package var isSnapshot: Bool {
        Snapshot.isSeries(address) && attributes[.description].string.flatMap { Snapshot.Note($0) } != nil
    }
}

extension LiveResource {
    /// What a snapshot's description says; `nil` for other images.
    package var snapshotNote: Snapshot.Note? { attributes[.description].string.flatMap { Snapshot.Note($0) } }
}
