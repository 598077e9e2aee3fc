import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageTestSupport

/// Each field of the answers that planning reads, damaged: no plan acts on it, and nothing crashes.
@Suite struct DamagedAnswerTests {
    @Test(
        "No plan deletes, replaces or takes over what the sound answers do not lead to",
        arguments: AnswerWorld.allCases)
    func plans(world: AnswerWorld) async throws {
        try await Lab.with { lab in
            let subject = try await world.settle(in: lab)
            var trial = try await Trial(subject, lab)
            for seed in ProofSeeds.all(gate: 20) {
                try await trial.run(seed: seed, world)
            }
            print("prove R23: \(trial.done) cases of \(world.rawValue), \(trial.refused) refused")
        }
    }

    private struct Trial {
        let subject: AnswerQuestion.Subject
        let lab: Lab
        /// What sound answers lead to.
        var sound: [AnswerQuestion: Set<String>] = [:]
        var fields: [AnswerQuestion: [AnswerDamage.Field]] = [:]
        var ids: [RemoteID] = []
        var done = 0
        var refused = 0

        init(_ subject: AnswerQuestion.Subject, _ lab: Lab) async throws {
            self.subject = subject
            self.lab = lab
            for question in AnswerQuestion.allCases {
                let tape = AnswerTape()
                sound[question] = try await lab.tapped(by: tape.recording()) {
                    try await question.put(subject, in: lab, to: $0)
                }
                fields[question] = AnswerDamage.fields(of: tape.all.values)
                ids += tape.all.values.flatMap { answer in
                    ["servers", "volumes", "vaults", "images", "backups"].flatMap {
                        AnswerTree(answer.body)?.texts(at: [$0, "*", "id"]) ?? []
                    }
                }
            }
            ids = Set(ids).sorted()
        }

        mutating func run(seed: UInt64, _ world: AnswerWorld) async throws {
            var random = SeededGenerator(seed: seed)
            guard let question = AnswerQuestion.allCases.randomElement(using: &random),
                let field = fields[question]?.randomElement(using: &random),
                let kind = AnswerDamage.Kind.allCases.randomElement(using: &random),
                let expected = sound[question]
            else { return }
            let damage = AnswerDamage(
                field: field, kind: kind,
                object: Bool.random(using: &random) ? ids.randomElement(using: &random) : nil,
                hidesLists: Int.random(in: 0..<3, using: &random) == 0)
            done += 1
            ProofSeeds.tell("\(world.rawValue) \(seed) \(question): \(damage)")
            do {
                let found = try await lab.tapped(by: damage.tap()) {
                    try await question.put(subject, in: lab, to: $0)
                }
                let harm = PlanHarm.beyond(expected, found)
                #expect(harm == [], "XIMAGE_PROVE_SEED=\(seed), \(world), \(question): \(damage)")
            } catch let error where !(error is PlanDefect) {
                refused += 1
            }
        }
    }
}
