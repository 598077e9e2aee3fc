import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// The set that a snapshot is planned with.
@Suite struct SnapshotRequestTests {
    private static func object(_ kind: ResourceKind, _ id: RemoteID, _ name: String) -> LiveResource {
        LiveResource(kind: kind, region: "north", id: id, name: name, attributes: [.zone: "north-a"])
    }

    private static let server = object(.server, "s-1", "web")
    private static let vault = object(.vault, "v-1", "main")

    private static func request(_ resources: [DesiredResource], _ records: [ResourceRecord] = [])
        -> SnapshotRequest
    {
        SnapshotRequest(of: server, in: vault, Declare.manifests(resources), PriorState(records: records))
    }

    private static func addresses(_ request: SnapshotRequest) -> [String] {
        request.desired().resources.map(\.address.description)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var server: DesiredResource?
        var standing: ResourceRecord.Standing?
        var isFound: Bool
    }

    @Test(
        "The server is found among what is declared",
        arguments: [
            Case(testDescription: "nothing is declared", isFound: false),
            Case(
                testDescription: "by its record", server: Declare.server("a"), standing: .current,
                isFound: true),
            Case(
                testDescription: "not by an old record", server: Declare.server("a"), standing: .deposed,
                isFound: false),
            Case(
                testDescription: "a managed one without a record", server: Declare.server("a"), isFound: false
            ),
            Case(testDescription: "by id", server: Declare.server("a").existing(.id("s-1")), isFound: true),
            Case(
                testDescription: "not by another id", server: Declare.server("a").existing(.id("s-2")),
                isFound: false),
            Case(
                testDescription: "by name", server: Declare.server("a").existing(.name("web", zone: nil)),
                isFound: true),
            Case(
                testDescription: "by name and zone",
                server: Declare.server("a").existing(.name("web", zone: "north-a")),
                isFound: true),
            Case(
                testDescription: "not in another zone",
                server: Declare.server("a").existing(.name("web", zone: "north-b")), isFound: false),
            Case(
                testDescription: "not by another name",
                server: Declare.server("a").existing(.name("db", zone: nil)),
                isFound: false),
            Case(
                testDescription: "not by another name in its zone",
                server: Declare.server("a").existing(.name("db", zone: "north-a")), isFound: false),
            Case(
                testDescription: "not in another region",
                server: Declare.server("a").existing(.name("web", zone: nil)).moved(to: "south"),
                isFound: false),
            Case(
                testDescription: "not among vaults",
                server: Declare.vault("a").existing(.name("web", zone: nil)),
                isFound: false),
        ])
    func finds(_ one: Case) {
        var records = [ResourceRecord(address: .of("vault.main"), region: "north", id: "v-1")]
        if let standing = one.standing {
            records.append(
                ResourceRecord(address: .of("server.a"), region: "north", id: "s-1", standing: standing))
        }
        let request = Self.request([Declare.vault()] + [one.server].compactMap { $0 }, records)
        #expect(
            Self.addresses(request) == [
                "vault.main", one.isFound ? "server.a" : "server.source", #"image.snapshot["s-1"]"#,
            ])
        let image = request.desired().resources[2]
        #expect(image.attributes[.source] == (one.isFound ? .reference(.of("server.a")) : "s-1"))
        #expect(image.attributes[.vault] == .reference(.of("vault.main")))
    }

    @Test("A vault that nothing declares gets an address of its own")
    func vaultOfOthers() {
        let request = Self.request([])
        #expect(Self.addresses(request) == ["vault.keeper", "server.source", #"image.snapshot["s-1"]"#])
        #expect(request.desired().resources[2].attributes[.vault] == "v-1")
    }

    @Test("Server and vault are only read; what the server does at other times does not hold up the snapshot")
    func onlyRead() throws {
        let server = Declare.server("a").existing(.id("s-1")).serving {
            $0.settled = SettledCondition(.poweredOff, within: .seconds(1))
            $0.labels = ["tier": "web"]
        }
        let resources = Self.request([server]).desired().resources
        #expect(resources.map(\.ownership) == [.existing(.id("v-1")), .existing(.id("s-1")), .managed])
        guard case .server(let details) = resources[1].details else {
            Issue.record("no server")
            return
        }
        let options = try #require(details.options?.content)
        #expect(options.settled == nil)
        #expect(options.labels == ["tier": "web"])
    }

    @Test("The run renews the snapshot, and nothing else")
    func options() {
        let options = Self.request([]).options
        #expect(options.renew == [.of(#"image.snapshot["s-1"]"#)])
        #expect(options.targets == [.glob(#"image.snapshot["s-1"]"#)])
    }

    @Test("The image is ready in its zone, and stops its server only when asked to")
    func image() throws {
        for quiesces in [true, false] {
            var request = Self.request([])
            request.quiesces = quiesces
            let details = try #require(request.desired().resources[2].imageDetails)
            #expect(details.options?.content.ready == .zone)
            #expect((details.options?.content.quiesce != nil) == quiesces)
            #expect(details.nameTemplate == "shop-snapshot-web")
        }
        var long = Self.server
        long.name = String(repeating: "x", count: 200)
        let request = SnapshotRequest(of: long, in: Self.vault, Declare.manifests([]), PriorState())
        #expect(request.desired().resources[2].imageDetails?.nameTemplate.count == 118)
    }

    @Test(
        "What was accepted for images of the same server holds for its snapshot, nothing of other images does"
    )
    func accepted() throws {
        var guest = GuestSettings()
        guest.os = "linux"
        let other = Self.image("other", of: .string("s-2"), disclaimer: "2020-01-01") {
            $0.guest = GuestSettings()
        }
        let own = Self.image("own", of: .string("s-1"), disclaimer: "2026-03-03") { $0.guest = guest }
        let declared = Self.image("declared", of: .reference(.of("server.a")), disclaimer: nil) { _ in }
        let server = Declare.server("a").existing(.id("s-1"))
        let details = try #require(
            Self.request([server, other, own, declared]).desired().resources[2].imageDetails)
        #expect(details.commitment == "2026-06-01")
        #expect(details.disclaimer == "2026-03-03")
        #expect(details.optimised)
        #expect(details.options?.content.guest == guest)
        let none = try #require(Self.request([other]).desired().resources[2].imageDetails)
        #expect(none.commitment == nil && none.disclaimer == nil && !none.optimised)
    }

    private static func image(
        _ name: String, of source: Value, disclaimer: String?, _ edit: (inout ImageOptions) -> Void
    ) -> DesiredResource {
        var image = Declare.image(name).with(.source, source).imaging(edit)
        guard case .image(var details) = image.details else { return image }
        details.disclaimer = disclaimer
        details.optimised = disclaimer != nil
        image.details = .image(details)
        return image
    }

    @Test("Acknowledgements of the server and its images count for the snapshot, consent to destroy does not")
    func acknowledgements() {
        let server = Declare.server("a").existing(.id("s-1"))
        var set = Declare.manifests([server, Declare.image("own", of: "a"), Declare.image("other", of: "b")])
        set.acknowledgements = [
            Acknowledgement(key: "one", target: .of("server.a")),
            Acknowledgement(key: "two", target: .of("image.own")),
            Acknowledgement(key: "three", target: .of("image.other")),
            Acknowledgement(key: "destroy", target: .of("server.a")),
            Acknowledgement(key: "four", target: Snapshot.series(of: "s-1")),
        ]
        let request = SnapshotRequest(of: Self.server, in: Self.vault, set, PriorState())
        let found = request.desired().acknowledgements
        #expect(found.map(\.key) == ["one", "two", "four"])
        #expect(found.allSatisfy { $0.target == Snapshot.series(of: "s-1") })
    }

    // MARK: Snapshots that exist

    @Test("A snapshot that exists is declared as it is, by its newest generation")
    func series() throws {
        func image(_ id: RemoteID, generation: Int, created: String?) -> LiveResource {
            var object = LiveResource(
                kind: .image, region: "north", id: id, name: "kept-g\(generation)",
                attributes: [
                    .kind: "whole", .description: "Snapshot: one",
                    .createdAt: created.map { .string($0) } ?? .null,
                ],
                owner: Mark.owner(project: "shop", address: Snapshot.series(of: "s-1")))
            var facts = ImageFacts(scope: .region)
            facts.sourceServer = "s-1"
            object.facts = .image(facts)
            object.operation = OperationMark(
                operation: OperationID("aaaaaaaaaaaaaaaaaaaa")!, generation: generation, digest: "d")
            return object
        }
        let images = [
            image("i-2", generation: 2, created: "2026-02-02T00:00:00Z"),
            image("i-1", generation: 1, created: "2026-01-01T00:00:00Z"),
        ]
        func found(_ live: [LiveResource], _ records: [ResourceRecord] = []) -> DesiredResource? {
            DriftReader(project: "shop").read(
                desired: Declare.manifests([]), prior: PriorState(records: records),
                live: LiveState(resources: live, readAt: .test)
            ).desired[Snapshot.series(of: "s-1")]
        }
        let series = try #require(found(images))
        let details = try #require(series.imageDetails)
        #expect(details.nameTemplate == "kept")
        #expect(details.commitment == "2026-02-02" && details.disclaimer == "2026-02-02")
        #expect(details.options?.content.ready == .zone)
        #expect(series.attributes[.createdAt] == .null)
        #expect(series.attributes[.kind] == "whole")
        // State knows something, and not this: it was forgotten on purpose.
        let vault = ResourceRecord(address: .of("vault.main"), region: "north", id: "v-1")
        #expect(found(images, [vault]) == nil)
        var renamed = images[0]
        renamed.name = "theirs"
        renamed.attributes[.createdAt] = .null
        let other = try #require(found([renamed])?.imageDetails)
        #expect(other.nameTemplate == "theirs")
        #expect(other.commitment == "2026-01-01")
        var marked = images[0]
        marked.attributes[.description] = "theirs"
        #expect(found([marked]) == nil)
        marked = images[0]
        marked.owner = Mark.owner(project: "shop", address: .of("image.golden"))
        #expect(found([marked]) == nil)
        marked = images[0]
        marked.kind = .copy
        #expect(found([marked]) == nil)
    }
}
