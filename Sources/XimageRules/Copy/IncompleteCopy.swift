import XimageCore
import XimagePlanning

struct IncompleteCopy: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP005", name: "incomplete-copy", severity: .error, phases: [.validate, .apply],
        title: Bilingual("Required fields of a copy", zh: "复制的必填字段"),
        headline: Bilingual("Copy lacks required fields", zh: "复制缺少必填字段"),
        rationale: Bilingual(
            """
            The request for a whole image needs name, target region, target project name, agency name and a \
            vault in the target region. Region, agency and vault must be in the manifest; project (CP010) \
            and name (NM013) are filled in when omitted.
            """,
            zh: """
                整机镜像的复制请求需要名称、目标区域、目标项目名称、委托名称以及目标区域的存储库。\
                区域、委托和存储库必须写在清单中；项目（CP010）和名称（NM013）留空时由 ximage 填写。
                """),
        source: "IMS API 'Replicating an image across regions'; Terraform provider 'ims_image_copy'",
        english: RuleText(
            "{copy} lacks {fields}.",
            fix: """
                A cross-region copy of a whole image needs a target region, an agency and a replication \
                vault there; add the missing fields.
                """),
        chinese: RuleText(
            "复制 {copy} 缺少 {fields}。",
            fix: "整机镜像跨区域复制需要目标区域、委托以及目标区域的复制存储库，请补充缺失字段。"))

    static let violating = [
        RuleExample("a copy without an agency", at: "copy.golden.south") {
            $0.addCopy()
            $0.set("copy.golden.south", .agency, .null)
            $0.isOffline = true
        },
        RuleExample("a copy without a vault", at: "copy.golden.south") {
            $0.addCopy()
            $0.set("copy.golden.south", .targetVault, .null)
        },
    ]
    static let satisfying = [RuleExample("region, agency and vault are given") { $0.addCopy() }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for work in context.copies {
            report.evaluated += 1
            let copy = context.copy(work)
            var missing: [String] = []
            if work.target == nil { missing.append("`region`") }
            if copy.desired.attributes[.agency].isEmpty { missing.append("`agency`") }
            if copy.desired.attributes[.targetVault].isEmpty { missing.append("`vault`") }
            guard !missing.isEmpty else { continue }
            report.violate(copy, ["copy": "\(copy.address)", "fields": Wording.list(missing)])
        }
    }
}
