import XimageCore
import XimagePlanning

struct DiskChangedWhileImaged: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK002", name: "disk-changed-while-imaged", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Data disks during imaging", zh: "制作镜像期间的数据盘"),
        headline: Bilingual(
            "Server of the disk is being imaged or backed up", zh: "磁盘所在的云服务器正在制作镜像或备份"),
        rationale: Bilingual(
            """
            No attach, detach, resize, delete or snapshot roll-back on any captured disk until the image is \
            active (and, for deletion of disks, until it is region-available, AV009). The plan orders its \
            own changes before or after the image; an image or a backup that someone else creates at this \
            moment blocks growth and a change of the type.
            """,
            zh: """
                在镜像状态正常之前，不得对任何包含在镜像中的磁盘进行挂载、卸载、扩容、删除或快照回滚（对于删\
                除磁盘，须等到镜像在区域内可用，见 AV009）。ximage 在计划中把自己的变更安排在制作镜像之前或之后；\
                他人此时正在制作的镜像或备份会阻止扩容和变更类型。
                """),
        source: """
            IMS user guide, constraints on full-ECS images (2021, 2026); EVS API 'Error codes' (EVS.1066, \
            EVS.2130)
            """,
        english: RuleText(
            "The server of {disk} {task}; its disks cannot change meanwhile.",
            fix: "Wait until that ends and run the plan again."),
        chinese: RuleText(
            "{disk} 所挂载的云服务器{task}，期间磁盘不能变更。", fix: "请等待其结束后重新执行 plan。"))

    static let violating = [
        RuleExample(
            "a disk grows while someone else images its server",
            at: ["disk.web.data | data"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            meanwhile: """
                regions: {cn-north-4: {changes: [{server: shop-web, task: image_snapshot}]}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB}}
                """),
        RuleExample(
            "a disk grows while its server is backed up",
            at: ["disk.web.data | data"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            meanwhile: """
                regions: {cn-north-4: {changes: [{server: shop-web, task: image_backup}]}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB}}
                """),
        RuleExample(
            "a disk gets a faster type while someone else images its server",
            at: ["disk.web.data | data"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SAS, size: 100 GiB}}
                """,
            meanwhile: """
                regions: {cn-north-4: {changes: [{server: shop-web, task: image_snapshot}]}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a disk of an idle server grows",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB}}
                """),
        RuleExample(
            "a disk grows after the image of someone else is ready",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, task: none}]}}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let grown = context.grownDisks()
        guard !grown.isEmpty else { return }
        let tasks = OthersTasks(context)
        for (change, disk) in grown {
            guard let id = disk.attributes[.server].string, let server = context.live[id] else { continue }
            report.evaluated += 1
            guard let task = tasks.task(on: server) else { continue }
            report.violate(
                change.address, at: change.origin,
                ["disk": RuleArgument("disk \"\(disk.name)\"", zh: "云硬盘“\(disk.name)”"), "task": task])
        }
    }
}
