import XimageCore
import XimagePlanning

struct UndeclaredImageDisk: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK041", name: "undeclared-image-disk", severity: .warning, phases: [.plan, .apply],
        title: Bilingual("Declaration of the image's data disks", zh: "镜像数据盘的声明"),
        headline: Bilingual("Data disk of the image is not declared", zh: "未声明镜像中的数据盘"),
        rationale: Bilingual(
            """
            For each data disk in the image the request should carry an entry that names the original disk \
            (volume id or snapshot id). Older API docs say that a disk without that reference comes back \
            with default attributes (common I/O, VBD, not shared); newer ones say type and data are \
            restored. ximage always sends one entry per disk, in the order of the backup's children, and \
            prefers the volume id, because later backups delete older snapshots.
            """,
            zh: """
                对于镜像中的每块数据盘，请求都应包含一个指明原云硬盘（云硬盘 ID 或快照 ID）的条目。\
                较早的接口文档称，没有该引用的磁盘会以默认属性恢复（普通 IO、VBD、非共享）；\
                较新的文档称类型和数据都会恢复。ximage 始终为每块磁盘发送一个条目，\
                顺序与备份中的子备份一致，并优先使用云硬盘 ID，因为快照会被之后的备份轮换删除。
                """),
        source: "ECS API 'Creating ECSs', field data_volumes.extendparam.snapshotId",
        unconfirmed: Bilingual(
            """
            attributes of undeclared disks; life span of snapshot ids (the backup service seems to keep only \
            the newest snapshot of each disk)
            """,
            zh: "未声明云硬盘的属性；快照 ID 的有效期（备份服务似乎只保留每块云硬盘最新的快照）"),
        english: RuleText(
            "{server} lists {have} of the {need} data disks in {image}.",
            fix: """
                The missing ones ({disks}) will be created with attributes chosen by the service; declare \
                them to control type and size.
                """),
        chinese: RuleText(
            "云服务器 {server} 仅声明了镜像 {image} {need} 块数据盘中的 {have} 块。",
            fix: "未声明的磁盘（{disks}）将按云服务默认属性创建；如需控制类型与容量，请补充声明。"))

    static let about = ["server.image"]

    static let violating = [
        RuleExample(
            "one of two disks is declared",
            at: ["server.web | golden"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """),
        RuleExample(
            "one of two disks of an image of the same plan",
            at: ["server.web | golden"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "both are declared",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """),
        RuleExample(
            "both are declared under keys of their own",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {files: {type: SSD, size: 100 GiB, from: {imageDisk: data}}, journal: {type: SAS,
                          size: 50 GiB, from: {imageDisk: logs}}}
                images: {golden: {from: {server: build}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, image, disks) in context.provisionedServers() {
            report.evaluated += 1
            let listed = Set(context.restored(server, from: disks).compactMap(\.key))
            let missing = disks.filter { !listed.contains($0.key) }
            guard !missing.isEmpty else { continue }
            report.violate(
                server, at: .image,
                [
                    "server": "\(server.address)", "have": "\(disks.count - missing.count)",
                    "need": "\(disks.count)", "image": "\(image)", "disks": Wording.list(missing.map(\.key)),
                ])
        }
    }
}
