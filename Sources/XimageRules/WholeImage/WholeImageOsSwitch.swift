import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let wholeImageOsSwitch = RuleMetadata(
        id: "WI014", name: "whole-image-os-switch", severity: .warning, phases: [.validate, .plan],
        acknowledgement: "whole-image-os-switch",
        summary: "Reinstalling or switching the OS with a whole image restores only the system disk",
        chineseSummary: "用整机镜像重装或切换操作系统只恢复系统盘",
        rationale: """
            Applies when the manifest asks for an OS switch instead of the replacement of SV108. Using a \
            whole image to reinstall or switch the operating system of an existing server replaces the \
            system disk only; data disks are left as they are. It must not be used as a way of recovering \
            data disks. The switch cannot cross x86/ARM or BIOS/UEFI.
            """,
        source: "ECS user guide 'Changing the OS'; IMS user guide 'full-ECS image' constraints (2019+)",
        coverage: .notOffered(
            "The tool never switches an operating system; a changed image is a replacement (SV108)."))
}
