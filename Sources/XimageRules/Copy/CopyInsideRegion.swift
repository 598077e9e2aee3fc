import XimageCore
import XimagePlanning

struct CopyInsideRegion: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .copyInsideRegion, name: "copy-inside-region", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            The only copy allowed for a whole image is a replication to another region. In-region copies \
            (used for other images to encrypt, decrypt or duplicate) are refused.
            """,
            zh: "整机镜像仅支持复制到其他区域。区域内复制（其他镜像用于加密、解密或另存一份）会被拒绝。"),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS API 'Error \
            codes' (IMG.0130, IMG.0142)
            """)

    static let violating = [
        RuleExample("a copy into the region of the image", at: "copy.golden.south targetRegion") {
            $0.addCopy()
            $0.set("copy.golden.south", .targetRegion, "cn-north-4")
            $0.isOffline = true
        }
    ]
    static let satisfying = [RuleExample("a copy into another region") { $0.addCopy() }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for work in context.copies {
            report.evaluated += 1
            let copy = context.copy(work)
            guard let target = work.target, target == work.source else { continue }
            report.violate(
                copy, at: .targetRegion,
                ["copy": "\(copy.address)", "region": "\(target)", "image": "\(work.imageAddress)"])
        }
    }
}
