import XimageCore
import XimageEngine
import XimageManifest
import XimagePlanning
import XimageRules

/// What the rules said of a case, and what the service said to the same case when nobody asked the rules.
struct ForesightOutcome: Sendable {
    struct Word: Sendable {
        let code: String
        let address: String
        let detail: String
    }

    /// By unit; `nil` for what concerns the region.
    var predicted: [Int?: [Word]] = [:]
    var refused: [Int?: [Word]] = [:]
    /// What kept the case from being tried at all.
    var problem: String?

    /// Whether only the service can know it: every rule that the code leads to says so.
    func isServerSide(_ word: Word) -> Bool {
        guard let code = RuleCatalogue.serviceCode(word.code) else { return false }
        return code.rules.allSatisfy { id in
            if case .service = RuleCatalogue.metadata(of: id)?.coverage { true } else { false }
        }
    }

    /// Rules about the inside of servers are left out: the service does not look there.
    static let rules = RuleCatalogue.all.filter { type(of: $0).metadata.family != "GU" }

    private static let quotaCodes: Set<String> = [
        "IMG.0015", "Ecs.0001", "Ecs.0021", "EVS.5413", "EVS.1034", "EVS.1042",
    ]

    /// Plans with all rules, then applies without any, over HTTP against a sandbox of its own.
    static func of(_ item: ForesightCase) async throws -> ForesightOutcome {
        var outcome = ForesightOutcome()
        let manifest = ManifestLoader().load(texts: ["shop.yaml": item.manifest])
        guard let desired = manifest.desired, !manifest.diagnostics.hasErrors else {
            outcome.problem = manifest.diagnostics.map(\.detail).joined(separator: " ")
            return outcome
        }
        let (predicted, report) = try await ForesightLab.with(item) { lab in
            if let before = item.before {
                let made = try await lab.apply(before, lab.session(rules: []))
                guard made?.failures.isEmpty == true else { throw NotMade(report: made) }
            }
            let plan = try await lab.session(rules: rules).plan(.init(desired)).plan
            return (plan.findings, try await lab.apply(item, lab.session(rules: [])) ?? ApplyReport())
        }
        outcome.predict(predicted)
        outcome.refuse(report)
        return outcome
    }

    /// What should have been there before could not be made.
    struct NotMade: Error { var report: ApplyReport? }

    private mutating func predict(_ findings: [Diagnostic]) {
        for finding in findings where finding.severity == .error {
            let unit = finding.address.flatMap(Self.unit)
            predicted[unit, default: []].append(
                Word(
                    code: finding.code, address: finding.address.map { "\($0)" } ?? "-",
                    detail: finding.detail))
        }
    }

    private mutating func refuse(_ report: ApplyReport) {
        for failure in report.failures {
            let code = failure.error?.code ?? "none"
            let unit = Self.quotaCodes.contains(code) ? nil : Self.unit(failure.address)
            refused[unit, default: []].append(
                Word(code: code, address: "\(failure.address)", detail: failure.detail))
        }
    }

    private static func unit(_ address: Address) -> Int? { Int(address.name.dropFirst()) }
}
