import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let wholeImageExported = RuleMetadata(
        id: "WI006", name: "whole-image-exported", severity: .error, phases: [.validate],
        summary: "A whole image cannot be exported",
        rationale: """
            Exporting to an object-storage bucket is not possible for whole images. It is possible for \
            unencrypted private system-disk images below 1 TB.
            """,
        source: "seed; IMG.0080, IMG.0128; IMS user guide 'Exporting images'",
        english: RuleText(
            "{image} cannot be exported to a bucket.",
            fix: """
                Remove the export setting; to take the data out, export a system-disk image (below 1 TiB) \
                and data-disk images of the same server.
                """),
        chinese: RuleText(
            "整机镜像 {image} 不允许导出到桶。",
            fix: "请去掉导出设置；如需导出数据，可分别制作该云服务器的系统盘镜像（小于 1 TiB）与数据盘镜像后导出。"),
        coverage: .notOffered(
            "The manifest language has no export; its keys are recognised only to say so."))
}
