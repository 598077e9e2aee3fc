import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let wholeImageExported = RuleMetadata(
        .wholeImageExported, name: "whole-image-exported", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            Exporting to an object-storage bucket is not possible for whole images. It is possible for \
            unencrypted private system-disk images below 1 TB.
            """,
            zh: "整机镜像不能导出到对象存储桶。小于 1 TB 且未加密的私有系统盘镜像可以导出。"),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS API 'Error \
            codes' (IMG.0080, IMG.0128); IMS user guide 'Exporting images'
            """,
        coverage: .notOffered(
            Bilingual(
                "The manifest language has no export; its keys are recognised only to report this.",
                zh: "清单语言没有导出功能；识别相关的键只是为了报告这一点。")))
}
