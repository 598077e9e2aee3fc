import XimageCore

/// One object takes the place of another.
struct Replacing {
    let world: World

    /// - Parameter detachFrom: the server that a disk is attached to now.
    func decision(
        _ subject: ObjectDecider.Subject, _ object: LiveResource, _ differences: [Differ.Difference],
        order: ReplaceOrder, new: Replacement.New, detachFrom: RemoteID?
    ) -> Decision {
        let resource = subject.resource
        let immutable = differences.filter { $0.effect == .requiresReplace }.map(\.attribute)
        let isBroken = subject.hasFailed
        let data = DataAtRisk(world: world)
        let new = order == .createBeforeDestroy ? new.replacing(object.id) : new
        let old = DeleteStep(
            id: object.id, standing: order == .createBeforeDestroy ? .deposed : .current,
            consent: isBroken ? .unfinished : data.consent(at: subject.address), detachFrom: detachFrom)
        var decision = Decision(
            subject.address, in: resource.region,
            .replace(Replacement(order: order, new: new, old: .delete(old), oldRegion: object.region)),
            change: Change(
                address: subject.address, region: resource.region, action: .replace(order), id: object.id,
                before: world.readable(object),
                after: Updating.display(resource, resolved: subject.resolved),
                differences: differences.map(\.attribute),
                reason: isBroken ? .failedInCloud(status: object.status) : .immutableAttributes(immutable),
                risk: isBroken ? nil : data.risk(of: object), origin: resource.origin))
        decision.needs = subject.resolved.references
        if resource.protect, !isBroken { decision.findings = [Protection.diagnostic(subject.address)] }
        return decision
    }
}
