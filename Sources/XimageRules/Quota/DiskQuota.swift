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
        RuleExample("two more disks than the quota allows", at: "- disk.web.data") {
            $0.catalogue { $0.quotas.disks = .init(used: 99, limit: 100) }
        },
        RuleExample("growth beyond the capacity quota", at: "- disk.web.data") {
            $0.apply()
            $0.set("disk.web.data", .size, 200)
            $0.catalogue { $0.quotas.diskGiB = .init(used: 950, limit: 1000) }
        },
    ]
    static let satisfying = [
        RuleExample("enough is left") { $0.catalogue { $0.quotas.disks = .init(used: 10, limit: 100) } },
        RuleExample("nothing new") {
            $0.apply()
            $0.catalogue { $0.quotas.disks = .init(used: 100, limit: 100) }
        },
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
            let fact = context.refused("disk quotas", in: region)
            if QuotaNeed.areUnread(disks, fact, into: &report) { continue }
            guard let quotas = context.catalogues[region]?.quotas else { continue }
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
