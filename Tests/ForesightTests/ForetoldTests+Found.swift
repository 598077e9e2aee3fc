/// Cases that generated ones found.
extension ForetoldTests {
    private static func server(
        system: String = "SSD", data: String = "size: 50 GiB", image: String = "", more: String = ""
    ) -> String {
        """
        vaults: {main: {size: 500 GiB}}
        servers:
          web:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: \(system), size: 40 GiB}
            dataDisks: {data: {type: SSD, \(data)}}
            \(more)
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
            testDescription: "a server gets an address outside the subnet that it keeps", rule: "SV111",
            code: "Ecs.0039", before: server(),
            manifest: server(more: "network: {ip: 192.168.0.5}") + consent),
        Case(
            testDescription: "a disk grows while its server has failed", rule: "SV020", code: "EVS.1066",
            before: server(), meanwhile: happens("server: shop-web, status: ERROR"),
            manifest: server(data: "size: 80 GiB")),
        Case(
            testDescription: "a server in another state is replaced in another zone, with its disk",
            rule: "SV020", code: "Ecs.0100", before: server(),
            meanwhile: happens("server: shop-web, status: REBOOT"),
            manifest: server(more: "zone: cn-north-4b")
                + "acknowledge: [{key: destroy, target: server.web, reason: test}, "
                + "{key: destroy, target: disk.web.data, reason: test}]\n"),
        Case(
            testDescription: "a disk of a given image, of a type that is sold out", rule: "AV007",
            code: "Ecs.0044",
            world: """
                stock: [{item: SSD, zone: cn-north-4a, status: sellout}]
                regions:
                  cn-north-4:
                    servers: [{name: old, dataDisks: [{type: SSD, size: 10}]}]
                    vaults: [{name: kept, size: 500, servers: [old]}]
                    images: [{name: taken, server: old, vault: kept}]

                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: taken}
                    systemDisk: {type: SAS, size: 40 GiB}

                """),
        Case(
            testDescription: "a disk goes to a new server while it is being changed", rule: "DK008",
            code: "Ecs.0103", before: server(),
            meanwhile: happens("volume: shop-web-data, status: retyping"),
            manifest: server(system: "SAS") + consent),
        Case(
            testDescription: "a disk is deleted that is being changed", rule: "LC021", code: "Ecs.0103",
            before: server(), meanwhile: happens("volume: shop-web-data, status: retyping"),
            manifest: server(data: "size: 50 GiB, device: scsi") + diskConsent),
        Case(
            testDescription: "a server in another state is replaced and leaves its disk to the new one",
            rule: "SV020", code: "Ecs.0100", before: server(),
            meanwhile: happens("server: shop-web, status: RESIZE"), manifest: server(system: "SAS") + consent),
        Case(
            testDescription: "a server is deleted while someone else backs it up", rule: "SV012",
            code: "Ecs.0073", before: server(),
            meanwhile: happens("server: shop-web, task: image_backup"),
            manifest: """
                vaults: {main: {size: 500 GiB}}
                removed:
                  - {from: server.web, action: delete, reason: test}
                  - {from: disk.web.data, action: delete, reason: test}
                acknowledge:
                  - {key: destroy, target: server.web, reason: test}
                  - {key: destroy, target: disk.web.data, reason: test}

                """, others: ["DK002"]),
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

    /// A server from an image of the set.
    private static func chain(flavor: String, memory: String) -> String {
        """
        vaults: {main: {size: 500 GiB}}
        servers:
          build:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
          web:
            flavor: \(flavor)
            image: {from: golden}
            systemDisk: {type: SSD, size: 40 GiB}
        images: {golden: {from: {server: build}, vault: main\(memory)}}

        """
    }

    private static let diskConsent = "acknowledge: [{key: destroy, target: disk.web.data, reason: test}]\n"

    static let foundSound: [Case] = [
        Case(
            testDescription: "another flavor of a server that was created from an image with bounds",
            rule: "",
            before: chain(flavor: "s6.large.2", memory: ", memory: {max: 4 GiB}"),
            manifest: chain(flavor: "s6.xlarge.2", memory: ", memory: {max: 4 GiB}")),
        Case(
            testDescription: "an image after its failed disk was replaced", rule: "", before: server(),
            meanwhile: happens("volume: shop-web-data, status: error"),
            manifest: server(
                data: "size: 50 GiB, shared: true", image: "from: {server: web}, vault: main")
                + diskConsent),
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
