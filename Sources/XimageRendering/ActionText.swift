package import XimageCore
package import XimagePlanning

/// Actions, reasons and steps in words.
extension Change {
    /// `+` create, `~` update, `-/+` and `+/-` replace by order, `-` delete, `<` detach and forget, `!` forget.
    var symbol: String {
        switch action {
        case .noOp: " "
        case .create: "+"
        case .update: "~"
        case .replace(.deleteBeforeCreate): "-/+"
        case .replace(.createBeforeDestroy): "+/-"
        case .delete: "-"
        case .forget: isDetaching ? "<" : "!"
        }
    }

    var role: TextStyle.Role {
        switch action {
        case .create: .added
        case .update, .forget: .changed
        case .replace, .delete: .removed
        case .noOp: .faint
        }
    }

    /// `replace, the old one goes first: image cannot change in place`
    var explanation: String {
        let what =
            switch action {
            case .noOp: "no change"
            case .create: "create"
            case .update: "update in place"
            case .replace(.deleteBeforeCreate): "replace, the old one goes first"
            case .replace(.createBeforeDestroy): "replace, the new one is made first"
            case .delete: "delete"
            case .forget where reason.isVanished: "forget"
            case .forget where reason == .staysAttached: "forget, the disk stays"
            case .forget:
                isDetaching ? "detach and forget, the disk stays" : "forget, the object stays"
            }
        return reason.text.map { "\(what): \($0)" } ?? what
    }

    /// A disk leaves its server, and its record goes.
    private var isDetaching: Bool {
        address.kind == .disk && action == .forget && reason != .staysAttached && !reason.isVanished
    }

    /// Attributes that do not let the object stay as it is.
    var forcing: [AttributeName] {
        switch reason {
        case .immutableAttributes(let names), .newGeneration(let names): names
        default: []
        }
    }

    /// Losing something: replaced, deleted, forgotten or with data at risk.
    var isGrave: Bool {
        switch action {
        case .noOp, .create, .update: risk != nil
        case .replace, .delete, .forget: true
        }
    }
}

extension ActionReason {
    /// There is no object that could stay.
    fileprivate var isVanished: Bool {
        if case .vanished = self { true } else { false }
    }

    /// `nil` where the action says it all.
    var text: String? {
        switch self {
        case .declaredButMissing, .attributesDiffer: nil
        case .vanished(let id): "its object \(id.visible) is gone from the cloud"
        case .immutableAttributes(let names): "\(Self.list(names)) cannot change in place"
        case .serverReplaced: "its server is made anew, with a disk of its own"
        case .newGeneration(let names):
            names.isEmpty ? "a new generation is due" : "a new generation, as \(Self.list(names)) changed"
        case .failedInCloud(let status):
            "the newest one failed in the cloud" + (status.isEmpty ? "" : " (\(status.visible))")
        case .noLongerDeclared: "no longer declared"
        case .staysAttached: "no longer declared, and attached to a server that stays"
        case .destroyRequested: "all of this project is to go"
        case .leftOver: "left over from a replacement that was interrupted"
        case .alreadyMatches: "it is as declared"
        case .moved(let address): "moved here from \(address.shown)"
        case .scheduleDue: "its schedule asks for a new generation"
        case .renewalRequested: "a new generation, as --renew asks"
        case .pastRetention(let stays): "past its retention" + (stays.isEmpty ? "" : " (\(stays))")
        case .snapshotOver(let until): "a snapshot that was to be kept until \(TimeText.moment(until))"
        case .orphan(let why): "nothing knows it: \(why.visible)"
        case .undeleteRequested: "brought back from its backup"
        }
    }

    /// Stable word for machines.
    var code: String {
        switch self {
        case .declaredButMissing: "declared-but-missing"
        case .vanished: "vanished"
        case .attributesDiffer: "attributes-differ"
        case .immutableAttributes: "immutable-attributes"
        case .serverReplaced: "server-replaced"
        case .newGeneration: "new-generation"
        case .failedInCloud: "failed-in-cloud"
        case .noLongerDeclared: "no-longer-declared"
        case .staysAttached: "stays-attached"
        case .destroyRequested: "destroy-requested"
        case .leftOver: "left-over"
        case .alreadyMatches: "already-matches"
        case .moved: "moved"
        case .scheduleDue: "schedule-due"
        case .renewalRequested: "renewal-requested"
        case .pastRetention: "past-retention"
        case .snapshotOver: "snapshot-over"
        case .orphan: "orphan"
        case .undeleteRequested: "undelete-requested"
        }
    }

    private static func list(_ names: [AttributeName]) -> String { Count.listed(names.map(\.description)) }
}

extension PlanStep {
    /// `create server.web with disk.web.data`; what the step does, in one line.
    package var title: String {
        switch operation {
        case .create(let step):
            var text = "create \(address.shown)"
            if !step.disks.isEmpty {
                let more = step.disks.count - 3
                text += " with " + step.disks.prefix(3).map(\.address.shown).joined(separator: ", ")
                if more > 0 { text += " and \(more) more" }
            }
            if step.endsStopped { text += ", then leave it stopped" }
            return text
        case .label: return "name and tag \(address.shown)"
        case .update: return "update \(address.shown)"
        case .delete(let step):
            return "delete \(step.standing == .deposed ? "the replaced " : "")\(address.shown)"
        case .detach: return "detach \(address.shown)"
        case .prune(let step):
            return "delete \(address.shown)" + (step.takesBackup ? " and its backup" : "")
        case .forget: return "forget \(address.shown)"
        case .settle: return "wait until \(address.shown) can be used in its whole region"
        case .stop(let step): return "stop \(step.shown) for \(step.image.shown)"
        case .start(let step): return "start \(step.shown) again"
        case .awaitServer(let step): return "wait until \(step.shown) \(step.sign)"
        case .deleteBackup: return "delete the backup that is left of \(address.shown)"
        }
    }
}

/// Steps of which the journal tells no more than what is done to which address.
package enum StepWords {
    /// - Parameter verb: of a ``StepID``, as the journal keeps it.
    package static func title(_ verb: String, _ address: Address) -> String {
        // A server that no manifest declares is known by its image.
        let server = address.kind == .server ? address.shown : "the server of \(address.shown)"
        return switch StepID.Verb(rawValue: verb) {
        case .label: "name and tag \(address.shown)"
        case .settle: "wait until \(address.shown) can be used in its whole region"
        case .await: "wait for a sign of \(server)"
        case .start: "start \(server) again"
        case .stop: "stop \(server)"
        case .deleteBackup: "delete the backup that is left of \(address.shown)"
        case .create, .update, .delete, .detach, .forget, nil: "\(verb.visible) \(address.shown)"
        }
    }

    /// Of a step by its id: waits in full sentences, others speak for themselves.
    package static func skipped(_ id: StepID) -> String {
        isWait(id.verb.rawValue) ? title(id.verb.rawValue, id.address) : id.description
    }

    /// Whether nothing was sent for it: it only waited.
    package static func isWait(_ verb: String) -> Bool {
        switch StepID.Verb(rawValue: verb) {
        case .settle, .await: true
        case .create, .label, .update, .delete, .detach, .forget, .stop, .start, .deleteBackup, nil: false
        }
    }
}

extension PowerStep {
    /// The server as people know it.
    var shown: String { server.map(\.shown) ?? "server \(name.visible)" }
}

extension AwaitStep {
    var shown: String { server.map(\.shown) ?? "server \(name.visible)" }

    var sign: String {
        switch condition.sign {
        case .poweredOff: "has powered itself off"
        case .acceptsConnections(let port): "accepts connections on port \(port)"
        }
    }
}

extension DataRisk {
    /// `40 GiB on server.web would be lost; last captured by image.golden@2, 3 d ago.`
    func text(of address: Address, now: Timestamp) -> String {
        let size = sizeGiB.map { "\(Count.grouped($0)) GiB" } ?? "An unknown amount of data"
        let lost = "\(size) on \(address.shown) would be lost; "
        guard let lastCaptured else {
            return lost + "no image that stays has captured it, as far as state knows."
        }
        let image = capturedBy.map { " by \($0.shown)" } ?? ""
        let captured = lost + "last captured\(image), \(TimeText.ago(lastCaptured, now: now))"
        return captured + (isCapturedInBackup ? "; that image is deleted, and its backup stays." : ".")
    }
}

extension BackupRisk {
    /// `140 GiB in 2 backups of image.golden@1 and server.web would be lost; the newest was taken 3 d ago. ...`
    func text(now: Timestamp) -> String {
        let taken = newest.map { "; the newest was taken \(TimeText.ago($0, now: now))" } ?? ""
        let end =
            expiresAt.map { "until \(TimeText.moment($0))" }
            ?? (count == nil ? "no known limit" : "no time limit")
        return "\(lost) would be lost\(taken). Recoverable only until this plan runs (without it: \(end))."
    }

    private var lost: String {
        guard let count else {
            let used = sizeGiB > 0 ? " (\(Count.grouped(sizeGiB)) GiB in use)" : ""
            return "Backups that no list shows\(used)"
        }
        let shown = owners.prefix(3).map(\.visible) + (owners.count > 3 ? ["\(owners.count - 3) more"] : [])
        let whose = shown.isEmpty ? "" : " of \(Count.listed(shown))"
        let backups = "\(Count.of(count, "backup"))\(whose)"
        return sizeGiB > 0 ? "\(Count.grouped(sizeGiB)) GiB in \(backups)" : "\(backups) (size not read)"
    }
}

extension Plan {
    /// Sum over the changes; without those whose size nobody knows.
    var dataAtRisk: (sizeGiB: Int, isComplete: Bool) {
        let sizes = changes.compactMap(\.risk).map(\.sizeGiB)
        return (sizes.compactMap { $0 }.reduce(0, +), !sizes.contains(nil))
    }

    /// `190 GiB of data`; `nil` when none is lost.
    var dataText: String? {
        let (size, isComplete) = dataAtRisk
        if isComplete { return size > 0 ? "\(Count.grouped(size)) GiB of data" : nil }
        return size > 0 ? "More than \(Count.grouped(size)) GiB of data" : "An unknown amount of data"
    }

    /// Sum over the changes; without those that no list shows.
    var backupsAtRisk: (count: Int, sizeGiB: Int, isComplete: Bool) {
        let risks = changes.compactMap(\.backupRisk)
        return (
            risks.reduce(0) { $0 + ($1.count ?? 0) }, risks.reduce(0) { $0 + $1.sizeGiB },
            !risks.contains { $0.count == nil }
        )
    }

    /// `140 GiB in 2 backups`; `nil` when the plan deletes none.
    var backupsText: String? {
        let (count, size, isComplete) = backupsAtRisk
        guard count > 0 || !isComplete else { return nil }
        let known = (size > 0 ? "\(Count.grouped(size)) GiB in " : "") + Count.of(count, "backup")
        if isComplete { return known }
        return count == 0 ? "An unknown number of backups" : "\(known), and backups that no list shows,"
    }
}
