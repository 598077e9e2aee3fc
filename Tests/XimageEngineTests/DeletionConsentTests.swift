import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox
import XimageState

/// Every way in which a plan deletes or replaces something, against the sandbox: its step names what was agreed to, and
/// without that nothing is deleted.
@Suite struct DeletionConsentTests {
    struct Path: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var prepare: @Sendable (Lab) async throws -> Void
        var agreed: @Sendable (Lab) async throws -> Session.Request
        /// Of the steps that delete something.
        var consents: [Consent]
        /// What is deleted then, as the ledger calls it: this many more of each kind.
        var deletes: [String: Int]
        /// The same without the consent, or with another one.
        var refused: [@Sendable (Lab) async throws -> Session.Request]
        /// What none of these deletes.
        var stays: Set<String>
        var prepareRefused: (@Sendable (Lab) async throws -> Void)?
    }

    // MARK: Manifests

    private static let resized = "systemDisk: {type: SSD, size: 40 GiB}"

    private static func main(_ image: String = "", more: String = "") -> String {
        Manifests.mainJob(image: image, more: more)
    }

    /// The main job without its server and image.
    private static func rest(_ removed: [String], more: String = "") -> String {
        Manifests.head + "vaults:\n  main: {size: 500 GiB}\n" + more
            + (removed.isEmpty
                ? "" : "removed:\n" + removed.map { "  - {\($0), reason: test}\n" }.joined())
    }

    private static func dropping(_ removed: [String] = [], onRemove: String = "keep") -> (String, String) {
        let disk = "      data: {type: SSD, size: 100 GiB}"
        let before = main().replacingOccurrences(
            of: disk, with: "      data: {type: SSD, size: 100 GiB, onRemove: \(onRemove)}")
        let after =
            before.replacingOccurrences(
                of: "    dataDisks:\n      data: {type: SSD, size: 100 GiB, onRemove: \(onRemove)}\n",
                with: "")
            + (removed.isEmpty
                ? "" : "\nremoved:\n" + removed.map { "  - {\($0), reason: test}\n" }.joined())
        return (before, after)
    }

    private static func request(
        _ text: String, mode: PlanInput.Mode = .apply, _ acknowledged: [(String, String)] = [],
        _ edit: (inout PlanOptions) -> Void = { _ in }
    ) throws -> Session.Request {
        var options = PlanOptions()
        edit(&options)
        return Session.Request(
            try Manifests.desired(text), mode: mode,
            acknowledgements: acknowledged.map {
                Acknowledgement(key: $0.0, target: Address($0.1)!, reason: "test")
            }, options: options)
    }

    private static func applying(_ texts: String...) -> @Sendable (Lab) async throws -> Void {
        let texts = texts
        return { lab in
            for text in texts {
                let report = try await lab.apply(try Manifests.desired(text))
                #expect(report?.failures.map(\.detail) ?? [] == [])
            }
        }
    }

    private static func generation(_ revision: Int, _ retention: String = "") -> String {
        main("    revision: \"\(revision)\"\n" + (retention.isEmpty ? "" : "    retention: \(retention)\n"))
    }

    private static func bareBackup(_ lab: Lab) async throws -> RemoteID {
        let backups = try await lab.provider.imageInventory(in: "cn-north-4").backups ?? []
        return try #require(backups.first { $0.image == nil }?.id)
    }

    // MARK: Paths

    private static let web = Address(.server, "web")
    private static let data = Address(.disk, "web", part: "data")
    private static let golden = Address(.image, "golden")
    private static let vault = Address(.vault, "main")
    private static let slower = main().replacingOccurrences(
        of: resized, with: "systemDisk: {type: SAS, size: 40 GiB}")
    private static let slowDisk = main().replacingOccurrences(
        of: "data: {type: SSD, size: 100 GiB}", with: "data: {type: SAS, size: 100 GiB}")
    private static let goneWithServer = rest([
        "from: server.web, action: delete", "from: image.golden, action: forget",
    ])
    private static let goneWithVault =
        Manifests.head
        + "removed:\n"
        + ["server.web, action: forget", "image.golden, action: delete", "vault.main, action: delete"]
        .map { "  - {from: \($0), reason: test}\n" }.joined()

    static let paths: [Path] = [
        Path(
            testDescription: "a server is replaced", prepare: applying(main()),
            agreed: { _ in try request(slower, [("destroy", "server.web")]) },
            consents: [.acknowledgement(web)], deletes: ["server": 1],
            refused: [
                { _ in try request(slower) }, { _ in try request(slower, [("destroy", "disk.web.data")]) },
                { _ in try request(slower, [("destroy", "server.other")]) },
                { _ in try request(slower, [("destroy-backups", "server.web")]) },
            ], stays: ["server", "volume", "image", "backup"]),
        Path(
            testDescription: "a disk is replaced", prepare: applying(main()),
            agreed: { _ in try request(slowDisk, [("destroy", "disk.web.data")]) },
            consents: [.acknowledgement(data)], deletes: ["volume": 1],
            refused: [
                { _ in try request(slowDisk) }, { _ in try request(slowDisk, [("destroy", "server.web")]) },
            ],
            stays: ["server", "volume", "image", "backup"]),
        Path(
            testDescription: "`removed` deletes a server", prepare: applying(main()),
            agreed: { _ in try request(goneWithServer, [("destroy", "server.web")]) },
            consents: [.acknowledgement(web)], deletes: ["server": 1],
            refused: [
                { _ in try request(goneWithServer) },
                // An acknowledgement alone asks for no removal.
                { _ in
                    try request(
                        rest(["from: image.golden, action: forget"]), [("destroy", "server.web")])
                },
            ], stays: ["server", "volume", "image", "backup"]),
        Path(
            testDescription: "`removed` deletes a disk", prepare: applying(dropping().0),
            agreed: { _ in
                try request(
                    dropping(["from: disk.web.data, action: delete"]).1, [("destroy", "disk.web.data")])
            },
            consents: [.acknowledgement(data)], deletes: ["volume": 1],
            refused: [
                { _ in try request(dropping(["from: disk.web.data, action: delete"]).1) },
                { _ in try request(dropping().1, [("destroy", "disk.web.data")]) },
            ], stays: ["server", "volume", "image", "backup"]),
        Path(
            testDescription: "`onRemove: delete` of a disk",
            prepare: applying(dropping(onRemove: "delete").0),
            agreed: { _ in try request(dropping(onRemove: "delete").1) },
            consents: [.onRemove], deletes: ["volume": 1],
            refused: [{ _ in try request(dropping().1) }], stays: ["server", "volume", "image", "backup"],
            prepareRefused: applying(dropping().0)),
        Path(
            testDescription: "`removed` deletes an image and its vault", prepare: applying(main()),
            agreed: { _ in try request(goneWithVault, [("destroy-backups", "vault.main")]) },
            consents: [.removedEntry(golden), .acknowledgement(vault)],
            deletes: ["image": 1, "backup": 1, "vault": 1],
            refused: [
                { _ in try request(goneWithVault) },
                { _ in try request(goneWithVault, [("destroy", "vault.main")]) },
                { _ in
                    try request(
                        Manifests.head + "removed:\n  - {from: server.web, action: forget, reason: test}\n",
                        [("destroy-backups", "vault.main")])
                },
            ], stays: ["server", "volume", "image", "backup", "vault"]),
        Path(
            testDescription: "`removed` deletes an empty vault",
            prepare: applying(rest([], more: "  spare: {size: 100 GiB}\n")),
            agreed: { _ in try request(rest(["from: vault.spare, action: delete"])) },
            consents: [.removedEntry(Address(.vault, "spare"))], deletes: ["vault": 1],
            refused: [
                { _ in try request(rest([])) },
                { _ in try request(rest([]), [("destroy-backups", "vault.spare")]) },
            ],
            stays: ["vault"]),
        Path(
            testDescription: "`--removed` names the generation that this plan replaces",
            prepare: applying(main()),
            agreed: { _ in
                try request(main()) {
                    $0.renew = [golden]
                    $0.removals = [Removal(from: golden.generation(1), action: .delete, reason: "test")]
                }
            },
            consents: [.removedEntry(golden.generation(1))], deletes: ["image": 1],
            refused: [
                { _ in try request(main()) { $0.renew = [golden] } },
                { _ in
                    try request(main()) {
                        $0.removals = [Removal(from: golden.generation(1), action: .delete, reason: "test")]
                    }
                },
            ], stays: ["image", "backup"]),
        Path(
            testDescription: "`retention` deletes a generation",
            prepare: applying(generation(1)),
            agreed: { _ in try request(generation(2, "{keep: 1}")) },
            consents: [.retention], deletes: ["image": 1],
            refused: [{ _ in try request(generation(2)) }, { _ in try request(generation(2, "{keep: 2}")) }],
            stays: ["image", "backup"]),
        Path(
            testDescription: "`deleteBackups` deletes the backup with its generation",
            prepare: applying(generation(1)),
            agreed: { _ in try request(generation(2, "{keep: 1, deleteBackups: true}")) },
            consents: [.retention], deletes: ["image": 1, "backup": 1],
            refused: [{ _ in try request(generation(2, "{keep: 1}")) }], stays: ["backup"]),
        Path(
            testDescription: "`deleteBackups` deletes a backup that was left",
            prepare: applying(generation(1), generation(2, "{keep: 1}")),
            agreed: { _ in try request(generation(2, "{keep: 1, deleteBackups: true}")) },
            consents: [.retention], deletes: ["backup": 1],
            refused: [{ _ in try request(generation(2, "{keep: 1}")) }, { _ in try request(generation(2)) }],
            stays: ["image", "backup"]),
        Path(
            testDescription: "a snapshot is over",
            prepare: { try await snapshot($0, until: Timestamp("2026-01-01T00:00:00Z")) },
            agreed: { _ in try request(main()) }, consents: [.snapshotEnd],
            deletes: ["image": 1, "backup": 1], refused: [{ _ in try request(main()) }],
            stays: ["image", "backup"], prepareRefused: { try await snapshot($0, until: nil) }),
        Path(
            testDescription: "`clean` names a backup", prepare: { try await leaveBackup($0) },
            agreed: { lab in
                let id = try await bareBackup(lab)
                return try request(main()) { $0.clean = [id] }
            },
            consents: [.cleaning], deletes: ["backup": 1],
            refused: [
                { _ in try request(main()) },
                { _ in try request(main()) { $0.clean = ["00000000-0000-4000-8000-000000000000"] } },
                // What is no orphan is not cleaned, whoever names it.
                { lab in
                    let id = try lab.prior().records.first { $0.address == web }?.id ?? ""
                    return try request(main()) { $0.clean = [id] }
                },
            ], stays: ["server", "volume", "image", "backup", "vault"]),
        Path(
            testDescription: "a protected server is replaced, when its protection is taken back",
            prepare: applying(protected(main())),
            agreed: { _ in try request(slower, [("destroy", "server.web")]) },
            consents: [.acknowledgement(web)], deletes: ["server": 1],
            refused: [
                { _ in try request(protected(slower), [("destroy", "server.web")]) },
                { _ in try request(goneWithServer, [("destroy", "server.web")]) },
                { _ in try request(protected(main()), mode: .destroy(withBackups: true)) },
            ], stays: ["server", "volume", "image", "backup", "vault"]),
        Path(
            testDescription: "`onReplace: recreate` with `onRemove: delete`",
            prepare: applying(recreating(main(), onRemove: "delete")),
            agreed: { _ in try request(recreating(slower, onRemove: "delete"), [("destroy", "server.web")]) },
            consents: [.acknowledgement(web), .onRemove], deletes: ["server": 1, "volume": 2],
            refused: [{ _ in try request(recreating(slower, onRemove: "delete")) }],
            stays: ["server", "volume"]),
        Path(
            testDescription: "`retention` deletes a copy", prepare: applying(copied(1)),
            agreed: { _ in try request(copied(2, ", retention: {keep: 1}")) }, consents: [.retention],
            deletes: ["image": 1],
            refused: [{ _ in try request(copied(2)) }], stays: ["image", "backup"]),
        Path(
            testDescription: "an entry of a block with an entry of one disk, whichever comes first",
            prepare: applying(several),
            agreed: { _ in
                try request(
                    rest(["from: server.web, action: delete", "from: 'disk.web[0].data', action: delete"]),
                    [("destroy", "server.web"), ("destroy", "disk.web[0].data")])
            },
            consents: [.acknowledgement(web), .acknowledgement(Address("disk.web[0].data")!)],
            deletes: ["server": 2],
            refused: [
                { _ in
                    try request(
                        rest(["from: server.web, action: delete", "from: 'disk.web[0].data', action: delete"]
                        ),
                        [("destroy", "server.web")])
                },
                { _ in
                    try request(
                        rest(["from: 'server.web[0]', action: delete"]), [("destroy", "server.web[0]")])
                },
            ], stays: ["server", "volume"]),
        Path(
            testDescription: "`destroy`", prepare: applying(main()),
            agreed: { _ in try request(main(), mode: .destroy(withBackups: true)) },
            consents: [.destroy], deletes: ["server": 1, "image": 1, "backup": 1, "vault": 1],
            refused: [{ _ in try request(main()) }], stays: ["server", "volume", "image", "backup", "vault"]),
        Path(
            testDescription: "`destroy` without `--with-backups`", prepare: applying(main()),
            agreed: { _ in try request(main(), mode: .destroy(withBackups: true)) },
            consents: [.destroy], deletes: ["backup": 1, "vault": 1],
            refused: [{ _ in try request(main(), mode: .destroy(withBackups: false)) }],
            stays: ["backup", "vault"]),
        Path(
            testDescription: "a replacement was interrupted", prepare: { try await interruptReplacement($0) },
            agreed: { _ in try request(slower) }, consents: [.interruptedReplacement],
            deletes: ["server": 1], refused: [{ _ in try request(slower) }],
            stays: ["server", "volume"], prepareRefused: applying(slower)),
        Path(
            testDescription: "an image failed", prepare: { try await failImage($0) },
            agreed: { _ in try request(main()) }, consents: [.unfinished], deletes: ["image": 1],
            refused: [{ _ in try request(main()) }], stays: ["image", "backup"],
            prepareRefused: applying(main())),
    ]

    private static func protected(_ text: String) -> String {
        text.replacingOccurrences(
            of: "    flavor: s6.large.2", with: "    flavor: s6.large.2\n    protect: true")
    }

    private static func recreating(_ text: String, onRemove: String) -> String {
        text.replacingOccurrences(
            of: "    flavor: s6.large.2", with: "    flavor: s6.large.2\n    onReplace: recreate"
        ).replacingOccurrences(
            of: "data: {type: SSD, size: 100 GiB}",
            with: "data: {type: SSD, size: 100 GiB, onRemove: \(onRemove)}")
    }

    private static func copied(_ revision: Int, _ retention: String = "") -> String {
        Manifests.mainJob(
            image: LifecycleTests.copies.replacingOccurrences(
                of: "tags: {tier: dr}}", with: "tags: {tier: dr}\(retention)}")
                + "\n    revision: \"\(revision)\"", vaults: LifecycleTests.dr)
    }

    private static let several =
        rest([]) + """
            servers:
              web:
                count: 2
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}
                dataDisks:
                  data: {type: SSD, size: 100 GiB}
            """

    private static func snapshot(_ lab: Lab, until: Timestamp?) async throws {
        let desired = try Manifests.desired(main())
        try await lab.apply(desired)
        let server = try await lab.provider.list(.server, in: "cn-north-4")[0]
        let vault = try await lab.provider.list(.vault, in: "cn-north-4")[0]
        var wish = SnapshotRequest(of: server, in: vault, desired, try lab.prior())
        wish.note.keepUntil = until
        try await lab.apply(wish.desired(), selecting: wish.options)
        #expect(try await lab.provider.list(.image, in: "cn-north-4").count == 2)
    }

    private static func leaveBackup(_ lab: Lab) async throws {
        try await lab.apply(try Manifests.desired(main()))
        let named = PlanOptions.removing(golden.generation(1))
        try await lab.apply(try Manifests.desired(main()), selecting: named)
    }

    private static func interruptReplacement(_ lab: Lab) async throws {
        try await lab.apply(try Manifests.desired(main()))
        try await lab.sandbox.setFaults(
            "faults: [{match: {operation: DeleteServers}, status: 403, body: '{\"error\":{\"code\":\"Ecs.0008\"}}'}]"
        )
        let asked = try request(slower, [("destroy", "server.web")])
        _ = try await carryOut(asked, lab)
        try await lab.sandbox.setFaults("faults: []")
        #expect(try lab.prior().records.contains { $0.standing == .deposed })
    }

    private static func failImage(_ lab: Lab) async throws {
        try await lab.sandbox.setFaults(
            "faults: [{match: {operation: CreateWholeImage, times: 1}, job: {fail: IMG.0014, reason: internal}}]"
        )
        try await lab.apply(try Manifests.desired(main()))
        try await lab.sandbox.setFaults("faults: []")
    }

    // MARK: Carrying out

    private static func carryOut(
        _ request: Session.Request, _ lab: Lab
    ) async throws -> Session.Applied {
        try await lab.session().apply(
            request,
            Session.Applying(
                holder: LockHolder(who: "tester", host: "here", pid: getpid(), command: "ximage apply"),
                lockTimeout: .zero, stop: StopSignal(), confirm: { _ in true }, report: { _ in }))
    }

    private static func removed(_ lab: Lab) async throws -> [String: Int] {
        // Jobs end when something looks.
        _ = try await lab.provider.imageInventory(in: "cn-north-4")
        var counts: [String: Int] = [:]
        for entry in try await lab.sandbox.ledger() where entry.deed == .removed {
            counts[entry.kind, default: 0] += 1
        }
        return counts
    }

    @Test("With the consent it is deleted, and the step names that consent", arguments: paths)
    func agreed(_ path: Path) async throws {
        try await Lab.with { lab in
            try await path.prepare(lab)
            let request = try await path.agreed(lab)
            let before = try await Self.removed(lab)
            let plan = try await lab.session().plan(request).plan
            #expect(plan.findings.filter { $0.severity == .error }.map(\.detail) == [])
            let consents = Set(plan.steps.compactMap(\.operation.consent))
            #expect(consents == Set(path.consents), "\(plan.steps.map(\.id))")
            guard case .done(_, let report) = try await Self.carryOut(request, lab) else {
                Issue.record("it was not carried out")
                return
            }
            #expect(report.failures.map(\.detail) == [])
            let after = try await Self.removed(lab)
            for (kind, count) in path.deletes {
                #expect((after[kind] ?? 0) - (before[kind] ?? 0) == count, "\(kind)")
            }
        }
    }

    @Test("Without the consent nothing of it is deleted", arguments: paths)
    func refused(_ path: Path) async throws {
        for (number, ask) in path.refused.enumerated() {
            try await Lab.with { lab in
                try await (path.prepareRefused ?? path.prepare)(lab)
                let request = try await ask(lab)
                let before = try await Self.removed(lab)
                _ = try await Self.carryOut(request, lab)
                let after = try await Self.removed(lab)
                for kind in path.stays {
                    #expect(after[kind] ?? 0 == before[kind] ?? 0, "refused \(number): \(kind)")
                }
            }
        }
    }

    @Test("Each kind of consent has a path here")
    func isComplete() {
        /// A new case does not compile here until it has a path.
        func name(_ consent: Consent) -> String {
            switch consent {
            case .acknowledgement: "acknowledgement"
            case .removedEntry: "removedEntry"
            case .retention: "retention"
            case .snapshotEnd: "snapshotEnd"
            case .onRemove: "onRemove"
            case .cleaning: "cleaning"
            case .destroy: "destroy"
            case .interruptedReplacement: "interruptedReplacement"
            case .unfinished: "unfinished"
            // No plan has it: see `RivalTests`.
            case .rival: "rival"
            case .pending: "pending"
            }
        }
        let all: Set = [
            "acknowledgement", "removedEntry", "retention", "snapshotEnd", "onRemove", "cleaning", "destroy",
            "interruptedReplacement", "unfinished",
        ]
        #expect(Set(Self.paths.flatMap(\.consents).map(name)) == all)
    }
}

extension PlanOptions {
    fileprivate static func removing(_ generation: Address) -> PlanOptions {
        var options = PlanOptions()
        options.renew = [generation.series]
        options.removals = [Removal(from: generation, action: .delete, reason: "test")]
        return options
    }
}
