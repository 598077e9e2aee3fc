import XimageCore
import XimagePlanning

struct UnacknowledgedDataLoss: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: RuleWords.dataLoss, name: "unacknowledged-data-loss", severity: .error, phases: [.plan, .apply],
        acknowledgement: "destroy",
        title: Bilingual("Acknowledgement of data loss", zh: "数据丢失的确认"),
        headline: Bilingual("Plan deletes an object that holds data", zh: "计划将删除含有数据的对象"),
        rationale: Bilingual(
            """
            Deleting or replacing a server, disk, vault, backup or image that holds data needs `destroy` (or \
            `destroy-backups`) for that object, beside the general confirmation of apply.
            """,
            zh: """
                删除或替换含有数据的云服务器、云硬盘、存储库、备份或镜像时，除 `apply` 的一般确认外，\
                还须针对该对象确认 `destroy`（或 `destroy-backups`）。
                """),
        source: "ximage documentation 'Apply'",
        english: RuleText(
            "The plan would delete {object} with {size} GiB of data, {captured}.",
            fix: """
                Acknowledge `destroy` for it (`--acknowledge {consent}`, or an entry under \
                `acknowledge:`), or undo the change.
                """),
        chinese: RuleText(
            "计划将删除 {object} 及其 {size} GiB 数据，{captured}。",
            fix: "请为其确认 `destroy`（`--acknowledge {consent}`），或撤销该变更。"))

    static let violating = [
        RuleExample(
            "a server moves to another zone",
            at: ["server.web | web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    zone: cn-north-4b
                """),
        RuleExample(
            "a server is removed",
            at: ["server.web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: "removed: [{from: server.web, action: delete, reason: closed}]"),
        RuleExample(
            "a disk is removed",
            at: ["disk.web.data"],
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
                removed: [{from: disk.web.data, action: delete, reason: closed}]
                """),
        RuleExample(
            "a server that was imaged is removed",
            at: ["server.web"],
            before: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                removed:
                  - {from: server.web, action: delete, reason: closed}
                  - {from: image.golden, action: forget, reason: closed}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "nothing is destroyed",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.xlarge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "another image, which has a rule of its own",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "CentOS 7.9 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a server is forgotten",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: "removed: [{from: server.web, action: forget, reason: handed over}]"),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for change in context.changes {
            guard let risk = change.risk, change.destroys, !change.isCleaned else { continue }
            report.evaluated += 1
            // Another image and fixed disk attributes have rules of their own under the same key.
            if change.address.kind == .server, change.replaces(.image) { continue }
            if change.address.kind == .disk, case .immutableAttributes = change.reason { continue }
            report.violate(
                change.address, at: change.origin,
                [
                    "object": "\(change.address)", "captured": captured(risk),
                    "consent": "\("destroy@\(change.address)".shellQuoted)",
                    "size": risk.sizeGiB.map { "\($0)" } ?? RuleArgument("an unknown number of", zh: "未知数量的"),
                ])
        }
    }

    private func captured(_ risk: DataRisk) -> RuleArgument {
        guard let time = risk.lastCaptured, let image = risk.capturedBy else {
            return RuleArgument("of which no image is known", zh: "没有已知镜像包含这些数据")
        }
        return RuleArgument("last captured by \(image) at \(time)", zh: "最近一次由 \(image) 于 \(time) 采集")
    }
}
