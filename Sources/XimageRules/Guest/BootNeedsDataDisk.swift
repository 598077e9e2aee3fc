import XimageCore
import XimagePlanning

struct BootNeedsDataDisk: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU019", name: "boot-needs-data-disk", severity: .warning, phases: [.plan],
        acknowledgement: "fstab-data-disks",
        title: Bilingual("Data disks in fstab", zh: "fstab 中的数据盘"),
        headline: Bilingual("fstab mounts a data disk without nofail", zh: "fstab 挂载数据盘未设置 nofail"),
        rationale: Bilingual(
            """
            Data-disk entries in fstab should carry `nofail`. A new server whose data disks have other UUIDs \
            or are absent drops to maintenance mode otherwise. (For system-disk images the guide asks to \
            remove such entries; for whole images the disks come along, hence only a warning.)
            """,
            zh: """
                fstab 中的数据盘条目应带有 `nofail`。否则，数据盘的 UUID 不同或数据盘缺失时，\
                新云服务器会进入维护模式。（对于系统盘镜像，指南要求删除此类条目；整机镜像会带上数据盘，\
                因此只给出警告。）
                """),
        source: "IMS user guide 'Detaching data disks'; CBR troubleshooting on servers in maintenance mode",
        english: RuleText(
            """
            /etc/fstab of {server} mounts {mounts} of data disks without `nofail`; a new server stops \
            at boot if a disk is missing.
            """,
            fix: "Add `nofail` or remove the entry."),
        chinese: RuleText(
            "云服务器 {server} 的 /etc/fstab 挂载数据盘 {mounts} 未设置 `nofail`，若缺盘新云服务器将停在启动阶段。",
            fix: "请添加 `nofail` 或删除该条目。"))

    static let violating = [
        RuleExample("/data without nofail", at: "image.golden from") {
            $0.linuxGuest {
                $0.linux?.mounts = .known([
                    MountEntry(
                        device: "UUID=8a3e", mountPoint: "/data", type: "ext4", options: ["defaults"],
                        isOnDataDisk: true)
                ])
            }
        }
    ]
    static let satisfying = [
        RuleExample("/data with nofail, root and swap without") {
            $0.linuxGuest {
                $0.linux?.mounts = .known([
                    MountEntry(
                        device: "UUID=8a3e", mountPoint: "/data", type: "ext4",
                        options: ["defaults", "nofail"], isOnDataDisk: true),
                    MountEntry(
                        device: "UUID=1b2c", mountPoint: "/", type: "ext4", options: [], isOnDataDisk: false),
                    MountEntry(
                        device: "UUID=77aa", mountPoint: "none", type: "swap", options: ["sw"],
                        isOnDataDisk: true),
                ])
            }
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .linux, into: &report) { source, facts, report in
            guard let mounts = source.known((facts.linux ?? LinuxFacts()).mounts, &report) else { return }
            let bad = mounts.filter { entry in
                entry.isOnDataDisk == true && entry.type != "swap"
                    && !["/", "/boot", "/boot/efi"].contains(entry.mountPoint)
                    && !entry.options.contains("nofail") && !entry.options.contains("noauto")
            }
            guard !bad.isEmpty else { return }
            source.violate(
                ["server": "\(source.name)", "mounts": Wording.list(bad.map(\.mountPoint))], into: &report)
        }
    }
}
