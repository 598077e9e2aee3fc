import XimageCore

/// Creations that were given up before it was known what became of them: no second object is created beside what may exist.
struct AbandonedReport {
    let world: World

    func findings(_ steps: [PlanStep]) -> [Diagnostic] {
        guard !world.prior.abandoned.isEmpty else { return [] }
        let creates = Set(steps.filter { $0.id.verb == .create }.map(\.address.series))
        let known = Set(world.live.resources.compactMap { $0.operation?.operation })
            .union(world.prior.records.compactMap(\.operation))
        return world.prior.abandoned.compactMap { lost in
            // What moved since is created under its new address.
            let series = lost.address.series
            let address = world.desired.moves.destination(of: series) ?? series
            let isKnown = known.contains(lost.operation)
            // The disks of a server that is known are not, until its creation has ended.
            let held = (isKnown ? [] : [address]) + lost.disks
            let blocked = held.first(where: creates.contains)
            guard !isKnown || blocked != nil else { return nil }
            return finding(lost, at: blocked ?? address, blocks: blocked != nil)
        }
    }

    private func finding(_ lost: AbandonedCreate, at address: Address, blocks: Bool) -> Diagnostic {
        Diagnostic(
            .abandonedStep, severity: blocks ? .error : .warning,
            [
                "step": "\(lost.step)", "region": "\(lost.region)", "operation": "\(lost.operation)",
                "job": lost.job.map { RuleArgument(", job \($0)", zh: "（任务 \($0)）") } ?? "",
                "blocked": blocks
                    ? RuleArgument(
                        " Until then nothing else is created at \(address).",
                        zh: "在此之前，不会在 \(address) 创建其他对象。")
                    : "",
                "command": RuleArgument(lost.step.shellQuoted),
            ],
            address: address, subject: world.declared[address]?.origin)
    }
}
