import Synchronization
import XimageCore
import XimageHuawei
import XimageTestSupport

/// What becomes of the answers to one list or read.
enum AnswerFate: String, CaseIterable, Sendable {
    case complete, lagging, refused, pageMissing, otherAccount, fieldsAbsent
}

/// Gives each list and each read one of the fates, by seed: the order of calls does not matter.
final class AnswerFates: Sendable {
    private let seed: UInt64
    /// Earlier answers to the same calls.
    private let earlier: AnswerTape
    /// What was not complete.
    private let given = Mutex<Set<String>>([])

    init(seed: UInt64, earlier: AnswerTape) {
        self.seed = seed
        self.earlier = earlier
    }

    var description: String { given.withLock { $0.sorted().joined(separator: "\n") } }

    func tap() -> AnswerTap {
        { call, answer in
            guard call.service != .iam, answer.status == 200 else { return answer }
            let name = "\(call.label) \(call.region) \(call.arguments)"
            var random = self.generator(of: name)
            // Most are complete, so that plans come about.
            guard Int.random(in: 0..<8, using: &random) == 0,
                let fate = AnswerFate.allCases.randomElement(using: &random), fate != .complete
            else { return answer }
            _ = self.given.withLock { $0.insert("\(fate.rawValue): \(name)") }
            return self.changed(answer, to: call, fate, &random)
        }
    }

    private func generator(of name: String) -> SeededGenerator {
        let mixed = name.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        var random = SeededGenerator(seed: mixed)
        return SeededGenerator(seed: random.next())
    }

    private func changed(
        _ answer: RawAnswer, to call: Call, _ fate: AnswerFate, _ random: inout SeededGenerator
    ) -> RawAnswer {
        switch fate {
        case .complete: answer
        case .lagging: earlier[call] ?? answer
        case .refused: Self.refusal
        case .pageMissing: isMissing(call) ? Self.withoutEntries(answer, keepsCount: true) : answer
        case .otherAccount:
            call.arguments.isEmpty ? Self.withoutEntries(answer, keepsCount: false) : Self.unknown
        case .fieldsAbsent: Self.withoutFields(answer, &random)
        }
    }

    /// About every second page.
    private func isMissing(_ call: Call) -> Bool {
        var random = generator(of: call.query.map { "\($0.0)=\($0.1)" }.joined(separator: "&"))
        return Bool.random(using: &random)
    }

    // MARK: Answers

    private static let lists = ["servers", "volumes", "vaults", "backups", "images"]
    private static let refusal = RawAnswer(
        status: 403, body: Array(#"{"error_code": "Ecs.0013", "error_msg": "no permission"}"#.utf8))
    private static let unknown = RawAnswer(
        status: 404, body: Array(#"{"error_code": "Ecs.0114", "error_msg": "no such object"}"#.utf8))

    /// - Parameter keepsCount: whether the answer still states how many there are.
    private static func withoutEntries(_ answer: RawAnswer, keepsCount: Bool) -> RawAnswer {
        guard var tree = AnswerTree(answer.body) else { return answer }
        for list in lists { tree.change([list]) { $0 is [Any] ? [Any]() : $0 } }
        if !keepsCount { tree.change(["count"]) { _ in 0 } }
        return RawAnswer(status: answer.status, body: tree.bytes)
    }

    private static func withoutFields(_ answer: RawAnswer, _ random: inout SeededGenerator) -> RawAnswer {
        guard var tree = AnswerTree(answer.body) else { return answer }
        let fields = tree.fields.filter { $0.count > 1 }
        for field in fields.sorted(by: { $0.lexicographicallyPrecedes($1) })
        where Int.random(in: 0..<8, using: &random) == 0 {
            tree.change(field) { _ in nil }
        }
        return RawAnswer(status: answer.status, body: tree.bytes)
    }
}
