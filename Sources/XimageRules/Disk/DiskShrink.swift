import XimageCore
import XimagePlanning

struct DiskShrink: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK022", name: "disk-shrink", severity: .error, phases: [.plan],
        title: Bilingual("Disk size reduction", zh: "云硬盘缩容"),
        headline: Bilingual("Disk is declared smaller than it is", zh: "声明的云硬盘容量小于当前容量"),
        rationale: Bilingual(
            """
            Size may be increased, never decreased. Growing an attached disk requires that it is not shared \
            and that the server is running, stopped, paused or suspended; never while an image is being \
            created.
            """,
            zh: """
                容量只能增大，不能减小。对已挂载的云硬盘扩容时，该盘不得为共享盘，\
                云服务器须处于运行、关机、暂停或挂起状态；制作镜像期间不得扩容。
                """),
        source: "EVS user guide 'Expanding disk capacity'",
        english: RuleText(
            "{disk} is {live} GiB and cannot be reduced to {size} GiB.",
            fix: "Set at least {live} GiB, or declare a new disk and copy the data."),
        chinese: RuleText(
            "磁盘 {disk} 当前为 {live} GiB，不能缩小到 {size} GiB。",
            fix: "请设为至少 {live} GiB，或声明新磁盘并复制数据。"))

    static let about = ["disk.size", "server.systemDisk.size"]

    static let violating = [
        RuleExample(
            "the size of a data disk is reduced",
            at: ["disk.web.data | 50 GiB"],
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
                    dataDisks: {data: {type: SSD, size: 50 GiB}}
                """,
            accepted: """
                ximage never asks the service for a smaller disk; without rules the disk stays as it is.
                """),
        RuleExample(
            "the size of a system disk is reduced",
            at: ["server.web | 40 GiB"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 80 GiB}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            accepted: """
                ximage never asks the service for a smaller disk; without rules the disk stays as it is.
                """),
    ]
    static let satisfying = [
        RuleExample(
            "the size is raised",
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
            "the disk is new",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 50 GiB}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) {
            check(
                server, .systemDiskSize,
                name: RuleArgument("The system disk of \(server.address)", zh: "\(server.address) 系统盘"),
                &report)
        }
        for disk in context.subjects(.disk) { check(disk, .size, name: "\(disk.address)", &report) }
    }

    private func check(
        _ subject: RuleContext.Subject, _ attribute: AttributeName, name: RuleArgument,
        _ report: inout RuleReport
    ) {
        guard !subject.isExisting, !subject.isNew, let old = subject.live?.attributes[attribute].int,
            let new = subject.desired.attributes[attribute].int
        else { return }
        report.evaluated += 1
        guard new < old else { return }
        report.violate(
            subject, at: attribute, ["disk": name, "live": "\(old)", "size": "\(new)"],
            remark: RuleArgument("\(old) GiB now", zh: "当前为 \(old) GiB"))
    }
}
