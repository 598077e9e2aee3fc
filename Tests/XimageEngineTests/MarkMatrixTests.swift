import Synchronization
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageState
import XimageTestSupport

/// Foreign objects with every kind of mark: whatever the state is, nothing that another state created is touched.
@Suite struct MarkMatrixTests {
    /// What the run knows.
    enum Knowledge: CaseIterable { case present, lost, old, otherEnvironment }

    private static let set = Manifests.mainJob(
        image: """
                revision: "1"
                retention: {keep: 1, deleteBackups: true}
            """)

    private static let addresses: [ResourceKind: [String]] = [
        .vault: ["vault.main", "vault.none"], .server: ["server.web", "server.none"],
        .disk: ["disk.web.data", "disk.none.data"], .image: ["image.golden", "image.none"],
    ]

    /// Writes a mark on each foreign object, and answers how many.
    private func write(
        _ objects: [LiveResource], _ round: Int, known: OperationID, own: MarkLineage, _ lab: Lab
    ) async throws -> Int {
        let generations = [0, 1, 2, 999_999]
        let lineages: [MarkLineage?] = [nil, MarkLineage("zzzzz"), own, nil]
        for (index, object) in objects.enumerated() {
            let names = Self.addresses[object.kind] ?? []
            let lineage = lineages[(round + index) % lineages.count]
            // Of the own lineage the mark is a copy: its operation created another object.
            let operation = lineage == own ? known : OperationID("aaaaaaaaaaaaaaaaaaaa") ?? known
            _ = try await lab.provider.update(
                UpdateRequest(
                    address: Address(object.kind, "x", part: object.kind == .disk ? "y" : nil),
                    region: "cn-north-4", id: object.id, changes: [:], current: [:],
                    owner: XimageCore.Mark.owner(
                        project: "shop", address: .of(names[(round / 2) % names.count])),
                    operation: OperationMark(
                        operation: operation, generation: generations[(round / 4 + index) % 4],
                        digest: "0aaaaaaa", lineage: lineage)))
        }
        return objects.count
    }

    @Test("No plan, destroy or clean touches what another state created", arguments: Knowledge.allCases)
    func strangers(_ knowledge: Knowledge) async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.set)
            try await lab.apply(desired)
            let own = try #require(try lab.prior().identity.marks)
            let objects = try await lab.foreignObjects(Self.set)
            let ids = Set(objects.map(\.id))
            let known = try #require(try lab.prior().records.compactMap(\.operation).first)
            let run: Lab = knowledge == .lost ? try lab.elsewhere(named: "empty") : lab
            var asked = desired
            if knowledge == .otherEnvironment { asked.settings.environment = "prod" }
            if knowledge == .old { asked.resources.removeAll { $0.address.kind == .image } }

            var marks = 0
            for round in 0..<20 {
                marks += try await write(objects, round, known: known, own: own, lab)
                for mode in [PlanInput.Mode.apply, .destroy(withBackups: true)] {
                    for cleans in [false, true] {
                        var options = PlanOptions()
                        if cleans { options.clean = Array(ids) }
                        let plan: Plan
                        do {
                            plan = try await run.session().plan(.init(asked, mode: mode, options: options))
                                .plan
                        } catch let error as StateError {
                            #expect(error.exitClass == 7 && knowledge == .otherEnvironment)
                            continue
                        }
                        let touched = plan.steps.filter { step in
                            switch step.operation {
                            case .update(let update): ids.contains(update.id)
                            case .label(let label): label.id.map(ids.contains) ?? false
                            default: step.operation.removedID.map(ids.contains) ?? false
                            }
                        }
                        // Without a state a lone lineage is shown as taken over, and the plan is blocked.
                        #expect(
                            touched.isEmpty || plan.isBlocked && plan.offer != nil, "\(knowledge) \(round)")
                        #expect(touched.allSatisfy { $0.operation.removedID == nil }, "\(knowledge) \(round)")
                    }
                }
            }
            #expect(marks >= 75)
            let left = try await [ResourceKind.vault, .server, .disk, .image].count { kind in
                try await lab.provider.list(kind, in: "cn-north-4").contains { ids.contains($0.id) }
            }
            #expect(left == 4)
        }
    }

    @Test(
        "After the upgrade marks of earlier versions on recorded objects are no drift, and need no question")
    func upgrade() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.set)
            try await lab.apply(desired)
            for record in try lab.prior().records {
                let address = record.address
                _ = try await lab.provider.update(
                    UpdateRequest(
                        address: address, region: record.region, id: record.id, changes: [:], current: [:],
                        owner: XimageCore.Mark.owner(project: "shop", address: address),
                        operation: record.operation.map {
                            OperationMark(
                                operation: $0, generation: address.generation ?? 0, digest: "abcdefghij")
                        }))
            }
            let planned = try await lab.session().plan(.init(desired))
            #expect(planned.plan.steps.isEmpty && planned.plan.drift.isEmpty)
            #expect(planned.plan.findings.filter { $0.severity == .error }.isEmpty)
            #expect(try await lab.session().drift(desired, everything: true).orphans.isEmpty)
        }
    }

    @Test("A release that the service refuses is kept by state, and said")
    func refusedRelease() async throws {
        try await Lab.with { lab in
            let text = Manifests.head + "vaults:\n  main: {size: 100 GiB}\n  old: {size: 100 GiB}\n"
            try await lab.apply(try Manifests.desired(text))
            let id = try #require(try lab.prior().records.first { $0.address == .of("vault.old") }?.id)
            var desired = try Manifests.desired(text)
            desired.resources.removeAll { $0.address == .of("vault.old") }
            desired.removals = [Removal(from: .of("vault.old"), action: .forget, reason: "theirs now")]
            let provider = AlteredProvider(
                inner: lab.provider,
                refused: { request in
                    request.owner == XimageCore.Mark.released
                        ? ProviderError(
                            retry: .never, category: .permission, service: "cbr", operation: "POST",
                            message: "no")
                        : nil
                })
            let notices = Notices()
            let report = try await lab.apply(desired, over: provider) { notices.add($0) }
            #expect(report?.failures.isEmpty == true)
            #expect(notices.texts.contains { $0.contains("rebuilt from marks cannot") })
            #expect(try lab.prior().setAside.map(\.id) == [id])
            var options = PlanOptions()
            options.clean = [id]
            #expect(try await lab.session().plan(.init(desired, options: options)).plan.steps.isEmpty)
            #expect(try await lab.session().drift(desired, everything: true).orphans.isEmpty)
        }
    }
}

private final class Notices: Sendable {
    private let kept = Mutex<[String]>([])
    var texts: [String] { kept.withLock { $0 } }
    func add(_ event: ApplyEvent) {
        if case .notice(let text) = event { kept.withLock { $0.append(text.english) } }
    }
}

extension Sequence {
    fileprivate func count(_ body: (Element) async throws -> Bool) async throws -> Int {
        var result = 0
        for element in self where try await body(element) { result += 1 }
        return result
    }
}
