import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let wholeImageShared = RuleMetadata(
        id: "WI003", name: "whole-image-shared", severity: .error, phases: [.validate],
        acknowledgement: "whole-image-sharing",
        summary: "A whole image cannot be shared with another tenant",
        rationale: """
            Declaring project or account members on a whole image is refused. Newer documentation permits \
            sharing when the image is backed by a CBR backup; a user who wants that behaviour acknowledges \
            it, and WI004 then applies.
            """,
        source: "seed; relaxed by IMS user guide 'Sharing images' (2021+); cloud error IMG.0135",
        english: RuleText(
            "{image} lists other tenants, but whole images may not be shared.",
            fix: """
                Remove the sharing setting, or share system-disk and data-disk images instead. If your \
                account runs on CBR and has the newer behaviour, acknowledge `whole-image-sharing`.
                """),
        chinese: RuleText(
            "整机镜像 {image} 声明了其他租户，但整机镜像不允许共享。",
            fix: "请去掉共享设置，或改为共享系统盘镜像和数据盘镜像；若账号使用 CBR 且已具备新行为，请确认 `whole-image-sharing`。"),
        coverage: .notOffered(
            "The manifest language has no sharing; its keys are recognised only to say so."))
}
