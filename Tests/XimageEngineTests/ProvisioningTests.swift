import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox
import XimageState
import XimageTestSupport

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Servers from images of the set, with real bytes on their disks.
@Suite struct ProvisioningTests {
    private static let web = """
          web:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
            dataDisks:
              data: {type: SSD, size: 100 GiB}
              logs: {type: SAS, size: 50 GiB}
        """

    private static func manifest(_ servers: String, image: String = "", vaults: String = "") -> String {
        Manifests.head + """
            vaults:
              main: {size: 500 GiB}
            \(vaults)
            servers:
            \(servers)
            images:
              golden:
                from: {server: web}
                vault: main
            \(image)
            """
    }

    private static func server(_ name: String, _ lines: String) -> String {
        """
          \(name):
            flavor: s6.large.2
            systemDisk: {type: SSD, size: 40 GiB}
        \(lines.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
        """
    }

    @discardableResult
    private func converge(_ lab: Lab, _ text: String, consents: [Address] = []) async throws
        -> ApplyReport?
    {
        var desired = try Manifests.desired(text)
        desired.acknowledgements = consents.map { Acknowledgement(key: "destroy", target: $0) }
        let report = try await lab.apply(desired)
        #expect(report?.failures.map(\.detail) ?? [] == [])
        #expect(try await lab.plan(desired).steps.map(\.id) == [])
        return report
    }

    private func id(_ lab: Lab, _ address: String) throws -> RemoteID {
        try #require(try lab.prior().records.first { $0.address.description == address }?.id, "no \(address)")
    }

    private func content(_ lab: Lab, _ disk: String, write bytes: [UInt8]? = nil) async throws -> [UInt8] {
        let path = "/sandbox/volumes/\(try id(lab, disk))/content?offset=4096&count=11"
        var request = URLRequest(url: try #require(URL(string: lab.sandbox.info.endpoint + path)))
        if let bytes {
            request.httpMethod = "PUT"
            request.httpBody = Data(bytes)
        }
        return [UInt8](try await URLSession.shared.data(for: request).0)
    }

    @Test("Business data comes out in the same zone, in another zone and in another region, disk by disk")
    func carriesBytes() async throws {
        try await Lab.with { lab in
            let dr = "  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}"
            let copies = "    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}"
            try await converge(lab, Self.manifest(Self.web))
            _ = try await content(lab, "disk.web.data", write: Array("golden data".utf8))
            let here = Self.server("here", "image: {from: golden}\ndataDisks: {data: {type: SSD}}")
            let there = Self.server(
                "there",
                "zone: cn-north-4b\nimage: {from: golden}\ndataDisks: {own: {type: SSD, size: 20 GiB, from: blank}}"
            )
            let far = Self.server(
                "far",
                "region: cn-south-1\nzone: cn-south-1c\nimage: {from: golden.south}\ndataDisks: {bulk: {type: SSD, size: 120 GiB, from: {imageDisk: data}}}"
            )
            try await converge(
                lab,
                Self.manifest(
                    [Self.web, here, there, far].joined(separator: "\n"),
                    image: "    revision: \"2\"\n\(copies)", vaults: dr))
            let disks = try lab.prior().records.map(\.address.description).filter { $0.hasPrefix("disk.") }
            #expect(
                disks == [
                    "disk.far.bulk", "disk.far.logs", "disk.here.data", "disk.here.logs", "disk.there.data",
                    "disk.there.logs", "disk.there.own", "disk.web.data", "disk.web.logs",
                ])
            for disk in ["disk.here.data", "disk.there.data", "disk.far.bulk"] {
                #expect(
                    String(decoding: try await content(lab, disk), as: UTF8.self) == "golden data", "\(disk)")
            }
            #expect(try await content(lab, "disk.there.own").allSatisfy { $0 == 0 })
        }
    }

    @Test("A new image leaves servers alone, unless they shall follow it; then the new one is there first")
    func followsImage() async throws {
        try await Lab.with { lab in
            let keeps = Self.server("keeps", "image: {from: golden}\ndataDisks: {data: {type: SSD}}")
            let follows = Self.server(
                "follows",
                "image: {from: golden}\nonNewImage: replace\ndataDisks:\n  data: {type: SSD}\n  own: {type: SSD, size: 20 GiB, from: blank}"
            )
            let servers = [Self.web, keeps, follows].joined(separator: "\n")
            try await converge(lab, Self.manifest(servers, image: "    revision: \"1\""))
            let (kept, old) = (try id(lab, "server.keeps"), try id(lab, "server.follows"))
            let own = try id(lab, "disk.follows.own")
            _ = try await content(lab, "disk.web.data", write: Array("second data".utf8))

            let desired = try Manifests.desired(Self.manifest(servers, image: "    revision: \"2\""))
            let plan = try await lab.plan(desired)
            let change = plan.changes.first { $0.address.description == "server.follows" }
            #expect(change?.action == .replace(.createBeforeDestroy))
            #expect(change?.risk?.sizeGiB == 40)
            #expect(!plan.changes.contains { $0.address.description == "server.keeps" })
            let delete = plan.steps.first { $0.id == "delete old server.follows" }
            #expect(delete?.edges.contains { $0.step == "create server.follows" } == true)

            #expect(try await lab.apply(desired) == nil, "nobody agreed to lose the old server")
            try await converge(
                lab, Self.manifest(servers, image: "    revision: \"2\""),
                consents: [Address(.server, "follows")])
            #expect(try id(lab, "server.keeps") == kept)
            #expect(try id(lab, "server.follows") != old)
            #expect(try id(lab, "disk.follows.own") == own, "the server's own disk moves to its successor")
            #expect(
                String(decoding: try await content(lab, "disk.follows.data"), as: UTF8.self) == "second data")
        }
    }

    @Test("Instances are replaced in turn, the first one alone, each when the one before is healthy")
    func rollout() async throws {
        try await Lab.with { lab in
            let web = Self.server(
                "app",
                "count: 3\nimage: {from: golden}\nonNewImage: replace\nrollout: {atOnce: 1, canary: 1, healthy: {tcp: 8080, within: 10m}}"
            )
            let servers = [Self.web, web].joined(separator: "\n")
            try await lab.apply(try Manifests.desired(Self.manifest(servers, image: "    revision: \"1\"")))
            let desired = try Manifests.desired(Self.manifest(servers, image: "    revision: \"2\""))
            let plan = try await lab.plan(desired)
            func edges(_ step: StepID) -> [String] {
                plan.steps.first { $0.id == step }?.edges.filter {
                    $0.reason == .canaryFirst || $0.reason == .fewReplacedAtATime
                }.map(\.step.description) ?? []
            }
            #expect(edges("create server.app[0]") == [])
            #expect(edges("create server.app[1]") == ["await server.app[0]"])
            #expect(edges("create server.app[2]") == ["await server.app[0]", "await server.app[1]"])
            #expect(
                plan.steps.first { $0.id == "delete old server.app[1]" }?.edges.contains {
                    $0.step == "await server.app[1]"
                } == true)
        }
    }

    @Test("A crash at any boundary of provisioning ends like an undisturbed run")
    func crashes() async throws {
        var boundary = 0
        var isDead = true
        while isDead {
            isDead = try await Lab.with { lab in
                let here = Self.server("here", "image: {from: golden}\ndataDisks: {data: {type: SSD}}")
                let desired = try Manifests.desired(
                    Self.manifest([Self.web, here].joined(separator: "\n")))
                let point = CrashPoint(after: boundary)
                do { try await lab.apply(desired, tap: point) } catch is StateError {}
                guard point.isDead else { return false }
                _ = try await lab.apply(desired)
                #expect(try await lab.plan(desired).steps.map(\.id) == [], "after boundary \(boundary)")
                let made = try await lab.made()
                #expect(
                    made["server"] == 2 && made["image"] == 1 && made["volume"] == 6, "\(boundary): \(made)")
                return true
            }
            boundary += 5
        }
        #expect(boundary > 40)
    }

    @Test("What cannot be provisioned is said at plan time")
    func refusals() async throws {
        try await Lab.with { lab in
            try await converge(lab, Self.manifest(Self.web))
            for (lines, code) in [
                ("image: {from: golden, generation: 7}", "unknown-generation"),
                ("image: {from: golden, generation: previous}", "unknown-generation"),
                ("region: cn-south-1\nzone: cn-south-1c\nimage: {from: golden}", "image-of-other-region"),
            ] {
                let text = Self.manifest([Self.web, Self.server("new", lines)].joined(separator: "\n"))
                let plan = try await lab.plan(try Manifests.desired(text))
                #expect(plan.findings.contains { $0.code == code }, "\(lines): \(plan.findings.map(\.code))")
            }
        }
    }
}
