import Testing
import XimageCore
import XimageEngine
import XimagePlanning

/// A world that plans are asked about while its answers are damaged.
enum AnswerWorld: String, CaseIterable, Sendable {
    case pinned, rollout, copies, forty

    /// Manifests that are applied one after another; the last one is the next edit.
    private var texts: [String] {
        switch self {
        case .pinned: (1...3).map { Self.pinned(revision: $0) }
        case .rollout: (1...2).map { Self.rollout(revision: $0) }
        case .copies: (1...3).map { Self.copied(revision: $0) }
        case .forty: ["s6.large.2", "s6.xlarge.2"].map(Self.forty)
        }
    }

    /// Applies it, and leaves an object of the project that nothing knows.
    func settle(in lab: Lab) async throws -> AnswerQuestion.Subject {
        let sets = try texts.map { try Manifests.desired($0).withConsent }
        for set in sets.dropLast() {
            let report = try await lab.apply(set)
            try #require(report?.failures.map(\.detail) ?? [] == [])
        }
        let subject = AnswerQuestion.Subject(applied: sets[sets.count - 2], edited: sets[sets.count - 1])
        try #require(try await lab.plan(subject.applied).steps.map(\.id) == [])
        let orphan = try Manifests.desired(
            Manifests.head + """
                servers:
                  left:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """)
        try await lab.elsewhere().apply(orphan)
        return subject
    }

    private static let kept = "    retention: {keep: 1, deleteBackups: true}"

    /// A server stays on an old generation.
    private static func pinned(revision: Int) -> String {
        Manifests.mainJob(
            server: revision == 1
                ? ""
                : """
                  old:
                    flavor: s6.large.2
                    image: {from: golden, generation: 1}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            image: "    revision: \"\(revision)\"\n\(revision == 1 ? "" : kept)")
    }

    private static func rollout(revision: Int) -> String {
        Manifests.mainJob(
            server: """
                  shop:
                    count: 3
                    flavor: s6.large.2
                    image: {from: golden}
                    onNewImage: replace
                    rollout: {atOnce: 1, canary: 1}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            image: "    revision: \"\(revision)\"\n\(kept)")
    }

    private static func copied(revision: Int) -> String {
        Manifests.mainJob(
            image: LifecycleTests.copies
                + "\n    revision: \"\(revision)\"\n    retention: {keep: 2, deleteBackups: true}",
            vaults: LifecycleTests.dr)
    }

    private static func forty(flavor: String) -> String {
        Manifests.head + """
            servers:
              web:
                count: 40
                flavor: \(flavor)
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}
                dataDisks:
                  data: {type: SSD, size: 100 GiB}
            """
    }
}
