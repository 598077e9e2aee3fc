package import XimageCore

/// What is shown, saved and applied.
package struct Plan: Sendable {
    package var project: String
    /// Of the state it was made from; empty when there was none.
    package var lineage: String
    package var serial: Int
    /// Sorted by address; without no-ops.
    package var changes: [Change]
    /// In an order in which they could run one by one.
    package var steps: [PlanStep]
    /// Findings of the rules, sorted for reading.
    package var findings: [Diagnostic]
    package var drift: [Drift]
    package var checks: CheckSummary
    /// How many declared resources need nothing.
    package var unchanged: Int
    /// What it takes of quotas and vaults, where that was read.
    package var usages: [Usage] = []
    /// Records that the cloud's marks gave back because the state did not have them. Written before the first step.
    package var rebuilt: [ResourceRecord]
    /// Records under new addresses, as `moved` says. Written before the first step.
    package var renamed: [RecordMove]
    /// Records that lag behind what is declared and there: after a change whose end nobody recorded, one that was made
    /// elsewhere, or a setting that only the record keeps. Written before the first step, also when there is none.
    package var refreshed: [ResourceRecord] = []
    /// Changes that `--target`, `--exclude` or `--due-only` left out.
    package var leftOut = 0

    package init(
        project: String, lineage: String, serial: Int, changes: [Change], steps: [PlanStep],
        findings: [Diagnostic] = [], drift: [Drift] = [], checks: CheckSummary = .init(), unchanged: Int = 0,
        rebuilt: [ResourceRecord] = [], renamed: [RecordMove] = []
    ) {
        self.renamed = renamed
        self.project = project
        self.lineage = lineage
        self.serial = serial
        self.changes = changes
        self.steps = steps
        self.findings = findings
        self.drift = drift
        self.checks = checks
        self.unchanged = unchanged
        self.rebuilt = rebuilt
    }

    /// Nothing to do in the cloud.
    package var isEmpty: Bool { steps.isEmpty }

    /// A rule forbids carrying it out.
    package var isBlocked: Bool { findings.hasErrors }

    package func count(_ word: String) -> Int { changes.count { $0.action.word == word } }
}

/// How the rules came out.
package struct CheckSummary: Hashable, Sendable, Codable {
    package var rules = 0
    package var passed = 0
    package var violated = 0
    /// Rules for which some fact could not be read.
    package var unknown = 0
    /// Rules that look at the same facts again just before the step.
    package var deferred = 0
    package var notApplicable = 0

    package init() {}
}

/// Stable within a plan: `create server.web`.
package typealias StepID = String

/// One provider call in the ordered plan graph, or one change of state alone.
package struct PlanStep: Hashable, Sendable {
    package let id: StepID
    package let address: Address
    package let region: Region
    package let operation: StepOperation
    /// Steps that have to end well before this one begins.
    package let edges: [StepEdge]

    package init(
        id: StepID, address: Address, region: Region, operation: StepOperation, edges: [StepEdge] = []
    ) {
        self.id = id
        self.address = address
        self.region = region
        self.operation = operation
        self.edges = edges
    }
}

extension PlanStep {
    /// What it refers to beside its own address.
    package var references: [Address] {
        switch operation {
        case .create(let create): create.dependencies
        case .label(let label): [label.server]
        case .update(let update): update.record.dependencies
        case .settle(let settle): [settle.image]
        case .power(let power): [power.server].compactMap { $0 }
        case .awaitServer(let wait): [wait.server].compactMap { $0 }
        case .delete, .forget, .deleteBackup: []
        }
    }
}

package struct StepEdge: Hashable, Sendable {
    package let step: StepID
    package let reason: EdgeReason

    package init(_ step: StepID, _ reason: EdgeReason) {
        self.step = step
        self.reason = reason
    }
}

/// Why one step waits for another.
package enum EdgeReason: String, Hashable, Sendable, Codable, CaseIterable {
    case vaultBeforeImage = "the vault has to be there before the image"
    case serverBeforeImage = "the server has to be settled before it is imaged"
    case disksBeforeImage = "the disks have to be attached before the server is imaged"
    case imageBeforeServer = "the image has to be usable before a server is made from it"
    case bornWithServer = "the disk is made together with its server"
    case serverBeforeDisk = "the server has to be there before the disk is attached"
    case imageBeforeCopy = "the image has to be usable in its whole region before it is copied"
    case vaultBeforeCopy = "the target vault has to be there before the copy"
    case newBeforeOld = "the new one has to be ready before the old one goes"
    case oldBeforeNew = "the old one has to go first, as both cannot be there"
    case disksMovedBeforeDelete = "the disks that stay have to leave the server before it is deleted"
    case serverBeforeDiskDelete = "the server has to let go of the disk first"
    case imageBeforeVaultDelete = "images and their backups go before their vault"
    case imageBeforeSourceDelete = "the image has to be finished before its source is deleted"
    case serverBeforeImageDelete = "the servers that were made from the image go first"
    case copyBeforeImageDelete = "copies end before their image is deleted"
    case oneAtATime = "the service works on one change of a server at a time"
    case stopBeforeImage = "the server has to be stopped before it is imaged"
    case imageBeforeStart = "the server starts again when its image is there, or has failed"
    case fewStoppedAtATime = "only so many servers are stopped at a time"
    case zoneBeforeRegion = "the image has to be there before its whole region can use it"
    case canaryFirst = "the first ones have to be healthy before the others follow"
    case fewReplacedAtATime = "only so many servers are replaced at a time"
    case healthyBeforeOld = "the new one has to be healthy before the old one goes"
}

extension EdgeReason {
    /// Such a step waits for the end of the other one, whether it ended well or not.
    package var isLoose: Bool { self == .imageBeforeStart || self == .fewStoppedAtATime }
}

/// What a step does. References in attributes are resolved to ids when it runs.
package enum StepOperation: Hashable, Sendable {
    case create(CreateStep)
    /// Names and tags a disk that was born with its server. The disk's id is known when the server is there.
    case label(LabelStep)
    case update(UpdateStep)
    case delete(DeleteStep)
    /// State alone: the record goes, the object stays.
    case forget(RecordStep)
    /// Waits until an image can be used in its whole region.
    case settle(SettleStep)
    /// Stops a server for its image, or starts it again.
    case power(PowerStep)
    /// Waits for a sign of a server.
    case awaitServer(AwaitStep)
    /// Removes a backup that no image stands on any more.
    case deleteBackup(BackupStep)
}

extension StepOperation {
    /// `create`, `label`, `update`, `delete`, `detach`, `forget`, `settle`, `stop`, `start`, `await`, `delete-backup`.
    package var verb: String {
        switch self {
        case .create: "create"
        case .label: "label"
        case .update: "update"
        case .delete(let step): step.keepObject ? "detach" : "delete"
        case .forget: "forget"
        case .settle: "settle"
        case .power(let step): step.power == "stopped" ? "stop" : "start"
        case .awaitServer: "await"
        case .deleteBackup: "delete-backup"
        }
    }
}

package struct CreateStep: Hashable, Sendable {
    /// Look-ups resolved to ids; other resources as `.reference`.
    package var attributes: Attributes
    /// The declared text of look-ups.
    package var declared: Attributes
    /// Disks that are born with the server, in attach order.
    package var disks: [Address]
    /// The template's placeholder for image names is already filled in.
    package var generation: Int
    package var dependencies: [Address]
    package var onRemove: DiskDetails.Removal?
    package var protect: Bool
    /// Power state to reach after the server was made; `nil` to leave it running.
    package var powerAfter: String?
    /// Of whole images: whether the step ends when the whole region can use it, or as soon as its zone can.
    package var endsInRegion = true
    /// Of whole images: the disks of the source that are known, so that the record can name them.
    package var captured: [Address] = []

    package init(
        attributes: Attributes, declared: Attributes = [:], disks: [Address] = [], generation: Int = 0,
        dependencies: [Address] = [], onRemove: DiskDetails.Removal? = nil, protect: Bool = false,
        powerAfter: String? = nil
    ) {
        self.attributes = attributes
        self.declared = declared
        self.disks = disks
        self.generation = generation
        self.dependencies = dependencies
        self.onRemove = onRemove
        self.protect = protect
        self.powerAfter = powerAfter
    }
}

package struct LabelStep: Hashable, Sendable {
    package var create: CreateStep
    package var server: Address
    /// Position among the data disks that are born with the server, from 0.
    package var position: Int
    /// The disk, where the server is there already; `nil` until then.
    package var id: RemoteID?

    package init(create: CreateStep, server: Address, position: Int, id: RemoteID? = nil) {
        self.create = create
        self.server = server
        self.position = position
        self.id = id
    }
}

package struct UpdateStep: Hashable, Sendable {
    package var id: RemoteID
    package var changes: Attributes
    package var current: Attributes
    /// The record as it shall be afterwards, references and all; `changes` are already in it.
    package var record: ResourceRecord
    /// The owner mark is that of another address of this project, and is written anew.
    package var retags = false

    package init(id: RemoteID, changes: Attributes, current: Attributes, record: ResourceRecord) {
        self.id = id
        self.changes = changes
        self.current = current
        self.record = record
    }
}

package struct DeleteStep: Hashable, Sendable {
    package var id: RemoteID
    package var standing: ResourceRecord.Standing
    package var withBackup: Bool
    /// The server to detach a disk from first.
    package var detachFrom: RemoteID?
    /// Detach only; the record goes.
    package var keepObject: Bool
    /// The backup that stays behind an image, and the name that it gets so that it can be found again.
    package var leftBackup: LeftBackup?

    package init(
        id: RemoteID, standing: ResourceRecord.Standing, withBackup: Bool = false,
        detachFrom: RemoteID? = nil,
        keepObject: Bool = false
    ) {
        self.id = id
        self.standing = standing
        self.withBackup = withBackup
        self.detachFrom = detachFrom
        self.keepObject = keepObject
    }
}

package struct RecordStep: Hashable, Sendable {
    package var id: RemoteID
    package var standing: ResourceRecord.Standing

    package init(id: RemoteID, standing: ResourceRecord.Standing) {
        self.id = id
        self.standing = standing
    }
}
