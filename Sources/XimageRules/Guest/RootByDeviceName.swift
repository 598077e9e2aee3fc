import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let rootByDeviceName = RuleMetadata(
        id: "GU017", name: "root-by-device-name", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        summary: "Boot loader refers to the root by UUID",
        rationale: """
            The kernel command line must name the root by UUID, LABEL or LVM path, not by a device name \
            such as vda1 or sda1.
            """,
        source: """
            seed ('optimise'); IMS user guide 'Changing the disk identifier in the GRUB configuration file \
            to UUID'
            """,
        english: RuleText(
            "The boot loader of {server} uses {root} as root device; a new server may not boot.",
            fix: "Change it to UUID= before imaging."),
        chinese: RuleText(
            "云服务器 {server} 的引导配置以 {root} 作为根设备，新云服务器可能无法启动。",
            fix: "请在制作前改为 UUID=。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
