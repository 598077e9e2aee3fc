import XimageCore
import XimagePlanning

struct ImageName: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .imageName, name: "image-name", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            1-128 characters; Chinese characters, letters, digits, hyphen, dot, underscore and inner spaces; \
            no leading or trailing space. Applies to copies and to names with a generated suffix \
            (generation, instance) too.
            """,
            zh: """
                长度为 1–128 个字符，可使用中文、字母、数字、连字符、点、下划线和中间空格，首尾不能有空格。\
                复制的名称以及带有自动生成后缀（代、实例）的名称也适用本规则。
                """),
        source: "IMS API 'Creating a full-ECS image', field name; IMS API 'Error codes' (IMG.0002, IMG.0003)")

    static let about = ["image.name"]

    static let violating = [
        RuleExample(
            "the name of the server brings a character that images do not take",
            at: ["image.golden[\"4e7628b6-dc84-4e46-81af-90e2246fb8c7\"] | golden"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: billing@berlin, tags: {backup: daily}}]
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                images:
                  golden:
                    from: {servers: {live: {tags: {backup: daily}}}}
                    vault: main
                    name: "golden-${source.name}"
                """),
        RuleExample(
            "a tag of the server brings a slash",
            at: ["image.golden[\"4e7628b6-dc84-4e46-81af-90e2246fb8c7\"] | golden"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: billing, tags: {backup: daily, owner: shop/berlin}}]
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                images:
                  golden:
                    from: {servers: {live: {tags: {backup: daily}}}}
                    vault: main
                    name: "golden-${source.tags.owner}"
                """),
        RuleExample(
            "too long with its generation",
            at: ["image.golden | golden"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main,
                      name: nightly-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}}
                """),
        RuleExample(
            "a slash in the name",
            at: ["- | shop/golden"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, name: shop/golden}}
                """),
        RuleExample(
            "a blank at the end",
            at: ["- | \"${generation.number} \""],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, name: "${generation.number} "}}
                """),
    ]

    static let satisfying = [
        RuleExample(
            "letters, Chinese characters and an inner blank",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, name: "黄金 golden_${generation.date}"}}
                """),
        RuleExample(
            "the name of the server",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: billing, tags: {backup: daily}}]
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                images:
                  golden:
                    from: {servers: {live: {tags: {backup: daily}}}}
                    vault: main
                    name: "golden-${source.name}"
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for image in context.subjects(.image) {
            guard let name = context.nextName(of: image) else { continue }
            report.evaluated += 1
            guard let reason = NameFormat.problem(imageName: name) else { continue }
            report.violate(image, at: .name, ["name": "\(name)", "reason": reason])
        }
    }
}
