import XimageCore

/// Waits for generations that exist and are not complete: for one that is still being created in any case, for one that
/// only its zone can use so far where some step needs the region.
struct Settling {
    let world: World

    /// Adds the waits to the decisions about their series. A generation that is created has its own.
    func needed(by decisions: Decisions, isChosen: (Int) -> Bool) -> [Decision] {
        var series: Set<Address> = []
        for (index, decision) in decisions.all.enumerated() where isChosen(index) {
            series.formUnion(Self.needs(decision))
            if isBeingCreated(decision) { series.insert(decision.address.series) }
        }
        return series.sorted().compactMap { address in
            guard let position = decisions.position(address), world.isRefreshed else { return nil }
            let current = decisions.all[position]
            if isChosen(position), current.creates != nil { return nil }
            guard let id = current.facts.stays, let number = current.facts.generation,
                let object = world.live[id], object.phase == .busy || isUsableInZoneAlone(object)
            else { return nil }
            var decision = Decision(address.generation(number), in: object.region)
            decision.isRemark = true
            decision.care.settle = SettleStep(image: address, id: id)
            return decision
        }
    }

    private func isUsableInZoneAlone(_ object: LiveResource) -> Bool {
        guard case .image(let facts) = object.facts, object.kind == .image else { return false }
        return ImageKind(object.attributes) == .whole && facts.scope != .region
    }

    /// As after a run that was interrupted and whose state is lost: nobody remembers that it is to be waited for.
    private func isBeingCreated(_ decision: Decision) -> Bool {
        guard decision.facts.generation != nil, let id = decision.facts.stays,
            world.selection.isChosen(decision.address.series)
        else { return false }
        return world.live[id]?.phase == .busy
    }

    /// Series that the whole region has to be able to use before a decision is carried out.
    private static func needs(_ decision: Decision) -> [Address] {
        if decision.address.kind == .copy, case .create(let create) = decision.verdict {
            return create.dependencies.filter { $0.kind == .image }
        }
        if let image = decision.creates?.image, image.reach == .region { return [image.series] }
        switch decision.verdict {
        case .remove(.prune(let step)) where step.consent == .retention:
            return [decision.address.series]
        case .remove(.backup(let step, _)) where step.consent == .retention:
            return [decision.address.series]
        default: return []
        }
    }
}
