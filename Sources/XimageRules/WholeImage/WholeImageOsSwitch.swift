import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let wholeImageOsSwitch = RuleMetadata(
        id: "WI014", name: "whole-image-os-switch", severity: .warning, phases: [.validate, .plan],
        acknowledgement: "whole-image-os-switch",
        summary: "Reinstalling or switching the OS with a whole image restores only the system disk",
        rationale: """
            Applies when the manifest asks for an OS switch instead of the replacement of SV108. Using a \
            whole image to reinstall or switch the operating system of an existing server replaces the \
            system disk only; data disks are left as they are. It must not be used as a way of recovering \
            data disks. The switch cannot cross x86/ARM or BIOS/UEFI.
            """,
        source: "ECS user guide 'Changing the OS'; IMS user guide 'full-ECS image' constraints (2019+)",
        english: RuleText(
            """
            {server} would have its OS replaced from {image}, but only the system disk is restored \
            this way; its data disks keep their present content.
            """,
            fix: "Provision a new server from the image if you need the data disks too."),
        chinese: RuleText(
            "云服务器 {server} 将使用整机镜像 {image} 切换操作系统，但这种方式只恢复系统盘，数据盘内容不变。",
            fix: "若需要数据盘内容，请用该镜像创建新的云服务器。"),
        coverage: .notOffered(
            "The tool never switches an operating system; a changed image is a replacement (SV108)."))
}
