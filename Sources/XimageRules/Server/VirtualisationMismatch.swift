import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let virtualisationMismatch = RuleMetadata(
        id: "SV103", name: "virtualisation-mismatch", severity: .error, phases: [.plan, .apply],
        summary: "Virtualisation type must be supported by the image",
        rationale: """
            The image must carry the support attribute for the flavor's virtualisation (KVM or Xen).
            """,
        source: "IMS API image attributes; IMS user guide 'Optimizing a Linux/Windows private image'",
        english: RuleText(
            "Flavor {flavor} runs on {virt}, which {image} does not support.",
            fix: "Install the needed drivers in the source and rebuild the image, or choose another flavor."),
        chinese: RuleText(
            "规格 {flavor} 采用 {virt} 虚拟化，镜像 {image} 不支持。",
            fix: "请在源云服务器中安装所需驱动后重新制作，或更换规格。"),
        coverage: .awaitingFacts(
            "Virtualisation types of flavors and images are not read yet."))
}
