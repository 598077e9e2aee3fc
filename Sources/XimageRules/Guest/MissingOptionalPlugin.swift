import XimageCore
import XimagePlanning

struct MissingOptionalPlugin: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU025", name: "missing-optional-plugin", severity: .info, phases: [.plan],
        title: Bilingual("Optional plug-ins", zh: "可选插件"),
        headline: Bilingual("Password reset plug-in is not installed", zh: "未安装一键重置密码插件"),
        rationale: Bilingual(
            """
            The one-click password reset plug-in and the monitoring plug-in are optional. ximage reports only a \
            missing password reset plug-in.
            """,
            zh: "一键重置密码插件和监控插件是可选的。ximage 仅报告未安装一键重置密码插件的情况。"),
        source: "IMS user guide 'Installing the one-click password reset plug-in'",
        english: RuleText(
            """
            The password reset plug-in is not installed on {server}; one-click password reset will not \
            work on servers created from {image}.
            """),
        chinese: RuleText(
            "云服务器 {server} 未安装一键重置密码插件，由 {image} 创建的云服务器无法使用一键重置密码。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "no plug-in for password reset",
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
                  "plugins": {"status": 0, "text": "monitoring"}}}
                """#
            ])
    ]
    static let satisfying = [
        RuleExample(
            "both plug-ins are installed",
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
                  "plugins": {"status": 0, "text": "passwordReset\nmonitoring"}}}
                """#
            ]),
        RuleExample(
            "not collected",
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
        context.eachGuest(of: nil, isWholeOnly: false, into: &report) { source, facts, report in
            guard let plugins = facts.plugins.value else { return }
            report.evaluated += 1
            guard !plugins.contains(.passwordReset) else { return }
            source.violate(
                ["server": "\(source.name)", "image": "\(source.image.address)"], into: &report)
        }
    }
}
