import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Small parts that plans are made of, each alone.
@Suite struct PlanPartsTests {
    @Test(
        "The name of a generation holds its number, where the template has none behind it",
        arguments: [
            "shop": "shop-g3", "shop-${generation.number}": "shop-3",
            "${generation.number}-${generation.number}": "3-3",
            "shop-${generation.date}": "shop-2026-01-15-g3",
            "${generation.date}.${generation.number}": "2026-01-15.3",
        ])
    func names(_ template: String, _ name: String) {
        #expect(GenerationName(template: template).name(generation: 3, at: .test) == name)
    }

    @Test(
        "A pattern is an address with stars, or a label",
        arguments: [
            "image.golden": true, "*.web": true, "server.web[\"a=b\"]": true, "tier=web": true, "=web": false,
            "tier=": false,
            "image.": false, ".golden": false, "thing.golden": false, "golden": false,
        ])
    func patterns(_ text: String, _ isPattern: Bool) {
        #expect((AddressPattern(text) != nil) == isPattern)
        #expect(AddressPattern(text)?.description == (isPattern ? text : nil))
    }

    @Test(
        "A pattern for a block fits its instances and generations, one for a server its disks",
        arguments: [
            ("image.golden", #"image.golden["a"]@2"#, true),
            (#"image.golden["a"]"#, #"image.golden["a"]@2"#, true),
            (#"image.golden["b"]"#, #"image.golden["a"]@2"#, false),
            ("image.golden@1", "image.golden@2", false),
            ("server.web", "disk.web[0].data", true), ("server.web[0]", "disk.web[0].data", true),
            ("server.web[1]", "disk.web[0].data", false), ("tier=web", "disk.web.data", true),
            ("tier=db", "disk.web.data", false), ("tier=web", "server.db", false),
        ])
    func fits(_ pattern: String, _ address: String, _ fits: Bool) throws {
        let pattern = try #require(AddressPattern(pattern))
        #expect(pattern.fits(.of(address)) { $0 == .of("server.web") ? ["tier": "web"] : [:] } == fits)
    }

    @Test(
        "Existing objects are found by id, or by name and zone, of their kind and region",
        arguments: [
            (ExistingLookup.id("a"), "a"), (.id("c"), ""), (.id("d"), ""), (.id("none"), ""),
            (.name("web", zone: nil), "a b"), (.name("web", zone: "z-1"), "a"), (.name("db", zone: nil), ""),
        ])
    func lookups(_ lookup: ExistingLookup, _ ids: String) {
        func object(_ kind: ResourceKind, _ region: Region, _ id: RemoteID, zone: String) -> LiveResource {
            LiveResource(kind: kind, region: region, id: id, name: "web", attributes: [.zone: .string(zone)])
        }
        let live = LiveIndex([
            object(.server, "north", "a", zone: "z-1"), object(.server, "north", "b", zone: "z-2"),
            object(.disk, "north", "c", zone: "z-1"), object(.server, "south", "d", zone: "z-1"),
        ])
        #expect(
            live.find(lookup, kind: .server, region: "north").map(\.id).joined(separator: " ") == ids)
    }

    @Test("A server has the attributes of its system disk; marks are found by kind")
    func liveIndex() {
        let owner = "shop_abcdefghij"
        let server = LiveResource(
            kind: .server, region: "north", id: "s", name: "", owner: owner,
            facts: .server(
                ServerFacts(
                    disks: ["data", "system"].map {
                        .init(id: $0, device: "", isSystem: $0 == "system", deletedWithServer: false)
                    })))
        let disks = [("system", "SSD", 40), ("data", "SAS", 100)].map { id, type, size in
            LiveResource(
                kind: .disk, region: "north", id: id, name: "",
                attributes: [.type: .string(type), .size: .int(size)],
                owner: id == "data" ? owner : nil)
        }
        let live = LiveIndex([server] + disks)
        #expect(live["s"]?.attributes == [.systemDiskType: "SSD", .systemDiskSize: 40])
        #expect(live["none"] == nil)
        #expect(live.owned(by: owner, kind: .disk).map(\.id) == ["data"])
        #expect(live.owned(by: "shop_none", kind: .disk) == [])
        #expect(live.hasMarks)
        #expect(!LiveIndex([disks[0]]).hasMarks)
    }

    @Test("A disk in use whose answer does not say where is attached where its server has it")
    func attachments() {
        var facts = ServerFacts()
        facts.disks = ["used", "free"].map {
            .init(id: $0, device: "", isSystem: false, deletedWithServer: false)
        }
        let server = LiveResource(
            kind: .server, region: "north", id: "s", name: "", facts: .server(facts))
        let disks = [("used", "in-use"), ("free", "available")].map { id, status in
            LiveResource(kind: .disk, region: "north", id: id, name: "", attributes: [:], status: status)
        }
        let live = LiveIndex([server] + disks)
        #expect(live["used"]?.attributes[.server] == "s")
        #expect(live["free"]?.attributes[.server] == .null)
    }

    @Test(
        "The record of an image holds where it can be used, its backup and its disks, and what was declared of it"
    )
    func recordOfImage() {
        var image = LiveResource(
            kind: .image, region: "north", id: "i-1", name: "golden",
            attributes: [.kind: "whole", .description: "", .createdAt: "2026-01-15T08:09:10Z"])
        var facts = ImageFacts(scope: .zone("north-a"), backup: "b-1")
        facts.disks = [CapturedDisk(id: "d-1", sizeGiB: 10, isSystem: false, key: "data")]
        image.facts = .image(facts)
        let record = StateRebuilder.record(
            of: image, at: .of("image.golden"), in: "shop", declared: Declare.image().protected)
        #expect(record.address == .of("image.golden@1"))
        #expect(record.createdAt == .test && record.protect && record.isAdopted)
        var expected: Attributes = [.kind: "whole", .backup: "b-1", .scope: "north-a"]
        expected.capturedDisks = facts.disks
        #expect(record.attributes == expected)
        let disk = LiveResource(kind: .disk, region: "north", id: "d-1", name: "data")
        #expect(
            StateRebuilder.record(
                of: disk, at: .of("disk.web.data"), in: "shop",
                declared: Declare.disk("data", onRemove: .delete)
            ).onRemove == .delete)
    }

    // MARK: Order

    private static func step(_ name: String, after others: [String] = []) -> PlanStep {
        PlanStep.create(
            "vault.\(name)", after: others.map { StepEdge(StepID(.create, .of("vault.\($0)")), .oneAtATime) })
    }

    @Test("Steps come after all that they wait for, else in the order in which they were given")
    func order() throws {
        let graph = try StepGraph([
            Self.step("c", after: ["a", "b"]), Self.step("b", after: ["a"]), Self.step("d"), Self.step("a"),
            Self.step("e"),
        ])
        #expect(graph.steps.map(\.address.name) == ["d", "a", "b", "c", "e"])
    }

    @Test("Malformed graphs are refused with what is wrong with them")
    func malformed() {
        func defect(_ steps: [PlanStep]) -> PlanDefect? {
            do {
                _ = try StepGraph(steps)
                return nil
            } catch { return error }
        }
        func id(_ name: String) -> StepID { StepID(.create, .of("vault.\(name)")) }
        #expect(defect([Self.step("a"), Self.step("b"), Self.step("a")]) == .repeatedStep(id("a")))
        #expect(defect([Self.step("a", after: ["b"])]) == .unknownStep(id("b"), neededBy: id("a")))
        #expect(defect([Self.step("a", after: ["a"])]) == .cycle([id("a"), id("a")]))
        #expect(
            defect([
                Self.step("x"), Self.step("a", after: ["x", "c"]), Self.step("b", after: ["x", "a"]),
                Self.step("c", after: ["b"]), Self.step("d", after: ["c"]),
            ]) == .cycle([id("a"), id("c"), id("b"), id("a")]))
        #expect(defect([Self.step("a")]) == nil)
    }

    // MARK: Orphans

    @Test("Orphans are sorted by region, kind and id, backups behind objects by region and id")
    func orphans() {
        func object(_ region: Region, _ kind: ResourceKind, _ id: RemoteID) -> LiveResource {
            LiveResource(kind: kind, region: region, id: id, name: id)
        }
        func backup(_ region: Region, _ id: RemoteID) -> LiveBackup {
            var backup = LiveBackup(region: region, id: id)
            (backup.vault, backup.status) = ("v", "available")
            return backup
        }
        let found = OrphanFinder(project: "shop", ownership: .believing).orphans(
            unknown: [
                object("south", .vault, "a"), object("north", .disk, "b"), object("north", .vault, "d"),
                object("north", .vault, "c"),
            ],
            backups: [backup("south", "e"), backup("north", "g"), backup("north", "f")],
            desired: Declare.manifests([]),
            records: [], vaults: ["v"])
        #expect(found.map(\.id) == ["c", "d", "b", "a", "f", "g", "e"])
        #expect(found.map(\.isMarked) == [true, true, true, true, false, false, false])
        #expect(found[0].why == "bears the mark of shop, which is no address now")
    }
}
