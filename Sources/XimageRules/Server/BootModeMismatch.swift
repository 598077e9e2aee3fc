import XimageCore
import XimagePlanning

struct BootModeMismatch: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV102", name: "boot-mode-mismatch", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Boot mode", zh: "启动方式"),
        headline: Bilingual("Flavor does not support the image's boot mode", zh: "规格不支持镜像的启动方式"),
        rationale: Bilingual(
            """
            BIOS and UEFI images are not interchangeable; a private image is not even listed for a flavor of \
            the other boot mode. ARM images are always UEFI.
            """,
            zh: """
                BIOS 镜像与 UEFI 镜像不能互换；规格的启动方式不同时，私有镜像甚至不会在列表中显示。ARM 镜像\
                始终使用 UEFI。
                """),
        source:
            "IMS API 'Querying images', field hw_firmware_type; ECS FAQ on private images that are not shown",
        unconfirmed: Bilingual(
            "which x86 flavors accept UEFI images; no attribute of a flavor shows it",
            zh: "哪些 x86 规格支持 UEFI 镜像；规格的属性不能反映这一点"),
        english: RuleText(
            "{image} boots with {mode}, which flavor {flavor} does not support.",
            fix: "Choose a flavor with the same boot mode."),
        chinese: RuleText(
            "镜像 {image} 的启动方式为 {mode}，规格 {flavor} 不支持。",
            fix: "请选择启动方式相同的规格。"))

    static let about = ["server.flavor"]

    static let violating = [
        RuleExample(
            "an image for BIOS on an Arm flavor",
            at: ["server.web | kc1.large.2"],
            manifest: """
                servers:
                  web:
                    flavor: kc1.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "an image for UEFI on an Arm flavor",
            manifest: """
                servers:
                  web:
                    flavor: kc1.large.2
                    image: {name: "Ubuntu 22.04 server 64bit for Kunpeng"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """)
    ]

    /// Arm servers boot by UEFI alone. Flavors of the other architecture do not tell what they take.
    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where server.needsFlavor {
            guard let image = context.bootImage(of: server), let mode = image.entry.bootMode,
                let flavor = context.flavor(of: server)
            else { continue }
            report.evaluated += 1
            guard flavor.architecture == "aarch64", mode != "uefi" else { continue }
            report.violate(
                server, at: .flavor,
                [
                    "image": "\(image.text)", "mode": "\(mode.uppercased())",
                    "flavor": "\(flavor.id)",
                ])
        }
    }
}
