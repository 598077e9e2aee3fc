import XimageCore
import XimagePlanning

struct ArchitectureMismatch: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV101", name: "architecture-mismatch", severity: .error, phases: [.plan, .apply],
        title: Bilingual("CPU architecture", zh: "CPU 架构"),
        headline: Bilingual(
            "Flavor does not match the image's architecture",
            zh: "规格与镜像的 CPU 架构不一致"),
        rationale: Bilingual(
            """
            An x86 image needs an x86 flavor and an ARM image an ARM flavor (image attribute __support_arm; \
            flavor ecs:instance_architecture).
            """,
            zh: """
                x86 镜像需要 x86 规格，ARM 镜像需要 ARM 规格（镜像属性 __support_arm；\
                规格属性 ecs:instance_architecture）。
                """),
        source: "ECS user guide 'ECS types'; IMS API 'Error codes' (IMG.0212)",
        english: RuleText(
            "Flavor {flavor} is {arch} but {image} was created from a {other} server.",
            fix: "Choose a flavor of the same architecture."),
        chinese: RuleText(
            "规格 {flavor} 的架构为 {arch}，而镜像 {image} 来自 {other} 架构的云服务器。",
            fix: "请选择相同架构的规格。"))

    static let about = ["server.flavor"]

    static let violating = [
        RuleExample(
            "an x86 image on an ARM flavor",
            at: ["server.web | kc1.large.2"],
            manifest: """
                servers:
                  web:
                    flavor: kc1.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            accepted: """
                The server service refuses it with Ecs.0005, its code for every value that does not fit.
                """),
        RuleExample(
            "an image of the same plan",
            at: ["server.web | kc1.large.2"],
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  web:
                    flavor: kc1.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            accepted: """
                The server service refuses it with Ecs.0005, its code for every value that does not fit.
                """),
        RuleExample(
            "an ARM flavor for a server that runs",
            at: ["server.web | kc1.large.2"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                servers:
                  web:
                    flavor: kc1.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            accepted: """
                The server service refuses it with Ecs.0804, its code for a change of flavor that is not possible.
                """),
    ]
    static let satisfying = [
        RuleExample(
            "image and flavor are both x86",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "image and flavor are both ARM",
            manifest: """
                servers:
                  web:
                    flavor: kc1.large.2
                    image: {name: "Ubuntu 22.04 server 64bit for Kunpeng"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where server.needsFlavor {
            guard let flavor = context.flavor(of: server), let mine = flavor.architecture,
                let image = context.bootedImage(of: server), let other = image.entry.architecture
            else { continue }
            report.evaluated += 1
            guard mine != other else { continue }
            report.violate(
                server, at: .flavor,
                [
                    "flavor": "\(flavor.id)", "arch": "\(mine)", "image": "\(image.text)",
                    "other": "\(other)",
                ],
                remark: "\(mine)")
        }
    }
}
