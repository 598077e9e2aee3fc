import XimageCore
import XimagePlanning
import XimageRendering
import XimageTestSupport

/// One plan that holds every kind of change, edge and finding.
enum PlanFixture {
    static let context = PlanContext(
        provider: .sandbox, regions: ["cn-north-4"], read: [.vault: 1, .server: 2, .disk: 4], readAt: .test,
        existing: 1, now: .test)

    static func rich() -> Plan {
        var checks = CheckSummary()
        checks.rules = 31
        checks.passed = 24
        checks.violated = 1
        checks.unknown = 1
        checks.deferred = 2
        checks.notApplicable = 3
        return Plan(
            project: "shop", lineage: "5e0c", serial: 12, changes: changes, steps: steps,
            findings: [
                Diagnostic(
                    untranslated: "WI014", severity: .warning, summary: "Image of a running server",
                    detail:
                        "server.web runs while image.golden is made; what is in memory is not in the image.",
                    fix: "Write `quiesce: stop` at the image.", address: .of("image.golden"),
                    subject: .on(30, 3, 9))
            ],
            drift: [
                Drift(
                    address: .of("server.db"), id: "6b1f", isGone: false,
                    differences: [
                        .init(
                            attribute: .tags, recorded: .strings(["team": "shop", "env": "prod"]),
                            live: .strings(["team": "ops", "cost": "42"])),
                        .init(attribute: .flavor, recorded: "s6.large.2", live: "s6.xlarge.2"),
                    ]),
                Drift(address: .of("disk.db.logs"), id: "77aa", isGone: true),
            ],
            checks: checks, unchanged: 5,
            rebuilt: [ResourceRecord(address: .of("vault.old"), region: "cn-north-4", id: "0c11")])
    }

    private static let changes: [Change] = [
        .create("vault.main", [.name: "shop-main", .size: 500, .autoExpand: true, .consistency: "crash"]),
        Change(
            address: .of("vault.old"), region: "cn-north-4", action: .forget, id: "0c11",
            before: [.name: "old"],
            reason: .noLongerDeclared),
        .create(
            "server.web",
            [
                .name: "shop-web", .region: "cn-north-4", .zone: "cn-north-4a", .flavor: "s6.large.2",
                .image: "Ubuntu 22.04 server 64bit", .power: "running", .systemDiskType: "SSD",
                .systemDiskSize: 40,
                .ip: .knownAfterApply, .adminPassword: .secret(Secret("hunter2")),
                .securityGroups: .strings(["default"]),
                .tags: .strings(["team": "shop", "tier": "web"]),
            ],
            notes: [
                Bilingual(
                    "The public image is 14 months old; a newer one of the same name may exist.",
                    zh: "该公共镜像已发布 14 个月，可能已有同名的新镜像。")
            ]),
        Change(
            address: .of("server.db"), region: "cn-north-4", action: .replace(.deleteBeforeCreate),
            id: "6b1f",
            before: [.image: "Ubuntu 20.04", .systemDiskSize: 40, .description: ""],
            after: [.image: "Ubuntu 22.04", .systemDiskSize: 80, .description: "orders"],
            differences: [.description, .image, .systemDiskSize], reason: .immutableAttributes([.image]),
            risk: DataRisk(
                sizeGiB: 40,
                lastCaptured: Timestamp(milliseconds: Timestamp.test.milliseconds - 3 * 86_400_000),
                capturedBy: .of("image.golden@2"))),
        .create("disk.web.data", [.name: "shop-web-data", .size: 100, .type: "SSD"]),
        .update("disk.db.data", from: [.size: 100], to: [.size: 200, .tags: .strings(["a": "1"])]),
        Change(
            address: .of("disk.db.scratch"), region: "cn-north-4", action: .forget, id: "9d00",
            before: [.name: "scratch", .size: 50, .type: "SAS"], reason: .noLongerDeclared),
        Change(
            address: .of("disk.db.tmp"), region: "cn-north-4", action: .delete, id: "9d01",
            before: [.name: "tmp", .size: 20, .type: "SAS"], reason: .noLongerDeclared,
            risk: DataRisk(sizeGiB: 20)),
        Change(
            address: .of("image.golden@3"), region: "cn-north-4", action: .replace(.createBeforeDestroy),
            id: "1a2b",
            before: [.revision: "2026-05", .source: "6b1f"],
            after: [.revision: "2026-06", .source: .reference(.of("server.web"))],
            differences: [.source, .revision], reason: .newGeneration([.revision])),
    ]

    private static let steps: [PlanStep] = [
        .create("vault.main"),
        .create("server.web", disks: ["disk.web.data"]),
        PlanStep(
            id: "label disk.web.data", region: "cn-north-4",
            operation: .label(
                LabelStep(create: CreateStep(attributes: [:]), server: .of("server.web"))),
            edges: [StepEdge("create server.web", .bornWithServer)]),
        PlanStep(
            id: "update disk.db.data", region: "cn-north-4",
            operation: .update(
                UpdateStep(
                    id: "x", changes: [:], current: [:],
                    record: ResourceRecord(address: .of("disk.db.data"), region: "cn-north-4", id: "x")))),
        PlanStep(
            id: "detach disk.db.scratch", region: "cn-north-4",
            operation: .detach(
                DetachStep(
                    id: "9d00", server: "7c41",
                    record: ResourceRecord(address: .of("disk.db.scratch"), region: "cn-north-4", id: "9d00"))
            )),
        .create(
            "image.golden@4",
            after: [
                StepEdge("create vault.main", .vaultBeforeImage),
                StepEdge("create server.web", .disksBeforeImage),
                StepEdge("label disk.web.data", .disksBeforeImage),
            ]),
        PlanStep(
            id: "delete image.golden@3", region: "cn-north-4",
            operation: .prune(
                PruneStep(id: "1a2b", standing: .current, backup: .deleted, consent: .retention)),
            edges: [StepEdge("create image.golden@4", .newBeforeOld)]),
        PlanStep(
            id: "forget vault.old", region: "cn-north-4",
            operation: .forget(RecordStep(id: "0c11", standing: .current, object: .vanished(backup: nil)))),
    ]

    static func large(_ count: Int) -> Plan {
        var changes = (0..<count).map { index in
            Change.create("server.web[\(index)]", [.name: .string("web-\(index)"), .flavor: "s6.large.2"])
        }
        changes.append(
            Change(
                address: .of("vault.old"), region: "cn-north-4", action: .delete, id: "0c11",
                before: [.name: "old"],
                reason: .noLongerDeclared, risk: DataRisk(sizeGiB: 1500)))
        let steps = (0..<count).flatMap { index -> [PlanStep] in
            let server = "server.web[\(index)]"
            return [
                .create(server),
                .create(
                    "image.web[\(index)]@1",
                    after: [StepEdge(StepID(.create, .of(server)), .serverBeforeImage)]),
            ]
        }
        return Plan(project: "shop", lineage: "5e0c", serial: 3, changes: changes, steps: steps)
    }

    static let nothing = Plan(
        project: "shop", lineage: "5e0c", serial: 12, changes: [], steps: [], unchanged: 7)
}
