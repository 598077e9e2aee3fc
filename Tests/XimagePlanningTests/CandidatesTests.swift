import Testing
import XimageCore

@testable import XimagePlanning

/// Several objects with the mark of one address.
@Suite struct CandidatesTests {
    private static func server(
        _ id: RemoteID, at time: String, disks: Int = 0, phase: LiveResource.Phase = .ready
    ) -> LiveResource {
        let attached = (0..<disks).map {
            ServerFacts.AttachedDisk(
                id: "d\($0)", device: "/dev/vdb", isSystem: false, deletedWithServer: false)
        }
        let system = ServerFacts.AttachedDisk(
            id: "s", device: "/dev/vda", isSystem: true, deletedWithServer: true)
        return LiveResource(
            kind: .server, region: "north", id: id, name: "web", attributes: [.createdAt: .string(time)],
            phase: phase, facts: .server(ServerFacts(disks: [system] + attached)))
    }

    private static func disk(_ id: RemoteID, at time: String, on server: RemoteID? = nil) -> LiveResource {
        var attributes: Attributes = [.createdAt: .string(time)]
        if let server { attributes[.server] = .string(server) }
        return LiveResource(kind: .disk, region: "north", id: id, name: "data", attributes: attributes)
    }

    private static let (early, late) = ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")

    @Test(
        "Attached objects precede, then complete ones, then the newest",
        arguments: [
            ([server("a", at: early, disks: 1), server("b", at: late, disks: 1)], ["b", "a"]),
            ([server("a", at: early, disks: 1), server("b", at: late)], ["a", "b"]),
            ([server("a", at: early), server("b", at: late, phase: .busy)], ["a", "b"]),
            ([server("a", at: early, phase: .failed), server("b", at: late, phase: .busy)], ["b", "a"]),
            ([disk("a", at: early, on: "s"), disk("b", at: late)], ["a", "b"]),
            ([disk("a", at: early), disk("b", at: late)], ["b", "a"]),
            ([disk("b", at: early), disk("a", at: early)], ["a", "b"]),
        ])
    func ranks(_ objects: [LiveResource], _ expected: [RemoteID]) {
        #expect(
            Candidates(Address(.server, "web"), objects, in: LiveIndex(objects)).objects.map(\.id) == expected
        )
    }

    @Test(
        "Of two servers of one second, the one with the newer system disk precedes", arguments: [true, false])
    func oneSecond(isFirstNewer: Bool) {
        let times = ["2026-01-01T00:00:00.100Z", "2026-01-01T00:00:00.900Z"]
        let servers = ["a", "b"].map { id in
            LiveResource(
                kind: .server, region: "north", id: id, name: "web",
                attributes: [.createdAt: .string(Self.early)],
                facts: .server(
                    ServerFacts(disks: [
                        .init(id: "s-\(id)", device: "/dev/vda", isSystem: true, deletedWithServer: true)
                    ])))
        }
        let (first, second) = isFirstNewer ? (times[1], times[0]) : (times[0], times[1])
        let disks = [Self.disk("s-a", at: first, on: "a"), Self.disk("s-b", at: second, on: "b")]
        let ranked = Candidates(Address(.server, "web"), servers, in: LiveIndex(servers + disks)).objects
        #expect(ranked.map(\.id) == (isFirstNewer ? ["a", "b"] : ["b", "a"]))
    }
}
