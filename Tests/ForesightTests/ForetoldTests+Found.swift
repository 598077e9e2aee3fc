/// Cases that generated ones found.
extension ForetoldTests {
    private static func server(system: String = "SSD", image: String = "") -> String {
        """
        vaults: {main: {size: 500 GiB}}
        servers:
          web:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: \(system), size: 40 GiB}
            dataDisks: {data: {type: SSD, size: 50 GiB}}
        \(image.isEmpty ? "" : "images: {golden: {\(image)}}")

        """
    }

    private static let consent = "acknowledge: [{key: destroy, target: server.web, reason: test}]\n"

    private static func happens(_ what: String) -> String {
        "regions: {cn-north-4: {changes: [{\(what)}]}}\n"
    }

    private static let lockedMachine = """
        regions:
          cn-north-4:
            servers: [{name: old, locked: true, dataDisks: [{type: SSD, size: 10}]}]
            vaults: [{name: kept, size: 500}]

        """

    static let found: [Case] = [
        Case(
            testDescription: "a server in another state is replaced and leaves its disk to the new one",
            rule: "SV020", code: "Ecs.0100", before: server(),
            meanwhile: happens("server: shop-web, status: RESIZE"), manifest: server(system: "SAS") + consent),
        Case(
            testDescription: "a whole image of a locked server", rule: "SV004", code: "Ecs.0605",
            world: lockedMachine,
            manifest: """
                vaults: {kept: {existing: {name: kept}}}
                servers: {old: {existing: {name: old}}}
                images: {golden: {from: {server: old}, vault: kept}}

                """),
        Case(
            testDescription: "a data image of a disk while its server is backed up", rule: "SV003",
            code: "IMG.0010", before: server(), meanwhile: happens("server: shop-web, task: image_backup"),
            manifest: server(image: "kind: data, from: {server: web, disk: data}")),
        Case(
            testDescription: "a system image of a frozen server", rule: "SV005", code: "IMG.0126",
            before: server(), meanwhile: happens("server: shop-web, frozen: true"),
            manifest: server(image: "kind: system, from: {server: web}")),
    ]

    static let foundSound: [Case] = [
        Case(
            testDescription: "an image that is named after a given server, and its copy", rule: "",
            world: lockedMachine.replacing(", locked: true", with: ""),
            manifest: """
                vaults:
                  kept: {existing: {name: kept}}
                  there: {region: cn-south-1, size: 500 GiB, purpose: replication}
                servers: {old: {existing: {name: old}}}
                images:
                  golden:
                    from: {server: old}
                    vault: kept
                    name: "of-${source.name}"
                    copies: {south: {region: cn-south-1, vault: there, agency: ims_copy}}

                """),
        Case(
            testDescription: "a system image of a server with local disks", rule: "",
            manifest: """
                servers:
                  build:
                    flavor: i3.2xlarge.8
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {kind: system, from: {server: build}}}

                """),
    ]
}
