import XimageCore
import XimagePlanning

struct DiskQuota: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "QT004", name: "disk-quota", severity: .error, phases: [.plan, .apply, .serverSide],
        title: Bilingual("Disk quota", zh: "磁盘配额"),
        headline: Bilingual("Disk quota is exceeded", zh: "磁盘配额不足"),
        rationale: Bilingual(
            "Number of volumes and gigabytes, overall and per type; restored disks count in full.",
            zh: "云硬盘的数量和容量（GB），包括总量以及每种类型的配额；恢复出的磁盘全部计入。"),
        source: "EVS API 'Querying quotas'; ECS API 'Error codes' (Ecs.0021)",
        english: RuleText(
            "The plan needs {need} {what} of disk quota in {region}, {left} remain.",
            fix: "Remove disks or request a larger quota.{first}"),
        chinese: RuleText(
            "计划在 {region} 需要磁盘配额 {need} {what}，剩余 {left}。",
            fix: "请减少磁盘或申请扩大配额。{first}"))

    static let violating = [
        RuleExample(
            "more disks than the quota allows",
            at: ["- | data"],
            world: "quotas: {volumes: 1}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """),
        RuleExample(
            "growth beyond the capacity quota",
            at: ["- | data"],
            world: "quotas: {gigabytes: 200}",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB}}
                """),
        RuleExample(
            "undeclared disks of the image",
            at: ["- | web"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            meanwhile: "quotas: {volumes: 3}",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "enough is left",
            world: "quotas: {volumes: 2, gigabytes: 140}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """),
        RuleExample(
            "nothing new",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            meanwhile: "quotas: {volumes: 2}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """),
        RuleExample(
            "a disk takes the place of one that is deleted",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {old: {type: SSD, size: 100 GiB}}
                """,
            meanwhile: "quotas: {volumes: 2, gigabytes: 140}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                removed:
                  - {from: disk.web.old, action: delete, reason: done}
                acknowledge:
                  - {target: disk.web.old, key: destroy, reason: done}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        var needs: [Region: [QuotaNeed]] = [:]
        for server in context.subjects(.server) { add(server, .systemDiskSize, context, &needs) }
        for disk in context.subjects(.disk) { add(disk, .size, context, &needs) }
        for (server, _, disks) in context.provisionedServers() where context.isOnline {
            for disk in context.broughtAlong(server, from: disks) {
                needs[server.desired.region, default: []].append(
                    QuotaNeed(subject: server, amounts: [1, disk.sizeGiB ?? 0]))
            }
        }
        for (region, disks) in needs.sorted(by: { $0.key < $1.key }) {
            let catalogue = context.catalogue(of: region, for: .diskQuota)
            let fact = context.refused("disk quotas", in: region)
            if QuotaNeed.areUnread(disks, fact, into: &report) { continue }
            guard let quotas = catalogue?.quotas else { continue }
            QuotaNeed.check(
                disks, 0, quotas.disks, of: .disks, what: RuleArgument("disks", zh: "块磁盘"), region,
                in: context, into: &report)
            QuotaNeed.check(
                disks, 1, quotas.diskGiB, of: .diskGiB, what: "GiB", region, in: context, into: &report)
        }
    }

    private func add(
        _ subject: RuleContext.Subject, _ attribute: AttributeName, _ context: RuleContext,
        _ needs: inout [Region: [QuotaNeed]]
    ) {
        guard let change = subject.change, !subject.isExisting else { return }
        let new =
            subject.desired.attributes[attribute].int
            ?? (subject.isNew && attribute == .systemDiskSize
                ? context.bootImage(of: subject)?.entry.minimumDiskGiB ?? 0 : 0)
        let old = subject.live?.attributes[attribute].int ?? 0
        let amounts: [Int]
        switch change.action {
        // A disk that is there already and only lacks its name.
        case .create where subject.live != nil: return
        case .create, .replace(.createBeforeDestroy): amounts = [1, new]
        case .replace(.deleteBeforeCreate): amounts = [0, new - old]
        case .update where change.differences.contains(attribute): amounts = [0, new - old]
        case .noOp, .update, .delete, .forget: return
        }
        needs[subject.desired.region, default: []].append(QuotaNeed(subject: subject, amounts: amounts))
    }
}
