import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Servers that exist and become managed: which ones, under which addresses, and what is recorded of them.
@Suite struct AdoptionTests {
    private static func server(
        _ id: RemoteID, _ name: String, region: Region = "north", tags: [String: String] = [:],
        disks: [RemoteID] = []
    ) -> LiveResource {
        LiveResource(
            kind: .server, region: region, id: id, name: name,
            attributes: [
                .name: .string(name), .region: .string(region), .zone: "north-a", .flavor: "s6",
                .image: "img",
                .enterpriseProject: "0", .tags: .strings(tags), .power: "running",
            ],
            facts: .server(
                ServerFacts(
                    disks: [.init(id: "system", device: "", isSystem: true, deletedWithServer: true)]
                        + disks.map { .init(id: $0, device: "", isSystem: false, deletedWithServer: false) }))
        )
    }

    private static func disk(_ id: RemoteID, _ attributes: Attributes) -> LiveResource {
        LiveResource(kind: .disk, region: "north", id: id, name: id, attributes: attributes)
    }

    private static func adopt(
        _ live: [LiveResource], _ desired: DesiredState = Declare.manifests([]),
        _ records: [ResourceRecord] = [],
        _ edit: (inout LiveSelector) -> Void = { _ in }
    ) -> Adoption {
        var selector = LiveSelector()
        edit(&selector)
        return Adoption(
            selector, live: LiveIndex(live), desired: desired, prior: PriorState(records: records))
    }

    private static func names(_ adoption: Adoption) -> [String] {
        adoption.members.map { "\($0.server.id) \($0.address)" }
    }

    @Test("All parts of the selector have to fit")
    func selects() {
        let live = [
            Self.server("a", "web-1", tags: ["tier": "web"]),
            Self.server("b", "web-2", region: "south", tags: ["tier": "web"]),
            Self.server("c", "db", tags: ["tier": "db"]), Self.disk("d", [:]),
        ]
        func ids(_ edit: (inout LiveSelector) -> Void) -> [RemoteID] {
            Self.adopt(live, Declare.manifests([]), [], edit).members.map(\.server.id)
        }
        #expect(ids { _ in } == ["c", "a", "b"])
        #expect(ids { $0.tags = ["tier": ["web"]] } == ["a", "b"])
        #expect(ids { $0.regions = ["north"] } == ["c", "a"])
        #expect(ids { $0.ids = ["b", "c", "d"] } == ["c", "b"])
        #expect(ids { ($0.names, $0.regions, $0.ids) = (["web*"], ["south"], ["a"]) } == [])
        #expect(ids { ($0.names, $0.ids) = (["web*"], ["c"]) } == [])
    }

    @Test("What is known, only read or another project's is left alone, with the reason")
    func leaves() {
        var theirs = Self.server("t", "theirs")
        theirs.owner = "other_abcdefghij"
        var ours = Self.server("o", "ours")
        ours.owner = Mark.owner(project: "shop", address: .of("server.old"))
        let adoption = Self.adopt(
            [theirs, ours, Self.server("k", "known"), Self.server("r", "read")],
            Declare.manifests([Declare.server("front").existing(.name("read", zone: nil)), Declare.vault()]),
            [ResourceRecord(address: .of("server.kept"), region: "north", id: "k")])
        #expect(Self.names(adoption) == ["o server.ours"])
        #expect(adoption.managed == ["k": .of("server.kept")])
        #expect(
            adoption.left.map { "\($0.server.id): \($0.because)" } == [
                "r: server.front declares it as existing",
                "t: it bears the mark `other_abcdefghij` of another project",
            ])
    }

    @Test("Names become keys: other characters are dashes, a letter is first, and taken keys get numbers")
    func keys() {
        let long = String(repeating: "x", count: 60)
        let adoption = Self.adopt(
            [
                Self.server("1", "a b_c-d"), Self.server("2", "9"), Self.server("3", "web"),
                Self.server("4", "web", region: "south"),
                Self.server("5", "web", region: "west"), Self.server("6", long), Self.server("7", "é"),
            ], Declare.manifests([Declare.server("web").with(.name, "other")]))
        #expect(
            Self.names(adoption).sorted() == [
                "1 server.a-b_c-d", "2 server.server-9", "3 server.web-2", "4 server.web-3", "5 server.web-4",
                "6 server.\(long.prefix(55))", "7 server.server--",
            ])
    }

    @Test("A declared server without a record is found by its name in its region, once")
    func declared() {
        let desired = Declare.manifests([
            Declare.server("front").with(.name, "web"), Declare.server("done").with(.name, "done"),
            Declare.server("old").with(.name, "old"),
            Declare.server("read").with(.name, "read").existing(.id("none")),
            Declare.vault("v").with(.name, "vault"),
        ])
        let adoption = Self.adopt(
            [
                Self.server("1", "web"), Self.server("2", "web", region: "south"), Self.server("3", "done"),
                Self.server("4", "old"), Self.server("5", "vault"), Self.server("6", "read"),
                Self.server("7", "web"),
            ], desired,
            [
                ResourceRecord(address: .of("server.done"), region: "north", id: "x"),
                ResourceRecord(address: .of("server.old"), region: "north", id: "y", standing: .deposed),
            ])
        #expect(
            Self.names(adoption).sorted() == [
                "1 server.front", "2 server.web-2", "3 server.done-2", "4 server.old", "5 server.vault",
                "6 server.read-2", "7 server.web",
            ])
        #expect(adoption.undeclared(in: desired).map(\.server.id).sorted() == ["2", "3", "5", "6", "7"])
    }

    @Test("A manifest says of a server what is not so by itself")
    func resources() {
        let member = Self.adopt([
            Self.server("1", "web", tags: ["tier": "web"], disks: ["d-1", "gone", "d-2"]),
            Self.disk("d-1", [.size: 10, .type: "SSD", .device: "vbd", .shared: false]),
            Self.disk("d-2", [.size: 20, .type: "SAS", .device: "scsi", .shared: true, .name: "logs"]),
        ]).members[0]
        let resources = Adoption.resources(of: member)
        #expect(resources.map(\.address.description) == ["server.web", "disk.web.disk1", "disk.web.disk2"])
        #expect(
            resources[0].attributes == [
                .name: "web", .region: "north", .zone: "north-a", .flavor: "s6", .image: .map(["id": "img"]),
                .tags: .strings(["tier": "web"]),
            ])
        #expect(resources[1].attributes == [.size: 10, .type: "SSD"])
        #expect(
            resources[2].attributes == [
                .size: 20, .type: "SAS", .device: "scsi", .shared: true, .name: "logs",
            ])
        #expect(resources[2].details == .disk(DiskDetails(position: 1)))
        var project = Self.server("2", "p")
        project.attributes[.enterpriseProject] = "e-1"
        #expect(
            Adoption.resources(of: Self.adopt([project]).members[0])[0].attributes[.enterpriseProject]
                == "e-1")
    }

    @Test("Disks are recorded in attach order where number and sizes agree")
    func records() {
        func recorded(_ disks: [DesiredResource], live: Int = 2) -> [String] {
            var front = Declare.server("front", disks: disks.map { $0.address.part ?? "" })
            front.attributes[.name] = "web"
            let desired = Declare.manifests([front] + disks)
            let all = [Self.disk("d-1", [.size: 10]), Self.disk("d-2", [.size: 20])].prefix(live)
            let adoption = Self.adopt([Self.server("1", "web", disks: all.map(\.id))] + all, desired)
            let (records, unpaired) = adoption.records(desired)
            return records.map { "\($0.address) \($0.id)" } + unpaired.map { "unpaired \($0)" }
        }
        let a = Declare.disk("a", of: "front", sizeGiB: 10)
        let b = Declare.disk("b", of: "front", sizeGiB: 20, position: 1)
        #expect(recorded([a, b]) == ["server.front 1", "disk.front.a d-1", "disk.front.b d-2"])
        #expect(recorded([a, b.with(.size, .null)]).count == 3)
        for one in [recorded([a, b.with(.size, 30)]), recorded([a, b], live: 1), recorded([a])] {
            #expect(one == ["server.front 1", "unpaired server.front"])
        }
    }

    @Test("Nothing is recorded of a server that no manifest declares")
    func undeclared() {
        let (records, unpaired) = Self.adopt([Self.server("1", "web")]).records(Declare.manifests([]))
        #expect(records == [] && unpaired == [])
    }
}
