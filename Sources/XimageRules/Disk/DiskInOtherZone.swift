import XimageCore
import XimagePlanning

struct DiskInOtherZone: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK025", name: "disk-in-other-zone", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Region and AZ of a disk", zh: "云硬盘的区域与可用区"),
        headline: Bilingual(
            "Disk and server are in different regions or AZs",
            zh: "云硬盘与云服务器不在同一区域或可用区"),
        rationale: Bilingual(
            """
            A disk can be attached only to a server in the same region and AZ. Frozen disks cannot be \
            attached. The server must be running or stopped.
            """,
            zh: """
                云硬盘只能挂载到同一区域、同一可用区的云服务器。已冻结的云硬盘不能挂载。\
                云服务器须处于运行或关机状态。
                """),
        source: "EVS user guide 'Attaching a disk'",
        english: RuleText(
            "{disk} is in {az1} but {server} is in {az2}.",
            fix: "Put both in one AZ."),
        chinese: RuleText(
            "磁盘 {disk} 位于 {az1}，而云服务器 {server} 位于 {az2}。",
            fix: "请将二者放在同一可用区。"))

    static let violating = [
        RuleExample("a disk in another zone than its server", at: "disk.web.data zone") {
            $0.set("disk.web.data", .zone, "cn-north-4b")
        },
        RuleExample("a disk in another region than its server", at: "disk.web.data region") {
            $0.edit("disk.web.data") { $0.region = "cn-south-1" }
        },
    ]
    static let satisfying = [RuleExample("disk and server share a zone") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for disk in context.subjects(.disk) where !disk.isExisting {
            guard let server = disk.address.owner.flatMap({ context.subject($0) }) else { continue }
            report.evaluated += 1
            if disk.desired.region != server.desired.region {
                violate(disk, server, .region, disk.desired.region, server.desired.region, &report)
            } else if let mine = disk.desired.attributes[.zone].string,
                let other = context.zoneOfServer(disk),
                mine != other
            {
                violate(disk, server, .zone, mine, other, &report)
            }
        }
    }

    private func violate(
        _ disk: RuleContext.Subject, _ server: RuleContext.Subject, _ attribute: AttributeName,
        _ mine: String,
        _ other: String, _ report: inout RuleReport
    ) {
        report.violate(
            disk, at: attribute,
            ["disk": "\(disk.address)", "az1": "\(mine)", "server": "\(server.address)", "az2": "\(other)"])
    }
}
