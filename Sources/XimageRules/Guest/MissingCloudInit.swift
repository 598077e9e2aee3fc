import XimageCore
import XimagePlanning

struct MissingCloudInit: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU021", name: "missing-cloud-init", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        title: Bilingual("cloud-init", zh: "cloud-init"),
        headline: Bilingual("cloud-init is missing or disabled", zh: "未安装或未启用 cloud-init"),
        rationale: Bilingual(
            """
            Without cloud-init, passwords, key pairs and user data cannot be injected; servers keep the \
            source's credentials. It must be installed, enabled and free of old instance data. Some versions \
            built from source need a data-source setting to work on this cloud. When the image attribute \
            __support_fc_inject is true, injection is not available at all.
            """,
            zh: """
                没有 cloud-init 时，无法注入密码、密钥对和用户数据，云服务器会沿用源云服务器的凭据。\
                必须安装并启用 cloud-init，并清除旧的实例数据。部分由源码编译的版本需要设置数据源才能在本云\
                上工作。镜像属性 `__support_fc_inject` 为 `true` 时，完全无法注入。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS user guide \
            'Installing Cloud-Init', 'Configuring Cloud-Init'
            """,
        english: RuleText(
            """
            cloud-init is missing or disabled on {server}; the key pair, password or user data declared for \
            servers created from {image} will have no effect.
            """,
            fix: "Install and enable it before imaging, or remove those fields."),
        chinese: RuleText(
            "云服务器 {server} 未安装或未启用 cloud-init，由 {image} 创建的云服务器所声明的密钥对、密码或用户数据将不生效。",
            fix: "请在制作前安装并启用，或删除相应字段。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "cloud-init is not installed",
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
                  "version-cloud-init": {"status": 127, "text": ""}}}
                """#
            ]),
        RuleExample(
            "cloud-init is not enabled",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "version-cloud-init": {"status": 0, "text": "cloud-init 22.4"},
                  "cloud-init-enabled": {"status": 0, "text": "disabled"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "cloud-init is installed and enabled",
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
                  "version-cloud-init": {"status": 0, "text": "cloud-init 22.4"},
                  "cloud-init-enabled": {"status": 0, "text": "enabled"}}}
                """#
            ]),
        RuleExample(
            "not collected, but confirmed as optimised",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}}}
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
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .linux, isWholeOnly: false, into: &report) { source, facts, report in
            guard let value = source.optimised((facts.linux ?? LinuxFacts()).cloudInit, &report),
                !(value.isInstalled && value.isEnabled)
            else { return }
            source.violate(
                ["server": "\(source.name)", "image": "\(source.image.address)"], into: &report)
        }
    }
}
