import XimageCore
import XimagePlanning

struct MissingVirtioDrivers: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU020", name: "missing-virtio-drivers", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        title: Bilingual("virtio drivers", zh: "virtio 驱动"),
        headline: Bilingual("Initial RAM disk lacks virtio drivers", zh: "initramfs 缺少 virtio 驱动"),
        rationale: Bilingual(
            """
            virtio, virtio_blk, virtio_scsi, virtio_net and virtio_pci must be built in or be part of the \
            initial RAM disk; Xen para-virtual drivers must not be in the way on KVM.
            """,
            zh: """
                virtio、virtio_blk、virtio_scsi、virtio_net 和 virtio_pci 必须编译进内核或包含\
                在 initramfs 中；在 KVM 上，Xen 半虚拟化驱动不得造成妨碍。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS user guide \
            'Installing native KVM drivers'
            """,
        english: RuleText(
            """
            The initial RAM disk of {server} lacks {modules}; servers created from it may not find their \
            disks.
            """,
            fix: "Add the modules and rebuild it before imaging."),
        chinese: RuleText(
            "云服务器 {server} 的 initramfs 缺少 {modules}，由其创建的云服务器可能找不到磁盘。",
            fix: "请添加模块并重建后再制作。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "no virtio_blk",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "kernel-config": {"status": 0,
                        "text": "CONFIG_VIRTIO=y\nCONFIG_VIRTIO_PCI=y\nCONFIG_VIRTIO_BLK=m\nCONFIG_SCSI_VIRTIO=y\nCONFIG_VIRTIO_NET=y"},
                  "initrd": {"status": 0, "text": "kernel/drivers/net/virtio_net.ko.xz"}}}
                """#
            ])
    ]
    static let satisfying = [
        RuleExample(
            "all drivers are built into the kernel",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "kernel-config": {"status": 0,
                        "text": "CONFIG_VIRTIO=y\nCONFIG_VIRTIO_PCI=y\nCONFIG_VIRTIO_BLK=y\nCONFIG_SCSI_VIRTIO=y\nCONFIG_VIRTIO_NET=y"}}}
                """#
            ]),
        RuleExample(
            "virtio_blk is in the initial RAM disk",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "kernel-config": {"status": 0,
                        "text": "CONFIG_VIRTIO=y\nCONFIG_VIRTIO_PCI=y\nCONFIG_VIRTIO_BLK=m\nCONFIG_SCSI_VIRTIO=y\nCONFIG_VIRTIO_NET=y"},
                  "initrd": {"status": 0, "text": "kernel/drivers/block/virtio_blk.ko.xz"}}}
                """#
            ]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .linux, isWholeOnly: false, into: &report) { source, facts, report in
            guard let value = source.optimised((facts.linux ?? LinuxFacts()).missingDrivers, &report),
                !value.isEmpty
            else { return }
            source.violate(
                ["server": "\(source.name)", "modules": Wording.list(value)], into: &report)
        }
    }
}
