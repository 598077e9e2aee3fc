import XimageCore
import XimagePlanning

struct ServerName: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "NM006", name: "server-name", severity: .error, phases: [.validate],
        summary: "Server name",
        rationale: """
            1-64 characters of letters, digits, Chinese, underscore, hyphen, dot (newer API texts allow \
            128 ASCII characters; 64 is safe). With count > 1, at most 59.
            """,
        source: "ECS API field name",
        english: RuleText(
            "Server name \"{name}\" is not valid: {reason}.",
            fix: "Use 1-64 letters, digits, Chinese characters, '_', '-' or '.'."),
        chinese: RuleText(
            "云服务器名称“{name}”不合法：{reason}。",
            fix: "可使用 1–64 个字母、数字、中文、“_”、“-”、“.”。"))

    static let violating = [
        RuleExample("a blank in the name", at: "server.web name") { $0.set("server.web", .name, "shop web") },
        RuleExample("65 characters", at: "server.web name") {
            $0.set("server.web", .name, .string(String(repeating: "w", count: 65)))
        },
    ]
    static let satisfying = [RuleExample("letters and hyphens") { _ in }]

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
