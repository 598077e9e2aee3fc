import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageTestSupport

/// The form behind the digests of saved plans. A digest here changes only together with `CanonicalForm.version`.
@Suite struct CanonicalFormTests {
    private static var disk: CreateStep {
        var step = CreateStep(
            attributes: [.name: "shop-web-data", .size: 100, .server: .reference(Address(.server, "web"))],
            dependencies: [Address(.server, "web")], onRemove: .delete)
        step.imageDiskKey = "data"
        return step
    }

    private static let steps: [PlanStep] = [
        PlanStep(
            id: "create server.web", region: "north",
            operation: .create(
                CreateStep(
                    attributes: [.name: "shop-web", .adminPassword: .secret(Secret("hunter2"))],
                    disks: [CreatedDisk(address: .of("disk.web.data"), create: disk)])),
            edges: [StepEdge("create vault.main", .vaultBeforeImage)]),
        PlanStep(
            id: "label disk.web.data", region: "north",
            operation: .label(LabelStep(create: disk, server: .of("server.web"), id: "d1"))),
        PlanStep(
            id: "delete old server.web", region: "north",
            operation: .delete(DeleteStep(id: "s1", standing: .deposed, consent: .pending))),
        PlanStep(
            id: "delete image.golden@1", region: "north",
            operation: .prune(
                PruneStep(
                    id: "i1", standing: .current, backup: .renamed(LeftBackup(id: "b1", name: "left")),
                    consent: .retention))),
        PlanStep(
            id: "stop server.web for image.golden@2", region: "north",
            operation: .stop(
                PowerStep(
                    server: .of("server.web"), id: "s1", name: "web", image: .of("image.golden@2"),
                    restores: true))),
    ]

    @Test("Steps, changes and details have the digests that they had")
    func golden() {
        var lines = Self.steps.map { "\($0.id): \(CanonicalForm.digest(CanonicalForm.of($0)))" }
        let change = Change(
            address: .of("disk.web.data"), region: "north", action: .replace(.deleteBeforeCreate), id: "d1",
            before: [.size: 100], after: [.size: 200], differences: [.size],
            reason: .immutableAttributes([.type]), risk: DataRisk(sizeGiB: 100, lastCaptured: .test))
        lines.append("change: \(CanonicalForm.digest(CanonicalForm.of(change)))")
        var options = ImageOptions()
        options.retention = Retention(keep: 3, keepFor: .seconds(86_400), deleteBackups: true)
        options.quiesce = Quiesce(groupBy: "tier")
        let details = ResourceDetails.image(
            ImageDetails(nameTemplate: "shop-golden", commitment: "2026-06-01", options: Boxed(options)))
        lines.append("details: \(CanonicalForm.digest(CanonicalForm.of(details)))")
        expectGolden(lines.joined(separator: "\n") + "\n", "canonical-form.txt")
    }

    @Test("Every value counts, a secret only by being there")
    func differs() throws {
        let all = Set(Self.steps.map { CanonicalForm.digest(CanonicalForm.of($0)) })
        #expect(all.count == Self.steps.count)
        func digest(_ password: String) -> String {
            CanonicalForm.digest(
                CanonicalForm.of(
                    PlanStep(
                        id: "create server.web", region: "north",
                        operation: .create(
                            CreateStep(attributes: [.adminPassword: .secret(Secret(password))])))))
        }
        #expect(digest("one") == digest("two"))
    }
}
