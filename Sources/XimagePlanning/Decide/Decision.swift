import XimageCore

/// What is decided about one object. A value: later decisions read it, and nothing changes it.
struct Decision {
    enum Verdict {
        /// Nothing to do.
        case keep
        case create(CreateStep)
        /// An object that exists already, or is created with its server, gets name, marks and record of the address.
        case adopt(LabelStep)
        case update(UpdateStep)
        case replace(Replacement)
        case remove(RemovalStep)
        /// Ximage cannot do what is declared.
        case refuse
    }

    /// Of images and copies with their generation.
    let address: Address
    let region: Region
    var verdict: Verdict
    /// As it is shown; `nil` when there is nothing to do.
    var change: Change?
    /// Says something about an address that another decision is about.
    var isRemark = false
    /// Steps around an image: waits, a stop, a start, the wait for the region.
    var care = Care()
    var findings: [Diagnostic] = []
    /// A record that lags behind what is declared and exists.
    var refreshed: ResourceRecord?
    /// What rules are asked about; `nil` for what nothing declares.
    var subject: RuleContext.Subject?
    /// Series whose pending work has to be done before this one; see ``Selection``.
    var needs: [Address] = []
    /// What later decisions ask of it.
    var facts = Facts()

    struct Facts {
        /// The object that the address stands for through the whole plan.
        var stays: RemoteID?
        /// Of images and copies: the generation that counts, present or still to be created.
        var generation: Int?
        /// Of servers: data disks that come back from the image of the server.
        var restored: [Address: CapturedDisk] = [:]
        /// Of servers: data disks that exist and get a successor with the server.
        var recreated: Set<Address> = []
        /// Of servers: disks of the image that no manifest lists and that come along.
        var broughtAlong: [DesiredResource] = []
        /// Of a new server: the image of the set that it is created from.
        var source: ImageTarget?
        /// Of servers: the old object is deleted before the new one is created, so that its disks are loose by then.
        var deletedFirst: RemoteID?
        /// Of what retention removes: the size of the backup that goes; `nil` when not known.
        var freedGiB: Int?
        /// Of what is no longer declared while no entry of `removed` decides about it: its record.
        var undecided: ResourceRecord?
        /// Declared names that the catalogues do not answer with exactly one id.
        var lookupProblems: [LookupProblem] = []
    }

    init(_ address: Address, in region: Region, _ verdict: Verdict = .keep, change: Change? = nil) {
        self.address = address
        self.region = region
        self.verdict = verdict
        self.change = change
    }

    /// Whether carrying it out changes something in the cloud or in state.
    var isPending: Bool {
        switch verdict {
        case .keep, .refuse: false
        case .create, .adopt, .update, .replace, .remove: true
        }
    }

    /// Whether the removed object leaves the cloud.
    var deletes: Bool {
        switch verdict {
        case .remove(.delete), .remove(.prune), .remove(.backup): true
        case .replace(let replacement): if case .delete = replacement.old { true } else { false }
        case .remove(.detach), .remove(.forget), .keep, .create, .adopt, .update, .refuse: false
        }
    }

    /// The object that goes, or whose record goes.
    var removedID: RemoteID? {
        switch verdict {
        case .remove(let step): step.id
        case .replace(let replacement):
            switch replacement.old {
            case .delete(let step): step.id
            case .forget(let step): step.id
            }
        case .keep, .create, .adopt, .update, .refuse: nil
        }
    }

    var replaces: Bool { if case .replace = verdict { true } else { false } }

    /// The object that comes into being.
    var creates: CreateStep? {
        switch verdict {
        case .create(let create): create
        case .replace(let replacement):
            if case .create(let create) = replacement.new { create } else { nil }
        case .keep, .adopt, .update, .remove, .refuse: nil
        }
    }
}

/// One object takes the place of another.
struct Replacement {
    enum New {
        case create(CreateStep)
        case adopt(LabelStep)

        /// The same for an object that stays until the new one exists.
        func replacing(_ id: RemoteID) -> New {
            switch self {
            case .create(var step):
                step.replaces = id
                return .create(step)
            case .adopt(var step):
                step.create.replaces = id
                return .adopt(step)
            }
        }
    }

    enum Old {
        case delete(DeleteStep)
        case forget(RecordStep)
    }

    var order: ReplaceOrder
    var new: New
    var old: Old
    /// Where the old object is: the new one may be in another region.
    var oldRegion: Region
}

/// One way for an object or its record to go.
enum RemovalStep {
    case delete(DeleteStep)
    case detach(DetachStep)
    case prune(PruneStep)
    case forget(RecordStep)
    /// - Parameter role: tells several backups of one generation apart.
    case backup(BackupStep, role: StepID.Role)

    var id: RemoteID {
        switch self {
        case .delete(let step): step.id
        case .detach(let step): step.id
        case .prune(let step): step.id
        case .forget(let step): step.id
        case .backup(let step, _): step.id
        }
    }
}

/// What an image needs around it.
struct Care {
    /// Waits for its source to be settled.
    var sign: AwaitStep?
    var stop: PowerStep?
    /// Of a stop.
    var lane: StopLane?
    var start: PowerStep?
    /// Waits until the whole region can use the image.
    var settle: SettleStep?
    /// Waits for the new server to be healthy.
    var health: AwaitStep?
}

/// Servers of which only so many are stopped at a time.
struct StopLane: Hashable {
    var block: String
    var group: String
    var atOnce: Int
}
