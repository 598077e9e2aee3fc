import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// What a run leaves out takes nothing with it that only makes sense together with it.
@Suite struct LeftOutTests {
    private static func applied(_ desired: DesiredState) -> SimulatedCloud {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(desired))
        return cloud
    }

    private static func excluding(_ patterns: String...) -> PlanOptions {
        var options = PlanOptions()
        options.exclusions = patterns.map { .glob($0) }
        return options
    }

    private static func image(
        revision: String? = nil, _ edit: (inout ImageOptions) -> Void = { _ in }
    ) -> DesiredResource {
        var image = Declare.image(revision: revision)
        guard case .image(var details) = image.details else { return image }
        var options = ImageOptions()
        edit(&options)
        details.options = Boxed(options)
        image.details = .image(details)
        return image
    }

    @Test("Retention removes nothing while the new generation is left out")
    func retention() {
        func set(_ revision: String, flavor: String) -> DesiredState {
            Declare.manifests([
                Declare.vault(), Declare.server(flavor: flavor),
                Self.image(revision: revision) { $0.retention = Retention(keep: 1, deleteBackups: true) },
            ])
        }
        let cloud = Self.applied(set("1", flavor: "s6.large.2"))
        let next = set("2", flavor: "s6.xlarge.2")
        #expect(cloud.plan(next).steps.contains { $0.id == "delete image.golden@1" })
        #expect(cloud.plan(next, options: Self.excluding("server.web")).steps.map(\.id) == [])
    }

    @Test("An excluded server is not stopped for its image")
    func quiesce() {
        let cloud = Self.applied(Declare.manifests([Declare.vault(), Declare.server()]))
        let desired = Declare.manifests([
            Declare.vault(), Declare.server(), Self.image { $0.quiesce = Quiesce() },
        ])
        #expect(cloud.plan(desired).steps.contains { $0.id.verb == .stop })
        #expect(cloud.plan(desired, options: Self.excluding("server.web")).steps.map(\.id) == [])
    }

    @Test("A server is not replaced while a disk that would move over is left out")
    func movingDisk() {
        let before = Declare.manifests([Declare.server(disks: ["data"]), Declare.disk("data")])
        let after = Declare.manifests([
            Declare.server(image: "Debian", disks: ["data"]), Declare.disk("data"),
        ])
        let plan = Self.applied(before).plan(after, options: Self.excluding("disk.web.data"))
        #expect(plan.steps.map(\.id) == [])
        #expect(plan.leftOut.count == 2)
    }

    @Test("A server is not deleted either while a disk of it is left out")
    func keptDisk() {
        let before = Declare.manifests([
            Declare.vault(), Declare.server(disks: ["data"]), Declare.disk("data"),
        ])
        var after = Declare.manifests([Declare.vault()])
        after.removals = [
            Removal(from: Address(.server, "web"), action: .delete),
            Removal(from: Address(.disk, "web", part: "data"), action: .delete),
        ]
        let cloud = Self.applied(before)
        #expect(cloud.plan(after).steps.filter { $0.id.verb == .delete }.count == 2)
        let plan = cloud.plan(after, options: Self.excluding("disk.web.data"))
        #expect(plan.steps.map(\.id) == [])
        #expect(plan.leftOut.count == 2)
    }

    @Test("A generation that is due and that --skip-due skips is left out; one that is not due is not")
    func skippedSchedule() {
        let desired = Declare.manifests([
            Declare.vault(), Declare.server(),
            Self.image { $0.schedule = Schedule(every: .seconds(86_400)) },
        ])
        var cloud = Self.applied(desired)
        var options = PlanOptions()
        options.skipsDue = true
        #expect(cloud.plan(desired, options: options).leftOut == [])
        cloud.now = cloud.now + .seconds(2 * 86_400)
        let plan = cloud.plan(desired, options: options)
        #expect(plan.steps.map(\.id) == [])
        #expect(
            plan.leftOut == [
                LeftOutChange(address: Address(.image, "golden"), action: .create, due: .at(cloud.now))
            ])
        #expect(cloud.plan(desired).leftOut == [])
    }

    @Test(
        "What --due-only leaves out says why: its window is closed, it is not due yet, or no schedule asks for it"
    )
    func dueCauses() throws {
        let tags = Value.map(["team": "shop"])
        func desired(_ schedule: Schedule?, tags: Value = .null) -> DesiredState {
            var image = Self.image { $0.schedule = schedule }
            image.attributes[.tags] = tags
            return Declare.manifests([Declare.vault(), Declare.server(), image])
        }
        let noon = try #require(Timestamp("2027-03-01T12:00:00Z"))
        var schedule = Schedule(every: .seconds(86_400))
        schedule.minuteOfDay = 180
        schedule.window = .seconds(3600)
        let opening = try #require(Timestamp("2027-03-02T03:00:00Z"))
        var options = PlanOptions()
        options.onlyDue = true
        func due(_ schedule: Schedule?) -> [LeftOutChange.Due] {
            var cloud = Self.applied(desired(schedule))
            cloud.now = noon
            return cloud.plan(desired(schedule, tags: tags), options: options).leftOut.map(\.due)
        }
        #expect(due(schedule) == [.closed(until: opening)])
        #expect(due(nil) == [.never])
    }

    @Test("A vault stays while the delete of an image in it is left out")
    func vault() {
        let cloud = Self.applied(Declare.manifests([Declare.vault(), Declare.server(), Declare.image()]))
        var desired = Declare.manifests(
            [Declare.server()],
            removals: [
                Removal(from: Address(.vault, "main"), action: .delete),
                Removal(from: Address(.image, "golden"), action: .delete),
            ])
        desired.acknowledgements = [Acknowledgement(key: "destroy-backups", target: Address(.vault, "main"))]
        #expect(cloud.plan(desired).steps.map(\.id) == ["delete image.golden@1", "delete vault.main"])
        #expect(cloud.plan(desired, options: Self.excluding("image.golden")).steps.map(\.id) == [])
    }

    @Test("An acknowledgement for one instance is consent for it")
    func instances() {
        let servers = ["a", "b"].map { key in
            var server = Declare.server()
            server.address.instance = .key(key)
            return server
        }
        let cloud = Self.applied(Declare.manifests(servers))
        var desired = Declare.manifests(
            [], removals: [Removal(from: Address(.server, "web"), action: .delete)])
        desired.acknowledgements = [
            Acknowledgement(key: "destroy", target: Address(.server, "web", instance: .key("a")))
        ]
        let plan = cloud.plan(desired)
        #expect(plan.findings.map(\.address) == [Address(.server, "web", instance: .key("b"))])
    }

    @Test("What refers to itself is said, and nothing is done")
    func circle() {
        var server = Declare.server()
        server.attributes[.image] = .reference(Address(.image, "golden"))
        let plan = SimulatedCloud().plan(Declare.manifests([Declare.vault(), server, Declare.image()]))
        #expect(plan.isBlocked)
        #expect(plan.steps.isEmpty)
    }

    @Test("A stopped server is started after each of two images, one at a time")
    func starts() {
        var cloud = Self.applied(Declare.manifests([Declare.vault(), Declare.server()]))
        cloud.change(Address(.server, "web")) { $0.attributes[.power] = "stopped" }
        let images = ["one", "two"].map { name in
            var image = Self.image { $0.quiesce = Quiesce(then: .running) }
            image.address = Address(.image, name)
            return image
        }
        let plan = cloud.plan(Declare.manifests([Declare.vault(), Declare.server()] + images))
        #expect(plan.steps.count { $0.id.verb == .start } == 2)
    }

    @Test("An old object that is left and a further replacement are two steps")
    func leftOver() {
        func set(_ image: String) -> DesiredState { Declare.manifests([Declare.server(image: image)]) }
        var cloud = Self.applied(set("Ubuntu"))
        var interrupted = cloud.plan(set("Debian"))
        interrupted.steps.removeAll { $0.id.verb == .delete }
        cloud.apply(interrupted)
        let plan = cloud.plan(set("Ubuntu"))
        #expect(plan.steps.count { $0.id.verb == .delete } == 2)
    }
}
