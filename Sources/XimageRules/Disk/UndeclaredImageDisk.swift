import XimageCore
import XimagePlanning

struct UndeclaredImageDisk: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK041", name: "undeclared-image-disk", severity: .warning, phases: [.plan, .apply],
        summary: "Declare every data disk of the image with its source",
        rationale: """
            For each data disk in the image the request should carry an entry that names the original disk \
            (volume id or snapshot id). Older API docs say that a disk without that reference comes back \
            with default attributes (common I/O, VBD, not shared); newer ones say type and data are \
            restored. The planner always sends one entry per disk, in the order of the backup's children, \
            and prefers the volume id, because snapshots are rotated away by later backups.
            """,
        source: "ECS API data_volumes.extendparam.snapshotId",
        unconfirmed: """
            attributes of undeclared disks; life span of snapshot ids (inferred from CBR keeping only the \
            newest snapshot per disk)
            """,
        english: RuleText(
            "{server} lists {have} of the {need} data disks in {image}.",
            fix: """
                The missing ones ({disks}) will be created with attributes chosen by the service; declare \
                them to control type and size.
                """),
        chinese: RuleText(
            "云服务器 {server} 仅声明了镜像 {image} {need} 块数据盘中的 {have} 块。",
            fix: "未声明的磁盘（{disks}）将按云服务默认属性创建；如需控制类型与容量，请补充声明。"))

    static let violating = [
        RuleExample("one of two disks is declared", at: "server.web image") {
            $0.provision()
            $0.editDisk("disk.web.logs") { $0.source = .blank }
        }
    ]
    static let satisfying = [
        RuleExample("both are declared") { $0.provision() },
        RuleExample("both are declared under the keys of the source") { $0.addClone() },
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
