import XimageCore
import XimagePlanning

struct UserDataTooLong: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .userDataTooLong, name: "user-data-too-long", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            At most 32 KB before encoding; has no effect without cloud-init or Cloudbase-Init (GU011, \
            GU021).
            """,
            zh: "编码前最多 32 KB；没有安装 cloud-init 或 Cloudbase-Init 时用户数据不生效（GU011、GU021）。"),
        source: "ECS API 'Creating ECSs', field user_data")

    static let about = ["server.userData"]

    static let violating = [
        RuleExample(
            "33 KiB",
            at: ["server.web | \"\(String(repeating: "#", count: 33 << 10))\""],
            manifest: server(userData: String(repeating: "#", count: 33 << 10)), command: .validate)
    ]
    static let satisfying = [RuleExample("a short script", manifest: server(userData: "#!/bin/sh"))]

    private static func server(userData: String) -> String {
        """
        servers:
          web:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
            userData: "\(userData)"
        """
    }

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where !server.isExisting {
            let size: Int
            switch server.desired.attributes[.userData] {
            case .string(let text): size = text.utf8.count
            case .secret(let secret): size = secret.reveal().utf8.count
            default: continue
            }
            report.evaluated += 1
            guard size > Limits.userData else { continue }
            report.violate(
                server, at: .userData, ["server": "\(server.address)", "size": "\((size + 1023) / 1024)"])
        }
    }
}
