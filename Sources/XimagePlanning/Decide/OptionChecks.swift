import XimageCore

/// Options that name nothing are mistakes: the run would do less than was meant, or more.
package struct OptionChecks {
    /// Of its findings: errors of the command line, not of what is planned.
    package static let codes: Set = [
        "unknown-address", "removal-declared", "fits-nothing", "former-address", "no-orphan", "undelete",
    ]

    let world: World

    func findings(_ decisions: Decisions) -> [Diagnostic] {
        renewals() + removals() + patterns(decisions)
    }

    /// An option names existing objects that are not declared, or one generation.
    private func removals() -> [Diagnostic] {
        guard !world.options.removals.isEmpty else { return [] }
        let recorded = Set(world.prior.records.map(\.address))
            .union(world.records.keys).union(world.generations.values.joined().map(\.address))
        return world.options.removals.compactMap { removal in
            let covered = recorded.filter { removal.from.covers($0) }
            let isAboutSomething = covered.contains {
                removal.from.generation != nil || world.declared[$0.series] == nil
                    || !world.isDeclaredByManifest($0.series)
            }
            guard !isAboutSomething else { return nil }
            let isDeclared = world.desired.resources.contains {
                removal.from == $0.address || removal.from == $0.address.block
            }
            return isDeclared ? declared(removal) : unknown(removal, recorded)
        }
    }

    private func declared(_ removal: Removal) -> Diagnostic {
        Diagnostic(
            .removalDeclared, ["entry": "\(removal.from)=\(removal.action.rawValue)"], address: removal.from)
    }

    private func unknown(_ removal: Removal, _ recorded: Set<Address>) -> Diagnostic {
        let known = Set(recorded.flatMap { [$0.description, $0.series.description, $0.block.description] })
        let nearest = Nearest.words(to: removal.from.description, in: known)
        return Diagnostic(
            .unknownRemoval,
            [
                "entry": "\(removal.from)=\(removal.action.rawValue)",
                "fix": present(removal.from) ?? Self.question(nearest)
                    ?? RuleArgument(
                        "To see all addresses:\n  ximage state list", zh: "查看所有地址：\n  ximage state list"),
            ], address: removal.from)
    }

    /// Where an address leads that an entry of `moved` has.
    private func present(_ former: Address) -> RuleArgument? {
        world.desired.moves.destination(of: former).map {
            RuleArgument("`moved` calls it \($0) now; write that.", zh: "`moved` 已将其移动为 \($0)，请使用该地址。")
        }
    }

    /// What was probably meant; `nil` where nothing is near.
    private static func question(_ nearest: [String]) -> RuleArgument? {
        guard !nearest.isEmpty else { return nil }
        let words = nearest.map { "`\($0)`" }
        return RuleArgument(
            "Did you mean \(words.joined(separator: " or "))?", zh: "是否应为 \(words.joined(separator: " 或 "))？")
    }

    private func renewals() -> [Diagnostic] {
        guard !world.options.renew.isEmpty else { return [] }
        let images = Set(
            world.desired.resources.filter { $0.address.kind == .image }.flatMap {
                [$0.address, $0.address.block]
            })
        return world.options.renew.filter { !images.contains($0) }.map { address in
            Diagnostic(
                .unknownRenewal,
                ["object": "\(address)", "fix": present(address) ?? near(address, images)], address: address)
        }
    }

    private func near(_ address: Address, _ images: Set<Address>) -> RuleArgument {
        let nearest = Nearest.words(to: address.description, in: images.map(\.description))
        if let question = Self.question(nearest) { return question }
        let names = RuleArgument.series(Set(images.map(\.block)).sorted().prefix(6).map(\.description))
        return images.isEmpty
            ? RuleArgument("The set declares no image.", zh: "清单集没有声明镜像。")
            : RuleArgument("The set declares \(names).", zh: "清单集声明了 \(names[.chinese])。")
    }

    private func patterns(_ decisions: Decisions) -> [Diagnostic] {
        let options = world.options
        // Generations and ids that a command names have findings of their own.
        guard world.selection.selectsParts, options.undelete.isEmpty, options.clean.isEmpty else { return [] }
        let desired = world.desired
        // What was to go may be gone already.
        let named = (desired.removals + options.removals).map(\.from)
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
            if let former = formerAddress(option, pattern) { return former }
            var addresses = Set(desired.resources.map(\.address.description))
            addresses.formUnion(desired.resources.map(\.address.block.description))
            let nearest = Nearest.words(to: pattern.description, in: addresses)
            return Diagnostic(
                .fitsNothing,
                [
                    "option": "\(option) \(pattern)",
                    "fix": Self.question(nearest)
                        ?? RuleArgument(
                            """
                            Name an address such as `image.golden`, a pattern such as `server.web*`, or a label such as \
                            `tier=web`.
                            """,
                            zh: "请指定地址（如 `image.golden`）、模式（如 `server.web*`）或标签（如 `tier=web`）。"),
                ])
        }
    }

    /// A pattern that fits nothing but what an object was called before it moved.
    private func formerAddress(_ option: String, _ pattern: AddressPattern) -> Diagnostic? {
        let moves = world.desired.moves
        let former =
            Address(pattern.description)
            ?? moves.map(\.from).first { pattern.fits($0, labels: world.desired.labels) }
        guard let former, let present = moves.destination(of: former) else { return nil }
        return Diagnostic(
            .formerAddress,
            [
                "option": "\(option) \(pattern)", "former": "\(former)", "present": "\(present)",
                "correct": RuleArgument("\(option) \("\(present)".shellQuoted)"),
            ])
    }
}
