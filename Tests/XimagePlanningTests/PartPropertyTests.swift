import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Whatever part of a set a run chooses: the plan is sound, and a later run of everything comes to the same end.
@Suite struct PartPropertyTests {
    /// What a cloud and its state hold, without the ids that depend on the order of creation.
    private static func content(_ cloud: SimulatedCloud) -> [String] {
        cloud.records.map { record in
            let object = cloud.objects[record.id]
            let names = [AttributeName.name, .size, .type, .zone, .flavor, .revision, .description]
            let values = names.map { object?.attributes[$0].string ?? "\(object?.attributes[$0].int ?? -1)" }
            let server = object?.attributes[.server].string.flatMap { id in
                cloud.records.first { $0.id == id }?.address.description
            }
            return
                "\(record.address) \(record.standing) \(values) on \(server ?? "-") \(object == nil ? "gone" : "")"
        }.sorted()
    }

    private static func part(_ desired: DesiredState, _ random: inout some RandomNumberGenerator)
        -> PlanOptions
    {
        var options = PlanOptions()
        let addresses = desired.resources.map(\.address)
        for address in addresses {
            switch Int.random(in: 0..<8, using: &random) {
            case 0: options.targets.append(.glob(address.description))
            case 1: options.exclusions.append(.glob(address.description))
            default: break
            }
        }
        if Bool.random(using: &random) { options.targets = [] }
        return options
    }

    @Test("A part and then the rest end like everything at once", arguments: UInt64(0)..<300)
    func completes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(PlanPropertyTests.randomSet(&random)))
        let desired = PlanPropertyTests.consent(PlanPropertyTests.randomSet(&random), cloud, &random)
        var parts = cloud
        for _ in 0..<2 { parts.apply(parts.plan(desired, options: Self.part(desired, &random))) }
        parts.apply(parts.plan(desired))
        #expect(parts.plan(desired).steps.map(\.id) == [])
        var whole = cloud
        whole.apply(whole.plan(desired))
        #expect(Self.content(parts) == Self.content(whole))
    }

    @Test("An excluded disk of a new server leaves out the disks after it, and the plan says so")
    func excludedDisk() throws {
        let desired = Declare.manifests([
            Declare.server(disks: ["a", "b", "c"]), Declare.disk("a", sizeGiB: 11),
            Declare.disk("b", sizeGiB: 22, position: 1), Declare.disk("c", sizeGiB: 33, position: 2),
        ])
        var options = PlanOptions()
        options.exclusions = [.glob("disk.web.b")]
        var cloud = SimulatedCloud()
        let plan = cloud.plan(desired, options: options)
        #expect(plan.steps.map(\.id) == ["create server.web", "label disk.web.a"])
        #expect(plan.findings.map(\.code) == ["disks-left-out"])
        cloud.apply(plan)
        let disk = try #require(cloud.records.first { $0.address == Address(.disk, "web", part: "a") })
        #expect(cloud.objects[disk.id]?.attributes[.size] == 11)
    }
}
