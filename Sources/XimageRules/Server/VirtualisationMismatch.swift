import XimageCore
import XimagePlanning

struct VirtualisationMismatch: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV103", name: "virtualisation-mismatch", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Virtualisation type", zh: "虚拟化类型"),
        headline: Bilingual(
            "Image does not support the flavor's virtualisation",
            zh: "镜像不支持规格的虚拟化类型"),
        rationale: Bilingual(
            "The image must carry the support attribute for the flavor's virtualisation (KVM or Xen).",
            zh: "镜像必须带有支持该规格虚拟化类型（KVM 或 Xen）的属性。"),
        source: """
            IMS API 'Querying images'; IMS user guide 'Optimizing a Linux private image', 'Optimizing a \
            Windows private image'
            """,
        english: RuleText(
            "Flavor {flavor} runs on {virt}, which {image} does not support.",
            fix: "Install the needed drivers in the source and rebuild the image, or choose another flavor."),
        chinese: RuleText(
            "规格 {flavor} 采用 {virt} 虚拟化，镜像 {image} 不支持。",
            fix: "请在源云服务器中安装所需驱动后重新制作，或更换规格。"))

    static let about = ["server.flavor"]

    static let violating = [
        RuleExample(
            "a flavor that runs on Xen",
            at: ["server.web | c2.large.2"],
            manifest: """
                servers:
                  web:
                    flavor: c2.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            faults: """
                faults:
                  - match: {operation: ListFlavors}
                    status: 200
                    body: >-
                      {"flavors": [{"id": "c2.large.2", "vcpus": "2", "ram": 4096,
                      "os_extra_specs": {
                      "ecs:instance_architecture": "x86_64", "cond:operation:status": "normal",
                      "ecs:virtualization_env_types": "FusionCompute"}}]}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "an image for KVM on a KVM flavor",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where server.needsFlavor {
            guard let image = context.bootImage(of: server), !image.entry.hypervisors.isEmpty,
                let flavor = context.flavor(of: server), let hypervisor = flavor.hypervisor
            else { continue }
            report.evaluated += 1
            guard !image.entry.hypervisors.contains(hypervisor) else { continue }
            report.violate(
                server, at: .flavor,
                [
                    "flavor": "\(flavor.id)", "virt": hypervisor == .kvm ? "KVM" : "Xen",
                    "image": "\(image.text)",
                ])
        }
    }
}
