package import XimageCore

/// What people learn about a rule: the source of its messages, its page and its line in `rules list`.
package struct RuleMetadata: Sendable {
    /// When a rule is checked.
    package enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
        /// From the manifests alone.
        case validate
        /// With live facts.
        case plan
        /// Again on fresh facts just before the step.
        case apply
        /// Only the service knows; its refusal is translated.
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
    /// A noun: the title of the rule's page.
    package let title: Bilingual
    /// What is violated, in a few words without user data: the title of each finding.
    package let headline: Bilingual
    package let rationale: Bilingual
    /// Documents that the constraint comes from, as their publishers name them, with their years where they matter.
    package let source: String
    /// What no public document settles; `nil` when nothing is open.
    package let unconfirmed: Bilingual?
    package let english: RuleText
    package let chinese: RuleText
    /// Both languages, for findings.
    package let template: FindingText.Template
    package let coverage: RuleCoverage
    /// Whether a finding or the refusal of a service can name the rule. The messages of one that nothing raises are its
    /// headlines.
    package let isRaised: Bool

    package init(
        id: String, name: String, severity: Severity, phases: [Phase], acknowledgement: String? = nil,
        title: Bilingual, headline: Bilingual, rationale: Bilingual, source: String,
        unconfirmed: Bilingual? = nil, english: RuleText, chinese: RuleText, coverage: RuleCoverage = .checked
    ) {
        self.init(
            RuleWords(id, title: title, headline: headline, english: english, chinese: chinese), name: name,
            severity: severity, phases: phases, acknowledgement: acknowledgement, rationale: rationale,
            source: source, unconfirmed: unconfirmed, coverage: coverage)
    }

    /// A rule that nothing raises: its coverage says why. It has no message.
    package init(
        id: String, name: String, severity: Severity, phases: [Phase], acknowledgement: String? = nil,
        title: Bilingual, headline: Bilingual, rationale: Bilingual, source: String,
        unconfirmed: Bilingual? = nil, coverage: RuleCoverage
    ) {
        self.init(
            RuleWords(
                id, title: title, headline: headline, english: RuleText(headline.english),
                chinese: RuleText(headline.chinese)),
            name: name, severity: severity, phases: phases, acknowledgement: acknowledgement,
            rationale: rationale, source: source, unconfirmed: unconfirmed, coverage: coverage,
            isRaised: false)
    }

    /// A rule whose words are not raised by rules alone.
    package init(
        _ words: RuleWords, name: String, severity: Severity, phases: [Phase], acknowledgement: String? = nil,
        rationale: Bilingual, source: String, unconfirmed: Bilingual? = nil,
        coverage: RuleCoverage = .checked, isRaised: Bool = true
    ) {
        id = words.id
        self.name = name
        self.severity = severity
        self.phases = phases
        self.acknowledgement = acknowledgement
        title = words.title
        headline = words.headline
        self.rationale = rationale
        self.source = source
        self.unconfirmed = unconfirmed
        english = words.english
        chinese = words.chinese
        template = words.template
        self.coverage = coverage
        self.isRaised = isRaised
    }

    /// `WI`, `SV`, `DK` and so on.
    package var family: String { String(id.prefix { !$0.isNumber }) }
}

/// Who sees to it that a constraint is kept.
package enum RuleCoverage: Hashable, Sendable {
    /// A check over the context of a plan or of the manifests.
    case checked
    /// The manifest language: the text names what it does.
    case language(Bilingual)
    /// The way a plan is built and ordered leaves no room for it.
    case planner(Bilingual)
    /// The way a plan is carried out leaves no room for it.
    case engine(Bilingual)
    /// Only the service can tell; its refusal is shown with this rule's message.
    case service(Bilingual)
    /// Concerns something that the manifest language does not offer.
    case notOffered(Bilingual)

    /// One word, for lists.
    package var word: String {
        switch self {
        case .checked: "checked"
        case .language: "language"
        case .planner: "planner"
        case .engine: "engine"
        case .service: "service"
        case .notOffered: "not-offered"
        }
    }

    /// Why, in a sentence; `nil` for plain checks.
    package var reason: Bilingual? {
        switch self {
        case .checked: nil
        case .language(let text), .planner(let text), .engine(let text), .service(let text),
            .notOffered(let text):
            text
        }
    }
}
