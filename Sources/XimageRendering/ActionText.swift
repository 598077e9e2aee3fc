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
    var explanation: String { explanation(.english) }

    func explanation(_ language: Language) -> String {
        let what =
            switch action {
            case .noOp: language("no change", zh: "不变")
            case .create: language("create", zh: "创建")
            case .update: language("update in place", zh: "原地更新")
            case .replace(.deleteBeforeCreate):
                language("replace, the old one is deleted first", zh: "替换，先删除旧对象")
            case .replace(.createBeforeDestroy):
                language("replace, the new one is created first", zh: "替换，先创建新对象")
            case .delete: language("delete", zh: "删除")
            case .forget where reason.isVanished: language("forget", zh: "不再管理")
            case .forget where reason == .staysAttached:
                language("forget, the disk stays", zh: "不再管理，云硬盘保留")
            case .forget where isDetaching:
                language("detach and forget, the disk stays", zh: "卸载并不再管理，云硬盘保留")
            case .forget: language("forget, the object stays", zh: "不再管理，对象保留")
            }
        return reason.text(language).map { what + language(": ", zh: "：") + $0 } ?? what
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
        case .vanished(let id): "its object \(id.visible) no longer exists in the cloud"
        case .immutableAttributes(let names): "\(Self.list(names)) cannot change in place"
        case .serverReplaced: "its server is replaced, with a new disk"
        case .newGeneration(let names):
            names.isEmpty ? "a new generation is due" : "a new generation, as \(Self.list(names)) changed"
        case .failedInCloud(let status):
            "the newest one failed in the cloud" + (status.isEmpty ? "" : " (\(status.visible))")
        case .noLongerDeclared: "no longer declared"
        case .staysAttached: "no longer declared, and attached to a server that stays"
        case .destroyRequested: "this run deletes the whole project"
        case .leftOver: "left over from a replacement that was interrupted"
        case .alreadyMatches: "it is as declared"
        case .moved(let address): "moved here from \(address.shown)"
        case .scheduleDue: "its schedule asks for a new generation"
        case .renewalRequested: "a new generation, as requested by --renew"
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
    package static func title(_ verb: String, _ address: Address, _ language: Language = .english) -> String {
        let place = address.shown
        // A server that no manifest declares is known by its image.
        let server =
            address.kind == .server ? place : language("the server of \(place)", zh: "\(place) 的云服务器")
        return switch StepID.Verb(rawValue: verb) {
        case .label: language("name and tag \(place)", zh: "为 \(place) 命名并添加标签")
        case .settle:
            language("wait until \(place) can be used in its whole region", zh: "等待 \(place) 在整个区域可用")
        case .await: language("wait for a sign of \(server)", zh: "等待 \(server) 就绪")
        case .start: language("start \(server) again", zh: "将 \(server) 重新开机")
        case .stop: language("stop \(server)", zh: "将 \(server) 关机")
        case .deleteBackup:
            language("delete the backup that is left of \(place)", zh: "删除 \(place) 遗留的备份")
        case .create: language("create \(place)", zh: "创建 \(place)")
        case .update: language("update \(place)", zh: "更新 \(place)")
        case .delete: language("delete \(place)", zh: "删除 \(place)")
        case .detach: language("detach \(place)", zh: "卸载 \(place)")
        case .forget: language("forget \(place)", zh: "不再管理 \(place)")
        case nil: "\(verb.visible) \(place)"
        }
    }

    /// Of a step by its id: waits in full sentences, others speak for themselves.
    package static func skipped(_ id: StepID, _ language: Language = .english) -> String {
        isWait(id.verb.rawValue) || language == .chinese
            ? title(id.verb.rawValue, id.address, language) : id.description
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
    func text(of address: Address, now: Timestamp, _ language: Language = .english) -> String {
        if language == .chinese { return chinese(address, now) }
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

extension DataRisk {
    private func chinese(_ address: Address, _ now: Timestamp) -> String {
        let size = sizeGiB.map { "\(Count.grouped($0)) GiB 数据" } ?? "未知数量的数据"
        let lost = "\(address.shown) 上的\(sizeGiB == nil ? "" : " ")\(size)将丢失；"
        guard let lastCaptured else { return lost + "据状态记录，没有保留的镜像包含这些数据。" }
        let image = capturedBy.map { "由 \($0.shown) " } ?? ""
        let end = isCapturedInBackup ? "；该镜像将被删除，其备份保留。" : "。"
        return lost + "最近一次\(image)采集于 \(TimeText.moment(lastCaptured))" + end
    }
}

extension BackupRisk {
    /// `140 GiB in 2 backups of image.golden@1 and server.web would be lost; the newest was taken 3 d ago. ...`
    func text(now: Timestamp, _ language: Language = .english) -> String {
        if language == .chinese { return chinese }
        let taken = newest.map { "; the newest was taken \(TimeText.ago($0, now: now))" } ?? ""
        let end =
            expiresAt.map { "until \(TimeText.moment($0))" }
            ?? (count == nil ? "no known limit" : "no time limit")
        return "\(lost) would be lost\(taken). Recoverable only until this plan runs (without it: \(end))."
    }

    private var chinese: String {
        let whose =
            owners.isEmpty
            ? ""
            : "（\(owners.prefix(3).map(\.visible).joined(separator: "、"))\(owners.count > 3 ? " 等" : "")）"
        let what =
            count.map {
                "\(Count.grouped($0)) 个备份\(whose)" + (sizeGiB > 0 ? "，共 \(Count.grouped(sizeGiB)) GiB，" : "")
            }
            ?? "列表未显示的备份"
        let end = expiresAt.map { "保留至 \(TimeText.moment($0))" } ?? (count == nil ? "期限未知" : "没有期限")
        return "\(what)将丢失。执行本计划后无法恢复（不执行时：\(end)）。"
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
    func dataText(_ language: Language) -> String? {
        guard language == .chinese else { return dataText }
        let (size, isComplete) = dataAtRisk
        if isComplete { return size > 0 ? "\(Count.grouped(size)) GiB 数据" : nil }
        return size > 0 ? "超过 \(Count.grouped(size)) GiB 数据" : "未知数量的数据"
    }

    /// The same in English.
    private var dataText: String? {
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
    func backupsText(_ language: Language) -> String? {
        guard language == .chinese else { return backupsText }
        let (count, size, isComplete) = backupsAtRisk
        guard count > 0 || !isComplete else { return nil }
        let known = "\(Count.grouped(count)) 个备份" + (size > 0 ? "（\(Count.grouped(size)) GiB）" : "")
        if isComplete { return known }
        return count == 0 ? "未知数量的备份" : "\(known)以及列表未显示的备份"
    }

    /// The same in English.
    private var backupsText: String? {
        let (count, size, isComplete) = backupsAtRisk
        guard count > 0 || !isComplete else { return nil }
        let known = (size > 0 ? "\(Count.grouped(size)) GiB in " : "") + Count.of(count, "backup")
        if isComplete { return known }
        return count == 0 ? "An unknown number of backups" : "\(known), and backups that no list shows,"
    }
}
