import XimageCore
import XimagePlanning

struct VaultDeletionDeletesBackups: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .vaultDeletionDeletesBackups, name: "vault-deletion-deletes-backups", severity: .error,
        phases: [.plan, .apply],
        acknowledgement: "destroy-backups",
        rationale: Bilingual(
            """
            A vault can be deleted only when available or in error and only if pay-per-use; all its backups are \
            deleted with it. ximage refuses, whatever is acknowledged, while a remaining image is based on one \
            of them: a declared image, a released one, or someone else's.
            """,
            zh: """
                只有处于可用或错误状态的按需计费存储库才能删除；其中的全部备份会一并删除。只要有保留的镜像基于其\
                中的备份，无论如何确认，ximage 都会拒绝：无论是已声明的镜像、不再管理的镜像，还是他人的镜像。
                """),
        source: "CBR user guide 'Deleting a vault'",
        unconfirmed: Bilingual(
            "whether the service blocks the deletion when a backup has an image",
            zh: "备份已有镜像时，云服务是否阻止删除"))

    static let violating = [
        RuleExample(
            "a vault with backups is removed",
            at: ["vault.main"],
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
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed:
                  - {from: vault.main, action: delete, reason: closed}
                  - {from: image.golden, action: delete, reason: closed}
                """),
        RuleExample(
            "a vault is removed under an image that is handed over",
            at: ["vault.main"],
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
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed:
                  - {from: vault.main, action: delete, reason: closed}
                  - {from: image.golden, action: forget, reason: handed over}
                """),
        RuleExample(
            "everything is destroyed, the backups stay",
            at: ["vault.main"],
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
            command: .destroy),
    ]
    static let satisfying = [
        RuleExample(
            "an empty vault is removed",
            before: "vaults: {spare: {size: 100 GiB}}",
            manifest: """
                removed:
                  - {from: vault.spare, action: delete, reason: closed}
                """),
        RuleExample(
            "a vault with backups is forgotten",
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
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed:
                  - {from: vault.main, action: forget, reason: handed over}
                  - {from: image.golden, action: forget, reason: handed over}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let deletions = context.changes.filter {
            $0.address.kind == .vault && $0.destroys && $0.id != nil && !$0.isCleaned
        }
        guard !deletions.isEmpty else { return }
        var images: [RemoteID: [RuleArgument]] = [:]
        for object in context.live.resources where object.kind == .image {
            guard case .image(let facts) = object.facts, let vault = facts.vault else { continue }
            images[vault, default: []].append(.named("image", object.name))
        }
        for change in deletions {
            guard let id = change.id, case .vault(let facts) = context.live[id]?.facts else { continue }
            report.evaluated += 1
            let resting = images[id] ?? []
            let listed = context.backups.all.count { $0.vault == id }
            guard facts.usedMiB != 0 || !resting.isEmpty || listed > 0 else { continue }
            report.violate(
                change.address, at: change.origin,
                [
                    "vault": "\(change.address)",
                    "images": Self.images(resting.sorted { $0.english < $1.english }),
                    "backups": Self.backups(listed: listed, atLeast: resting.count),
                ])
        }
    }

    private static func backups(listed: Int, atLeast known: Int) -> RuleArgument {
        if listed > 0 { return Wording.count(listed, "backup", zh: "个备份") }
        guard known > 0 else { return RuleArgument("all its backups", zh: "全部备份") }
        let least = Wording.count(known, "backup", zh: "个备份")
        return RuleArgument("at least \(least.english)", zh: "至少 \(least.chinese ?? "")")
    }

    private static func images(_ users: [RuleArgument]) -> RuleArgument {
        guard !users.isEmpty else { return "" }
        let list = Wording.list(users)
        return RuleArgument(
            ", including those behind \(list.english)", zh: "，其中包括镜像 \(list.chinese ?? list.english) 依赖的备份")
    }
}
