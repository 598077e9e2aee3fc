import XimageCore
import XimageEngine
import XimageManifest
import XimagePlanning
import XimageRules
import XimageSandbox

/// What the rules say of an example, and what becomes of it when nobody asks them.
struct ExampleOutcome: Sendable {
    let findings: [Diagnostic]
    /// What the rules say when somebody agrees to all that they can agree to.
    private(set) var waived: [Diagnostic] = []
    /// What the service says when nobody asks the rules.
    private(set) var refusals: [(code: String?, detail: String)] = []
    /// Whether the manifest has no meaning, so that nothing can be asked of the service.
    private(set) var isOfLoader = false
    private let lines: [Substring]

    /// The example cannot be told at all.
    struct NotTold: Error, CustomStringConvertible {
        let description: String
    }

    private init(_ findings: [Diagnostic], manifest: String) {
        self.findings = findings
        lines = manifest.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// - Parameter key: the acknowledgement of the rule that the example shows.
    static func of(_ example: RuleExample, key: String?) async throws -> ExampleOutcome {
        let text = RuleExample.whole(example.manifest)
        let (declared, said) = loaded(text)
        // What the loader itself reports in the words of a rule.
        guard let desired = declared else {
            var outcome = ExampleOutcome(said, manifest: text)
            outcome.isOfLoader = true
            return outcome
        }
        if example.command == .validate {
            return ExampleOutcome(
                said + Planner(rules: RuleCatalogue.all).validate(desired).findings, manifest: text)
        }
        return try await ForesightLab.with(world: example.world) { lab in
            if !example.before.isEmpty {
                let (declared, said) = loaded(RuleExample.whole(example.before))
                guard let earlier = declared else {
                    throw NotTold(description: "before: \(said.map(\.detail))")
                }
                let made = try await lab.apply(earlier, lab.session(rules: []))
                if let failure = made?.failures.first {
                    throw NotTold(description: "before: \(failure.detail)")
                }
            }
            if !example.meanwhile.isEmpty { try await lab.seed(example.meanwhile) }
            if !example.faults.isEmpty { try await lab.fail(example.faults) }
            let request = Session.Request(
                desired, mode: example.command == .destroy ? .destroy(withBackups: false) : .apply)
            return try await lab.denying(example.denied) { lab in
                var outcome = try await tell(example, request, lab, text)
                guard example.during.isEmpty else { return outcome }
                if let key { try await outcome.waive(key, request, lab, example) }
                let report = try await lab.apply(request, lab.session(rules: []))
                outcome.refusals = report?.failures.map { ($0.error?.code, $0.detail) } ?? []
                return outcome
            }
        }
    }

    private static func loaded(_ text: String) -> (DesiredState?, [Diagnostic]) {
        var loaded = ManifestLoader().load(texts: ["shop.yaml": text])
        loaded.desired?.settings.provider.reachableRegions = SandboxServer.regions
        return (loaded.desired, loaded.diagnostics)
    }

    private static func tell(
        _ example: RuleExample, _ request: Session.Request, _ lab: ForesightLab, _ text: String
    ) async throws -> ExampleOutcome {
        let session = session(lab, example)
        guard example.during.isEmpty else {
            let report = try await lab.apply(request, session) { _ in
                (try? await lab.seed(example.during)) != nil
            }
            return ExampleOutcome(report?.findings ?? [], manifest: text)
        }
        return ExampleOutcome(try await session.plan(request).plan.said, manifest: text)
    }

    private static func session(_ lab: ForesightLab, _ example: RuleExample) -> Session {
        lab.session(rules: RuleCatalogue.all, guests: ExampleGuests(stored: example.facts)) {
            lab.stepCheck($0, rules: RuleCatalogue.all)
        }
    }

    private mutating func waive(
        _ key: String, _ request: Session.Request, _ lab: ForesightLab, _ example: RuleExample
    ) async throws {
        let addresses = Set(findings.compactMap(\.address))
        guard !addresses.isEmpty else { return }
        var agreed = request
        agreed.acknowledgements = addresses.sorted().map {
            Acknowledgement(key: key, target: $0, reason: "agreed with the owner")
        }
        waived = try await Self.session(lab, example).plan(agreed).plan.said
    }

    /// `vault.main | 100 GiB`
    func mark(_ finding: Diagnostic) -> String {
        let address = finding.address.map { "\($0)" } ?? "-"
        guard let place = finding.subject, Int(place.start.line) <= lines.count else { return address }
        let line = lines[Int(place.start.line) - 1]
        let start = line.index(line.startIndex, offsetBy: Int(place.start.column) - 1)
        let end =
            place.end.line == place.start.line
            ? line.index(line.startIndex, offsetBy: Int(place.end.column) - 1) : line.endIndex
        return "\(address) | \(line[start..<end])"
    }
}

extension Plan {
    /// Findings and advice.
    fileprivate var said: [Diagnostic] { findings + changes.flatMap(\.advice) }
}
