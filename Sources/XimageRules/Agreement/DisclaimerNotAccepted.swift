import XimageCore
import XimagePlanning

struct DisclaimerNotAccepted: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AG002", name: "disclaimer-not-accepted", severity: .error, phases: [.validate, .apply],
        title: Bilingual("Image disclaimer", zh: "镜像免责声明"),
        headline: Bilingual("Image disclaimer is not accepted", zh: "未接受《华为镜像免责声明》"),
        rationale: Bilingual(
            """
            The second statement to tick is the 'Huawei image disclaimer' (华为镜像免责声明). Same handling as \
            AG001. When a statement is re-issued under a new version the old acceptance no longer counts.
            """,
            zh: """
                第二份需要勾选的声明是《华为镜像免责声明》，处理方式与 AG001 相同。声明以新版本重新发布后，\
                此前的接受不再有效。
                """),
        source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018), procedure",
        unconfirmed: Bilingual("current title and text of the statement", zh: "该声明目前的标题和正文"),
        english: RuleText(
            "The Huawei image disclaimer for {image} {problem}.",
            fix: "Read it, and if you agree set `agreements.disclaimer` to the date on which you did."),
        chinese: RuleText(
            "整机镜像 {image} 的《华为镜像免责声明》{problem}。",
            fix: "请阅读，如同意，请将 `agreements.disclaimer` 设为接受日期。"))

    static let violating = [
        RuleExample(
            "the disclaimer is not accepted",
            at: ["image.golden | golden"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                version: 1
                project: shop
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  images: {agreements: {commitment: 2026-06-01, optimised: true}}
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a date in the future",
            at: ["image.golden | golden"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, agreements: {disclaimer: 2999-01-01}}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a date of acceptance",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for image in context.subjects(.image) {
            guard case .image(let details) = image.desired.details else { continue }
            report.evaluated += 1
            guard let problem = Acceptance.problem(details.disclaimer, in: context) else { continue }
            report.violate(image, ["image": "\(image.address)", "problem": problem])
        }
    }
}
