import FoundationEssentials
package import XimageCore
package import XimagePlanning

/// A plan kept for later: what was approved, and the facts that it is based on.
///
/// Its steps are never carried out from the file. An apply plans again from manifests, state and cloud, and continues only
/// when every change and step of the saved plan comes out the same; so the file needs no secrets, nothing is done that was
/// not approved, and what is shown of the plan is what an apply compares.
package struct SavedPlan: Codable, Hashable, Sendable {
    package static let format = "ximage-saved-plan"
    /// Grows when a reader of the former version would misread the file.
    package static let version = 4

    package var format = SavedPlan.format
    package var version = SavedPlan.version
    /// Over all of the rest.
    package var digest = ""
    /// `ximage 0.1.0`; nothing compares it, so it is not shown.
    package var madeBy: String
    /// When the cloud was read. The plan is made again as of this moment.
    package var madeAt: Timestamp
    /// The manifest set, as on the command line.
    package var manifests: String
    /// Of the set's environments; `nil` when it has none.
    package var environment: String?
    package var mode: Mode
    /// `key@address`, of the command line.
    package var acknowledgements: [String]
    /// Region project to the number of objects in it whose loss was accepted.
    package var acceptedLosses: [String: Int]
    /// The mark lineage that it takes over, `none` for marks without one; `nil` when it takes over nothing.
    package var takeOver: String?
    /// Where it was planned, for those who read it.
    package var scene: Scene
    /// Of its findings without texts, and without drift: an apply does not compare them.
    package var plan: Plan
    /// Of the addresses that the plan touches.
    package var known: [Known]
    /// Objects that are not changed, but that steps depend on.
    package var relied: [Relied]

    package enum Mode: String, Codable, Hashable, Sendable {
        case apply, destroy
        case destroyWithBackups = "destroy-with-backups"
    }

    /// What the plan knew of one address.
    package struct Known: Codable, Hashable, Sendable {
        package var address: Address
        /// Of the manifest; empty where it is not declared. Sensitive values are left out.
        package var declared: [String: String]
        /// Of the state; empty where nothing was recorded.
        package var recorded: [String: String]
        /// Of the cloud; empty where there was no object.
        package var live: [String: String]
    }

    package struct Relied: Codable, Hashable, Sendable {
        package var id: RemoteID
        package var kind: String
        package var name: String
        package var facts: [String: String]
    }

    package struct Scene: Codable, Hashable, Sendable {
        package var provider: ProviderSettings.Kind
        /// Sorted.
        package var regions: [Region]
        /// How many objects the lists of the cloud held, by kind.
        package var read: [String: Int]
        /// Declared resources that are only read.
        package var existing: Int
        package var forecast: Forecast?

        package init(
            provider: ProviderSettings.Kind, regions: [Region], read: [String: Int], existing: Int,
            forecast: Forecast? = nil
        ) {
            self.provider = provider
            self.regions = regions
            self.read = read
            self.existing = existing
            self.forecast = forecast
        }
    }
}

extension SavedPlan {
    /// Keeps a plan.
    package init(
        _ planned: Session.Planned, of request: Session.Request, manifests: String, madeBy: String,
        scene: Scene
    ) {
        var plan = planned.plan
        plan.findings = plan.findings.map(\.withoutText)
        (plan.drift, plan.skipped) = ([], [])
        let facts = PlanFacts(
            planned.plan, desired: request.desired, prior: planned.prior, live: planned.live)
        self.init(
            madeBy: madeBy, madeAt: planned.live.readAt, manifests: manifests,
            environment: request.desired.settings.environment, mode: Mode(request.mode),
            acknowledgements: request.acknowledgements.map { "\($0.key)@\($0.target)" },
            acceptedLosses: request.options.acceptedLosses, takeOver: request.options.takeOver?.description,
            scene: scene,
            plan: plan, known: facts.known, relied: facts.relied)
        digest = computedDigest
    }

    package var project: String { plan.project }

    /// What the digest has to be: of the whole file as it is read, so that nothing that is shown escapes it.
    package var computedDigest: String {
        var plan = self
        plan.digest = ""
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(plan) else { return "" }
        return Mark.digest(String(decoding: bytes, as: UTF8.self), characters: 32)
    }

    package var isIntact: Bool { digest == computedDigest }

    package var planMode: PlanInput.Mode {
        switch mode {
        case .apply: .apply
        case .destroy: .destroy(withBackups: false)
        case .destroyWithBackups: .destroy(withBackups: true)
        }
    }
}

extension SavedPlan.Mode {
    fileprivate init(_ mode: PlanInput.Mode) {
        switch mode {
        case .apply: self = .apply
        case .destroy(let withBackups): self = withBackups ? .destroyWithBackups : .destroy
        }
    }
}
