import XimageCore
import XimagePlanning

struct GuestUnchecked: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU001", name: "guest-unchecked", severity: .error, phases: [.plan, .apply],
        acknowledgement: "guest-unchecked",
        title: Bilingual("Guest facts", zh: "客户机信息"),
        headline: Bilingual("Guest facts are missing", zh: "缺少客户机信息"),
        rationale: Bilingual(
            """
            The cloud cannot see volume groups, spanned volumes or the SAN policy; only the guest shows \
            them. For each source server a guest report must exist, or raw disk images from which the same \
            facts are read. With none, the image is refused unless the user acknowledges that the guest \
            rules were not checked.
            """,
            zh: """
                云平台看不到卷组、跨区卷或 SAN 策略，只有客户机内部才能提供这些信息。\
                每台源云服务器都必须有客户机信息，或有可以从中读取同样信息的原始磁盘镜像。\
                两者都没有时，制作镜像会被拒绝，除非用户确认未检查客户机规则。
                """),
        source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints",
        english: RuleText(
            """
            {what} inside {server} is unknown ({reason}), so the checks that prevent data loss could not \
            run.
            """,
            fix: """
                Collect guest facts (`ximage facts collect`), name a file with them as `guest.facts`, or \
                acknowledge `guest-unchecked`.
                """),
        chinese: RuleText(
            "没有云服务器 {server} 内部{what}的信息（{reason}），无法完成防止数据丢失的检查。",
            fix: "请用 `ximage facts collect` 采集客户机信息，或用 `guest.facts` 指定文件，或确认 `guest-unchecked`。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "nothing was collected",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: ["image.golden": ""]),
        RuleExample(
            "the manifest declares the SAN policy alone",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {sanPolicy: OnlineAll}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "its volume groups are not known",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 5, "text": ""},
                  "pvs-text": {"status": 0, "text": ""},
                  "lvs-text": {"status": 0, "text": ""}}}
                """#
            ]),
        RuleExample(
            "the collector did not run as root",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "1000"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 0, "text": ""},
                  "pvs-text": {"status": 0, "text": ""},
                  "lvs-text": {"status": 0, "text": ""}}}
                """#
            ]),
        RuleExample(
            "the volumes of its dynamic disks are not known",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                        dataDisks: [{size: 50}]
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0,
                        "text": "[{\"Number\": 0, \"Size\": 42949672960}, {\"Number\": 1, \"Size\": 53687091200}]"},
                  "partitions": {"status": 0,
                        "text": "[{\"DiskNumber\": 0, \"MbrType\": 7}, {\"DiskNumber\": 1, \"MbrType\": 66}]"},
                  "san-registry": {"status": 0, "text": "1"},
                  "diskpart": {"status": 127, "text": ""}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "a report of a server without LVM",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""}}}
                """#
            ]),
        RuleExample(
            "a declaration in the manifest",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {volumeGroups: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "the server is created by the same plan",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: ["image.golden": ""]),
        RuleExample(
            "an image of the system disk alone",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: ["image.golden": ""]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for source in context.guestSources where source.isWhole {
            report.evaluated += 1
            switch source.knowledge {
            case .deferred: report.deferred += 1
            case .unknown(let reason):
                violate(source, RuleArgument("The layout of the disks", zh: "磁盘布局"), reason, &report)
            case .facts(let facts):
                switch source.family {
                case nil:
                    let reason = facts.family.gap ?? FactGap.notInReport
                    violate(source, RuleArgument("The operating system", zh: "操作系统"), reason, &report)
                case .linux:
                    guard let gap = (facts.linux ?? LinuxFacts()).volumeGroups.gap else { continue }
                    violate(
                        source, RuleArgument("The layout of the LVM volume groups", zh: "LVM 卷组布局"), gap,
                        &report)
                case .windows:
                    guard let gap = (facts.windows ?? WindowsFacts()).spannedVolumes.gap else { continue }
                    violate(source, RuleArgument("The layout of the volumes", zh: "卷布局"), gap, &report)
                }
            }
        }
    }

    private func violate(
        _ source: GuestSource, _ what: RuleArgument, _ reason: String, _ report: inout RuleReport
    ) {
        source.violate(
            ["what": what, "server": "\(source.name)", "reason": .reported(reason)], into: &report)
    }
}
