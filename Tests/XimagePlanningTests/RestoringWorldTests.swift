import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Plans that create servers from images of the set: see `Golden/restoring`.
@Suite struct RestoringWorldTests {
    @Test("A plan is as reviewed", arguments: worlds) func plans(_ world: PlanWorld) {
        world.check(in: "restoring")
    }

    private static let worlds = [
        PlanWorld(
            "A server from an image of the same plan waits for the region; with `ready: zone` one in its zone does not",
            to: Declare.manifests(
                source.resources + [
                    Declare.image("fast").imaging { $0.ready = .zone }, user("a", of: "image.golden"),
                    user("b", of: "image.fast"), user("c", of: "image.fast", zone: "north-b"),
                ])),
        PlanWorld(
            "Disks come back from the image: under their keys, under another, blank, or along with it",
            from: source,
            to: Declare.manifests(
                source.resources + [
                    user("copy", of: "image.golden", disks: ["data", "second", "blank"]).with(
                        .tags, .strings(["a": "b"])),
                    plain("data", of: "copy"),
                    plain("second", of: "copy", position: 1).diskFrom(.imageDisk("logs")),
                    Declare.disk("blank", of: "copy", sizeGiB: 9, position: 2).diskFrom(.blank),
                    user("along", of: "image.golden"),
                ]),
            edit: { $0.capture("image.golden@1", ["disk.web.data", "disk.web.logs"]) }),
        PlanWorld(
            "A disk of the image whose key another disk has stops the plan", from: source,
            to: Declare.manifests(
                source.resources + [
                    user("blank", of: "image.golden", disks: ["data"]),
                    Declare.disk("data", of: "blank", sizeGiB: 9).diskFrom(.blank),
                    user("crossed", of: "image.golden", disks: ["logs"]),
                    plain("logs", of: "crossed").diskFrom(.imageDisk("data")),
                    user("whole", of: "image.golden", disks: ["logs", "data"]),
                    plain("logs", of: "whole").diskFrom(.imageDisk("data")),
                    plain("data", of: "whole", position: 1).diskFrom(.imageDisk("logs")),
                ]),
            edit: { $0.capture("image.golden@1", ["disk.web.data", "disk.web.logs"]) }),
        PlanWorld(
            "A disk of the image is attached before one that moves over, and the plan reports it",
            from: Declare.manifests(
                source.resources + [
                    Declare.server("job", disks: ["own"]), Declare.disk("own", of: "job", sizeGiB: 9),
                ]),
            to: Declare.manifests(
                source.resources + [
                    user("job", of: "image.golden", disks: ["own", "data", "logs", "new"]) {
                        $0.onNewImage = .replace
                    },
                    Declare.disk("own", of: "job", sizeGiB: 9).diskFrom(.blank),
                    plain("data", of: "job", position: 1), plain("logs", of: "job", position: 2),
                    Declare.disk("new", of: "job", sizeGiB: 7, position: 3).diskFrom(.blank),
                ]),
            edit: { input in
                input.capture("image.golden@1", ["disk.web.data", "disk.web.logs"])
                input.acknowledge("destroy", "server.job")
            }),
        PlanWorld(
            "An image that is still to be created holds the declared disks of its source",
            to: Declare.manifests(
                source.resources + [
                    Declare.replicas, Declare.copy(), user("copy", of: "image.golden", disks: ["data"]),
                    plain("data", of: "copy"),
                    user("far", of: "image.golden").with(.image, .reference(.of("copy.golden.south"))).moved(
                        to: "south"),
                ])),
        PlanWorld(
            "An image in one zone is settled for a server in another zone", from: source,
            to: Declare.manifests(
                source.resources + [
                    user("near", of: "image.golden"), user("far", of: "image.golden", zone: "north-b"),
                ]),
            edit: { input in
                input.object("image.golden@1") { $0.facts = .image(ImageFacts(scope: .zone("north-a"))) }
            }),
        PlanWorld(
            "Servers name the previous generation, or one by its number; what does not exist is refused",
            from: revision("1"), revision("2"), revision("3"),
            to: Declare.manifests(
                revision("3").resources + [
                    user("a", of: "image.golden") { $0.imageGeneration = .previous },
                    user("b", of: "image.golden") { $0.imageGeneration = .number(1) },
                    user("c", of: "image.golden") { $0.imageGeneration = .number(7) },
                    user("d", of: "image.golden").moved(to: "south"),
                    user("e", of: "image.new"), Declare.image("new"),
                    user("f", of: "image.new") { $0.imageGeneration = .previous },
                    user("g", of: "image.new") { $0.imageGeneration = .number(2) },
                ])),
        PlanWorld(
            "An image and a copy that are still being created are waited for, and servers from them wait too",
            from: Declare.manifests(source.resources + [Declare.replicas, Declare.copy()]),
            to: Declare.manifests(
                source.resources + [
                    Declare.replicas, Declare.copy(), user("near", of: "image.golden", disks: ["data"]),
                    plain("data", of: "near"),
                    user("far", of: "image.golden").with(.image, .reference(.of("copy.golden.south"))).moved(
                        to: "south"),
                ]),
            edit: { input in
                for address in ["image.golden@1", "copy.golden.south@1"] {
                    input.record(address) { $0.attributes.capturedDisks = [] }
                    input.object(address) { object in
                        object.phase = .busy
                        object.status = "saving"
                        guard case .image(var facts) = object.facts else { return }
                        facts.scope = .none
                        object.facts = .image(facts)
                    }
                }
            }),
        PlanWorld(
            "No server is created from an older generation that is still being created", from: revision("1"),
            revision("2"),
            to: Declare.manifests(
                revision("2").resources + [
                    user("a", of: "image.golden") { $0.imageGeneration = .number(1) }
                ]),
            edit: { input in
                input.object("image.golden@1") {
                    $0.phase = .busy
                    $0.status = "saving"
                }
            }),
        PlanWorld(
            "A server of another region is to be created from the copy there", from: revision("1"),
            to: Declare.manifests(
                revision("1").resources + [
                    Declare.replicas, Declare.copy(), user("far", of: "image.golden").moved(to: "south"),
                    Declare.server("snap").with(.image, .reference(Snapshot.series(of: "none"))),
                ])),
        PlanWorld(
            "A new generation replaces the servers that ask for it, with the disks of the image, and leaves the others",
            from: Declare.manifests(users(.keep, "1")), to: Declare.manifests(users(.keep, "2")),
            edit: { input in
                let replace = input.desired.resources.firstIndex { $0.address == .of("server.b") }
                if let replace {
                    input.desired.resources[replace] = input.desired.resources[replace].serving {
                        $0.onNewImage = .replace
                    }
                }
                input.acknowledge("destroy", "server.b")
            }),
        PlanWorld(
            "Naming of disks that came along with an image was cut off: they get names and marks",
            from: alongside,
            to: alongside,
            edit: { input in
                let image = input.id("image.golden@1") ?? ""
                input.record("image.golden@1") {
                    $0.attributes.capturedDisks = [
                        CapturedDisk(id: "sys", sizeGiB: 40, isSystem: true),
                        CapturedDisk(id: "x-1", sizeGiB: 100, isSystem: false, key: "data"),
                        CapturedDisk(id: "x-2", sizeGiB: 50, isSystem: false, key: "logs"),
                    ]
                }
                input.record("server.a") { $0.attributes[.image] = .string(image) }
                input.attachDisks([("n1", 100, "SSD"), ("n2", 50, "SSD")], to: "server.a")
            }),
        PlanWorld(
            "A disk that is replaced alone is blank, as it comes back only together with its server",
            from: Declare.manifests(
                source.resources + [user("a", of: "image.golden", disks: ["data"]), plain("data", of: "a")]),
            to: Declare.manifests(
                source.resources + [
                    user("a", of: "image.golden", disks: ["data"]),
                    plain("data", of: "a").with(.kmsKey, "key"),
                ]),
            edit: { input in
                let image = input.id("image.golden@1") ?? ""
                input.record("image.golden@1") {
                    $0.attributes.capturedDisks = [
                        CapturedDisk(id: "x-1", sizeGiB: 100, isSystem: false, key: "data"),
                        CapturedDisk(id: "x-2", sizeGiB: 50, isSystem: false, key: "logs"),
                    ]
                }
                input.record("server.a") { $0.attributes[.image] = .string(image) }
                let born = input.prior.records.first { $0.address == .of("server.a") }?.createdAt
                input.object("disk.a.logs") {
                    $0.owner = nil
                    $0.attributes[.createdAt] = born.map { .string($0.description) } ?? .null
                }
                input.prior.records.removeAll { $0.address == .of("disk.a.logs") }
            }),
        PlanWorld(
            "Disks that are restored take the place of those that exist when their server is replaced",
            from: Declare.manifests(
                source.resources + [
                    user("a", of: "image.golden", disks: ["data"]),
                    Declare.disk("data", of: "a", onRemove: .delete),
                ]),
            to: Declare.manifests(
                source.resources + [
                    user("a", of: "image.golden", disks: ["data"]).with(.keyPair, "ops"),
                    Declare.disk("data", of: "a", onRemove: .delete),
                ]),
            edit: { input in
                input.capture("image.golden@1", ["disk.web.data", "disk.web.logs"])
                let logs = input.id("disk.web.logs") ?? ""
                input.record("disk.a.logs") { $0.attributes[.sourceDisk] = .string(logs) }
                input.acknowledge("destroy", "server.a")
            }),
    ]

    /// A server with two disks and an image of it.
    private static let source = Declare.mainJob

    private static func revision(_ text: String) -> DesiredState {
        Declare.manifests([Declare.vault(), Declare.server(), Declare.image(revision: text)])
    }

    private static let alongside = Declare.manifests([
        Declare.vault(), Declare.server(), Declare.image(), user("a", of: "image.golden"),
    ])

    private static func users(_ onNewImage: ServerOptions.OnNewImage, _ revision: String) -> [DesiredResource]
    {
        [
            Declare.vault(), Declare.server(), Declare.image(revision: revision),
            user("a", of: "image.golden"),
            user("b", of: "image.golden") { $0.onNewImage = onNewImage },
        ]
    }

    private static func user(
        _ name: String, of image: String, zone: String = "north-a", disks: [String] = [],
        _ edit: (inout ServerOptions) -> Void = { _ in }
    ) -> DesiredResource {
        Declare.server(name, zone: zone, disks: disks).with(.image, .reference(.of(image))).serving(edit)
    }

    /// A disk whose size and type are those of the image.
    private static func plain(_ part: String, of server: String, position: Int = 0) -> DesiredResource {
        Declare.disk(part, of: server, position: position).with(.size, .null).with(.type, .null)
    }
}

extension PlanInput {
    /// The disks that a generation captured.
    mutating func capture(_ image: String, _ disks: [String]) {
        let captured = disks.map { address in
            CapturedDisk(
                id: id(address) ?? "",
                sizeGiB: prior.records.first { $0.address == .of(address) }?.attributes[.size].int ?? 0,
                isSystem: false)
        }
        object(image) {
            guard case .image(var facts) = $0.facts else { return }
            facts.disks = [CapturedDisk(id: "sys", sizeGiB: 40, isSystem: true)] + captured
            $0.facts = .image(facts)
        }
    }
}
