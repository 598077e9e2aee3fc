package import XimageCore

/// Front door of planning: diff, check, order. Pure and synchronous.
package struct Planner: Sendable {
    private let rules: [any Rule]

    package init(rules: [any Rule]) { self.rules = rules }

    package func plan(_ input: PlanInput) -> Plan {
        let live = LiveIndex(input.live.resources)
        let rebuilder = StateRebuilder(project: input.desired.settings.project)
        let rebuilt = rebuilder.rebuild(desired: input.desired, prior: input.prior, live: live)

        var builder = PlanBuilder(input: input, live: live, rebuilt: rebuilt)
        switch input.mode {
        case .apply:
            builder.planDeclared()
            builder.planUndeclared()
        case .destroy(let withBackups):
            builder.planDestroy(withBackups: withBackups)
        }
        let changes = builder.changes.sorted { $0.address < $1.address }
        let steps = PlanGraph(builder.orderedSteps()).inOrder()

        var checks = CheckSummary()
        var findings = builder.findings
        if case .apply = input.mode {
            let context = builder.ruleContext(changes: changes)
            findings += RuleRunner(rules).run(context, summary: &checks)
        }
        return Plan(
            project: input.desired.settings.project, lineage: input.prior.lineage, serial: input.prior.serial,
            changes: changes, steps: steps, findings: findings.inReadingOrder(), drift: builder.drift,
            checks: checks, unchanged: builder.unchanged, rebuilt: rebuilt.records)
    }

    /// The rules that need nothing but the manifests.
    package func validate(_ desired: DesiredState) -> (findings: [Diagnostic], checks: CheckSummary) {
        let context = RuleContext.offline(desired)
        var checks = CheckSummary()
        let offline = rules.filter { type(of: $0).metadata.phases.contains(.validate) }
        let findings = RuleRunner(offline).run(context, summary: &checks)
        return (findings.inReadingOrder(), checks)
    }
}

/// Runs rules over one context and counts how they came out.
struct RuleRunner {
    private let rules: [any Rule]

    init(_ rules: [any Rule]) { self.rules = rules }

    func run(_ context: RuleContext, summary: inout CheckSummary) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for rule in rules {
            var report = RuleReport()
            rule.check(context, into: &report)
            summary.rules += 1
            if !report.findings.isEmpty {
                summary.violated += 1
            } else if report.unknown > 0 {
                summary.unknown += 1
            } else if report.evaluated > 0 {
                summary.passed += 1
            } else {
                summary.notApplicable += 1
            }
            findings += report.findings
        }
        return findings
    }
}

extension RuleContext {
    /// A context in which nothing but the manifests is known.
    package static func offline(_ desired: DesiredState) -> RuleContext {
        var context = RuleContext(
            catalogues: [:], subjects: [:], changes: [], desired: desired, live: LiveIndex([]),
            lookupProblems: [:],
            acknowledgements: desired.acknowledgements, isOnline: false, positions: [:])
        for resource in desired.resources {
            context.add(
                Subject(desired: resource, prior: nil, live: nil, change: nil, resolved: resource.attributes))
        }
        return context
    }

    mutating func add(_ subject: Subject) {
        let kind = subject.desired.address.kind
        positions[subject.desired.address] = subjects[kind, default: []].count
        subjects[kind, default: []].append(subject)
    }
}
