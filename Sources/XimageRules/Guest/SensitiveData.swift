import XimageCore
import XimagePlanning

struct SensitiveData: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU023", name: "sensitive-data", severity: .warning, phases: [.plan],
        acknowledgement: "sensitive-data",
        title: Bilingual("Identity and secrets in the image", zh: "镜像中的身份信息与敏感数据"),
        headline: Bilingual("Image contains identity data or secrets", zh: "镜像包含身份信息或敏感数据"),
        rationale: Bilingual(
            """
            A whole image carries everything: authorised keys, host keys, history, logs, licence files, \
            monitoring registrations, application secrets, and on Windows the SID (Sysprep not run). ximage \
            warns about what the report shows; it never reads the contents.
            """,
            zh: """
                整机镜像会带上一切内容：授权密钥、主机密钥、命令历史、日志、许可证文件、监控注册信息、应用密钥，\
                以及 Windows 的 SID（未运行 Sysprep 时）。ximage 会就客户机信息显示的内容给出警告，绝不读取其内\
                容。
                """),
        source: "IMS user guide 'Clearing files', 'Running Sysprep'",
        english: RuleText(
            "{image} would carry {items} of {server} to every new server.",
            fix: "Remove them first, run Sysprep on Windows, or acknowledge `sensitive-data`."),
        chinese: RuleText(
            "镜像 {image} 会把云服务器 {server} 中的 {items} 带到每台新云服务器。",
            fix: "请先清理（Windows 请执行 Sysprep），或确认 `sensitive-data`。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "host keys and history",
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
                  "vgs-text": {"status": 127, "text": ""},
                  "carried": {"status": 0, "text": "hostKeys\nhistory"}}}
                """#
            ]),
        RuleExample(
            "all kinds of identity and secrets",
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
                  "vgs-text": {"status": 127, "text": ""},
                  "carried": {"status": 0, "text": "hostKeys\nauthorizedKeys\nhistory\nmachineID\nlogs"}}}
                """#
            ]),
        RuleExample(
            "Windows without Sysprep",
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
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0, "text": "[{\"Number\": 0, \"Size\": 42949672960}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"},
                  "image-state": {"status": 0, "text": "IMAGE_STATE_COMPLETE"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "no identity and no secrets",
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
                  "vgs-text": {"status": 127, "text": ""},
                  "carried": {"status": 0, "text": ""}}}
                """#
            ]),
        RuleExample(
            "Windows after Sysprep",
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
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0, "text": "[{\"Number\": 0, \"Size\": 42949672960}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"},
                  "image-state": {"status": 0, "text": "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE"}}}
                """#
            ]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: nil, into: &report) { source, facts, report in
            guard let items = source.known(facts.carried, &report), !items.isEmpty else { return }
            let words = items.map(Self.word)
            source.violate(
                [
                    "image": "\(source.image.address)", "server": "\(source.name)",
                    "items": RuleArgument(
                        words.map(\.english).joined(separator: ", "),
                        zh: words.map { $0.chinese ?? $0.english }.joined(separator: "、")),
                ], into: &report)
        }
    }

    private static func word(_ item: CarriedItem) -> RuleArgument {
        switch item {
        case .hostKeys: RuleArgument("SSH host keys", zh: "SSH 主机密钥")
        case .authorizedKeys: RuleArgument("authorised keys", zh: "授权密钥")
        case .history: RuleArgument("shell history", zh: "命令历史")
        case .machineID: RuleArgument("the machine id", zh: "机器标识")
        case .logs: RuleArgument("logs", zh: "日志")
        case .windowsSID:
            RuleArgument("the Windows SID (Sysprep was not run)", zh: "Windows SID（未运行 Sysprep）")
        }
    }
}
