import XimageCore
package import XimagePlanning

extension Graph {
    /// The steps of a plan. Edges have the reason why a step waits for the other.
    package init(_ plan: Plan) {
        let isGrouped = plan.steps.count > Graph.mostNodes
        var parts = GraphParts()
        for step in plan.steps { parts.add(step.id.name(isGrouped: isGrouped)) }
        for step in plan.steps {
            for edge in step.edges {
                parts.connect(
                    edge.step.name(isGrouped: isGrouped), step.id.name(isGrouped: isGrouped),
                    edge.reason.rawValue)
            }
        }
        self.init(title: plan.project, parts)
    }
}

extension StepID {
    /// Steps of one verb that do the same to the instances of a block have one name.
    fileprivate func name(isGrouped: Bool) -> String {
        guard isGrouped else { return description }
        switch role {
        case .own: return StepID(verb, address.block).description
        case .old, .leftOver: return StepID(verb, address.block, .old).description
        case .image(let image): return StepID(verb, address.block, .image(image.block)).description
        case .backup: return StepID(verb, address.block).description
        }
    }
}
