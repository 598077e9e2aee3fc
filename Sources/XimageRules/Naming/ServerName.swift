import XimageCore
import XimagePlanning

struct ServerName: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .serverName, name: "server-name", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            1-64 characters of letters, digits, Chinese, underscore, hyphen, dot (newer API texts allow 128 \
            ASCII characters; 64 is safe). With count > 1, at most 59.
            """,
            zh: """
                长度为 1–64 个字符，可使用字母、数字、中文、下划线、连字符和点（较新的 API 文档允\
                许 128 个 ASCII 字符，64 个最稳妥）。count 大于 1 时最多 59 个字符。
                """),
        source: "ECS API 'Creating ECSs', field name")

    static let about = ["server.name"]

    static let violating = [
        RuleExample(
            "a blank in the name",
            at: ["- | shop web"],
            manifest: """
                servers:
                  web:
                    name: shop web
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "65 characters",
            at: ["- | wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"],
            manifest: """
                servers:
                  web:
                    name: wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a default name that is too long",
            at: [
                "server.web-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx | web-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            ],
            manifest: """
                servers:
                  web-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "letters and hyphens",
            manifest: """
                servers:
                  web:
                    name: shop-web
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where !server.isExisting {
            guard let name = server.desired.attributes[.name].string else { continue }
            report.evaluated += 1
            guard let reason = NameFormat.problem(name, length: Limits.serverName, extra: "-_.") else {
                continue
            }
            report.violate(server, at: .name, ["name": "\(name)", "reason": reason])
        }
    }
}
