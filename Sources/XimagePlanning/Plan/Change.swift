package import XimageCore

/// What happens to one address.
package enum Action: Hashable, Sendable {
    case noOp
    case create
    case update
    case replace(ReplaceOrder)
    case delete
    /// Stop managing without deleting. A disk is detached first.
    case forget
}

extension Action: Codable {
    /// `no-op`, `create`, `update`, `replace`, `delete`, `forget`.
    package var word: String {
        switch self {
        case .noOp: "no-op"
        case .create: "create"
        case .update: "update"
        case .replace: "replace"
        case .delete: "delete"
        case .forget: "forget"
        }
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        switch text {
        case "no-op": self = .noOp
        case "create": self = .create
        case "update": self = .update
        case "replace/delete-before-create": self = .replace(.deleteBeforeCreate)
        case "replace/create-before-destroy": self = .replace(.createBeforeDestroy)
        case "delete": self = .delete
        case "forget": self = .forget
        default:
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an action: \(text)"))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .replace(.deleteBeforeCreate): try container.encode("replace/delete-before-create")
        case .replace(.createBeforeDestroy): try container.encode("replace/create-before-destroy")
        default: try container.encode(word)
        }
    }
}

/// Explains an action to people. Nothing may branch on it.
package enum ActionReason: Hashable, Sendable, Codable {
    case declaredButMissing
    /// State knows an object that the cloud no longer has.
    case vanished(RemoteID)
    case attributesDiffer
    case immutableAttributes([AttributeName])
    /// A disk gets a successor together with its server.
    case serverReplaced
    /// An image gets another generation because these differ from what the newest was made from.
    case newGeneration([AttributeName])
    /// The newest generation's object failed in the cloud.
    case failedInCloud(status: String)
    case noLongerDeclared
    /// A disk that is no longer declared stays with the server that it is attached to.
    case staysAttached
    case destroyRequested
    /// The old object of a replacement that was interrupted.
    case leftOver
    case alreadyMatches
    /// It stood at another address, as `moved` says.
    case moved(Address)
    /// Its schedule asks for a new generation.
    case scheduleDue
    /// `--renew` asked for a new generation.
    case renewalRequested
    /// Older than retention keeps; says what stays.
    case pastRetention(String)
    /// A snapshot was to be kept until then.
    case snapshotOver(Timestamp)
    /// Neither state nor the manifests know it; says what it may be.
    case orphan(String)
    /// A generation is registered again on its backup.
    case undeleteRequested
}

/// One planned difference.
package struct Change: Hashable, Sendable, Codable {
    package let address: Address
    package let region: Region
    package let action: Action
    /// The object now; `nil` exactly when `action` is `.create`.
    package let id: RemoteID?
    /// Live attributes, look-ups by name where the name is known; `nil` exactly when `action` is `.create`.
    package internal(set) var before: Attributes?
    /// Planned attributes as declared; `nil` exactly when `action` is `.delete` or `.forget`.
    package let after: Attributes?
    /// Differing attributes, sorted: equal inputs give equal plans, byte for byte.
    package let differences: [AttributeName]
    package let reason: ActionReason
    /// Bytes that would be lost; `nil` when none are.
    package private(set) var risk: DataRisk?
    /// Backups that would be lost; `nil` when none are.
    package private(set) var backupRisk: BackupRisk?
    /// Remarks worth a line, in full sentences.
    package private(set) var notes: [Bilingual]
    /// What rules say of every change of its kind, such as what an image will contain: good to know, and no finding.
    package internal(set) var advice: [Diagnostic] = []
    /// Of images and copies that are deleted: whether their backup goes with them.
    package let takesBackup: Bool
    /// The block in the manifest, if there is one.
    package let origin: SourceRange?

    package init(
        address: Address, region: Region, action: Action, id: RemoteID? = nil, before: Attributes? = nil,
        after: Attributes? = nil, differences: [AttributeName] = [], reason: ActionReason,
        risk: DataRisk? = nil,
        notes: [Bilingual] = [], takesBackup: Bool = false, origin: SourceRange? = nil
    ) {
        self.address = address
        self.region = region
        self.action = action
        self.id = id
        self.before = before?.withoutNothing
        self.after = after
        self.differences = differences
        self.reason = reason
        self.risk = risk
        self.notes = notes
        self.takesBackup = takesBackup
        self.origin = origin
    }

    /// The same with what is true of it in the whole plan.
    package func noting(_ notes: [Bilingual]) -> Change {
        var change = self
        change.notes = notes
        return change
    }

    /// The same with what the whole plan puts at risk.
    package func risking(_ risk: DataRisk?, backups: BackupRisk?) -> Change {
        var change = self
        change.risk = risk
        change.backupRisk = backups
        return change
    }
}

/// Data that a change would destroy.
package struct DataRisk: Hashable, Sendable, Codable {
    /// `nil` where the service's answer does not contain it.
    package var sizeGiB: Int?
    /// When an image last captured it that outlives the plan, itself or in its backup; `nil` when none did, as far as
    /// state knows.
    package var lastCaptured: Timestamp?
    /// The generation that captured it.
    package var capturedBy: Address?
    /// The plan deletes that image and leaves its backup.
    package var isCapturedInBackup = false

    package init(sizeGiB: Int?, lastCaptured: Timestamp? = nil, capturedBy: Address? = nil) {
        self.sizeGiB = sizeGiB
        self.lastCaptured = lastCaptured
        self.capturedBy = capturedBy
    }
}

/// Live differs from prior, and not by our doing.
package struct Drift: Hashable, Sendable, Codable {
    package struct Difference: Hashable, Sendable, Codable {
        package let attribute: AttributeName
        package let recorded: Value
        package let live: Value

        package init(attribute: AttributeName, recorded: Value, live: Value) {
            self.attribute = attribute
            self.recorded = recorded
            self.live = live == .nothing ? .null : live
        }
    }

    package let address: Address
    package let id: RemoteID
    /// The object is no longer there; `differences` is then empty.
    package let isGone: Bool
    package let differences: [Difference]
    /// Someone removed the mark that names its address.
    package var lostMark = false

    package init(
        address: Address, id: RemoteID, isGone: Bool, differences: [Difference] = [], lostMark: Bool = false
    ) {
        self.lostMark = lostMark
        self.address = address
        self.id = id
        self.isGone = isGone
        self.differences = differences
    }
}
