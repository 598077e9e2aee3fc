import XimageCore
import XimagePlanning

struct ServerTexts: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .serverTexts, name: "server-texts", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            Description up to 85 characters without angle brackets; up to 10 tags (key 36, value 43; \
            including those that ximage adds); up to 10 metadata pairs.
            """,
            zh: """
                描述最多 85 个字符，不能包含尖括号；最多 10 个标签（键 36 个字符，\
                值 43 个字符，ximage 自身的标签也计算在内）；元数据最多 10 对。
                """),
        source: "ECS API 'Creating ECSs', fields description, server_tags and metadata")

    static let about = ["server.description", "server.metadata", "server.tags"]

    static let violating = [
        RuleExample(
            "eleven metadata pairs",
            at: [
                "server.web | {k1: v, k2: v, k3: v, k4: v, k5: v, k6: v, k7: v, k8: v, k9: v, k10: v, k11: v}"
            ],
            manifest: """
                servers:
                  web:
                    metadata: {k1: v, k2: v, k3: v, k4: v, k5: v, k6: v, k7: v, k8: v, k9: v, k10: v, k11: v}
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            command: .validate),
        RuleExample(
            "a long description",
            at: [
                "- | dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
            ],
            manifest: """
                servers:
                  web:
                    description: dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "nine tags",
            at: ["server.web | {k1: v, k2: v, k3: v, k4: v, k5: v, k6: v, k7: v, k8: v, k9: v}"],
            manifest: """
                servers:
                  web:
                    tags: {k1: v, k2: v, k3: v, k4: v, k5: v, k6: v, k7: v, k8: v, k9: v}
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]

    static let satisfying = [
        RuleExample(
            "a short description",
            manifest: """
                servers:
                  web:
                    description: shop front
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "ten metadata pairs",
            manifest: """
                servers:
                  web:
                    metadata: {k1: v, k2: v, k3: v, k4: v, k5: v, k6: v, k7: v, k8: v, k9: v, k10: v}
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where !server.isExisting {
            report.evaluated += 1
            let attributes = server.desired.attributes
            if let text = attributes[.description].string,
                let reason = NameFormat.problem(
                    description: text, limit: Limits.serverDescription, allowsLines: true)
            {
                violate(server, .description, reason, &report)
            }
            if let tags = attributes[.tags].stringMap, let (_, reason) = NameFormat.problem(tags: tags) {
                violate(server, .tags, reason, &report)
            }
            if let count = attributes[.metadata].map?.count, count > Limits.metadata {
                violate(
                    server, .metadata, RuleArgument("there are \(count) pairs", zh: "共有 \(count) 对"), &report)
            }
        }
    }

    private func violate(
        _ server: RuleContext.Subject, _ attribute: AttributeName, _ reason: RuleArgument,
        _ report: inout RuleReport
    ) {
        report.violate(
            server, at: attribute,
            ["field": "`\(attribute)`", "object": "\(server.address)", "reason": reason])
    }
}
