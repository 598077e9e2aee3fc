import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let wholeImageOsSwitch = RuleMetadata(
        id: "WI014", name: "whole-image-os-switch", severity: .warning, phases: [.validate, .plan],
        acknowledgement: "whole-image-os-switch",
        title: Bilingual("OS switch with a whole image", zh: "用整机镜像重装或切换操作系统"),
        headline: Bilingual("OS switch restores only the system disk", zh: "重装或切换操作系统只恢复系统盘"),
        rationale: Bilingual(
            """
            Applies when the manifest asks for an OS switch instead of the replacement of SV108. Using a \
            whole image to reinstall or switch the operating system of an existing server replaces the \
            system disk only; data disks are left as they are. It must not be used as a way of recovering \
            data disks. The switch cannot cross x86/ARM or BIOS/UEFI.
            """,
            zh: """
                适用于清单要求切换操作系统而不是按 SV108 替换的情况。用整机镜像重装或切换已有云服务器的操作\
                系统时，只替换系统盘，数据盘保持不变。不能把它当作恢复数据盘的方法。切换不能跨 x86/ARM，\
                也不能跨 BIOS/UEFI。
                """),
        source: "ECS user guide 'Changing the OS'; IMS user guide, constraints on full-ECS images (2019)",
        coverage: .notOffered(
            Bilingual(
                "ximage never switches an operating system; a changed image is a replacement (SV108).",
                zh: "ximage 不切换操作系统；更换镜像即重建（SV108）。")))
}
