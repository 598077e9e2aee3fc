import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let wholeImageShared = RuleMetadata(
        .wholeImageShared, name: "whole-image-shared", severity: .error, phases: [.validate],
        acknowledgement: "whole-image-sharing",
        rationale: Bilingual(
            """
            Declaring project or account members on a whole image is refused. Newer documentation permits \
            sharing when the image is backed by a CBR backup; a user who wants that behaviour acknowledges \
            it, and WI004 then applies.
            """,
            zh: """
                在整机镜像上声明项目或账号成员会被拒绝。较新的文档允许共享基于 CBR 备份的镜像；\
                需要该行为的用户可以确认，此时适用 WI004。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS user guide \
            'Sharing images' (2021); IMS API 'Error codes' (IMG.0135)
            """,
        coverage: .notOffered(
            Bilingual(
                "The manifest language has no sharing; its keys are recognised only to report this.",
                zh: "清单语言没有共享功能；识别相关的键只是为了报告这一点。")))
}
