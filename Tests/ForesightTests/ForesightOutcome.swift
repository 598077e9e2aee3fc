import XimageCore
import XimageEngine
import XimageManifest
import XimagePlanning
import XimageRules
import XimageSandbox

/// What the rules said of a case, and what the service said to the same case when nobody asked the rules.
struct ForesightOutcome: Sendable {
    struct Word: Sendable {
        let code: String
        let address: String
        let detail: String

        /// The service does not look: the rule keeps a person from harm.
        var isForPeople = false
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
    static func of(_ item: some ForesightTexts) async throws -> ForesightOutcome {
        var outcome = ForesightOutcome()
        let manifest = ManifestLoader().load(texts: ["shop.yaml": item.manifest])
        guard let desired = manifest.desired, !manifest.diagnostics.hasErrors else {
            outcome.problem = manifest.diagnostics.map(\.detail).joined(separator: " ")
            return outcome
        }
        do {
            try await outcome.judge(item, desired)
        } catch let error as NotMade {
            outcome.problem = error.details.joined(separator: " ")
        } catch let error as SandboxError {
            outcome.problem = "No such world: \(error)"
        }
        return outcome
    }

    private mutating func judge(_ item: some ForesightTexts, _ desired: DesiredState) async throws {
        let (plan, report) = try await ForesightLab.with(world: item.world) { lab in
            if let before = item.before {
                let loaded = ManifestLoader().load(texts: ["shop.yaml": before])
                guard let before = loaded.desired else {
                    throw NotMade(details: loaded.diagnostics.map(\.detail))
                }
                let made = try await lab.apply(before, lab.session(rules: []))
                guard let made, made.failures.isEmpty else {
                    throw NotMade(details: made?.failures.map(\.detail) ?? ["The plan was refused."])
                }
            }
            if !item.meanwhile.isEmpty { try await lab.seed(item.meanwhile) }
            if let quota = item.quota { try await lab.limit(quota, for: desired) }
            let plan = try await lab.session(rules: Self.rules).plan(.init(desired)).plan
            if let report = try await lab.apply(desired, lab.session(rules: [])) { return (plan, report) }
            let bare = try await lab.session(rules: []).plan(.init(desired)).plan
            guard !bare.isBlocked else {
                let errors = bare.findings.filter { $0.severity == .error }
                throw NotMade(details: ["The planner refuses."] + errors.map(\.detail))
            }
            return (plan, ApplyReport())
        }
        predict(plan)
        refuse(report)
    }

    /// What should have been there before could not be made, or the planner asks for something else.
    struct NotMade: Error { var details: [String] }

    /// A vault takes a next backup of a server that has outgrown it: what it has no capacity for shows later.
    private static func isForPeople(_ code: String, _ plan: Plan) -> Bool {
        RuleCatalogue.serviceCodes(of: code).isEmpty
            || code == "VA005" && plan.changes.contains(where: grows)
    }

    private static func grows(_ change: Change) -> Bool {
        switch (change.address.kind, change.action) {
        case (.server, .replace), (.disk, .replace), (.disk, .create): true
        case (.server, .update), (.disk, .update):
            [.size, .systemDiskSize].contains { change.differences.contains($0) }
        default: false
        }
    }

    private mutating func predict(_ plan: Plan) {
        for finding in plan.findings where finding.severity == .error {
            let unit = finding.code.hasPrefix("QT") ? nil : finding.address.flatMap(Self.unit)
            predicted[unit, default: []].append(
                Word(
                    code: finding.code, address: finding.address.map { "\($0)" } ?? "-",
                    detail: finding.detail, isForPeople: Self.isForPeople(finding.code, plan)))
        }
    }

    private mutating func refuse(_ report: ApplyReport) {
        for failure in report.failures {
            let code = failure.error?.code ?? "none"
            let unit = Self.quotaCodes.contains(code) ? nil : Self.unit(failure.address)
            refused[unit, default: []].append(
                Word(code: code, address: "\(failure.address)", detail: failure.detail))
        }
        // The engine itself looks at some states before it asks the service.
        for skipped in report.skipped {
            let unit = Self.unit(skipped.address)
            guard predicted[unit] != nil else { continue }
            refused[unit, default: []].append(
                Word(code: "none", address: "\(skipped.address)", detail: skipped.because.english))
        }
    }

    private static func unit(_ address: Address) -> Int? { Int(address.name.dropFirst()) }
}
