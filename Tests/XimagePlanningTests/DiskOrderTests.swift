import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// When disks are attached to a server, and when they leave it.
@Suite struct DiskOrderTests {
    /// A server whose disks are declared in another order than that of their names.
    private static func set(_ disks: [String], image: String = "Ubuntu") -> DesiredState {
        Declare.manifests(
            [Declare.server(image: image, disks: disks)]
                + disks.enumerated().map { Declare.disk($1, position: $0) })
    }

    /// Of the steps that attach a disk, in the order of the plan; each waits for the one before it.
    private static func attached(_ plan: Plan, _ verb: StepID.Verb) -> [Address] {
        let steps = plan.steps.filter { $0.address.kind == .disk && $0.id.verb == verb }
        for (earlier, later) in zip(steps, steps.dropFirst()) {
            #expect(later.edges.contains(StepEdge(earlier.id, .attachOrder)))
        }
        return steps.map(\.address)
    }

    private static let declared = ["logs", "data", "cache"].map { Address(.disk, "web", part: $0) }

    @Test("New disks of a server that exists are attached in the order of their declaration")
    func existingServer() {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(Self.set([])))
        let plan = cloud.plan(Self.set(["logs", "data", "cache"]))
        #expect(Self.attached(plan, .create) == Self.declared)
    }

    @Test(
        "Disks move over to a new server in the order of their declaration, loose ones too",
        arguments: [false, true])
    func replacedServer(isLoose: Bool) {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(Self.set(["logs", "data", "cache"])))
        if isLoose {
            for disk in Self.declared { cloud.change(disk) { $0.attributes[.server] = .nothing } }
        }
        let plan = cloud.plan(Self.set(["logs", "data", "cache"], image: "Debian"))
        #expect(Self.attached(plan, .update) == Self.declared)
    }

    @Test(
        "A disk that leaves its server is not in an image of the same plan",
        arguments: [DiskDetails.Removal.keep, .delete])
    func leavingDisk(onRemove: DiskDetails.Removal) throws {
        var cloud = SimulatedCloud()
        cloud.apply(
            cloud.plan(
                Declare.manifests([
                    Declare.vault(), Declare.server(disks: ["data"]),
                    Declare.disk("data", onRemove: onRemove),
                ])))
        let plan = cloud.plan(Declare.manifests([Declare.vault(), Declare.server(), Declare.image()]))
        let verb: StepID.Verb = onRemove == .delete ? .delete : .detach
        let image = try #require(plan.steps.first { $0.id == "create image.golden@1" })
        let leaving = StepID(verb, Address(.disk, "web", part: "data"))
        #expect(image.edges.contains(StepEdge(leaving, .disksLeaveBeforeImage)))
    }

    @Test("A new disk behind one that moves to a new server is attached after it", arguments: [false, true])
    func behindMovedDisk(isReplaced: Bool) throws {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(Self.set(["logs"])))
        if !isReplaced { cloud.change(.of("disk.web.logs")) { $0.attributes[.server] = .nothing } }
        var desired = Self.set(["cache", "logs", "data"], image: "Debian")
        desired.acknowledgements = [Acknowledgement(key: "destroy", target: Address(.server, "web"))]
        let plan = cloud.plan(desired)
        let server = try #require(plan.steps.first { $0.id == "create server.web" })
        guard case .create(let create) = server.operation else { return }
        #expect(create.disks.map(\.address) == [.of("disk.web.cache")])
        let data = try #require(plan.steps.first { $0.id == "create disk.web.data" })
        #expect(data.edges.contains(StepEdge("update disk.web.logs", .attachOrder)))
    }
}
