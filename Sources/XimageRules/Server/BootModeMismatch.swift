import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let bootModeMismatch = RuleMetadata(
        id: "SV102", name: "boot-mode-mismatch", severity: .error, phases: [.plan, .apply],
        summary: "Boot mode must match",
        rationale: """
            BIOS and UEFI images are not interchangeable; a private image is not even listed for a flavor \
            of the other boot mode. ARM images are always UEFI.
            """,
        source: "IMS API hw_firmware_type; ECS FAQ on private images not shown",
        english: RuleText(
            "{image} boots with {mode}, which flavor {flavor} does not support.",
            fix: "Choose a flavor with the same boot mode."),
        chinese: RuleText(
            "镜像 {image} 的启动方式为 {mode}，规格 {flavor} 不支持。",
            fix: "请选择启动方式相同的规格。"),
        coverage: .awaitingFacts(
            "Boot modes of flavors and images are not read yet."))
}
