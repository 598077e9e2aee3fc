import XimageCore
import XimagePlanning

struct RestoredDiskShrink: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK042", name: "restored-disk-shrink", severity: .error, phases: [.plan, .apply, .serverSide],
        title: Bilingual("Size of restored disks", zh: "恢复盘的容量"),
        headline: Bilingual("Restored disk is smaller than its source", zh: "恢复盘的容量小于源盘"),
        rationale: Bilingual(
            "A data disk restored from the image must be at least as large as the original disk.",
            zh: "从镜像恢复的数据盘，容量必须至少与原云硬盘相同。"),
        source: "ECS API 'Creating ECSs', field data_volumes.size",
        english: RuleText(
            "{disk} of {server} is {size} GiB but its source in {image} is {min} GiB.",
            fix: "Increase it; restored disks cannot shrink."),
        chinese: RuleText(
            "云服务器 {server} 的数据盘 {disk} 为 {size} GiB，而镜像 {image} 中的源盘为 {min} GiB。",
            fix: "请增大容量，恢复的磁盘不能缩小。"))

    static let about = ["disk.size"]

    static let violating = [
        RuleExample(
            "smaller than the disk in the image",
            at: ["disk.web.data | 60 GiB"],
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
                    dataDisks: {data: {type: SSD, size: 60 GiB}, logs: {type: SAS, size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            accepted: "The service refuses with Ecs.0005, which stands for many faults."),
        RuleExample(
            "smaller than the disk that will be in the image",
            at: ["disk.web.data | 60 GiB"],
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
                    dataDisks: {data: {type: SSD, size: 60 GiB}, logs: {type: SAS, size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            accepted: """
                ximage itself raises the size to that of the source when the image is complete.
                """),
        RuleExample(
            "smaller than its source, under another key",
            at: ["disk.web.files | 60 GiB"],
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
                    dataDisks: {files: {type: SSD, size: 60 GiB, from: {imageDisk: data}}, logs: {type: SAS,
                          size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            accepted: "The service refuses with Ecs.0005, which stands for many faults."),
    ]
    static let satisfying = [
        RuleExample(
            "of the same size",
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
            "larger",
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
                    dataDisks: {data: {type: SSD, size: 200 GiB}, logs: {type: SAS, size: 50 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """),
        RuleExample(
            "smaller, but blank",
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
                          files: {type: SSD, size: 60 GiB, from: blank}}
                images: {golden: {from: {server: build}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (_, image, facts) in context.serversFromWholeImages() {
            guard let backup = facts.backup, context.backups[backup] == nil,
                let fact = context.refused("backups", in: image.region)
            else { continue }
            report.missing(fact)
        }
        for (server, image, disks) in context.provisionedServers() {
            for restored in context.restored(server, from: disks) {
                guard let least = restored.source?.sizeGiB,
                    let size = restored.disk.desired.attributes[.size].int
                else { continue }
                report.evaluated += 1
                guard size < least else { continue }
                report.violate(
                    restored.disk, at: .size,
                    [
                        "disk": "\(restored.disk.address)", "server": "\(server.address)", "size": "\(size)",
                        "image": "\(image)", "min": "\(least)",
                    ], remark: RuleArgument("at least \(least) GiB", zh: "至少 \(least) GiB"))
            }
        }
    }
}
