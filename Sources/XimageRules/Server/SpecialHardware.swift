import XimageCore
import XimagePlanning

struct SpecialHardware: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV018", name: "special-hardware", severity: .warning, phases: [.plan],
        acknowledgement: "special-hardware",
        title: Bilingual("Special-hardware source", zh: "使用特殊硬件的源云服务器"),
        headline: Bilingual("Server uses special hardware", zh: "云服务器使用特殊硬件"),
        rationale: Bilingual(
            """
            Servers with GPU, InfiniBand, FPGA, or large-memory (HANA) flavors carry drivers or image \
            attributes tied to that family. Their image should be used only on a flavor of the same family; \
            provisioning elsewhere needs drivers to be removed or installed.
            """,
            zh: """
                使用 GPU、InfiniBand、FPGA 或大内存（HANA）规格的云服务器带有与该系列绑定的驱动或镜像属性。\
                其镜像只应用于同系列规格；在其他规格上创建云服务器需要卸载或安装驱动。
                """),
        source: "IMS API 'Querying images'; IMS user guide 'Installing special drivers'",
        english: RuleText(
            """
            {server} uses special hardware ({feature}); its image may not boot properly or may lack a \
            driver on other flavors.
            """,
            fix: "Provision from {image} on the same flavor family, or acknowledge `special-hardware`."),
        chinese: RuleText(
            "云服务器 {server} 使用特殊硬件（{feature}），其镜像在其他规格上可能无法正常启动或缺少驱动。",
            fix: "请在同类规格上使用 {image}，或确认 `special-hardware`。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the source has a GPU",
            at: ["image.golden | web"],
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: p2s.2xlarge.8
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            faults: """
                faults:
                  - match: {operation: ListFlavors}
                    status: 200
                    body: >-
                      {"flavors": [{"id": "p2s.2xlarge.8", "vcpus": "8", "ram": 65536,
                      "os_extra_specs": {
                      "ecs:instance_architecture": "x86_64", "cond:operation:status": "normal",
                      "ecs:performancetype": "gpu"}}]}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "an ordinary flavor",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            guard let (_, flavor) = context.sourceFlavor(capture) else { continue }
            report.evaluated += 1
            guard let feature = flavor.specialHardware else { continue }
            report.violate(
                context.image(capture), at: .source,
                [
                    "server": "\(context.serverName(capture))", "feature": "\(feature)",
                    "image": "\(context.image(capture).address)",
                ], also: [capture.serverAddress].compactMap { $0 })
        }
    }
}
