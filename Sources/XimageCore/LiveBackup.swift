/// A server backup as the backup service reports it: what is behind a whole image, or could become one.
package struct LiveBackup: Hashable, Sendable {
    /// One disk in it.
    package struct Disk: Hashable, Sendable {
        /// The disk that it was taken from.
        package var id: RemoteID
        /// `nil` when not known.
        package var sizeGiB: Int?
        package var isSystem: Bool

        package init(id: RemoteID, sizeGiB: Int?, isSystem: Bool = false) {
            self.id = id
            self.sizeGiB = sizeGiB
            self.isSystem = isSystem
        }
    }

    /// A backup that was made from it in another region, or is on its way there.
    package struct Replica: Hashable, Sendable {
        package var region: Region
        package var backup: RemoteID?
        /// `replicating`, `success`, `fail`, `skip`, `waiting_replicate`.
        package var status: String

        package init(region: Region, backup: RemoteID? = nil, status: String) {
            self.region = region
            self.backup = backup
            self.status = status
        }
    }

    package var region: Region
    package var id: RemoteID
    package var name = ""
    /// The service's own word, such as `available` or `protecting`.
    package var status = ""
    package var server: RemoteID?
    package var vault: RemoteID?
    package var zone: String?
    /// `nil` when not known.
    package var sizeGiB: Int?
    /// Arrived from another region.
    package var isReplica = false
    package var sourceRegion: Region?
    package var isEncrypted = false
    package var containsSystemDisk = true
    /// Made by a policy and not by hand.
    package var isAutomatic = false
    package var expiresAt: Timestamp?
    /// When the disks were captured: the age of what is in it runs from here.
    package var takenAt: Timestamp?
    /// The image that is registered on it; one at most.
    package var image: RemoteID?
    package var disks: [Disk] = []
    package var replicas: [Replica] = []
    /// Where it stands is known, and nothing is under way.
    package var isSettled: Bool { status == "available" || status == "error" }

    package init(region: Region, id: RemoteID) {
        self.region = region
        self.id = id
    }
}

extension [LiveBackup] {
    /// Takes in which image stands on each backup, as the images say: the answer about a backup may not name its image.
    package mutating func name(by images: [LiveResource]) {
        var users: [RemoteID: RemoteID] = [:]
        for image in images {
            // What is left of an image that failed stands on nothing.
            guard case .image(let facts) = image.facts, image.phase != .failed, let backup = facts.backup
            else { continue }
            users[backup] = image.id
        }
        for index in indices where self[index].image == nil { self[index].image = users[self[index].id] }
    }
}

/// All images of a region with the backups behind them, from the same lists.
package struct ImageInventory: Sendable {
    /// Made in the region.
    package var images: [LiveResource]
    /// Arrived from other regions.
    package var copies: [LiveResource]
    /// `nil` when the key may not read backups.
    package var backups: [LiveBackup]?

    package init(images: [LiveResource], copies: [LiveResource], backups: [LiveBackup]? = []) {
        self.images = images
        self.copies = copies
        self.backups = backups
    }
}
