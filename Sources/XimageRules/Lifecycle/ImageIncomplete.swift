import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageIncomplete = RuleMetadata(
        id: "LC001", name: "image-incomplete", severity: .error, phases: [.apply],
        title: Bilingual("Completion of an image", zh: "镜像制作完成的判定"),
        headline: Bilingual("Image is not complete", zh: "镜像尚未制作完成"),
        rationale: Bilingual(
            """
            The image is complete only when the job has succeeded and the image's own status is normal \
            (active). In the console an image that is usable in one AZ only is labelled so and becomes \
            'normal' later; through the API the same phase can show as active with a backup that is still \
            being created. ximage therefore reports 'usable in AZ' while the backup is not yet available, \
            and 'complete' after. The command's success, and every step that depends on the image, waits for \
            the state it needs.
            """,
            zh: """
                只有任务成功，且镜像自身状态为正常（`active`）时，镜像才算完成。在控制台上，\
                仅在其可用区内可用的镜像会有相应标识，之后才变为“正常”；通过接口查询时，\
                同一阶段可能显示为 `active`，而备份仍在进行。因此，备份尚不可用时，ximage 会报告“可用区内可\
                用”，之后报告“完成”。命令的成功以及依赖该镜像的每个步骤，都会等待所需的状态。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), procedure; IMS API 'Querying a \
            job'; IMS user guide 'Creating a full-ECS image from an ECS' (2022)
            """,
        unconfirmed: Bilingual(
            "the API status during the AZ-only phase",
            zh: "镜像仅在单个可用区可用期间的 API 状态值"),
        coverage: .engine(
            Bilingual(
                "A step is complete when its object is in the state that later steps need.",
                zh: "对象达到后续步骤所需的状态时，步骤才算完成。")))
}
