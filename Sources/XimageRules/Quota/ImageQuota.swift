import XimageCore
import XimagePlanning

struct ImageQuota: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "QT001", name: "image-quota", severity: .error, phases: [.plan, .apply, .serverSide],
        title: Bilingual("Private image quota", zh: "私有镜像配额"),
        headline: Bilingual("Image quota is exceeded", zh: "私有镜像配额不足"),
        rationale: Bilingual(
            """
            New images and copies must fit the region's private-image quota; older pages name 50 or 100 per \
            region, so the live quota decides. Replacement that creates before deleting needs one spare.
            """,
            zh: """
                新镜像和复制不能超出该区域的私有镜像配额；早期文档给出的数值为每个区域 50 个或 100 个，\
                因此以实际查询到的配额为准。先创建后删除的替换需要多一个配额。
                """),
        source: "IMS API 'Querying the image quota'; IMS API 'Error codes' (IMG.0015)",
        unconfirmed: Bilingual("default value of the quota", zh: "配额的默认值"),
        english: RuleText(
            "The plan creates {count} in {region}, but only {left} of {quota} remain.",
            fix: "Delete unused images or request a larger quota.{first}"),
        chinese: RuleText(
            "计划在 {region} 创建 {count}，但配额 {quota} 仅剩 {left}。",
            fix: "请删除无用镜像或申请扩大配额。{first}"))

    static let violating = [
        RuleExample(
            "the quota is used up",
            at: ["- | golden"],
            world: """
                quotas: {images: 1}
                regions:
                  cn-north-4:
                    servers: [{name: old}]
                    vaults: [{name: backups, size: 500, servers: [old]}]
                    images: [{name: kept, server: old, vault: backups}]
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "two images where one is left",
            at: ["- | second"],
            world: "quotas: {images: 1}",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden: {from: {server: web}, vault: main}
                  second: {from: {server: web}, vault: main}
                """),
        RuleExample(
            "the next generation, before an older one is deleted",
            at: ["- | golden"],
            world: "quotas: {images: 1}",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, retention: {keep: 1}}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, retention: {keep: 1}, revision: "2"}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "one is left",
            world: """
                quotas: {images: 2}
                regions:
                  cn-north-4:
                    servers: [{name: old}]
                    vaults: [{name: backups, size: 500, servers: [old]}]
                    images: [{name: kept, server: old, vault: backups}]
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
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
            meanwhile: "quotas: {images: 1}",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        var wanted: [Region: [RuleContext.Subject]] = [:]
        for image in context.subjects(.image) where image.change?.action == .create {
            wanted[image.desired.region, default: []].append(image)
        }
        for (region, images) in wanted.sorted(by: { $0.key < $1.key }) {
            let quotas = context.catalogue(of: region, for: .imageQuota)?.quotas
            if let fact = context.refused("image quotas", in: region) {
                for _ in images { report.missing(fact) }
                continue
            }
            guard let quota = quotas?.images else { continue }
            report.evaluated += images.count
            let left = max(0, quota.limit - quota.used)
            guard images.count > left + context.freed[region, .images] else { continue }
            report.violate(
                nil, at: images[min(left, images.count - 1)].desired.origin,
                [
                    "count": Wording.count(images.count, "image", zh: "个镜像"), "region": "\(region)",
                    "left": "\(left)", "quota": "\(quota.limit)",
                    "first": QuotaRemedy.first(.images, in: region, context),
                ])
        }
    }
}
