import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageTestSupport

/// The texts behind the digests of saved plans: a value that is not in them could change unnoticed after an approval.
@Suite struct CanonicalFormTextTests {
    private static func lines(_ forms: [(name: String, form: Value)]) -> String {
        forms.map { "\($0.name): \(CanonicalText.of($0.form))\n" }.joined()
    }

    // MARK: Details

    private static var guest: GuestSettings {
        var guest = GuestSettings()
        guest.os = "linux"
        guest.factsFile = "facts.json"
        guest.maximumAge = .seconds(3600)
        guest.collect = GuestSettings.Collect(ssh: "root@10.0.0.1", jump: "jump@10.0.0.2")
        guest.sanPolicy = "online-all"
        guest.spannedVolumes = ["D"]
        guest.volumeGroups = ["vg0", "vg1"]
        guest.asOf = .test
        return guest
    }

    private static let timeouts = Timeouts(create: .seconds(60), copy: .seconds(120), delete: .seconds(180))
    private static let retention = Retention(
        keep: 3, keepFor: .seconds(86_400), keepBackups: 2, deleteBackups: true)

    private static func server(_ change: (inout ServerOptions) -> Void) -> ResourceDetails {
        var options = ServerOptions()
        change(&options)
        return .server(ServerDetails(disks: [.of("disk.web.data")], options: Boxed(options)))
    }

    private static func image(_ change: (inout ImageOptions) -> Void) -> ResourceDetails {
        var options = ImageOptions()
        change(&options)
        return .image(ImageDetails(nameTemplate: "golden", options: Boxed(options)))
    }

    private static let details: [(name: String, details: ResourceDetails)] = [
        ("none", .none),
        ("server, nothing given", .server(ServerDetails())),
        (
            "server, all given",
            server {
                $0.labels = ["tier": "front"]
                $0.workload = "database"
                $0.guest = guest
                $0.settled = SettledCondition(.acceptsConnections(port: 22), within: .seconds(600))
                $0.recreateOn = ["one", "two"]
                $0.zones = ["north-a", "north-b"]
                $0.imageGeneration = .number(7)
                $0.onNewImage = .replace
                $0.onReplace = .recreate
                $0.rollout = Rollout(
                    atOnce: 2, canary: 1, healthy: Rollout.Health(port: 80, within: .seconds(30)))
                $0.timeouts = timeouts
            }
        ),
        (
            "server, other cases",
            server {
                $0.guest = GuestSettings()
                $0.settled = SettledCondition(.poweredOff, within: .seconds(60))
                $0.imageGeneration = .previous
                $0.rollout = Rollout()
                $0.timeouts = Timeouts()
            }
        ),
        ("disk, nothing given", .disk(DiskDetails())),
        ("disk, blank", .disk(DiskDetails(onRemove: .delete, position: 2, source: .blank))),
        ("disk, of the image", .disk(DiskDetails(source: .imageDisk("data")))),
        ("image, nothing given", .image(ImageDetails(nameTemplate: "golden"))),
        (
            "image, agreements",
            .image(
                ImageDetails(
                    nameTemplate: "golden", commitment: "2026-06-01", disclaimer: "2026-06-02",
                    optimised: true))
        ),
        (
            "image, all given",
            image {
                $0.vaultChoice = .pool([.of("vault.a"), .of("vault.b")])
                $0.quiesce = Quiesce(then: .stopped, atOnce: 2, groupBy: "tier")
                $0.ready = .zone
                $0.retention = retention
                $0.schedule = Schedule(
                    every: .seconds(86_400), minuteOfDay: 90, timeZone: "Asia/Shanghai",
                    window: .seconds(7200))
                $0.guest = guest
                $0.timeouts = timeouts
            }
        ),
        (
            "image, other cases",
            image {
                $0.vaultChoice = .bound(else: [.of("vault.a")])
                $0.quiesce = Quiesce()
                $0.retention = Retention()
                $0.schedule = Schedule(every: .seconds(3600))
            }
        ),
        ("copy, nothing given", .copy(CopyDetails(image: .of("image.golden")))),
        (
            "copy, all given",
            .copy(
                CopyDetails(
                    image: .of("image.golden"), nameTemplate: "golden-south", retention: retention,
                    onlyTags: ["tier": ["front", "back"]], timeouts: timeouts))
        ),
    ]

    @Test("Each option of a declared resource is in its form")
    func declared() {
        expectGolden(
            Self.lines(Self.details.map { ($0.name, CanonicalForm.of($0.details)) }),
            "canonical-form-details.txt")
    }

    // MARK: Steps

    private static var create: CreateStep {
        var step = CreateStep(
            attributes: [.name: "shop-web", .server: .reference(.of("server.web"))],
            declared: [.image: "Ubuntu"],
            disks: [CreatedDisk(address: .of("disk.web.data"), create: CreateStep(attributes: [.size: 10]))],
            generation: 2, dependencies: [.of("vault.main")], onRemove: .delete, protect: true)
        step.endsStopped = true
        step.endsInRegion = false
        step.captured = [.of("disk.web.data")]
        step.imageDiskKey = "data"
        step.replaces = "s0"
        return step
    }

    private static func record() -> ResourceRecord {
        ResourceRecord(
            address: .of("server.web"), region: "north", id: "s1", standing: .incomplete,
            attributes: [.size: 100], declared: [.image: "Ubuntu"],
            operation: OperationID("a7c4aaaaaaaaaaaaaaaa"), digest: "digest", createdAt: .test,
            dependencies: [.of("vault.main")], onRemove: .keep, protect: true)
    }

    private static func operations() -> [StepOperation] {
        let image = Address.of("image.golden@2")
        let server = Address.of("server.web")
        var update = UpdateStep(
            id: "s1", changes: [.size: 200], current: [.size: 100], record: record())
        update.retags = true
        return [
            .create(create), .create(CreateStep(attributes: [:])),
            .label(LabelStep(create: CreateStep(attributes: [:]), server: server, id: "d1")),
            .label(LabelStep(create: CreateStep(attributes: [:]), server: server)), .update(update),
            .delete(DeleteStep(id: "d1", standing: .deposed, consent: .pending, detachFrom: "s1")),
            .delete(DeleteStep(id: "d1", standing: .current, consent: .destroy)),
            .detach(
                DetachStep(
                    id: "d1", server: "s1",
                    record: ResourceRecord(address: .of("disk.db.scratch"), region: "cn-north-4", id: "d1"))),
            .prune(PruneStep(id: "i1", standing: .current, backup: .deleted, consent: .retention)),
            .prune(PruneStep(id: "i1", standing: .current, consent: .retention)),
            .prune(
                PruneStep(
                    id: "i1", standing: .current, backup: .renamed(LeftBackup(id: "b1", name: "left")),
                    consent: .retention)),
            .forget(RecordStep(id: "s1", standing: .current, object: .vanished(backup: "b9"))),
            .settle(SettleStep(image: image, id: "i1")), .settle(SettleStep(image: image)),
            .stop(PowerStep(server: server, id: "s1", name: "web", image: image, restores: true)),
            .start(PowerStep(server: nil, id: nil, name: "web", image: image, restores: false)),
            .awaitServer(
                AwaitStep(
                    server: server, id: "s1", name: "web",
                    condition: SettledCondition(.poweredOff, within: .seconds(60)))),
            .awaitServer(
                AwaitStep(
                    server: nil, id: nil, name: "web",
                    condition: SettledCondition(.acceptsConnections(port: 22), within: .seconds(60)))),
            .deleteBackup(BackupStep(id: "b1", consent: .retention)),
        ]
    }

    @Test("Each part of a step is in its form")
    func steps() {
        let edges = [StepEdge("create vault.main", .vaultBeforeImage)]
        expectGolden(
            Self.lines(
                Self.operations().map { operation in
                    let id = StepID(operation.verb, .of("server.web"))
                    return (
                        operation.verb.rawValue,
                        CanonicalForm.of(
                            PlanStep(id: id, region: "north", operation: operation, edges: edges))
                    )
                }), "canonical-form-steps.txt")
    }

    // MARK: Changes

    private static let reasons: [ActionReason] = [
        .declaredButMissing, .vanished("s1"), .attributesDiffer, .immutableAttributes([.type]),
        .serverReplaced, .newGeneration([.revision]), .failedInCloud(status: "ERROR"), .noLongerDeclared,
        .destroyRequested, .leftOver, .alreadyMatches, .moved(.of("server.old")), .scheduleDue,
        .renewalRequested, .pastRetention("2 newest"), .snapshotOver(.test), .orphan("of another run"),
        .undeleteRequested,
    ]

    @Test("Each action and each reason has a word of its own")
    func changes() {
        let full = Change(
            address: .of("disk.web.data"), region: "north", action: .replace(.createBeforeDestroy), id: "d1",
            before: [.size: 100], after: [.size: 200], differences: [.size], reason: .attributesDiffer,
            risk: DataRisk(sizeGiB: 100, lastCaptured: .test, capturedBy: .of("image.golden@1")),
            notes: [Bilingual("People read this.", zh: "供人阅读。")], takesBackup: true, origin: .on(1, 1))
        let actions: [Action] = [.noOp, .create, .update, .replace(.deleteBeforeCreate), .delete, .forget]
        let plain = actions.map {
            Change(address: .of("disk.web.data"), region: "north", action: $0, reason: .alreadyMatches)
        }
        let reasoned = Self.reasons.map {
            Change(address: .of("disk.web.data"), region: "north", action: .update, id: "d1", reason: $0)
        }
        let forms = ([full] + plain + reasoned).map { CanonicalForm.of($0) }
        expectGolden(
            Self.lines(forms.map { ("change", $0) }), "canonical-form-changes.txt")
        #expect(Set(forms).count == forms.count)
    }
}
