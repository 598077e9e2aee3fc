import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageIncomplete = RuleMetadata(
        id: "LC001", name: "image-incomplete", severity: .error, phases: [.apply],
        summary: "Done means state normal",
        rationale: """
            The image is complete only when the job has succeeded and the image's own status is normal \
            (active). In the console an image that is usable in its AZ only is labelled so and becomes \
            'normal' later; through the API the same phase can show as active with a backup that is still \
            being made. The tool therefore reports 'usable in AZ' while the backup is not yet available, \
            and 'complete' after. The command's success, and every step that depends on the image, waits \
            for the state it needs.
            """,
        source: "seed (steps 9-10); IMS API job query; IMS user guide (2022)",
        unconfirmed: "the API status value during the AZ-only phase",
        english: RuleText(
            "{image} is not complete: job {job_status}, image {image_status}.",
            fix: "Steps that need it wait; run the status command to follow it."),
        chinese: RuleText(
            "整机镜像 {image} 尚未完成：任务 {job_status}，镜像状态 {image_status}。",
            fix: "依赖它的步骤将等待；可用状态命令查看进度。"),
        coverage: .engine(
            "A step ends when the object is in the state that its followers need."))
}
