import XimageCore
import XimagePlanning

struct DiskPerformanceOutOfRange: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK026", name: "disk-performance-out-of-range", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Disk performance parameters", zh: "云硬盘性能参数"),
        headline: Bilingual("Disk performance setting is not valid", zh: "云硬盘性能参数不合法"),
        rationale: Bilingual(
            """
            GPSSD2 needs iops 3000-128000 (at most 500 per GB) and throughput 125-1000 MiB/s (at most a \
            quarter of iops). ESSD2 needs iops 100-256000 (at most 1000 per GB). Other types take neither. \
            Both types are pay-per-use only.
            """,
            zh: """
                GPSSD2 需要指定 iops 3000–128000（每 GB 最多 500）和 throughput 125–1000 MiB/s（最多\
                为 iops 的四分之一）。ESSD2 需要指定 iops 100–256000（每 GB 最多 1000）。\
                其他类型不支持这两个参数。这两种类型仅支持按需计费。
                """),
        source: "EVS API 'Creating EVS disks', fields iops and throughput; Terraform provider 'evs_volume'",
        english: RuleText(
            "{disk} ({type}, {size}) has {field} {value}: {range}.",
            fix: "Adjust the value, the size or the type."),
        chinese: RuleText(
            "磁盘 {disk}（{type}，{size}）的 {field} 为 {value}：{range}。",
            fix: "请调整该值、容量或类型。"))

    static let about = ["disk.iops", "disk.throughput", "disk.type", "server.systemDisk.type"]

    static let violating = [
        RuleExample(
            "GPSSD2 without its figures",
            at: ["disk.web.data | GPSSD2", "disk.web.data | GPSSD2"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: GPSSD2, size: 100 GiB}}
                """),
        RuleExample(
            "more IOPS than the size allows",
            at: ["disk.web.data | 50001"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: GPSSD2, size: 100 GiB, iops: 50001, throughput: 250}}
                """),
        RuleExample(
            "fewer IOPS than the type has",
            at: ["disk.web.data | 2999"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: GPSSD2, size: 100 GiB, iops: 2999, throughput: 125}}
                """),
        RuleExample(
            "more throughput than a quarter of the IOPS",
            at: ["disk.web.data | 751"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: GPSSD2, size: 100 GiB, iops: 3000, throughput: 751}}
                """),
        RuleExample(
            "throughput of ESSD2",
            at: ["disk.web.data | 250"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: ESSD2, size: 100 GiB, iops: 5000, throughput: 250}}
                """),
        RuleExample(
            "a type without figures",
            at: ["disk.web.data | 250", "disk.web.data | 5000"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, iops: 5000, throughput: 250}}
                """),
        RuleExample(
            "a system disk of ESSD2 without its figure",
            at: ["server.web | ESSD2"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: ESSD2, size: 40 GiB}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a type without figures",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """),
        RuleExample(
            "GPSSD2 at its bounds",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: GPSSD2, size: 100 GiB, iops: 50000, throughput: 1000}}
                """),
        RuleExample(
            "ESSD2 at its lower bound",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: ESSD2, size: 100 GiB, iops: 100}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where !server.isExisting {
            check(
                server, .systemDiskType, .systemDiskSize, .systemDiskIOPS, .systemDiskThroughput,
                name: RuleArgument("The system disk of \(server.address)", zh: "\(server.address) 系统盘"),
                &report)
        }
        for disk in context.subjects(.disk) where !disk.isExisting {
            check(disk, .type, .size, .iops, .throughput, name: "\(disk.address)", &report)
        }
    }

    private func check(
        _ subject: RuleContext.Subject, _ typeName: AttributeName, _ sizeName: AttributeName,
        _ iopsName: AttributeName, _ throughputName: AttributeName, name: RuleArgument,
        _ report: inout RuleReport
    ) {
        let wanted = subject.desired.attributes
        // A disk that comes from an image without a type has the figures that fit.
        guard let type = wanted[typeName].string else { return }
        let bounds = DiskPerformance.of(type)
        let (iops, throughput) = (wanted[iopsName].int, wanted[throughputName].int)
        guard bounds != nil || iops != nil || throughput != nil else { return }
        report.evaluated += 1
        let size = wanted[sizeName].int

        func violate(_ attribute: AttributeName, _ field: String, _ value: Int?, _ range: RuleArgument) {
            report.violate(
                subject, at: value == nil ? typeName : attribute,
                [
                    "disk": name, "type": "\(type)",
                    "size": size.map { "\($0) GiB" }
                        ?? RuleArgument("of a size that is not known yet", zh: "容量未知"),
                    "field": "`\(field)`",
                    "value": value.map { "\($0)" } ?? RuleArgument("missing", zh: "缺失"), "range": range,
                ])
        }
        guard let bounds else {
            let none = RuleArgument("\(type) takes none", zh: "\(type) 不支持该参数")
            if let iops { violate(iopsName, "iops", iops, none) }
            if let throughput { violate(throughputName, "throughput", throughput, none) }
            return
        }
        let allowed = bounds.iops(ofGiB: size)
        if !(iops.map(allowed.contains) ?? false) { violate(iopsName, "iops", iops, Self.range(allowed)) }
        guard let range = bounds.throughput(at: iops ?? bounds.iops.upperBound) else {
            if let throughput {
                violate(
                    throughputName, "throughput", throughput,
                    RuleArgument("\(type) takes none", zh: "\(type) 不支持该参数"))
            }
            return
        }
        if !(throughput.map(range.contains) ?? false) {
            violate(throughputName, "throughput", throughput, Self.range(range))
        }
    }

    private static func range(_ range: ClosedRange<Int>) -> RuleArgument {
        RuleArgument(
            "it has to be \(range.lowerBound)-\(range.upperBound)",
            zh: "取值范围为 \(range.lowerBound)–\(range.upperBound)")
    }
}
