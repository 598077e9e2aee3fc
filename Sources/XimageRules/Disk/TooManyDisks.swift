import XimageCore
import XimagePlanning

struct TooManyDisks: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK027", name: "too-many-disks", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Disk count per server", zh: "每台云服务器的磁盘数量"),
        headline: Bilingual("Server has too many data disks", zh: "云服务器的数据盘过多"),
        rationale: Bilingual(
            """
            A server can have at most as many data disks as its flavor still offers (attachable quantity of disk \
            slots, by VBD and SCSI). Without live data ximage assumes 59 data disks.
            """,
            zh: """
                云服务器的数据盘不能超过规格仍可提供的数量（按 VBD 和 SCSI 区分的可挂载磁盘数）。没有实时数据时，\
                ximage 假定最多 59 块数据盘。
                """),
        source: """
            ECS user guide 'Attaching disks'; ECS API 'Querying ECS details', field attachableQuantity; ECS \
            API 'Error codes' (Ecs.0042)
            """,
        english: RuleText(
            "{server} would have {count} data disks; flavor {flavor} allows {limit}.",
            fix: "Remove disks or choose another flavor."),
        chinese: RuleText(
            "云服务器 {server} 将有 {count} 块数据盘，规格 {flavor} 最多支持 {limit} 块。",
            fix: "请减少磁盘或更换规格。"))

    static let about = ["server.flavor"]

    static let violating = [
        RuleExample(
            "more disks than the flavor takes",
            at: ["server.web | i3.2xlarge.8"],
            manifest: """
                servers:
                  web:
                    flavor: i3.2xlarge.8
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks:
                      d01: {type: SSD, size: 10 GiB}
                      d02: {type: SSD, size: 10 GiB}
                      d03: {type: SSD, size: 10 GiB}
                      d04: {type: SSD, size: 10 GiB}
                      d05: {type: SSD, size: 10 GiB}
                      d06: {type: SSD, size: 10 GiB}
                      d07: {type: SSD, size: 10 GiB}
                      d08: {type: SSD, size: 10 GiB}
                      d09: {type: SSD, size: 10 GiB}
                      d10: {type: SSD, size: 10 GiB}
                      d11: {type: SSD, size: 10 GiB}
                      d12: {type: SSD, size: 10 GiB}
                      d13: {type: SSD, size: 10 GiB}
                      d14: {type: SSD, size: 10 GiB}
                      d15: {type: SSD, size: 10 GiB}
                      d16: {type: SSD, size: 10 GiB}
                      d17: {type: SSD, size: 10 GiB}
                      d18: {type: SSD, size: 10 GiB}
                      d19: {type: SSD, size: 10 GiB}
                      d20: {type: SSD, size: 10 GiB}
                      d21: {type: SSD, size: 10 GiB}
                      d22: {type: SSD, size: 10 GiB}
                      d23: {type: SSD, size: 10 GiB}
                      d24: {type: SSD, size: 10 GiB}
                """),
        RuleExample(
            "more SCSI disks than the flavor takes",
            at: ["server.web | i3.2xlarge.8"],
            manifest: """
                servers:
                  web:
                    flavor: i3.2xlarge.8
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks:
                      d01: {type: SSD, size: 10 GiB, device: scsi}
                      d02: {type: SSD, size: 10 GiB, device: scsi}
                      d03: {type: SSD, size: 10 GiB, device: scsi}
                      d04: {type: SSD, size: 10 GiB, device: scsi}
                      d05: {type: SSD, size: 10 GiB, device: scsi}
                      d06: {type: SSD, size: 10 GiB, device: scsi}
                      d07: {type: SSD, size: 10 GiB, device: scsi}
                      d08: {type: SSD, size: 10 GiB, device: scsi}
                      d09: {type: SSD, size: 10 GiB, device: scsi}
                      d10: {type: SSD, size: 10 GiB, device: scsi}
                      d11: {type: SSD, size: 10 GiB, device: scsi}
                      d12: {type: SSD, size: 10 GiB, device: scsi}
                      d13: {type: SSD, size: 10 GiB, device: scsi}
                      d14: {type: SSD, size: 10 GiB, device: scsi}
                      d15: {type: SSD, size: 10 GiB, device: scsi}
                      d16: {type: SSD, size: 10 GiB, device: scsi}
                      d17: {type: SSD, size: 10 GiB, device: scsi}
                      d18: {type: SSD, size: 10 GiB, device: scsi}
                      d19: {type: SSD, size: 10 GiB, device: scsi}
                      d20: {type: SSD, size: 10 GiB, device: scsi}
                      d21: {type: SSD, size: 10 GiB, device: scsi}
                      d22: {type: SSD, size: 10 GiB, device: scsi}
                      d23: {type: SSD, size: 10 GiB, device: scsi}
                      d24: {type: SSD, size: 10 GiB, device: scsi}
                """),
        RuleExample(
            "one disk more for a server that has as many as its flavor takes",
            at: ["server.web | i3.2xlarge.8"],
            before: """
                servers:
                  web:
                    flavor: i3.2xlarge.8
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks:
                      d01: {type: SSD, size: 10 GiB}
                      d02: {type: SSD, size: 10 GiB}
                      d03: {type: SSD, size: 10 GiB}
                      d04: {type: SSD, size: 10 GiB}
                      d05: {type: SSD, size: 10 GiB}
                      d06: {type: SSD, size: 10 GiB}
                      d07: {type: SSD, size: 10 GiB}
                      d08: {type: SSD, size: 10 GiB}
                      d09: {type: SSD, size: 10 GiB}
                      d10: {type: SSD, size: 10 GiB}
                      d11: {type: SSD, size: 10 GiB}
                      d12: {type: SSD, size: 10 GiB}
                      d13: {type: SSD, size: 10 GiB}
                      d14: {type: SSD, size: 10 GiB}
                      d15: {type: SSD, size: 10 GiB}
                      d16: {type: SSD, size: 10 GiB}
                      d17: {type: SSD, size: 10 GiB}
                      d18: {type: SSD, size: 10 GiB}
                      d19: {type: SSD, size: 10 GiB}
                      d20: {type: SSD, size: 10 GiB}
                      d21: {type: SSD, size: 10 GiB}
                      d22: {type: SSD, size: 10 GiB}
                      d23: {type: SSD, size: 10 GiB}
                """,
            manifest: """
                servers:
                  web:
                    flavor: i3.2xlarge.8
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks:
                      d01: {type: SSD, size: 10 GiB}
                      d02: {type: SSD, size: 10 GiB}
                      d03: {type: SSD, size: 10 GiB}
                      d04: {type: SSD, size: 10 GiB}
                      d05: {type: SSD, size: 10 GiB}
                      d06: {type: SSD, size: 10 GiB}
                      d07: {type: SSD, size: 10 GiB}
                      d08: {type: SSD, size: 10 GiB}
                      d09: {type: SSD, size: 10 GiB}
                      d10: {type: SSD, size: 10 GiB}
                      d11: {type: SSD, size: 10 GiB}
                      d12: {type: SSD, size: 10 GiB}
                      d13: {type: SSD, size: 10 GiB}
                      d14: {type: SSD, size: 10 GiB}
                      d15: {type: SSD, size: 10 GiB}
                      d16: {type: SSD, size: 10 GiB}
                      d17: {type: SSD, size: 10 GiB}
                      d18: {type: SSD, size: 10 GiB}
                      d19: {type: SSD, size: 10 GiB}
                      d20: {type: SSD, size: 10 GiB}
                      d21: {type: SSD, size: 10 GiB}
                      d22: {type: SSD, size: 10 GiB}
                      d23: {type: SSD, size: 10 GiB}
                      d24: {type: SSD, size: 10 GiB}
                """,
            accepted: """
                The sandbox does not count the disks of a server when the disk service attaches one.
                """),
        RuleExample(
            "more VBD disks than the flavor takes",
            at: ["server.web | s6.large.2"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks:
                      d01: {type: SSD, size: 10 GiB}
                      d02: {type: SSD, size: 10 GiB}
                      d03: {type: SSD, size: 10 GiB}
                      d04: {type: SSD, size: 10 GiB}
                      d05: {type: SSD, size: 10 GiB}
                      d06: {type: SSD, size: 10 GiB}
                      d07: {type: SSD, size: 10 GiB}
                      d08: {type: SSD, size: 10 GiB}
                      d09: {type: SSD, size: 10 GiB}
                      d10: {type: SSD, size: 10 GiB}
                      d11: {type: SSD, size: 10 GiB}
                      d12: {type: SSD, size: 10 GiB}
                      d13: {type: SSD, size: 10 GiB}
                      d14: {type: SSD, size: 10 GiB}
                      d15: {type: SSD, size: 10 GiB}
                      d16: {type: SSD, size: 10 GiB}
                      d17: {type: SSD, size: 10 GiB}
                      d18: {type: SSD, size: 10 GiB}
                      d19: {type: SSD, size: 10 GiB}
                      d20: {type: SSD, size: 10 GiB}
                      d21: {type: SSD, size: 10 GiB}
                      d22: {type: SSD, size: 10 GiB}
                      d23: {type: SSD, size: 10 GiB}
                      d24: {type: SSD, size: 10 GiB}
                """,
            accepted: "The sandbox counts all disks of a flavor together."),
    ]
    static let satisfying = [
        RuleExample(
            "as many disks as the flavor takes",
            manifest: """
                servers:
                  web:
                    flavor: i3.2xlarge.8
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks:
                      d01: {type: SSD, size: 10 GiB}
                      d02: {type: SSD, size: 10 GiB}
                      d03: {type: SSD, size: 10 GiB}
                      d04: {type: SSD, size: 10 GiB}
                      d05: {type: SSD, size: 10 GiB}
                      d06: {type: SSD, size: 10 GiB}
                      d07: {type: SSD, size: 10 GiB}
                      d08: {type: SSD, size: 10 GiB}
                      d09: {type: SSD, size: 10 GiB}
                      d10: {type: SSD, size: 10 GiB}
                      d11: {type: SSD, size: 10 GiB}
                      d12: {type: SSD, size: 10 GiB}
                      d13: {type: SSD, size: 10 GiB}
                      d14: {type: SSD, size: 10 GiB}
                      d15: {type: SSD, size: 10 GiB}
                      d16: {type: SSD, size: 10 GiB}
                      d17: {type: SSD, size: 10 GiB}
                      d18: {type: SSD, size: 10 GiB}
                      d19: {type: SSD, size: 10 GiB}
                      d20: {type: SSD, size: 10 GiB}
                      d21: {type: SSD, size: 10 GiB}
                      d22: {type: SSD, size: 10 GiB}
                      d23: {type: SSD, size: 10 GiB}
                """),
        RuleExample(
            "more SCSI disks than VBD disks are allowed",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks:
                      d01: {type: SSD, size: 10 GiB, device: scsi}
                      d02: {type: SSD, size: 10 GiB, device: scsi}
                      d03: {type: SSD, size: 10 GiB, device: scsi}
                      d04: {type: SSD, size: 10 GiB, device: scsi}
                      d05: {type: SSD, size: 10 GiB, device: scsi}
                      d06: {type: SSD, size: 10 GiB, device: scsi}
                      d07: {type: SSD, size: 10 GiB, device: scsi}
                      d08: {type: SSD, size: 10 GiB, device: scsi}
                      d09: {type: SSD, size: 10 GiB, device: scsi}
                      d10: {type: SSD, size: 10 GiB, device: scsi}
                      d11: {type: SSD, size: 10 GiB, device: scsi}
                      d12: {type: SSD, size: 10 GiB, device: scsi}
                      d13: {type: SSD, size: 10 GiB, device: scsi}
                      d14: {type: SSD, size: 10 GiB, device: scsi}
                      d15: {type: SSD, size: 10 GiB, device: scsi}
                      d16: {type: SSD, size: 10 GiB, device: scsi}
                      d17: {type: SSD, size: 10 GiB, device: scsi}
                      d18: {type: SSD, size: 10 GiB, device: scsi}
                      d19: {type: SSD, size: 10 GiB, device: scsi}
                      d20: {type: SSD, size: 10 GiB, device: scsi}
                      d21: {type: SSD, size: 10 GiB, device: scsi}
                      d22: {type: SSD, size: 10 GiB, device: scsi}
                      d23: {type: SSD, size: 10 GiB, device: scsi}
                      d24: {type: SSD, size: 10 GiB, device: scsi}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let provisioned = context.isOnline ? context.provisionedServers() : []
        let along = Dictionary(
            provisioned.map { ($0.server.address, context.broughtAlong($0.server, from: $0.disks)) }
        ) { first, _ in first }
        for server in context.subjects(.server) where !server.isExisting {
            let buses = Self.buses(of: server, along[server.address] ?? [], context)
            guard !buses.isEmpty else { continue }
            report.evaluated += 1
            let flavor = context.flavor(of: server)
            let counts = [
                (buses.count, flavor?.maximumDisks ?? Limits.dataDisks),
                (buses.count { $0 == "scsi" }, flavor?.maximumScsiDisks ?? .max),
                (buses.count { $0 != "scsi" }, flavor?.maximumVbdDisks ?? .max),
            ]
            guard let (count, limit) = counts.first(where: { $0 > $1 }) else { continue }
            report.violate(
                server, at: .flavor,
                [
                    "server": "\(server.address)", "count": "\(count)",
                    "flavor": "\(server.desired.attributes[.flavor].string ?? "")", "limit": "\(limit)",
                ])
        }
    }

    /// Data disks that a server will have, by the bus that each hangs on: what is declared, what its image brings along, and
    /// what hangs on it beside those.
    private static func buses(
        of server: RuleContext.Subject, _ along: [ImageDisk], _ context: RuleContext
    ) -> [String] {
        guard case .server(let details) = server.desired.details else { return [] }
        let declared = details.disks.compactMap { context.subject($0) }
        var buses = declared.map { $0.desired.attributes[.device].string ?? "vbd" }
        buses += along.map { $0.live?.attributes[.device].string ?? "vbd" }
        guard !server.isNew, case .server(let facts) = server.live?.facts else { return buses }
        let known = Set(declared.compactMap(\.live?.id))
        let gone = Set(context.changes.filter(\.destroys).compactMap(\.id))
        for disk in facts.disks where !disk.isSystem && !known.contains(disk.id) && !gone.contains(disk.id) {
            buses.append(context.live[disk.id]?.attributes[.device].string ?? "vbd")
        }
        return buses
    }
}
