import XimageCore

/// Marked objects that fit the declaration while there is no state: nothing is created or deleted until someone takes them
/// over.
package struct TakeOverOffer {
    package static let code = "take-over"

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
                .joined(separator: ", ")
            let times = group.objects.compactMap { $0.object.attributes[.createdAt].string }.sorted()
            let newest = group.objects.max { time($0.object) < time($1.object) }?.object.operation?.operation
            var detail =
                "There is no state, and \(count == 1 ? "1 object has the mark" : "\(count) objects have marks") of "
                + "addresses of this set: \(shown)\(count > 5 ? " and \(count - 5) more" : ""). "
            detail += group.takeOver.lineage.map { "Mark lineage \($0)" } ?? "The marks have no lineage"
            if let newest { detail += ", newest operation \(newest)" }
            if let first = times.first, let last = times.last {
                detail += first == last ? ", created \(first)" : ", created \(first) to \(last)"
            }
            if let environment { detail += ". This run is for the environment \(environment)" }
            detail += ". Anyone who can write tags can write a mark."
            return Diagnostic(
                code: Self.code, summary: "Existing objects have to be taken over first", detail: detail,
                fix:
                    "If a state of yours created them, take them over:\n  ximage apply --take-over \(group.takeOver)\(environment.map { " --env \($0.shellQuoted)" } ?? "")\n"
                    + "If not, give this set a `project:` of its own.")
        }
    }

    private func time(_ object: LiveResource) -> String { object.attributes[.createdAt].string ?? "" }
}
