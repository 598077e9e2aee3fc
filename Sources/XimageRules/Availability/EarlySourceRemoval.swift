import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let earlySourceRemoval = RuleMetadata(
        id: "AV009", name: "early-source-removal", severity: .error, phases: [.validate, .plan],
        acknowledgement: "early-source-removal",
        summary: "Keep source disks until region availability",
        rationale: """
            Until the image is region-available its data rest on snapshots of the source disks. Deleting \
            the source disks, deleting snapshots, reinstalling or switching the source OS (which drops \
            system-disk snapshots) in that window can destroy the image.
            """,
        source: "EVS user guide (snapshots go with the disk); ECS user guide 'Reinstalling the OS'; design",
        english: RuleText(
            """
                {object} would be deleted or reinstalled before {image} is available in the region, which \
                could destroy the image.
                """,
            fix: "Let the plan wait for region availability."),
        chinese: RuleText(
            "在 {image} 于区域内可用之前就会删除或重装 {object}，可能破坏镜像。",
            fix: "请让计划等待镜像在区域内可用。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
