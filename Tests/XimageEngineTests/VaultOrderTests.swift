import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageTestSupport

/// The disks of bound servers count against the size of their vault, also those that grow in the same plan.
@Suite struct VaultOrderTests {
    private static func set(vault: Int, system: Int = 40, data: String = "data: {type: SSD, size: 100 GiB}")
        -> String
    {
        Manifests.head + """
            vaults:
              main: {size: \(vault) GiB, autoExpand: false}
            servers:
              web:
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: \(system) GiB}
                dataDisks: {\(data)}
            images:
              golden:
                from: {server: web}
                vault: main
            """
    }

    @Test(
        "A vault is enlarged before a disk of a bound server needs the room",
        arguments: [
            (Self.set(vault: 400, data: "data: {type: SSD, size: 200 GiB}"), "disk.web.data"),
            (Self.set(vault: 400, system: 140), "server.web"),
            (
                Self.set(
                    vault: 400, data: "data: {type: SSD, size: 100 GiB}, more: {type: SSD, size: 100 GiB}"),
                "disk.web.more"
            ),
        ])
    func enlargesFirst(text: String, address: String) async throws {
        try await Lab.with { lab in
            try await lab.apply(try Manifests.desired(Self.set(vault: 150)))
            let desired = try Manifests.desired(text)
            let step = try await lab.plan(desired).steps.first { $0.address.description == address }
            #expect(step?.edges.map(\.step) == ["update vault.main"])
            #expect(try await lab.apply(desired)?.failures.map(\.detail) == [])
        }
    }
}
