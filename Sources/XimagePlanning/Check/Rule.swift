package import XimageCore

/// A named check of one constraint of the service. A rule is a pure function of its context.
package protocol Rule: Sendable {
    static var metadata: RuleMetadata { get }
    static var turn: RuleTurn { get }
    /// Whether what it finds fits every change of its kind; see ``AdviceRule``.
    static var isAdvice: Bool { get }
    init()
    /// Adds what it finds to the report, and counts the objects that it looked at.
    func check(_ context: RuleContext, into report: inout RuleReport)
    func conclude(_ outcome: RuleOutcome, in context: RuleContext, into report: inout RuleReport)
}

extension Rule {
    package static var turn: RuleTurn { .applies }
    package static var isAdvice: Bool { false }

    package func conclude(_ outcome: RuleOutcome, in context: RuleContext, into report: inout RuleReport) {}
}

/// When a rule is asked.
package enum RuleTurn: Sendable {
    /// In every run but those that delete everything.
    case applies
    /// In every run.
    case always
    /// After all others of a run.
    case concludes
}

/// A rule about what goes away: asked when everything is to be deleted too.
package protocol RemovalRule: Rule {}

extension RemovalRule {
    package static var turn: RuleTurn { .always }
}

/// A rule about what is true of every change of its kind, such as what an image will contain: a line of that change, and no
/// finding.
package protocol AdviceRule: Rule {}

extension AdviceRule {
    package static var isAdvice: Bool { true }
}

/// A rule about how the other rules came out. It is asked after all of them.
package protocol ConcludingRule: Rule {
    func conclude(_ outcome: RuleOutcome, in context: RuleContext, into report: inout RuleReport)
}

extension ConcludingRule {
    package static var turn: RuleTurn { .concludes }

    package func check(_ context: RuleContext, into report: inout RuleReport) {}
}

/// How the rules before came out.
package struct RuleOutcome: Sendable {
    package struct Unknown: Hashable, Sendable {
        package let rule: String
        package let severity: Severity
        /// Whether the service checks the same by itself.
        package let isServerSide: Bool
        /// What could not be read, such as `vaults in cn-north-4`.
        package let fact: RuleArgument
        package let count: Int
    }

    /// Acknowledgements that waived something.
    package internal(set) var usedAcknowledgements: Set<Acknowledgement> = []
    package internal(set) var unknown: [Unknown] = []
    /// Keys that some rule of this run could have used.
    package internal(set) var keys: Set<String> = []
}

/// What one rule found.
package struct RuleReport: Sendable {
    package private(set) var findings: [Diagnostic] = []
    /// How many objects the rule looked at; 0 means that it did not apply.
    package var evaluated = 0
    /// How many of them will be looked at just before their step, because a fact comes into being only then.
    package var deferred = 0
    /// Facts that could not be read, with the number of objects that needed them.
    package private(set) var unknownFacts: [RuleArgument: Int] = [:]
    private(set) var usedAcknowledgements: Set<Acknowledgement> = []

    private let metadata: RuleMetadata
    private let waivers: Waivers

    init(_ metadata: RuleMetadata, waivers: Waivers) {
        self.metadata = metadata
        self.waivers = waivers
    }

    /// One object lacks a fact that could not be read.
    package mutating func missing(_ fact: RuleArgument) {
        evaluated += 1
        unknownFacts[fact, default: 0] += 1
    }

    /// A finding about a declared resource.
    ///
    /// - Parameters:
    ///   - attribute: the smallest text at fault; the block when `nil`.
    ///   - arguments: values of the message's placeholders.
    ///   - also: other addresses at which an acknowledgement may stand.
    package mutating func violate(
        _ subject: RuleContext.Subject, at attribute: AttributeName? = nil,
        _ arguments: KeyValuePairs<String, RuleArgument>, remark: RuleArgument? = nil,
        severity: Severity? = nil,
        related: [Label] = [], also: [Address] = []
    ) {
        violate(
            subject.desired.address,
            at: attribute.flatMap { subject.desired.place(of: $0) } ?? subject.desired.origin,
            arguments, remark: remark, severity: severity, related: related, also: also)
    }

    /// A finding about something that may stand in no manifest.
    package mutating func violate(
        _ address: Address?, at place: SourceRange? = nil, _ arguments: KeyValuePairs<String, RuleArgument>,
        remark: RuleArgument? = nil, severity: Severity? = nil, related: [Label] = [], also: [Address] = []
    ) {
        let waiver = metadata.acknowledgement.flatMap {
            waivers.find($0, at: address, or: also)
        }
        let severity = severity ?? metadata.severity
        var diagnostic = Diagnostic(
            code: metadata.id, severity: waiver == nil ? severity : severity.waived,
            headline: metadata.headline,
            text: FindingText(metadata.template, arguments, waiver: waiver, isFolded: severity != .error),
            address: address, subject: place, remark: remark, related: related)
        if let waiver {
            usedAcknowledgements.insert(waiver)
            diagnostic.acknowledged = waiver.key
        }
        findings.append(diagnostic)
    }
}

extension Severity {
    /// A waived error stays visible as a warning; a waived warning shrinks to a line.
    fileprivate var waived: Severity { self == .error ? .warning : .info }
}
