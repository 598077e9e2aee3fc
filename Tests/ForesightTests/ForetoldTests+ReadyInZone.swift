/// Cases of disks that come back as something else from an image that is ready in its zone.
extension ForetoldTests {
    private static func fromZone(_ data: String) -> String {
        """
        vaults: {main: {size: 500 GiB}}
        servers:
          build:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
            dataDisks: {data: {type: SSD, size: 10 GiB}}
          web:
            flavor: s6.large.2
            image: {from: golden}
            systemDisk: {type: SSD, size: 40 GiB}
            dataDisks: {data: {\(data)}}
        images: {golden: {from: {server: build}, vault: main, ready: zone}}

        """
    }

    /// The server waits until the whole region can use the image.
    static let otherDisks: [Case] = [
        ("type", "type: SAS, size: 10 GiB"), ("sharing", "type: SSD, size: 10 GiB, shared: true"),
    ].map { what, data in
        Case(
            testDescription: "another \(what) of a disk from an image that is ready in its zone", rule: "",
            manifest: fromZone(data))
    }
}
