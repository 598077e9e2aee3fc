import XimageCore
import XimagePlanning

struct ForeignDiskSource: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK044", name: "foreign-disk-source", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Source of a restored disk", zh: "恢复盘的来源"),
        headline: Bilingual(
            "Disk source is not in the image or is used twice",
            zh: "云硬盘的来源不在镜像中或被重复引用"),
        rationale: Bilingual(
            """
            Each `from` must resolve to a child of the backup behind the image; each child is used at most \
            once; the system disk is not listed among data disks.
            """,
            zh: """
                每个 `from` 都必须对应镜像所依赖备份中的一个子备份；每个子备份最多引用一次；\
                系统盘不列在数据盘中。
                """),
        source:
            "ECS API 'Creating ECSs', field snapshotId; Auto Scaling API 'Error codes' (AS.1062, AS.1066)",
        english: RuleText(
            "{disk} of {server} refers to source {from}, which is not a data disk of {image}.",
            fix: "Pick one of: {choices}."),
        chinese: RuleText(
            "云服务器 {server} 的磁盘 {disk} 引用的来源 {from} 不是镜像 {image} 的数据盘。",
            fix: "可选：{choices}。"))

    static let violating = [
        RuleExample(
            "a disk that the image does not have",
            at: ["disk.web.files | files"],
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
                    dataDisks: {files: {type: SSD, size: 100 GiB, from: {imageDisk: disk7}}, data: {type: SSD,
                          size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """),
        RuleExample(
            "the same disk twice",
            at: ["disk.web.copy | copy"],
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
                    dataDisks: {data: {type: SSD, size: 100 GiB}, logs: {type: SAS, size: 50 GiB},
                          copy: {type: SSD, size: 100 GiB, from: {imageDisk: data}}}
                images: {golden: {from: {server: build}, vault: main}}
                """),
        RuleExample(
            "a disk that the image of the same plan does not have",
            at: ["disk.web.files | files"],
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
                    dataDisks: {files: {type: SSD, size: 100 GiB, from: {imageDisk: disk7}}, data: {type: SSD,
                          size: 100 GiB}, logs: {type: SAS, size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "each disk of the image once",
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
                    dataDisks: {files: {type: SSD, size: 100 GiB, from: {imageDisk: data}}, logs: {type: SAS,
                          size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, image, disks) in context.provisionedServers() {
            var used: Set<String> = []
            for restored in context.restored(server, from: disks) {
                guard let key = restored.key else { continue }
                report.evaluated += 1
                guard restored.source == nil || !used.insert(key).inserted else { continue }
                report.violate(
                    restored.disk,
                    [
                        "disk": "\(restored.disk.address)", "server": "\(server.address)",
                        "from": restored.source == nil
                            ? "`\(key)`" : RuleArgument("`\(key)` once more", zh: "`\(key)`（重复）"),
                        "image": "\(image)",
                        "choices": Wording.list(disks.map(\.key).filter { !used.contains($0) }),
                    ])
            }
        }
    }
}
