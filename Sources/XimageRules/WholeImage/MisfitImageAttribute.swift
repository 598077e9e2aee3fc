import XimageCore
import XimagePlanning

struct MisfitImageAttribute: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .misfitImageAttribute, name: "misfit-image-attribute", severity: .error, phases: [.validate],
        rationale: """
            For whole images: no disk format, no minimum disk size and no object-storage URL may be given; \
            disk sizes come from the server. `vault` is given for server sources (VA001). Tags may be \
            given in one form only (NM005).
            """,
        source: "IMS API 'Creating a full-ECS image' request body")

    static let violating = [
        RuleExample("a single disk for a whole image", at: "image.golden from.disk") {
            $0.set("image.golden", .sourceDisk, "data")
        }
    ]
    static let satisfying = [RuleExample("a whole server") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for image in context.subjects(.image) where image.desired.attributes[.kind].string == "whole" {
            report.evaluated += 1
            guard !image.desired.attributes[.sourceDisk].isEmpty else { continue }
            report.violate(
                image, at: .sourceDisk,
                ["field": "from.disk", "image": "\(image.address)", "kind": "whole", "needed": "data"])
        }
    }
}
