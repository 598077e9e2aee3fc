import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimageManifest
import XimagePlanning
import XimageSandbox
import XimageState
import XimageTestSupport

/// What shows that a constraint is kept where no check over a plan keeps it: by the language, the planner or the engine.
enum SeedWitnesses {
    typealias Witness = @Sendable () async throws -> Void

    /// By the id of the rule.
    static let all: [String: Witness] = [
        "WI001": { oneSource() },
        "WI003": { refuses("share: [other]", as: "WI003") },
        "WI004": { sharingByNewerDocuments() },
        "WI005": { refuses("publish: true", as: "WI005") },
        "WI006": { refuses("exportTo: bucket", as: "WI006") },
        "DK043": { noImageOfADataDisk() },
        "CP005": { everyKeyOfACopy() },
        "DK025": { noZoneOfADisk() },
        "DK045": { try await otherTypeWaits() },
        "DK001": { try await systemDiskStays() },
        "SV012": { try await serverIsLeftAlone() },
        "SV106": { try await oneRequestForEachServer() },
        "SV109": { try await oneRequestForEachServer() },
        "LC010": { try await serverWaits(for: "create image.golden@1", zone: "cn-north-4a") },
        "AV010": { try await serverWaits(for: "settle image.golden@1", zone: "cn-north-4b") },
        "LC013": { try await imagesGoBeforeVaults() },
        "VA032": { try await backupsGoAfterTheirImages() },
        "AG008": { try await asksFirst() },
        "LC001": { try await followersWaitForReadiness() },
        "LC016": { try await changedSincePlan() },
        "LC017": { try await madeOnce() },
    ]

    // MARK: Language

    private static func codes(_ text: String) -> [String] {
        ManifestLoader().load(texts: ["ximage.yaml": text]).diagnostics.map(\.code)
    }

    private static func oneSource() {
        let sources = [
            "{server: web}": [], "{server: web, backup: b}": ["conflicting-keys"], "{}": ["missing-key"],
            "[web, db]": ["wrong-type"], "{server: web, disk: data}": ["WI024"],
        ]
        for (source, expected) in sources {
            let text = Manifests.mainJob().replacing("from: {server: web}", with: "from: \(source)")
            #expect(codes(text) == expected, "\(source)")
        }
    }

    private static func everyKeyOfACopy() {
        let keys = ["region: cn-south-1", "agency: ims_copy", "vault: replicas"]
        for missing in keys {
            let rest = keys.filter { $0 != missing }.joined(separator: ", ")
            let text = Manifests.mainJob(image: "    copies: {south: {\(rest)}}")
            #expect(codes(text).contains("missing-key"), "\(missing)")
        }
    }

    private static func noZoneOfADisk() {
        let text = Manifests.mainJob().replacing("100 GiB}", with: "100 GiB, zone: cn-north-4b}")
        #expect(codes(text) == ["unknown-key"])
    }

    private static func refuses(_ line: String, as rule: String) {
        #expect(codes(Manifests.mainJob(image: "    \(line)")) == [rule])
    }

    private static func sharingByNewerDocuments() {
        let text = Manifests.mainJob(image: "    members: [other]", more: "policy: {sharing: current}")
        let found = ManifestLoader().load(texts: ["ximage.yaml": text]).diagnostics
        #expect(found.map(\.code) == ["WI003"])
        #expect(found.first?.detail.contains("WI004") == true)
    }

    private static func noImageOfADataDisk() {
        let text = Manifests.mainJob().replacing("100 GiB}", with: "100 GiB, image: other}")
        #expect(codes(text) == ["unknown-key"])
    }

    // MARK: Planner

    /// The steps that have to end before one starts.
    private static func predecessors(of id: StepID, in plan: Plan) -> Set<StepID> {
        let steps = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.id, $0) })
        var found: Set<StepID> = []
        var open = [id]
        while let next = open.popLast() {
            for edge in steps[next]?.edges ?? [] where found.insert(edge.step).inserted {
                open.append(edge.step)
            }
        }
        return found
    }

    private static func done(_ lab: Lab, _ desired: DesiredState) async throws -> ApplyReport {
        let report = try #require(try await lab.apply(desired))
        #expect(report.failures.map(\.detail) == [])
        #expect(report.isComplete)
        return report
    }

    /// The kinds of what the cloud removed, in order.
    private static func removals(_ lab: Lab, _ kinds: Set<String>) async throws -> [String] {
        try await lab.sandbox.ledger().filter { $0.deed == .removed && kinds.contains($0.kind) }.map(\.kind)
    }

    private static func systemDisk(_ lab: Lab) async throws -> RemoteID {
        let server = try #require(try await lab.provider.list(.server, in: "cn-north-4").first)
        let disks = try #require(server.facts.server?.disks)
        return try #require(disks.first { $0.isSystem }?.id)
    }

    private static func systemDiskStays() async throws {
        try await Lab.with { lab in
            _ = try await done(lab, Manifests.desired(Manifests.mainJob(image: "    revision: \"1\"")))
            let before = try await systemDisk(lab)
            // A data disk leaves the server, the system disk grows, and an image is made.
            let text = Manifests.mainJob(image: "    revision: \"2\"")
                .replacing("size: 40 GiB", with: "size: 60 GiB")
                .replacing(
                    "      data: {type: SSD, size: 100 GiB}", with: "      logs: {type: SSD, size: 10 GiB}")
            let desired = try Manifests.desired(text)
            let plan = try await lab.plan(desired)
            let detached = plan.steps.compactMap { step in
                if case .detach(let detach) = step.operation { detach.id } else { nil }
            }
            #expect(detached.count == 1 && !detached.contains(before), "\(plan.steps.map(\.id))")
            _ = try await done(lab, desired)
            #expect(try await systemDisk(lab) == before)
        }
    }

    private static func serverIsLeftAlone() async throws {
        try await Lab.with { lab in
            _ = try await done(lab, Manifests.desired(Manifests.mainJob(image: "    revision: \"1\"")))
            let text = Manifests.mainJob(
                server: "    tags: {team: shop}", image: "    revision: \"2\"\n    quiesce: stop"
            ).replacing("100 GiB}", with: "200 GiB}")
            let plan = try await lab.plan(try Manifests.desired(text))
            let image: StepID = "create image.golden@2"
            let before = predecessors(of: image, in: plan)
            let isTouched: Set<ResourceKind> = [.server, .disk]
            let touching = plan.steps.map(\.id).filter {
                isTouched.contains($0.address.kind) || [.stop, .start].contains($0.verb)
            }
            #expect(touching.contains("update server.web") && touching.contains("update disk.web.data"))
            for step in touching {
                #expect(
                    before.contains(step) || predecessors(of: step, in: plan).contains(image),
                    "\(step) may happen while the image is made")
            }
        }
    }

    private static func oneRequestForEachServer() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(
                Manifests.head + """
                    servers:
                      web:
                        count: 3
                        flavor: s6.large.2
                        image: {name: "Ubuntu 22.04 server 64bit"}
                        systemDisk: {type: SSD, size: 40 GiB}
                    """)
            try await lab.sandbox.resetCallCounts()
            _ = try await done(lab, desired)
            let calls = try await lab.sandbox.callCounts().filter { $0.key.hasSuffix("CreateServers") }
            #expect(calls.values.reduce(0, +) == 3, "\(calls)")
            let servers = try await lab.provider.list(.server, in: "cn-north-4")
            #expect(servers.count == 3 && Set(servers.compactMap(\.operation)).count == 3)
        }
    }

    /// A server from the image of another one. The image counts as there once its zone can use it.
    /// - Parameter disk: another type for the disk that comes back from the image.
    private static func clone(zone: String, disk: String? = nil) throws -> DesiredState {
        try Manifests.desired(
            Manifests.mainJob(
                server: """
                      clone:
                        flavor: s6.large.2
                        zone: \(zone)
                        image: {from: golden}
                        systemDisk: {type: SSD, size: 40 GiB}
                        dataDisks: {\(disk.map { "data: {type: \($0), size: 100 GiB}" } ?? "")}
                    """, image: "    ready: zone"))
    }

    private static func otherTypeWaits() async throws {
        try await Lab.with { lab in
            let plan = try await lab.plan(try clone(zone: "cn-north-4a", disk: "GPSSD"))
            let server = try #require(plan.steps.first { $0.id == "create server.clone" })
            #expect(server.edges.contains { $0.step == "settle image.golden@1" }, "\(server.edges)")
        }
    }

    private static func serverWaits(for step: StepID, zone: String) async throws {
        try await Lab.with { lab in
            let desired = try clone(zone: zone)
            let plan = try await lab.plan(desired)
            let server = try #require(plan.steps.first { $0.id == "create server.clone" })
            #expect(server.edges.contains { $0.step == step }, "\(server.edges)")
            let order = try await done(lab, desired).succeeded
            let (image, clone) = (order.firstIndex(of: step), order.firstIndex(of: "create server.clone"))
            #expect(try #require(image) < (try #require(clone)))
        }
    }

    private static func imagesGoBeforeVaults() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Manifests.mainJob())
            _ = try await done(lab, desired)
            let plan = try await lab.plan(desired, mode: .destroy(withBackups: true))
            let vault = try #require(plan.steps.first { $0.id == "delete vault.main" })
            #expect(vault.edges.contains { $0.step == "delete image.golden@1" }, "\(vault.edges)")
            let report = try #require(try await lab.apply(desired, mode: .destroy(withBackups: true)))
            #expect(report.failures.map(\.detail) == [])
            let kinds = ["image", "backup", "vault"]
            #expect(try await removals(lab, Set(kinds)) == kinds)
        }
    }

    private static func backupsGoAfterTheirImages() async throws {
        try await Lab.with { lab in
            func revision(_ number: Int) throws -> DesiredState {
                let rule = "retention: {keep: 1, deleteBackups: true}"
                return try Manifests.desired(
                    Manifests.mainJob(image: "    revision: \"\(number)\"\n    \(rule)"))
            }
            _ = try await done(lab, revision(1))
            let plan = try await lab.plan(try revision(2))
            #expect(!plan.steps.contains { $0.id.verb == .deleteBackup }, "\(plan.steps.map(\.id))")
            #expect(plan.steps.contains { $0.id == "delete image.golden@1" })
            _ = try await done(lab, revision(2))
            #expect(try await removals(lab, ["image", "backup"]) == ["image", "backup"])
        }
    }

    // MARK: Engine

    private static func applying(_ confirm: Bool) -> Session.Applying {
        Session.Applying(
            holder: LockHolder(who: "tester", host: "here", pid: getpid(), command: "ximage apply"),
            lockTimeout: .zero, stop: StopSignal(), confirm: { _ in confirm }, report: { _ in })
    }

    private static func asksFirst() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Manifests.mainJob())
            let before = try await lab.made()
            let applied = try await lab.session().apply(.init(desired), applying(false))
            guard case .declined(let planned) = applied else {
                Issue.record("not declined: \(applied)")
                return
            }
            #expect(planned.plan.steps.contains { $0.id == "create image.golden@1" })
            #expect(try await lab.made() == before)
        }
    }

    private static func followersWaitForReadiness() async throws {
        try await Lab.with { lab in
            try await lab.sandbox.setFaults(
                """
                faults:
                  - match: {operation: CreateWholeImage, times: 1}
                    job: {fail: IMG.0014, reason: internal}
                """)
            let desired = try clone(zone: "cn-north-4a")
            let report = try #require(try await lab.apply(desired))
            #expect(report.failures.map(\.step) == ["create image.golden@1"])
            #expect(report.skipped.map(\.step).contains("create server.clone"))
            #expect(try await lab.made()["server"] == 1)
            _ = try await lab.apply(desired)
            let images = try await lab.provider.list(.image, in: "cn-north-4")
            #expect(images.filter { $0.owner != nil }.map(\.phase) == [.ready])
            #expect(try await lab.made()["server"] == 2)
        }
    }

    private static func changedSincePlan() async throws {
        try await Lab.with { lab in
            try await lab.apply(MainJob.desired())
            var request = Session.Request(MainJob.desired(dataGiB: 200, revision: "2"))
            let planned = try await lab.session().plan(request)
            request.saved = SavedPlan(
                planned, of: request, manifests: ".", madeBy: "ximage test",
                scene: SavedPlan.Scene(provider: .sandbox, regions: [], read: [:], existing: 0))
            try await lab.apply(MainJob.desired(dataGiB: 150))
            let before = try await lab.made()
            guard case .stale(let stale) = try await lab.session().apply(request, applying(true)) else {
                Issue.record("a plan of other facts was carried out")
                return
            }
            #expect(stale.reasons.contains("disk.web.data: the cloud had size 100 and now has 150."))
            #expect(try await lab.made() == before)
        }
    }

    private static func madeOnce() async throws {
        try await Lab.with { lab in
            // The service makes the image, and nobody hears of it.
            try await lab.sandbox.setFaults(
                """
                faults:
                  - match: {operation: CreateWholeImage, times: 1}
                    drop: after
                """)
            let desired = try Manifests.desired(Manifests.mainJob())
            try await lab.apply(desired)
            try await lab.apply(desired)
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
            #expect(try await lab.made()["image"] == 1)
        }
    }
}
