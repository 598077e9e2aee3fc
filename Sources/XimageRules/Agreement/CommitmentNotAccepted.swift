import XimageCore
import XimagePlanning

struct CommitmentNotAccepted: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AG001", name: "commitment-not-accepted", severity: .error, phases: [.validate, .apply],
        title: Bilingual("Image-making commitment", zh: "镜像制作承诺书"),
        headline: Bilingual("Image-making commitment is not accepted", zh: "未接受《镜像制作承诺书》"),
        rationale: Bilingual(
            """
            In the console you read and tick the 'image-making commitment' (镜像制作承诺书) before submitting. The \
            manifest carries the same acceptance, per image, given by the user; ximage never fills it in. It \
            is a precondition, not a waiver.
            """,
            zh: """
                控制台要求用户在提交前阅读并勾选《镜像制作承诺书》。清单中按镜像记录用户本人作出的同样的接受\
                声明，ximage 不会代为填写。它是前提条件，而不是豁免。
                """),
        source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018), procedure",
        unconfirmed: Bilingual("current title and text of the statement", zh: "该声明目前的标题和正文"),
        english: RuleText(
            "The image-making commitment for {image} {problem}.",
            fix: "Read it, and if you agree set `agreements.commitment` to the date on which you did."),
        chinese: RuleText(
            "整机镜像 {image} 的《镜像制作承诺书》{problem}。",
            fix: "请阅读，如同意，请将 `agreements.commitment` 设为接受日期。"))

    static let violating = [
        RuleExample(
            "a date in the future",
            at: ["image.golden | golden"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, agreements: {commitment: 2999-01-01}}}
                """),
        RuleExample(
            "the commitment is not accepted",
            at: ["image.golden | golden"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                version: 1
                project: shop
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  images: {agreements: {disclaimer: 2026-06-01, optimised: true}}
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "the same from the manifests alone",
            at: ["image.golden | golden"],
            manifest: """
                version: 1
                project: shop
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  images: {agreements: {disclaimer: 2026-06-01, optimised: true}}
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            command: .validate),
    ]
    static let satisfying = [
        RuleExample(
            "a date of acceptance",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a date of acceptance of this image alone",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                version: 1
                project: shop
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  images: {agreements: {disclaimer: 2026-06-01, optimised: true}}
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, agreements: {commitment: 2026-09-01}}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for image in context.subjects(.image) {
            guard case .image(let details) = image.desired.details else { continue }
            report.evaluated += 1
            guard let problem = Acceptance.problem(details.commitment, in: context) else { continue }
            report.violate(image, ["image": "\(image.address)", "problem": problem])
        }
    }
}
