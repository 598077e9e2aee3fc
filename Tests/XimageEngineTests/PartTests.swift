import Foundation
import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageTestSupport

/// Runs of a part, `--target` and `--exclude`, on the sandbox: what they leave out, a later run of everything does.
@Suite struct PartTests {
    /// `XIMAGE_PROVE_SEEDS` of them from `XIMAGE_PROVE_FIRST` on, or `XIMAGE_PROVE_SEED` alone.
    private static let seeds: [UInt64] = {
        let environment = ProcessInfo.processInfo.environment
        if let one = environment["XIMAGE_PROVE_SEED"].flatMap(UInt64.init) { return [one] }
        let first = environment["XIMAGE_PROVE_FIRST"].flatMap(UInt64.init) ?? 0
        let count = environment["XIMAGE_PROVE_SEEDS"].flatMap(UInt64.init) ?? 16
        return Array(first..<first + count)
    }()

    /// What one seed tries: a set that exists, an edit of it, and two parts of the edit.
    private struct Trial {
        let before: DesiredState
        let after: DesiredState
        let parts: [PlanOptions]

        init(seed: UInt64) throws {
            var random = SeededGenerator(seed: seed)
            before = try Manifests.desired(RandomManifest.text(diskGiB: 100, &random))
            let edited = try Manifests.desired(RandomManifest.text(diskGiB: 110, &random))
            after = RandomManifest.consent(edited, since: before, &random)
            parts = [Self.part(edited, &random), Self.part(edited, &random)]
        }

        private static func part(_ desired: DesiredState, _ random: inout some RandomNumberGenerator)
            -> PlanOptions
        {
            var options = PlanOptions()
            for address in desired.resources.map(\.address) {
                switch Int.random(in: 0..<6, using: &random) {
                case 0: options.targets.append(.glob(address.description))
                case 1: options.exclusions.append(.glob(address.description))
                default: break
                }
            }
            if Bool.random(using: &random) { options.targets = [] }
            if options.targets.isEmpty, options.exclusions.isEmpty {
                options.exclusions = [.glob("server.s0")]
            }
            return options
        }
    }

    /// Applies one run after the other in a new cloud.
    /// - Returns: what the cloud and state hold then.
    private static func end(of runs: [(DesiredState, PlanOptions)]) async throws
        -> (content: [String], records: [String])
    {
        try await Lab.with { lab in
            for (desired, part) in runs {
                let report = try await lab.apply(desired, selecting: part)
                #expect(report?.failures.map(\.detail) ?? [] == [])
            }
            let left = try await lab.plan(runs[runs.count - 1].0)
            #expect(left.steps.map(\.id) == [])
            #expect(left.findings.filter { $0.severity == .error }.map(\.detail) == [])
            let records = try lab.prior().records.map { "\($0.address) \($0.standing)" }
            return (try await CloudContent.of(lab), records)
        }
    }

    @Test("A part and then everything end in the same cloud as everything at once", arguments: seeds)
    func completes(seed: UInt64) async throws {
        let trial = try Trial(seed: seed)
        let whole = (trial.after, PlanOptions())
        let start = (trial.before, PlanOptions())
        let once = try await Self.end(of: [start, whole])
        let inParts = try await Self.end(of: [start] + trial.parts.map { (trial.after, $0) } + [whole])
        #expect(inParts.content == once.content, "XIMAGE_PROVE_SEED=\(seed)")
        #expect(inParts.records == once.records, "XIMAGE_PROVE_SEED=\(seed)")
    }
}
