import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageTestSupport

/// Answers that are not the whole truth: lists lag, are refused, miss a page, come from another account, or lack fields.
@Suite struct PartialAnswerTests {
    /// Draws of fates for each command in a world.
    private static let draws = 8

    @Test(
        "No plan deletes, replaces or takes over what the complete answers do not lead to",
        arguments: ProofSeeds.all(gate: 3))
    func plans(seed: UInt64) async throws {
        try await Lab.with { lab in
            var random = SeededGenerator(seed: seed)
            let (subject, earlier) = try await Self.world(lab, &random)
            var (done, refused) = (0, 0)
            for question in AnswerQuestion.allCases {
                let sound = try await lab.tapped(by: { $1 }, pages: 3) {
                    try await question.put(subject, in: lab, to: $0)
                }
                for draw in 0..<Self.draws {
                    let fates = AnswerFates(seed: seed &* 1000 &+ UInt64(draw), earlier: earlier)
                    ProofSeeds.tell("\(seed) \(question) \(draw)")
                    done += 1
                    do {
                        let found = try await lab.tapped(by: fates.tap(), pages: 3) {
                            try await question.put(subject, in: lab, to: $0)
                        }
                        // Drift is told and not acted on, and what is gone is created again.
                        let harm = PlanHarm.beyond(sound, found).filter {
                            question != .drift && !$0.hasPrefix("new ")
                        }
                        #expect(
                            harm == [],
                            "XIMAGE_PROVE_SEED=\(seed), \(question), draw \(draw)\n\(fates.description)")
                    } catch let error where !(error is PlanDefect) {
                        refused += 1
                    }
                }
            }
            print("prove R23: \(done) cases, \(refused) refused")
        }
    }

    /// A random set that was applied twice, and what lists showed before.
    private static func world(
        _ lab: Lab, _ random: inout SeededGenerator
    ) async throws -> (AnswerQuestion.Subject, AnswerTape) {
        let sets = try [100, 110, 120].map { size in
            Self.retaining(try Manifests.desired(RandomManifest.text(diskGiB: size, &random)))
        }
        let earlier = AnswerTape()
        try await lab.apply(sets[0].withConsent)
        _ = try await lab.tapped(by: earlier.recording(), pages: 3) { provider in
            try await lab.session(over: provider).plan(.init(sets[0])).plan
        }
        let second = RandomManifest.consent(sets[1], since: sets[0], &random)
        try await lab.apply(second)
        let third = RandomManifest.consent(sets[2], since: sets[1], &random)
        return (AnswerQuestion.Subject(applied: second, edited: third), earlier)
    }

    /// The newest generation of each image stays, the others go with their backups.
    private static func retaining(_ desired: DesiredState) -> DesiredState {
        var result = desired
        for index in result.resources.indices {
            guard case .image(var details) = result.resources[index].details else { continue }
            var options = details.options?.content ?? ImageOptions()
            options.retention = Retention(keep: 1, deleteBackups: true)
            details.options = Boxed(options)
            result.resources[index].details = .image(details)
        }
        return result
    }
}
