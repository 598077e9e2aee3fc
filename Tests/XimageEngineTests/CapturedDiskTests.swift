import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning

/// Disks that come back from an image are those that were captured, or the plan reports it.
@Suite struct CapturedDiskTests {
    private static func set(disks: String, _ servers: String = "", removed: String = "") -> String {
        Manifests.head + """
            vaults:
              main: {size: 500 GiB}
            servers:
              web:
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}
            \(disks)
            \(servers)
            images:
              golden:
                from: {server: web}
                vault: main
            \(removed)
            """
    }

    private static let two =
        "    dataDisks: {data: {type: SSD, size: 20 GiB}, logs: {type: SAS, size: 50 GiB}}"

    private static func copy(_ name: String, _ line: String = "") -> String {
        """
          \(name):
            flavor: s6.large.2
            image: {from: golden}
            systemDisk: {type: SSD, size: 40 GiB}
        \(line)
        """
    }

    private func type(_ address: String, _ lab: Lab) async throws -> Value {
        let record = try #require(
            try lab.prior().records.first { $0.address.description == address }, "\(address)")
        return try #require(try await lab.provider.read(record.id, .disk, in: record.region)).attributes[
            .type]
    }

    @Test(
        "Disks that an image brings along keep the type of the disks that were captured, also when those are deleted"
    )
    func keepsType() async throws {
        try await Lab.with { lab in
            let report = try await lab.apply(
                try Manifests.desired(Self.set(disks: Self.two, Self.copy("one"))))
            #expect(report?.failures.map(\.detail) == [])
            #expect(try await type("disk.one.data", lab) == "SSD")
            #expect(try await type("disk.one.logs", lab) == "SAS")

            var later = try Manifests.desired(Self.set(disks: "", Self.copy("one")))
            later.removals = ["data", "logs"].map {
                Removal(from: Address(.disk, "web", part: $0), action: .delete)
            }
            later.acknowledgements = ["data", "logs"].map {
                Acknowledgement(key: "destroy", target: Address(.disk, "web", part: $0))
            }
            #expect(try await lab.apply(later)?.failures.map(\.detail) == [])
            later = try Manifests.desired(Self.set(disks: "", Self.copy("one") + "\n" + Self.copy("two")))
            #expect(try await lab.apply(later)?.failures.map(\.detail) == [])
            #expect(try await type("disk.two.logs", lab) == "SAS")
        }
    }

    @Test(
        "A disk that names a disk which its image does not hold is refused, and never blank",
        arguments: [
            (
                Self.copy("one", "    dataDisks: {own: {type: SSD, size: 20 GiB, from: {imageDisk: data}}}"),
                ""
            ),
            (
                Self.copy("one", "    dataDisks: {own: {type: SSD, size: 20 GiB, from: {imageDisk: other}}}"),
                Self.two
            ),
            (
                """
                  one:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {own: {type: SSD, size: 20 GiB, from: {imageDisk: data}}}
                """, Self.two
            ),
        ])
    func refusesBlank(servers: String, disks: String) async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.set(disks: disks, servers))
            let plan = try await lab.plan(desired)
            let finding = plan.findings.first { $0.code == "no-such-image-disk" }
            #expect(finding?.severity == .error)
            #expect(finding?.address?.description == "disk.one.own")
            #expect(try await lab.apply(desired) == nil)

            // The same once the image exists.
            try await lab.apply(try Manifests.desired(Self.set(disks: disks)))
            let again = try await lab.plan(desired)
            #expect(again.findings.contains { $0.code == "no-such-image-disk" && $0.severity == .error })
        }
    }

    @Test("A disk of a server that exists does not come back from an image")
    func refusesLater() async throws {
        try await Lab.with { lab in
            try await lab.apply(try Manifests.desired(Self.set(disks: Self.two, Self.copy("one"))))
            let more = Self.copy(
                "one", "    dataDisks: {own: {type: SSD, size: 20 GiB, from: {imageDisk: data}}}")
            let plan = try await lab.plan(try Manifests.desired(Self.set(disks: Self.two, more)))
            #expect(plan.findings.contains { $0.code == "no-such-image-disk" && $0.severity == .error })
        }
    }
}
