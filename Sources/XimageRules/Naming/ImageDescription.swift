import XimageCore
import XimagePlanning

struct ImageDescription: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .imageDescription, name: "image-description", severity: .error, phases: [.validate],
        rationale: Bilingual(
            "At most 1024 characters; no line breaks and no angle brackets.",
            zh: "最多 1024 个字符，不能换行，不能包含尖括号。"),
        source: """
            IMS API 'Creating a full-ECS image', field description; IMS API 'Error codes' (IMG.0004, \
            IMG.0054)
            """)

    static let about = ["image.description"]

    static let violating = [
        RuleExample(
            "a tag of the server brings angle brackets",
            at: ["image.golden[\"4e7628b6-dc84-4e46-81af-90e2246fb8c7\"] | \"of ${source.tags.owner}\""],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: billing, tags: {backup: daily, owner: '<shop>'}}]
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                images:
                  golden:
                    from: {servers: {live: {tags: {backup: daily}}}}
                    vault: main
                    description: "of ${source.tags.owner}"
                """),
        RuleExample(
            "angle brackets",
            at: ["- | <b>golden</b>"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, description: <b>golden</b>}}
                """),
        RuleExample(
            "two lines",
            at: ["- | \"one\\ntwo\""],
            manifest: #"""
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, description: "one\ntwo"}}
                """#),
    ]

    static let satisfying = [
        RuleExample(
            "one line",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, description: the golden one}}
                """),
        RuleExample(
            "a tag of the server",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: billing, tags: {backup: daily, owner: shop}}]
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                images:
                  golden:
                    from: {servers: {live: {tags: {backup: daily}}}}
                    vault: main
                    description: "of ${source.tags.owner}"
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for image in context.subjects(.image) {
            guard let text = image.desired.attributes[.description].string else { continue }
            report.evaluated += 1
            guard let reason = NameFormat.problem(description: text, limit: Limits.imageDescription) else {
                continue
            }
            report.violate(image, at: .description, ["object": "\(image.address)", "reason": reason])
        }
    }
}
