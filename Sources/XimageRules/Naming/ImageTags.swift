import XimageCore
import XimagePlanning

struct ImageTags: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .imageTags, name: "image-tags", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            At most 10 tags, including those that ximage adds. Keys 1-36 characters (letters, digits, \
            hyphen, underscore, Chinese), unique; values up to 43 characters (also dots).
            """,
            zh: """
                最多 10 个标签，包括 ximage 自身添加的标签。键为 1–36 个字符（字母、数字、连字符、下划线、中\
                文），不能重复；值最多 43 个字符（还可使用点）。
                """),
        source: """
            IMS API 'Creating a full-ECS image', field image_tags; IMS API 'Error codes' (IMG.0115, \
            IMG.0116)
            """)

    static let about = ["image.tags"]

    static let violating = [
        RuleExample(
            "nine tags",
            at: ["image.golden | {k1: v, k2: v, k3: v, k4: v, k5: v,"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, tags: {k1: v, k2: v, k3: v, k4: v, k5: v,
                      k6: v, k7: v, k8: v, k9: v}}}
                """),
        RuleExample(
            "nine tags with the default ones",
            at: ["image.golden | {f: v, g: v, h: v, i: v}"],
            manifest: """
                version: 1
                project: shop
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
                  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
                  tags: {a: v, b: v, c: v, d: v, e: v}
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, tags: {f: v, g: v, h: v, i: v}}}
                """),
        RuleExample(
            "a blank in a key",
            at: ["- | a b"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, tags: {a b: c}}}
                """),
        RuleExample(
            "a value that is too long",
            at: ["- | vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main,
                      tags: {owner: vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv}}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "eight tags beside the two of ximage",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, tags: {k1: v.1, k2: v.1, k3: v.1, k4: v.1,
                      k5: v.1, k6: v.1, k7: v.1, k8: v.1}}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for image in context.subjects(.image) {
            guard let tags = image.desired.attributes[.tags].stringMap else { continue }
            report.evaluated += 1
            guard let (key, reason) = NameFormat.problem(tags: tags) else { continue }
            report.violate(
                image, at: .tags, ["object": "\(image.address)", "key": "\(key)", "reason": reason])
        }
    }
}
