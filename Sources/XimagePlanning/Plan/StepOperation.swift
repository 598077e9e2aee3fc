package import XimageCore

/// What a step does. References in attributes are resolved to ids when it runs.
package enum StepOperation: Hashable, Sendable, Codable {
    case create(CreateStep)
    /// Names and tags a disk that was created with its server. The disk's id is known when the server exists.
    case label(LabelStep)
    case update(UpdateStep)
    /// Of vaults, servers and disks.
    case delete(DeleteStep)
    /// Takes a disk off its server; the disk stays.
    case detach(DetachStep)
    /// Deletes one generation of an image or copy.
    case prune(PruneStep)
    /// The record is removed; the object stays, and is marked as released.
    case forget(RecordStep)
    /// Waits until an image can be used in its whole region.
    case settle(SettleStep)
    /// Stops a server for its image.
    case stop(PowerStep)
    /// Starts a server again after its image.
    case start(PowerStep)
    /// Waits for a sign of a server.
    case awaitServer(AwaitStep)
    /// Deletes a backup that no image is based on any more.
    case deleteBackup(BackupStep)

    package var verb: StepID.Verb {
        switch self {
        case .create: .create
        case .label: .label
        case .update: .update
        case .delete, .prune: .delete
        case .detach: .detach
        case .forget: .forget
        case .settle: .settle
        case .stop: .stop
        case .start: .start
        case .awaitServer: .await
        case .deleteBackup: .deleteBackup
        }
    }

    /// What permits the removal of something that can hold data; `nil` for operations that remove nothing.
    package var consent: Consent? {
        switch self {
        case .delete(let step): step.consent
        case .prune(let step): step.consent
        case .deleteBackup(let step): step.consent
        case .create, .label, .update, .detach, .forget, .settle, .stop, .start, .awaitServer: nil
        }
    }

    /// The object that is removed from the cloud.
    package var removedID: RemoteID? {
        switch self {
        case .delete(let step): step.id
        case .prune(let step): step.id
        case .deleteBackup(let step): step.id
        case .create, .label, .update, .detach, .forget, .settle, .stop, .start, .awaitServer: nil
        }
    }
}

/// A data disk that is created together with its server.
package struct CreatedDisk: Hashable, Sendable, Codable {
    package let address: Address
    package let create: CreateStep

    package init(address: Address, create: CreateStep) {
        self.address = address
        self.create = create
    }
}

package struct CreateStep: Hashable, Sendable, Codable {
    /// Look-ups resolved to ids; other resources as `.reference`.
    package var attributes: Attributes
    /// The declared text of look-ups.
    package var declared: Attributes
    /// Disks that are created with the server, in attach order.
    package var disks: [CreatedDisk]
    /// Of images and copies, from 1; 0 for all other kinds. The template's placeholder for image names is filled in.
    package var generation: Int
    package var dependencies: [Address]
    package var onRemove: DiskDetails.Removal?
    package var protect: Bool
    /// The new server is stopped at the end of the step.
    package var endsStopped = false
    /// Of whole images: whether the step ends when the whole region can use it, or as soon as its zone can.
    package var endsInRegion = true
    /// Of whole images: the disks of the source that are known, so that the record can name them.
    package var captured: [Address] = []
    /// Of disks: the disk of the server's image that comes back, where its id is known only when the image exists.
    package var imageDiskKey: String?
    /// Of servers from an image of the set.
    package var image: ImageUse?
    /// The object that the new one takes the place of; it is deleted or forgotten by a later step. `nil` also where the
    /// record at the address is of an object that no longer exists.
    package var replaces: RemoteID?

    package init(
        attributes: Attributes, declared: Attributes = [:], disks: [CreatedDisk] = [], generation: Int = 0,
        dependencies: [Address] = [], onRemove: DiskDetails.Removal? = nil, protect: Bool = false
    ) {
        self.attributes = attributes
        self.declared = declared
        self.disks = disks
        self.generation = generation
        self.dependencies = dependencies
        self.onRemove = onRemove
        self.protect = protect
    }
}

/// The image of the set that a server is created from, and where it has to be usable by then.
package struct ImageUse: Hashable, Sendable, Codable {
    package enum Reach: Hashable, Sendable, Codable {
        /// It is usable where the server will be.
        case usable
        /// Its next step makes it usable.
        case zone
        /// Its whole region has to be able to use it.
        case region
    }

    package var series: Address
    package var reach: Reach

    package init(series: Address, reach: Reach) {
        self.series = series
        self.reach = reach
    }
}

package struct LabelStep: Hashable, Sendable, Codable {
    package var create: CreateStep
    package var server: Address
    /// The disk, where the server exists already; `nil` until then.
    package var id: RemoteID?

    package init(create: CreateStep, server: Address, id: RemoteID? = nil) {
        self.create = create
        self.server = server
        self.id = id
    }
}

package struct UpdateStep: Hashable, Sendable, Codable {
    package var id: RemoteID
    package var changes: Attributes
    package var current: Attributes
    /// The record as it shall be afterwards, references and all; `changes` are already in it.
    package var record: ResourceRecord
    /// Writes the owner mark: the object has that of another address of this project, or none.
    package var retags = false

    package init(id: RemoteID, changes: Attributes, current: Attributes, record: ResourceRecord) {
        self.id = id
        self.changes = changes
        self.current = current
        self.record = record
    }
}

package struct DeleteStep: Hashable, Sendable, Codable {
    package var id: RemoteID
    package var standing: ResourceRecord.Standing
    package var consent: Consent
    /// The server to detach a disk from first.
    package var detachFrom: RemoteID?

    package init(
        id: RemoteID, standing: ResourceRecord.Standing, consent: Consent, detachFrom: RemoteID? = nil
    ) {
        self.id = id
        self.standing = standing
        self.consent = consent
        self.detachFrom = detachFrom
    }
}

/// Takes a disk off its server and releases it.
package struct DetachStep: Hashable, Sendable, Codable {
    package var id: RemoteID
    package var server: RemoteID
    /// Of the disk until now.
    package var record: ResourceRecord

    package init(id: RemoteID, server: RemoteID, record: ResourceRecord) {
        self.id = id
        self.server = server
        self.record = record
    }
}

package struct PruneStep: Hashable, Sendable, Codable {
    /// What becomes of the backup behind the image.
    package enum Backup: Hashable, Sendable, Codable {
        case deleted
        /// It stays, or there is none.
        case stays
        /// It stays, under a name by which it can be found again.
        case renamed(LeftBackup)
    }

    package var id: RemoteID
    package var standing: ResourceRecord.Standing
    package var backup: Backup
    package var consent: Consent

    package init(
        id: RemoteID, standing: ResourceRecord.Standing, backup: Backup = .stays, consent: Consent
    ) {
        self.id = id
        self.standing = standing
        self.backup = backup
        self.consent = consent
    }

    package var takesBackup: Bool { backup == .deleted }
}

package struct RecordStep: Hashable, Sendable, Codable {
    /// What becomes of the object.
    package enum Object: Hashable, Sendable, Codable {
        /// It no longer exists, with the backup that it leaves.
        case vanished(backup: RemoteID?)
        /// It stays, and nobody but `import` takes it back; with its record until now.
        case released(ResourceRecord)
    }

    package var id: RemoteID
    package var standing: ResourceRecord.Standing
    package var object: Object

    package init(id: RemoteID, standing: ResourceRecord.Standing, object: Object) {
        self.id = id
        self.standing = standing
        self.object = object
    }
}

/// Waits for the whole region. Ends at once where it is reached.
package struct SettleStep: Hashable, Sendable, Codable {
    /// The series; its newest generation is meant where `id` is not known yet.
    package var image: Address
    package var id: RemoteID?

    package init(image: Address, id: RemoteID? = nil) {
        self.image = image
        self.id = id
    }
}

/// Stops a server for its image, or starts it again.
package struct PowerStep: Hashable, Sendable, Codable {
    /// `nil` for servers that are not declared.
    package var server: Address?
    /// `nil` while the server does not exist.
    package var id: RemoteID?
    /// As the cloud calls it.
    package var name: String
    /// The generation that it is for.
    package var image: Address
    /// A start that only gives back what the stop before it took: a server that was found stopped stays so.
    package var restores: Bool

    package init(server: Address?, id: RemoteID?, name: String, image: Address, restores: Bool) {
        self.server = server
        self.id = id
        self.name = name
        self.image = image
        self.restores = restores
    }
}

/// Waits until a server has powered itself off, or accepts connections.
package struct AwaitStep: Hashable, Sendable, Codable {
    package var server: Address?
    package var id: RemoteID?
    package var name: String
    package var condition: SettledCondition

    package init(server: Address?, id: RemoteID?, name: String, condition: SettledCondition) {
        self.server = server
        self.id = id
        self.name = name
        self.condition = condition
    }
}

package struct BackupStep: Hashable, Sendable, Codable {
    package var id: RemoteID
    package var consent: Consent
    /// The generation at which state keeps it, where that is not the address of the step.
    package var recordedAt: Address?

    package init(id: RemoteID, consent: Consent, recordedAt: Address? = nil) {
        self.id = id
        self.consent = consent
        self.recordedAt = recordedAt
    }
}

/// A backup that outlives its image.
package struct LeftBackup: Hashable, Sendable, Codable {
    package var id: RemoteID
    package var name: String

    package init(id: RemoteID, name: String) {
        self.id = id
        self.name = name
    }
}
