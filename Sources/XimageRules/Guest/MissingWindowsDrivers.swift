import XimageCore
import XimagePlanning

struct MissingWindowsDrivers: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU010", name: "missing-windows-drivers", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        title: Bilingual("Windows drivers and tools", zh: "Windows 驱动与工具"),
        headline: Bilingual("Windows drivers or tools are missing", zh: "缺少 Windows 驱动或工具"),
        rationale: Bilingual(
            """
            VirtIO drivers for disk and network (and, on older platforms, the para-virtual drivers and \
            tools) must be installed, remote desktop enabled, and the display set never to switch off.
            """,
            zh: """
                必须安装磁盘和网络的 VirtIO 驱动（较旧平台还包括半虚拟化驱动和工具），启用远程桌面，\
                并将显示器设置为从不关闭。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS user guide \
            'Optimizing a Windows private image'
            """,
        english: RuleText(
            "{server} lacks {items}.",
            fix: """
                Install the virtualisation drivers and tools named in the optimisation guide before \
                imaging.
                """),
        chinese: RuleText(
            "云服务器 {server} 缺少 {items}。",
            fix: "请在制作前按优化指南安装虚拟化驱动与工具。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "no network driver",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0, "text": "[{\"Number\": 0, \"Size\": 42949672960}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"},
                  "drivers": {"status": 0, "text": "viostor\nvioscsi"}}}
                """#
            ])
    ]
    static let satisfying = [
        RuleExample(
            "all drivers are installed",
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0, "text": "[{\"Number\": 0, \"Size\": 42949672960}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"},
                  "drivers": {"status": 0, "text": "viostor\nvioscsi\nnetkvm"}}}
                """#
            ]),
        RuleExample(
            "not collected, but confirmed as optimised",
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0, "text": "[{\"Number\": 0, \"Size\": 42949672960}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"}}}
                """#
            ]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .windows, isWholeOnly: false, into: &report) { source, facts, report in
            guard let value = source.optimised((facts.windows ?? WindowsFacts()).missingDrivers, &report),
                !value.isEmpty
            else { return }
            source.violate(
                ["server": "\(source.name)", "items": Wording.list(value)], into: &report)
        }
    }
}
