import XimageCore
import XimagePlanning

struct AdminPassword: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .adminPassword, name: "admin-password", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            8-26 characters with at least three of upper case, lower case, digit, special; not the user \
            name. Password and key pair exclude each other. Never stored in state or shown.
            """,
            zh: """
                长度为 8–26 个字符，至少包含大写字母、小写字母、数字、特殊字符中的三类，且不能是用户名。\
                密码与密钥对不能同时指定。密码不会写入状态，也不会显示。
                """),
        source: "ECS API 'Creating ECSs', field adminPass")

    static let about = ["server.adminPassword", "server.keyPair"]

    static let violating = [
        RuleExample(
            "only lower-case letters",
            at: ["server.web | \"${var.root}\""],
            manifest: """
                variables: {root: {default: "onlyletters", sensitive: true}}
                servers:
                  web:
                    adminPassword: "${var.root}"
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "too short",
            at: ["server.web | \"${var.root}\""],
            manifest: """
                variables: {root: {default: "Ab1!", sensitive: true}}
                servers:
                  web:
                    adminPassword: "${var.root}"
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a key pair beside the password",
            at: ["server.web | web"],
            manifest: """
                variables: {root: {default: "Abcdef-123", sensitive: true}}
                servers:
                  web:
                    adminPassword: "${var.root}"
                    keyPair: ops
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]

    static let satisfying = [
        RuleExample(
            "three kinds of characters",
            manifest: """
                variables: {root: {default: "Abcdef-123", sensitive: true}}
                servers:
                  web:
                    adminPassword: "${var.root}"
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a key pair and no password",
            manifest: """
                servers:
                  web:
                    keyPair: ops
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where !server.isExisting {
            let attributes = server.desired.attributes
            guard !attributes[.adminPassword].isEmpty else { continue }
            report.evaluated += 1
            if !attributes[.keyPair].isEmpty {
                report.violate(
                    server, at: .keyPair, ["server": "\(server.address)", "reason": .keyPairBeside])
            }
            guard let reason = problem(attributes[.adminPassword]) else { continue }
            report.violate(server, at: .adminPassword, ["server": "\(server.address)", "reason": reason])
        }
    }

    /// Looks at lengths and kinds alone, and tells nothing of the text.
    private func problem(_ value: Value) -> RuleArgument? {
        guard case .secret(let secret) = value else { return nil }
        let text = secret.reveal().unicodeScalars
        guard Limits.adminPassword.contains(text.count) else {
            return RuleArgument("its length is not 8-26 characters", zh: "长度不在 8–26 个字符之间")
        }
        let kinds = [
            text.contains { ("a"..."z").contains($0) }, text.contains { ("A"..."Z").contains($0) },
            text.contains { ("0"..."9").contains($0) },
            text.contains { !NameFormat.isWord($0) },
        ].count { $0 }
        return kinds < 3 ? RuleArgument("it has fewer than three kinds of characters", zh: "字符种类不足三类") : nil
    }
}
