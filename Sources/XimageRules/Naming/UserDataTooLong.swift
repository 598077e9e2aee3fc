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

    static let violating = [
        RuleExample("33 KiB", at: "server.web userData") {
            $0.set("server.web", .userData, .secret(Secret(String(repeating: "#", count: 33 * 1024))))
        }
    ]
    static let satisfying = [
        RuleExample("a short script") { $0.set("server.web", .userData, .secret(Secret("#!/bin/sh\n"))) }
    ]

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
