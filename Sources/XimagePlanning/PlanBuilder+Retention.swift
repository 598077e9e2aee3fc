import XimageCore

/// Generations that retention lets go, and what holds the others.
extension PlanBuilder {
    func retention(of image: Address) -> Retention? {
        guard case .image(let details) = input.desired[image]?.details else { return nil }
        return details.options?.content.retention
    }

    /// - Parameters:
    ///   - usable: generations with their objects, failed ones too.
    ///   - makes: whether this plan makes a new generation, which has to be ready before an old one goes.
    mutating func planRetention(
        of series: Address, _ retention: Retention?, _ usable: [(ResourceRecord, LiveResource)], makes: Bool
    ) {
        guard let retention, input.live.isRefreshed else { return }
        retentions.append(RetentionTask(series: series, retention: retention, usable: usable, makes: makes))
    }

    /// After everything else: what only servers use that go in this plan may go after them.
    mutating func planRetentions() {
        for step in steps.values where step.address.kind == .server {
            if case .delete(let delete) = step.operation { serverDeletes[delete.id] = step.id }
        }
        for task in retentions { carryOut(task) }
    }

    private mutating func carryOut(_ task: RetentionTask) {
        let (series, retention, usable, makes) = (task.series, task.retention, task.usable, task.makes)
        let bare = bareBackups(of: series)
        guard !usable.isEmpty || !bare.isEmpty else { return }
        let region = usable.last?.1.region ?? bare.last?.region ?? ""
        guard canSeeAll(of: series, in: region) else { return }
        let byNumber = Dictionary(usable.map { ($0.0.address.generation ?? 0, $0) }) { $1 }
        if retention.deleteBackups {
            // Of a copy that was removed and made again: the same once more.
            for backup in bare {
                guard let number = backup.mark?.generation,
                    byNumber[number] != nil || (makes && number == currentGeneration[series])
                else { continue }
                prune(
                    backup, of: series.generation(number), retention,
                    step: "delete backup \(backup.id) of \(series.generation(number))")
            }
        }
        let referred = referredGenerations(of: series, usable, makes: makes)
        let candidates =
            usable.compactMap { record, object -> RetentionPlanner.Candidate? in
                guard object.phase != .failed, let number = record.address.generation else { return nil }
                return RetentionPlanner.Candidate(
                    number: number, takenAt: takenAt(record, object), isReady: object.phase == .ready,
                    holders: holders(of: record, object, referred[number] ?? []))
            }
            + bare.compactMap { backup -> RetentionPlanner.Candidate? in
                guard let number = backup.mark?.generation, byNumber[number] == nil else { return nil }
                return RetentionPlanner.Candidate(
                    number: number, takenAt: backup.takenAt ?? input.live.readAt, isBare: true,
                    isReady: backup.status == "available")
            }
        let verdicts = RetentionPlanner(
            retention, now: input.live.readAt, upcoming: makes ? currentGeneration[series] : nil
        )
        .verdicts(candidates)
        for (number, verdict) in verdicts.sorted(by: { $0.key < $1.key }) {
            switch verdict {
            case .stays: break
            case .held(let reasons): note(held: series.generation(number), reasons)
            case .goes(let withBackup):
                if let (record, object) = byNumber[number] { prune(record, object, withBackup, retention) }
            case .backupGoes:
                if let backup = bare.first(where: { $0.mark?.generation == number }) {
                    prune(backup, of: series.generation(number), retention)
                }
            }
        }
    }

    private func takenAt(_ record: ResourceRecord, _ object: LiveResource) -> Timestamp {
        if case .image(let facts) = object.facts, let time = facts.takenAt { return time }
        return record.createdAt ?? object.attributes[.createdAt].string.flatMap { Timestamp($0) }
            ?? input.live.readAt
    }

    func holders(of record: ResourceRecord, _ object: LiveResource, _ referred: [String]) -> [String] {
        var result = referred
        if record.protect { result.append("it is protected") }
        if isBroughtBack(record) { result.append("`undelete` brought it back") }
        if case .image(let facts) = object.facts, facts.isBeingCopied { result.append("it is being copied") }
        let servers = (serversByImage[record.id] ?? []).filter { serverDeletes[$0.id] == nil }
        if !servers.isEmpty {
            let shown = servers.prefix(3).map { "server \"\($0.name)\"" }.joined(separator: ", ")
            let more = servers.count > 3 ? " and \(servers.count - 3) more" : ""
            result.append("in use by \(shown)\(more)")
        }
        return result
    }

    /// Generations that declared servers name, beside the current one.
    private func referredGenerations(
        of series: Address, _ usable: [(ResourceRecord, LiveResource)], makes: Bool
    ) -> [Int: [String]] {
        var result: [Int: [String]] = [:]
        let good = usable.filter { $0.1.phase != .failed }.compactMap(\.0.address.generation)
        if let current = currentGeneration[series], good.contains(current), current != good.last {
            result[current, default: []].append("its revision is the declared one")
        }
        for (address, choice) in imageUsers[series] ?? [] {
            switch choice {
            case .newest: break
            case .previous:
                let number = makes ? good.last : good.dropLast().last
                if let number { result[number, default: []].append("\(address) asks for the previous one") }
            case .number(let number): result[number, default: []].append("\(address) names it")
            }
        }
        return result
    }

    /// Retention works on whole lists alone.
    private mutating func canSeeAll(of series: Address, in region: Region) -> Bool {
        let needed: Set<String> = ["images", "servers", "backups"]
        guard
            let missing = input.live.unreadable.first(where: {
                $0.region == region && needed.contains($0.fact)
            })
        else { return true }
        findings.append(
            Diagnostic(
                code: "retention-blind", severity: .warning, summary: "Retention cannot see everything",
                detail:
                    "The \(missing.fact) of \(region) could not be read (\(missing.reason)), so that nobody can tell "
                    + "what still uses the generations of \(series). None of them is removed.",
                fix: "Let the user of the access key read them, then plan again.", address: series))
        return false
    }

    mutating func note(held address: Address, _ reasons: [String]) {
        findings.append(
            Diagnostic(
                code: "retention-held", severity: .info,
                summary: "A generation stays longer than retention asks",
                detail: "\(address) is past its retention and stays: \(reasons.joined(separator: "; ")).",
                address: address))
    }

    private mutating func prune(
        _ record: ResourceRecord, _ object: LiveResource, _ withBackup: Bool, _ retention: Retention
    ) {
        let id = "delete \(record.address)"
        var size = 0
        if case .image(let facts) = object.facts { size = facts.capturedGiB }
        let step = imageDelete(record, object, withBackup: withBackup)
        add(
            PlanStep(
                id: id, address: record.address, region: object.region, operation: .delete(step),
                edges: regionEdges(of: record.address.series, .newBeforeOld)
                    + edges(afterServersOf: record.id)))
        let note =
            step.withBackup
            ? "Its backup goes too and frees up to \(size) GiB."
            : withBackup
                ? "Its backup stays, as it was there before the image."
                : retention.deleteBackups
                    ? "Its backup stays as one of `keepBackups`."
                    : "The backup behind the image stays in its vault and goes on costing money."
        changes.append(
            Change(
                address: record.address, region: object.region, action: .delete, id: record.id,
                before: object.attributes, reason: .pastRetention(Self.text(retention)), notes: [note],
                takesBackup: step.withBackup))
        if step.withBackup { freed.add(size) } else { freed.images += 1 }
    }

    private func edges(afterServersOf image: RemoteID) -> [StepEdge] {
        (serversByImage[image] ?? []).compactMap { serverDeletes[$0.id] }.sorted().map {
            StepEdge($0, .serverBeforeImageDelete)
        }
    }

    /// A backup that stays behind gets a name by which it can be found again.
    func imageDelete(_ record: ResourceRecord, _ object: LiveResource, withBackup: Bool) -> DeleteStep {
        // A backup that was there before the image is not ours to delete.
        let isForeign = !record.attributes[.sourceBackup].isEmpty
        var step = DeleteStep(
            id: record.id, standing: record.standing, withBackup: withBackup && !isForeign)
        if !withBackup, !isForeign, case .image(let facts) = object.facts, let backup = facts.backup,
            let number = record.address.generation
        {
            let name = BackupName(
                image: object.name, owner: Mark.owner(project: project, address: record.address),
                generation: number)
            step.leftBackup = LeftBackup(id: backup, name: name.description)
        }
        return step
    }

    private mutating func prune(
        _ backup: LiveBackup, of address: Address, _ retention: Retention, step: StepID? = nil
    ) {
        add(
            PlanStep(
                id: step ?? "delete backup of \(address)", address: address, region: backup.region,
                operation: .deleteBackup(BackupStep(id: backup.id)),
                edges: regionEdges(of: address.series, .newBeforeOld)))
        changes.append(
            Change(
                address: address, region: backup.region, action: .delete, id: backup.id,
                before: [.name: .string(backup.name), .size: .int(backup.sizeGiB)],
                reason: .pastRetention(Self.text(retention)),
                notes: ["The bare backup that was left of it goes and frees up to \(backup.sizeGiB) GiB."]))
        freed.addBackup(backup.sizeGiB)
    }

    static func text(_ retention: Retention) -> String {
        var parts: [String] = []
        if let keep = retention.keep { parts.append("the newest \(keep) stay") }
        if let time = retention.keepFor {
            let hours = time.components.seconds / 3600
            parts.append(
                hours >= 48 && hours % 24 == 0
                    ? "those of the last \(hours / 24) days stay" : "those of the last \(hours) h stay")
        }
        return parts.joined(separator: ", ")
    }

    /// One line for all that retention frees.
    mutating func reportFreed() {
        guard freed.images > 0 || freed.backups > 0 else { return }
        findings.append(
            Diagnostic(
                code: "retention", severity: .info, summary: "Retention removes old generations",
                detail:
                    "\(freed.images) image\(freed.images == 1 ? "" : "s") and \(freed.backups) "
                    + "backup\(freed.backups == 1 ? "" : "s") go, which frees up to \(freed.gibibytes) GiB in their vaults."
            ))
    }
}

/// A series with retention, and what is there of it.
struct RetentionTask {
    var series: Address
    var retention: Retention
    var usable: [(ResourceRecord, LiveResource)]
    var makes: Bool
}

/// What retention of one plan adds up to.
struct FreedSpace {
    var images = 0
    var backups = 0
    var gibibytes = 0

    /// An image with its backup.
    mutating func add(_ size: Int) {
        images += 1
        addBackup(size)
    }

    mutating func addBackup(_ size: Int) {
        backups += 1
        gibibytes += size
    }
}
