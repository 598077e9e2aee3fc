import XimageCore
import XimagePlanning

struct GuestFamilyDiffers: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU003", name: "guest-family-differs", severity: .error, phases: [.plan],
        title: Bilingual("Operating system family", zh: "操作系统类型"),
        headline: Bilingual(
            "Operating system differs from the guest report",
            zh: "操作系统与客户机信息不一致"),
        rationale: Bilingual(
            """
            The OS family decides which rules run. It is taken from the image attribute __os_type or the \
            server's os_type, and must agree with the guest report. `Other` runs no guest rule automatically \
            and counts as unchecked (GU001).
            """,
            zh: """
                操作系统类型决定运行哪些规则。它取自镜像属性 `__os_type` 或云服务器的 `os_type`，\
                并且必须与客户机信息一致。`Other` 不会自动运行任何客户机规则，视为未检查（GU001）。
                """),
        source: "IMS API 'Querying images', field __os_type",
        english: RuleText(
            "{server} is recorded as {cloud} but its guest report shows {guest}.",
            fix: "Check that the report is from the right server."),
        chinese: RuleText(
            "云服务器 {server} 登记的操作系统为 {cloud}，而客户机信息显示为 {guest}。",
            fix: "请确认报告来源。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "a report of Linux for a server that the cloud records as Windows",
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
            "Linux declared for a server that the cloud records as Windows",
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
                    guest: {os: linux, volumeGroups: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "both name Linux",
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
            "both name Windows",
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
                    guest: {os: windows, sanPolicy: OnlineAll, spannedVolumes: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for source in context.guestSources {
            guard case .facts(let facts) = source.knowledge, let cloud = source.cloudFamily,
                let guest = facts.family.value
            else {
                source.count(&report)
                continue
            }
            report.evaluated += 1
            guard cloud != guest else { continue }
            source.violate(
                ["server": "\(source.name)", "cloud": "\(cloud.title)", "guest": "\(guest.title)"],
                into: &report)
        }
    }
}
