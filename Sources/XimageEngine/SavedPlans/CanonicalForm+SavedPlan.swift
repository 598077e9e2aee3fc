import XimageCore

extension CanonicalForm {
    /// A saved plan without its digest.
    static func of(_ plan: SavedPlan) -> Value {
        map([
            "format": .string(plan.format), "version": .int(plan.version), "madeBy": .string(plan.madeBy),
            "madeAt": of(plan.madeAt), "project": .string(plan.project), "lineage": .string(plan.lineage),
            "serial": .int(plan.serial), "manifests": .string(plan.manifests),
            "environment": plan.environment.canonical { .string($0) }, "mode": .string(plan.mode.rawValue),
            "acknowledgements": of(plan.acknowledgements),
            "acceptedLosses": .map(plan.acceptedLosses.mapValues { .int($0) }),
            "takeOver": plan.takeOver.canonical { .string($0) }, "takenOver": of(plan.takenOver),
            "touched": .list(plan.touched.map { of($0) }),
            "relied": .list(plan.relied.map { of($0) }),
            "shown": map([
                "text": .string(plan.shown.text), "markdown": .string(plan.shown.markdown),
                "json": .string(plan.shown.json),
            ]),
        ])
    }

    private static func of(_ touched: SavedPlan.Touched) -> Value {
        map([
            "address": .string(touched.address), "action": touched.action.canonical { .string($0) },
            "change": .string(touched.change),
            "steps": .list(
                touched.steps.map { map(["id": .string($0.id), "digest": .string($0.digest)]) }),
            "declared": of(touched.declared), "recorded": of(touched.recorded), "live": of(touched.live),
        ])
    }

    private static func of(_ relied: SavedPlan.Relied) -> Value {
        map([
            "id": .string(relied.id), "kind": .string(relied.kind), "name": .string(relied.name),
            "facts": of(relied.facts),
        ])
    }

    private static func of(_ texts: [String: String]) -> Value { .map(texts.mapValues { .string($0) }) }
}
