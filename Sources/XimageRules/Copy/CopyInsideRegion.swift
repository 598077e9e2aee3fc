import XimageCore
import XimagePlanning

struct CopyInsideRegion: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .copyInsideRegion, name: "copy-inside-region", severity: .error, phases: [.validate],
        rationale: """
            The only copy allowed for a whole image is a replication to another region. In-region copies \
            (used for other images to encrypt, decrypt or duplicate) are refused.
            """,
        source: "seed; IMG.0130, IMG.0142")

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
