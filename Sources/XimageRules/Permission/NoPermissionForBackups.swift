import XimageCore
import XimagePlanning

struct NoPermissionForBackups: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "PM002", name: "no-permission-for-backups", severity: .error,
        phases: [.plan, .apply, .serverSide],
        title: Bilingual("Server-backup permissions", zh: "云服务器备份权限"),
        headline: Bilingual("Account lacks server-backup permissions", zh: "账号缺少云服务器备份权限"),
        rationale: Bilingual(
            """
            Because the image is created through a server backup, the backup service's create and get \
            permissions are required as well: CSBS then, CBR now (vault get, list, add \
            resource, backup; backup get, list; protectable query). Where the list of backups is refused, \
            the plan tries whether the key may read a single one.
            """,
            zh: """
                镜像通过云服务器备份制作，因此还需要备份服务的创建和查询权限：过去是 CSBS 的权限，\
                现在是 CBR 的权限（存储库的查询、列表、添加资源、备份；备份的查询、列表；可备份资源查询）。\
                备份列表被拒绝时，plan 会尝试密钥能否读取单个备份。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), scenarios; CBR 'Permissions and \
            supported actions'; IMS API 'Error codes' (IMG.0133, IMG.0165)
            """,
        unconfirmed: Bilingual(
            "exact action names of the cloud server backup service (CSBS)",
            zh: "云服务器备份（CSBS）授权项的确切名称"),
        english: RuleText(
            """
            The account in use lacks {permissions} of the server-backup service, which \
            creating a whole image requires.
            """,
            fix: "Ask for both the create and the read permission."),
        chinese: RuleText(
            "当前账号缺少云服务器备份的{permissions}，制作整机镜像时必须具备。",
            fix: "请申请备份服务的创建与查询权限。"))

    private static let refused = UnreadableFact(
        service: "cbr", region: "cn-north-4", fact: UnreadableFact.singleBackups, reason: "forbidden",
        permission: "cbr:backups:get")

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the key may not read backups",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            denied: ["cbr:backups:*"])
    ]
    static let satisfying = [
        RuleExample(
            "the key may not list backups, but read each of them",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            denied: ["cbr:backups:list"]),
        RuleExample(
            "no image is created",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            denied: ["cbr:backups:*"]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp && context.isOnline {
            report.evaluated += 1
            let image = context.image(capture)
            let refused = context.unreadable.first {
                $0.fact == UnreadableFact.singleBackups && $0.region == image.desired.region
            }
            guard let permission = refused?.permission else { continue }
            report.violate(
                image, at: .source,
                [
                    "permissions": RuleArgument(
                        "the permission `\(permission)`", zh: " `\(permission)` 权限")
                ])
        }
    }
}
