import XimageCore
import XimagePlanning

struct CopyInsideRegion: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP001", name: "copy-inside-region", severity: .error, phases: [.validate],
        summary: "A whole image cannot be copied inside its region",
        rationale: """
            The only copy allowed for a whole image is a replication to another region. In-region copies \
            (used for other images to encrypt, decrypt or duplicate) are refused.
            """,
        source: "seed; IMG.0130, IMG.0142",
        english: RuleText(
            """
            {copy} targets {region}, the region {image} is already in; whole images can only be \
            replicated to another region.
            """,
            fix: "Change the target region, or create a second image from the server."),
        chinese: RuleText(
            "复制 {copy} 的目标区域 {region} 与整机镜像 {image} 所在区域相同，整机镜像仅支持跨区域复制。",
            fix: "请更换目标区域，或用云服务器再制作一个镜像。"))

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
