import XimageCore

/// Decides which generations retention removes, after everything else: what only servers use that go in this plan may
/// go after them.
struct RetentionDecider {
    let world: World

    func decide(after earlier: Decisions) -> [Decision] {
        guard world.isRefreshed else { return [] }
        return world.desired.resources.flatMap { resource -> [Decision] in
            let retention: Retention?
            switch resource.details {
            case .image(let details): retention = details.options?.content.retention
            case .copy(let details): retention = details.retention ?? world.retention(of: details.image)
            case .none, .server, .disk: retention = nil
            }
            guard let retention, earlier[resource.address] != nil else { return [] }
            return Series(world: world, address: resource.address, retention: retention, earlier: earlier)
                .decisions()
        }
    }

    /// One series with retention.
    private struct Series {
        let world: World
        let address: Address
        let retention: Retention
        let earlier: Decisions
        private let usable: [Generation]
        private let bare: [LiveBackup]
        /// Whether this plan creates a generation, which has to be ready before an old one goes.
        private let creates: Bool

        init(world: World, address: Address, retention: Retention, earlier: Decisions) {
            self.world = world
            self.address = address
            self.retention = retention
            self.earlier = earlier
            usable = world.usable(address).filter { !earlier.removes($0.record.id) || $0.isFailed }
            bare = world.bareBackups(of: address)
            creates = earlier[address]?.creates != nil
        }

        func decisions() -> [Decision] {
            guard !usable.isEmpty || !bare.isEmpty else { return [] }
            if let blind = blind() { return [blind] }
            let byNumber = Dictionary(usable.map { ($0.number, $0) }) { $1 }
            var result = doubles(byNumber)
            for (number, verdict) in verdicts(byNumber).sorted(by: { $0.key < $1.key }) {
                let backup = bare.first { $0.mark?.generation == number }
                switch verdict {
                case .stays: break
                case .held(let reasons):
                    let region = byNumber[number]?.object.region ?? backup?.region ?? ""
                    result.append(Holders.keeps(address.generation(number), in: region, reasons))
                case .goes(let withBackup):
                    if let generation = byNumber[number] { result.append(prune(generation, withBackup)) }
                case .backupGoes:
                    if let backup { result.append(delete(backup, number, role: .own)) }
                }
            }
            return result
        }

        /// Backups of generations that exist again, as of a copy that was removed and created again.
        private func doubles(_ byNumber: [Int: Generation]) -> [Decision] {
            guard retention.deleteBackups else { return [] }
            return bare.compactMap { backup in
                guard let number = backup.mark?.generation, isDouble(number, byNumber) else { return nil }
                return delete(backup, number, role: .backup(backup.id))
            }
        }

        private func isDouble(_ number: Int, _ byNumber: [Int: Generation]) -> Bool {
            byNumber[number] != nil || (creates && number == earlier.currentGeneration(address))
        }

        private func verdicts(_ byNumber: [Int: Generation]) -> [Int: RetentionPlanner.Verdict] {
            let referred = referredGenerations()
            let holders = Holders(world: world)
            let candidates =
                usable.filter { !$0.isFailed }.map { generation in
                    RetentionPlanner.Candidate(
                        number: generation.number, takenAt: takenAt(generation),
                        isReady: generation.object.phase == .ready,
                        holders: holders.of(
                            generation.record, generation.object, referred[generation.number] ?? [],
                            after: earlier))
                }
                + bare.compactMap { backup -> RetentionPlanner.Candidate? in
                    guard let number = backup.mark?.generation, !isDouble(number, byNumber) else {
                        return nil
                    }
                    return RetentionPlanner.Candidate(
                        number: number, takenAt: backup.takenAt ?? world.readAt, isBare: true,
                        isReady: backup.status == "available")
                }
            return RetentionPlanner(
                retention, now: world.readAt, upcoming: creates ? earlier.currentGeneration(address) : nil
            ).verdicts(candidates)
        }

        private func takenAt(_ generation: Generation) -> Timestamp {
            if case .image(let facts) = generation.object.facts, let time = facts.takenAt { return time }
            return generation.record.createdAt
                ?? generation.object.attributes[.createdAt].string.flatMap { Timestamp($0) } ?? world.readAt
        }

        /// Generations that declared servers name, beside the current one.
        private func referredGenerations() -> [Int: [RuleArgument]] {
            var result: [Int: [RuleArgument]] = [:]
            let good = usable.filter { !$0.isFailed }.map(\.number)
            if let current = earlier.currentGeneration(address), good.contains(current), current != good.last
            {
                result[current, default: []].append(
                    RuleArgument("its revision is the declared one", zh: "其 `revision` 与声明一致"))
            }
            for (user, choice) in world.imageUsers[address] ?? [] {
                switch choice {
                case .newest: break
                case .previous:
                    let number = creates ? good.last : good.dropLast().last
                    if let number {
                        result[number, default: []].append(
                            RuleArgument("\(user) asks for the previous one", zh: "\(user) 使用前一代"))
                    }
                case .number(let number):
                    result[number, default: []].append(RuleArgument("\(user) names it", zh: "\(user) 指定了它"))
                }
            }
            return result
        }

        /// Retention works on whole lists alone.
        private func blind() -> Decision? {
            let region = usable.last?.object.region ?? bare.last?.region ?? ""
            guard let reason = Holders(world: world).blindness(in: region) else { return nil }
            var decision = Decision(address, in: region)
            decision.isRemark = true
            decision.findings = [
                Diagnostic(
                    .retentionBlind, severity: .warning,
                    [
                        "reason": RuleArgument(
                            reason.english.prefix(1).uppercased() + reason.english.dropFirst(),
                            zh: reason[.chinese]), "object": "\(address)",
                    ], address: address)
            ]
            return decision
        }

        // MARK: What goes

        private func prune(_ generation: Generation, _ withBackup: Bool) -> Decision {
            let (record, object) = (generation.record, generation.object)
            let step = GenerationRemovals(world: world).prune(
                generation, withBackup: withBackup, consent: .retention)
            var size: Int?
            if case .image(let facts) = object.facts { size = facts.capturedGiB }
            let note =
                step.takesBackup
                ? Self.frees("Its backup goes too and frees", zh: "其备份一并删除，释放", size)
                : withBackup
                    ? Bilingual(
                        "Its backup stays, as it was there before the image.", zh: "其备份先于镜像存在，因此保留。")
                    : retention.deleteBackups
                        ? Bilingual(
                            "Its backup stays as one of `keepBackups`.", zh: "其备份作为 `keepBackups` 之一保留。")
                        : .backupStays
            var decision = Decision(
                record.address, in: object.region, .remove(.prune(step)),
                change: Change(
                    address: record.address, region: object.region, action: .delete, id: record.id,
                    before: object.attributes, reason: .pastRetention(retention.text), notes: [note],
                    takesBackup: step.takesBackup))
            decision.facts.freedGiB = size
            return decision
        }

        private static func frees(_ english: String, zh chinese: String, _ size: Int?) -> Bilingual {
            let space = RuleArgument.space(size)
            return Bilingual("\(english) \(space).", zh: "\(chinese)\(space[.chinese])。")
        }

        private func delete(_ backup: LiveBackup, _ number: Int, role: StepID.Role) -> Decision {
            let address = address.generation(number)
            var decision = Decision(
                address, in: backup.region,
                .remove(.backup(BackupStep(id: backup.id, consent: .retention), role: role)),
                change: Change(
                    address: address, region: backup.region, action: .delete, id: backup.id,
                    before: [.name: .string(backup.name), .size: backup.sizeGiB.map { .int($0) } ?? .null],
                    reason: .pastRetention(retention.text),
                    notes: [
                        Self.frees(
                            "The bare backup that was left of it goes and frees", zh: "删除其遗留的备份，释放",
                            backup.sizeGiB)
                    ]))
            decision.facts.freedGiB = backup.sizeGiB
            return decision
        }
    }
}

extension Retention {
    /// `the newest 3 stay, those of the last 14 days stay`.
    fileprivate var text: String {
        var parts: [String] = []
        if let keep { parts.append("the newest \(keep) stay") }
        if let time = keepFor {
            let hours = time.components.seconds / 3600
            parts.append(
                hours >= 48 && hours % 24 == 0
                    ? "those of the last \(hours / 24) days stay" : "those of the last \(hours) h stay")
        }
        return parts.joined(separator: ", ")
    }
}
