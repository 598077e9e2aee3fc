package import XimageCore

/// One provider call in the ordered plan graph, or one change of state alone.
package struct PlanStep: Hashable, Sendable, Codable {
    package let id: StepID
    package let region: Region
    package let operation: StepOperation
    /// Steps that have to end well before this one starts.
    package let edges: [StepEdge]

    package init(id: StepID, region: Region, operation: StepOperation, edges: [StepEdge] = []) {
        self.id = id
        self.region = region
        self.operation = operation
        self.edges = edges
    }

    package var address: Address { id.address }

    /// The same step with other edges.
    package func waiting(for edges: [StepEdge]) -> PlanStep {
        PlanStep(id: id, region: region, operation: operation, edges: edges)
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
        case .stop(let power), .start(let power): [power.server].compactMap { $0 }
        case .awaitServer(let wait): [wait.server].compactMap { $0 }
        case .delete, .detach, .prune, .forget, .deleteBackup: []
        }
    }
}

package struct StepEdge: Hashable, Sendable, Codable {
    package let step: StepID
    package let reason: EdgeReason

    package init(_ step: StepID, _ reason: EdgeReason) {
        self.step = step
        self.reason = reason
    }
}

/// Why one step waits for another.
package enum EdgeReason: String, Hashable, Sendable, Codable, CaseIterable {
    case vaultBeforeImage = "the vault has to exist before the image"
    case serverBeforeImage = "the server has to be settled before it is imaged"
    case disksBeforeImage = "the disks have to be attached before the server is imaged"
    case imageBeforeServer = "the image has to be usable before a server is created from it"
    case bornWithServer = "the disk is created together with its server"
    case serverBeforeDisk = "the server has to exist before the disk is attached"
    case attachOrder = "data disks are attached in the order in which they are declared"
    case imageBeforeCopy = "the image has to be usable in its whole region before it is copied"
    case vaultBeforeCopy = "the target vault has to exist before the copy"
    case newBeforeOld = "the new one has to be ready before the old one is deleted"
    case oldBeforeNew = "the old one has to be deleted first, as both cannot exist"
    case disksMovedBeforeDelete = "the disks that stay have to leave the server before it is deleted"
    case serverBeforeWait = "the server has to exist before it can be checked"
    case disksBeforeWait = "the server is checked with all of its disks"
    case serverBeforeOldDisk = "the old disk stays until the server of its successor exists"
    case signBeforeStop = "the server is stopped once it is settled"
    case disksLeaveBeforeImage = "disks that leave the server are not in its image"
    case serverBeforeDiskDelete = "the server has to release the disk first"
    case imageBeforeVaultDelete = "images and their backups are deleted before their vault"
    case serverBeforeImageDelete = "the servers that were created from the image are deleted first"
    case oneAtATime = "the service works on one change of a server at a time"
    case stopBeforeImage = "the server has to be stopped before it is imaged"
    case imageBeforeStart = "the server starts again when its image is ready, or has failed"
    case fewStoppedAtATime = "only a limited number of servers is stopped at a time"
    case zoneBeforeRegion = "the image has to exist before its whole region can use it"
    case canaryFirst = "the first ones have to be healthy before the others follow"
    case fewReplacedAtATime = "only a limited number of servers is replaced at a time"
    case healthyBeforeOld = "the new one has to be healthy before the old one is deleted"
    case vaultBeforeDisk = "the vault needs capacity for the disks of its servers"
    case roomBeforeNew = "the quota allows it only after that is deleted"
}

extension EdgeReason {
    /// Such a step waits for the end of the other one, whether it ended well or not.
    package var isLoose: Bool { self == .imageBeforeStart || self == .fewStoppedAtATime }
}
