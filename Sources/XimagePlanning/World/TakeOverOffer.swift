import XimageCore

/// Marked objects that fit the declaration while there is no state: nothing is created or deleted until someone takes them
/// over.
package struct TakeOverOffer {
    package static let code = Notice.takeOverFirst.code

    private struct Group {
        let takeOver: TakeOver
        let objects: [(object: LiveResource, address: Address)]
    }

    private let groups: [Group]
    private let environment: String?
    private let readAt: Timestamp

    init(_ rebuilt: StateRebuilder.Result, _ input: PlanInput) {
        environment = input.desired.settings.environment
        readAt = input.live.readAt
        guard input.prior.isFresh, input.options.takeOver == nil, input.mode == .apply,
            input.options.clean.isEmpty
        else {
            groups = []
            return
        }
        let fitting = rebuilt.strangers.filter { $0.address != nil }
        groups = Dictionary(grouping: fitting, by: \.takeOver).map { takeOver, found in
            Group(
                takeOver: takeOver,
                objects: found.map { ($0.object, $0.address ?? Orphan.address($0.object.kind, $0.object.id)) }
                    .sorted { ($0.address, $0.object.id) < ($1.address, $1.object.id) })
        }.sorted { $0.takeOver.description < $1.takeOver.description }
    }

    var isEmpty: Bool { groups.isEmpty }

    /// The take-over whose plan can be shown: there is no other.
    var only: TakeOver? { groups.count == 1 ? groups[0].takeOver : nil }

    var findings: [Diagnostic] {
        groups.map { group in
            let count = group.objects.count
            let shown = group.objects.prefix(5).map { "\($0.address) (\($0.object.id))" }
            let run = "\(group.takeOver)\(environment.map { " --env \($0.shellQuoted)" } ?? "")"
            return Diagnostic(
                .takeOverFirst,
                [
                    "count": RuleArgument(
                        count == 1 ? "1 object has the mark" : "\(count) objects have marks",
                        zh: "\(count) 个对象"),
                    "objects": .series(shown, rest: .more(count - shown.count)),
                    "traits": traits(of: group), "takeOver": RuleArgument(run),
                ])
        }
    }

    /// What may show whose marks they are.
    private func traits(of group: Group) -> RuleArgument {
        let times = group.objects.compactMap { $0.object.attributes[.createdAt].string }.sorted()
        let newest = group.objects.max { time($0.object) < time($1.object) }?.object.operation?.operation
        var parts = [
            group.takeOver.lineage.map { RuleArgument("Mark lineage \($0)", zh: "标记谱系 \($0)") }
                ?? RuleArgument("The marks have no lineage", zh: "标记没有谱系")
        ]
        if let newest { parts.append(RuleArgument("newest operation \(newest)", zh: "最新操作 \(newest)")) }
        if let first = times.first, let last = times.last {
            parts.append(
                first == last
                    ? RuleArgument("created \(first)", zh: "创建于 \(first)")
                    : RuleArgument("created \(first) to \(last)", zh: "创建于 \(first) 至 \(last)"))
        }
        let all = RuleArgument(parts, english: ", ", chinese: "，")
        guard let environment else { return all }
        return RuleArgument(
            "\(all). This run is for the environment \(environment)",
            zh: "\(all[.chinese])。本次运行针对环境 \(environment)")
    }

    private func time(_ object: LiveResource) -> String { object.attributes[.createdAt].string ?? "" }
}
