import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let diskInOtherZone = RuleMetadata(
        id: "DK025", name: "disk-in-other-zone", severity: .error, phases: [.serverSide],
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
            "{object} and its server are in different regions or AZs.", fix: "Put both in one AZ."),
        chinese: RuleText("{object} 与其云服务器不在同一区域或可用区。", fix: "请将二者放在同一可用区。"),
        coverage: .language(
            Bilingual(
                """
                A disk has no region or AZ of its own: both come from its server. When the server moves to another AZ, \
                DK023 reports that the disk would be replaced.
                """, zh: "云硬盘没有自己的区域或可用区：二者均取自其云服务器。云服务器更换可用区时，DK023 会报告该盘将被替换。")))
}
