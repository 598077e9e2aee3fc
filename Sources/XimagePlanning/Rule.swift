package import XimageCore

/// A named check of one constraint of the service. A rule is a pure function of its context.
package protocol Rule: Sendable {
    static var metadata: RuleMetadata { get }
    init()
    /// Adds what it finds to the report, and counts the objects that it looked at.
    func check(_ context: RuleContext, into report: inout RuleReport)
}

package struct RuleMetadata: Sendable {
    /// When a rule is checked.
    package enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
        case validate, plan, apply
        case serverSide = "server-side"
    }

    /// Stable, such as `AV006`; never reused.
    package let id: String
    /// Reads well after "allow": `flavor-not-sold`.
    package let name: String
    package let severity: Severity
    package let phases: [Phase]
    /// Key with which the finding can be acknowledged; `nil` when it cannot.
    package let acknowledgement: String?
    package let summary: String
    package let rationale: String
    package let source: String

    package init(
        id: String, name: String, severity: Severity, phases: [Phase], acknowledgement: String? = nil,
        summary: String, rationale: String, source: String
    ) {
        self.id = id
        self.name = name
        self.severity = severity
        self.phases = phases
        self.acknowledgement = acknowledgement
        self.summary = summary
        self.rationale = rationale
        self.source = source
    }
}

/// Everything a rule may look at.
package struct RuleContext: Sendable {
    /// One declared resource with all that is known of it.
    package struct Subject: Sendable {
        package var desired: DesiredResource
        package var prior: ResourceRecord?
        package var live: LiveResource?
        /// `nil` when nothing is planned for it.
        package var change: Change?
        /// Declared attributes with look-ups resolved to ids as far as possible.
        package var resolved: Attributes
        /// For existing objects: the ids that the look-up found.
        package var existingMatches: [RemoteID] = []
    }

    /// Of the regions in play; empty when only the manifests are known.
    package var catalogues: [Region: Catalogue]
    package var subjects: [ResourceKind: [Subject]]
    package var changes: [Change]
    package var desired: DesiredState
    package var live: LiveIndex
    /// Declared names that the catalogues do not answer with exactly one id.
    package var lookupProblems: [Address: [LookupProblem]]
    /// Of the manifests and the command line.
    package var acknowledgements: [Acknowledgement]
    /// Whether live facts were read at all; false in `validate`.
    package var isOnline: Bool
    /// Index into `subjects[kind]` by address.
    package var positions: [Address: Int]

    package func subjects(_ kind: ResourceKind) -> [Subject] { subjects[kind] ?? [] }

    package func subject(_ address: Address) -> Subject? {
        guard let index = positions[address] else { return nil }
        return subjects[address.kind]?[index]
    }
}

/// What one rule found.
package struct RuleReport: Sendable {
    package var findings: [Diagnostic] = []
    /// How many objects the rule looked at; 0 means that it did not apply.
    package var evaluated = 0
    /// How many of them lacked a fact.
    package var unknown = 0

    package init() {}
}

extension Rule {
    /// A finding of this rule about one resource.
    package static func finding(
        _ subject: RuleContext.Subject, at attribute: AttributeName? = nil, detail: String,
        fix: String? = nil,
        remark: String? = nil, severity: Severity? = nil, related: [Label] = []
    ) -> Diagnostic {
        Diagnostic(
            code: metadata.id, severity: severity ?? metadata.severity, summary: metadata.summary,
            detail: detail,
            fix: fix, address: subject.desired.address,
            subject: attribute.flatMap { subject.desired.place(of: $0) } ?? subject.desired.origin,
            remark: remark,
            related: related)
    }
}
