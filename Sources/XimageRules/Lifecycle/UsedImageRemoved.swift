import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let usedImageRemoved = RuleMetadata(
        id: "LC012", name: "used-image-removed", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Deletion of an image in use", zh: "使用中镜像的删除"),
        headline: Bilingual("Image is removed while it is in use", zh: "将移除仍在使用的镜像"),
        rationale: Bilingual(
            """
            Servers, copies and scaling configurations that use an image finish before the image is deleted. An \
            image still referenced by a declared object may not be removed.
            """,
            zh: "使用某个镜像的云服务器、复制和伸缩配置会在删除该镜像之前完成。仍被已声明对象引用的镜像不得移除。"),
        source: "ximage documentation 'Manifest reference'; IMS user guide 'Deleting images'",
        coverage: .language(
            Bilingual(
                """
                An image that a declared object refers to cannot be undeclared: the reference would not resolve.
                """,
                zh: "被其他已声明对象引用的镜像不能从清单中去掉，否则引用无法解析。")))
}
