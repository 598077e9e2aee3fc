import XimageCore

/// Options that name nothing are mistakes: the run would do less than was meant, or more.
struct OptionChecks {
    let world: World

    func findings(_ decisions: Decisions) -> [Diagnostic] { renewals() + patterns(decisions) }

    private func renewals() -> [Diagnostic] {
        guard !world.options.renew.isEmpty else { return [] }
        let images = Set(
            world.desired.resources.filter { $0.address.kind == .image }.flatMap {
                [$0.address, $0.address.block]
            })
        return world.options.renew.filter { !images.contains($0) }.map { address in
            Diagnostic(
                code: "unknown-address", summary: "Renewal of what is not declared",
                detail: "No manifest declares \(address), so there is nothing to renew.",
                fix: "Name an image of the set.", address: address)
        }
    }

    private func patterns(_ decisions: Decisions) -> [Diagnostic] {
        let options = world.options
        // What is wrong with the generation that a command names is told by its own finding.
        guard world.selection.selectsParts, options.undelete.isEmpty else { return [] }
        let desired = world.desired
        // What was to go may be gone already.
        let named = (desired.removals + options.removals).map(\.from) + desired.moves.map(\.from)
        func isIdle(_ pattern: AddressPattern) -> Bool {
            !named.contains { pattern.fits($0, labels: desired.labels) }
                && !desired.resources.contains { pattern.fits($0.address, labels: desired.labels) }
                && !world.prior.records.contains { pattern.fits($0.address, labels: desired.labels) }
                && !decisions.all.contains {
                    $0.change != nil && pattern.fits($0.address, labels: desired.labels)
                }
        }
        let idle =
            options.targets.filter(isIdle).map { ("--target", $0) }
            + options.exclusions.filter(isIdle).map { ("--exclude", $0) }
        return idle.map { option, pattern in
            var addresses = Set(desired.resources.map(\.address.description))
            addresses.formUnion(desired.resources.map(\.address.block.description))
            let nearest = Nearest.words(to: pattern.description, in: addresses)
            return Diagnostic(
                code: "fits-nothing", summary: "A pattern fits nothing",
                detail: "`\(option) \(pattern)` fits no address of this set, of its state or of this plan.",
                fix: nearest.isEmpty
                    ? "Name an address such as `image.golden`, a pattern such as `server.web*`, or a label such as "
                        + "`tier=web`."
                    : "Did you mean \(nearest.map { "`\($0)`" }.joined(separator: " or "))?")
        }
    }
}
