package import XimageCore
package import XimagePlanning

/// A plan kept for later: what was approved, and the facts that it rests on.
///
/// It holds no steps to be carried out blindly. An apply plans again from manifests, state and cloud, and goes on only
/// when every change and step of the saved plan comes out the same; so the file needs no secrets, and nothing is done
/// that was not approved.
package struct SavedPlan: Codable, Hashable, Sendable {
    package static let format = "ximage-saved-plan"
    /// Grows when a reader of the former version would misread the file.
    package static let version = 3

    package var format = SavedPlan.format
    package var version = SavedPlan.version
    /// Over all of the rest.
    package var digest = ""
    /// `ximage 0.1.0`
    package var madeBy: String
    /// When the cloud was read. The plan is made again as of this moment.
    package var madeAt: Timestamp
    package var project: String
    /// Of the state; empty when there was none.
    package var lineage: String
    package var serial: Int
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
    /// Ids of what is taken over, sorted.
    package var takenOver: [RemoteID]
    /// By address.
    package var touched: [Touched]
    /// Objects that are not changed, but that steps rest on.
    package var relied: [Relied]
    package var shown: Shown

    package enum Mode: String, Codable, Hashable, Sendable {
        case apply, destroy
        case destroyWithBackups = "destroy-with-backups"
    }

    /// What the plan does to one address, and what it knew of it.
    package struct Touched: Codable, Hashable, Sendable {
        package var address: String
        /// `create`, `update`, ...; `nil` where only steps are about it.
        package var action: String?
        /// Of the change, with all values before and after.
        package var change: String
        package var steps: [Step]
        /// Of the manifest; empty where it is not declared. Sensitive values are left out.
        package var declared: [String: String]
        /// Of the state; empty where nothing was recorded.
        package var recorded: [String: String]
        /// Of the cloud; empty where there was no object.
        package var live: [String: String]
    }

    package struct Step: Codable, Hashable, Sendable {
        package var id: String
        package var digest: String
    }

    package struct Relied: Codable, Hashable, Sendable {
        package var id: RemoteID
        package var kind: String
        package var name: String
        package var facts: [String: String]
    }

    /// The plan as it was shown.
    package struct Shown: Codable, Hashable, Sendable {
        /// With colours as terminals know them.
        package var text: String
        package var markdown: String
        package var json: String

        package init(text: String, markdown: String, json: String) {
            self.text = text
            self.markdown = markdown
            self.json = json
        }
    }
}

extension SavedPlan {
    /// Keeps a plan.
    package init(
        _ planned: Session.Planned, of request: Session.Request, manifests: String, madeBy: String,
        shown: Shown
    ) {
        let facts = PlanFacts(
            planned.plan, desired: request.desired, prior: planned.prior, live: planned.live)
        self.init(
            madeBy: madeBy, madeAt: planned.live.readAt, project: planned.plan.project,
            lineage: planned.plan.lineage, serial: planned.plan.serial, manifests: manifests,
            environment: request.desired.settings.environment,
            mode: Mode(request.mode),
            acknowledgements: request.acknowledgements.map { "\($0.key)@\($0.target)" },
            acceptedLosses: request.options.acceptedLosses, takeOver: request.options.takeOver?.description,
            takenOver: planned.plan.takenOver.sorted(),
            touched: facts.touched, relied: facts.relied, shown: shown)
        digest = computedDigest
    }

    /// What the digest has to be.
    package var computedDigest: String {
        Mark.digest(CanonicalText.of(CanonicalForm.of(self)), characters: 32)
    }

    package var isIntact: Bool { digest == computedDigest }

    /// Nothing to do.
    package var isEmpty: Bool { touched.allSatisfy { $0.steps.isEmpty } }

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
