import XimageCore
import XimagePlanning

struct DiskNotIdle: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK008", name: "disk-not-idle", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Disk state", zh: "云硬盘状态"),
        headline: Bilingual("Disk state does not allow the operation", zh: "云硬盘状态不允许该操作"),
        rationale: Bilingual(
            """
            To grow or change its type, a disk must be available or in use. To be imaged, it must be `in-use` \
            (attached) and in no transitional or error state.
            """,
            zh: """
                云硬盘必须可用或正在使用，才能扩容或变更类型。要制作镜像，云硬盘必须处于 `in-use`（已挂载）状态，\
                且不处于中间状态或错误状态。
                """),
        source: """
            CBR user guide 'Constraints'; CBR API 'Error codes' (BackupService.7003); IMS API 'Error codes' \
            (IMG.0022)
            """,
        english: RuleText(
            "{disk} of {server} is in state {status}; it must be {idle}.",
            fix: "Wait for the operation or repair the disk."),
        chinese: RuleText(
            "云服务器 {server} 的磁盘 {disk} 状态为 {status}，需处于{idle}状态。",
            fix: "请等待操作完成或修复磁盘。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "a disk is being enlarged",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - {name: billing, dataDisks: [{type: SSD, size: 100, status: extending}]}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a disk that is being backed up grows",
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
                regions: {cn-north-4: {changes: [{volume: shop-web-data, status: backing-up}]}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB}}
                """,
            accepted: """
                The service refuses with EVS.1064, which the table of codes does not have.
                """),
        RuleExample(
            "a disk with an error grows",
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
                regions: {cn-north-4: {changes: [{volume: shop-web-data, status: error}]}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB}}
                """,
            accepted: """
                The service refuses with EVS.1064, which the table of codes does not have.
                """),
    ]
    static let satisfying = [
        RuleExample(
            "all disks are in use and idle",
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - {name: billing, dataDisks: [{type: SSD, size: 100}]}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "an idle disk grows",
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
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let leaving = Set(
            context.changes.filter { $0.address.kind == .disk && $0.action == .delete }.compactMap(\.id))
        for (capture, disk) in context.capturedLiveDisks() where !leaving.contains(disk.live?.id ?? "") {
            // A disk that is replaced is another one when the image is created.
            guard let status = disk.live?.status, !status.isEmpty,
                disk.address.flatMap({ context.subject($0) })?.isNew != true
            else { continue }
            report.evaluated += 1
            // A disk that this plan attaches is free now.
            guard status != "in-use", !(status == "available" && disk.address != nil) else { continue }
            report.violate(
                context.image(capture), at: .source,
                [
                    "disk": RuleArgument("Disk \(disk.name)", zh: disk.name.chinese ?? disk.name.english),
                    "server": "\(context.serverName(capture))",
                    "status": "`\(status)`", "idle": RuleArgument("attached and idle", zh: "已挂载且空闲"),
                ])
        }
        for (change, disk) in context.grownDisks() where !disk.status.isEmpty {
            report.evaluated += 1
            if !["available", "in-use"].contains(disk.status) { violate(change, disk, &report) }
        }
        for (change, disk) in movedDisks(context) where !disk.status.isEmpty {
            report.evaluated += 1
            let isFree = ["available", "in-use"].contains(disk.status) || disk.status.hasPrefix("error")
            if !isFree { violate(change, disk, &report) }
        }
    }

    /// Disks that go from one server to another.
    private func movedDisks(_ context: RuleContext) -> [(Change, LiveResource)] {
        context.changes.compactMap { change in
            guard change.address.kind == .disk, change.action == .update,
                change.differences.contains(.server), let disk = change.id.flatMap({ context.live[$0] }),
                !disk.attributes[.server].isEmpty
            else { return nil }
            return (change, disk)
        }
    }

    private func violate(_ change: Change, _ disk: LiveResource, _ report: inout RuleReport) {
        let server = change.address.owner ?? change.address
        report.violate(
            change.address, at: change.origin,
            [
                "disk": .named("Disk", disk.name), "server": "\(server)", "status": "`\(disk.status)`",
                "idle": RuleArgument("idle", zh: "空闲"),
            ])
    }
}
