import XimageCore

/// Runs rules over one context and counts how they came out.
struct RuleRunner {
    private let rules: [any Rule]

    init(_ rules: [any Rule]) { self.rules = rules }

    func run(_ given: RuleContext, summary: inout CheckSummary) -> [Diagnostic] {
        var context = given
        context.prepare()
        let live = context.live
        let waivers = Waivers(context.acknowledgements, today: context.today, name: { live[$0]?.name })
        var outcome = RuleOutcome()
        var findings: [Diagnostic] = []
        for rule in rules {
            let metadata = type(of: rule).metadata
            if let key = metadata.acknowledgement { outcome.keys.insert(key) }
            guard type(of: rule).turn != .concludes else { continue }
            var report = RuleReport(metadata, waivers: waivers)
            rule.check(context, into: &report)
            outcome.add(report, of: metadata)
            summary.add(report, isAdvice: type(of: rule).isAdvice)
            findings.append(contentsOf: report.findings)
        }
        for rule in rules where type(of: rule).turn == .concludes {
            var report = RuleReport(type(of: rule).metadata, waivers: waivers)
            rule.conclude(outcome, in: context, into: &report)
            summary.add(report, isAdvice: false)
            findings += report.findings
        }
        return findings
    }
}

extension RuleOutcome {
    fileprivate mutating func add(_ report: RuleReport, of metadata: RuleMetadata) {
        usedAcknowledgements.formUnion(report.usedAcknowledgements)
        for (fact, count) in report.unknownFacts.sorted(by: { $0.key.english < $1.key.english }) {
            unknown.append(
                Unknown(
                    rule: metadata.id, severity: metadata.severity,
                    isServerSide: metadata.phases.contains(.serverSide), fact: fact, count: count))
        }
    }
}

extension CheckSummary {
    /// Notes and advice are no violations.
    fileprivate mutating func add(_ report: RuleReport, isAdvice: Bool) {
        rules += 1
        if !isAdvice, report.findings.contains(where: { $0.severity != .info }) {
            violated += 1
        } else if !report.unknownFacts.isEmpty {
            unknown += 1
        } else if report.deferred > 0 {
            deferred += 1
        } else if report.evaluated > 0 || !report.findings.isEmpty {
            passed += 1
        } else {
            notApplicable += 1
        }
    }
}
