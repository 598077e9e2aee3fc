import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning

/// Sizes that no answer contains.
@Suite struct UnknownSizeTests {
    /// Answers without one field.
    private static func without(_ path: AnswerTree.Path) -> AnswerTap {
        { _, answer in
            guard var tree = AnswerTree(answer.body) else { return answer }
            tree.change(path) { _ in nil }
            return RawAnswer(status: answer.status, body: tree.bytes)
        }
    }

    @Test("A vault of which nobody knows what it holds is not deleted as an empty one")
    func vault() async throws {
        try await Lab.with { lab in
            var desired = try Manifests.desired(Manifests.head + "vaults:\n  spare: {size: 100 GiB}\n")
            try await lab.apply(desired)
            desired.resources = []
            desired.removals = [Removal(from: Address(.vault, "spare"), action: .delete)]
            let sound = try await lab.plan(desired)
            #expect(sound.steps.map(\.operation.consent) == [.removedEntry(Address(.vault, "spare"))])
            let tap = Self.without(["vaults", "*", "billing", "used"])
            let plan = try await lab.tapped(by: tap) { provider in
                try await lab.session(over: provider).plan(.init(desired)).plan
            }
            #expect(plan.steps.map(\.operation.consent) == [.pending])
            #expect(plan.isBlocked)
        }
    }
}
