import XimageCore
import XimagePlanning

struct OptimisationNotConfirmed: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AG003", name: "optimisation-not-confirmed", severity: .error, phases: [.validate, .plan],
        acknowledgement: "guest-optimisation",
        title: Bilingual("Confirmation of optimisation", zh: "优化确认"),
        headline: Bilingual("Server optimisation is not confirmed", zh: "未确认云服务器已完成优化"),
        rationale: Bilingual(
            """
            The console asks to optimise the server before imaging. The manifest must either be based on a \
            clean guest report (GU026) or contain an explicit confirmation that the server was optimised.
            """,
            zh: """
                控制台要求在制作镜像前优化云服务器。清单须以没有问题的客户机信息（GU026）为依据，\
                或明确确认云服务器已完成优化。
                """),
        source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints",
        english: RuleText(
            "It is not confirmed that {server} was optimised for imaging.",
            fix: "Provide a guest report, or set `agreements.optimised: true` once you have done it."),
        chinese: RuleText(
            "尚未确认云服务器 {server} 已完成镜像优化。",
            fix: "请提供客户机信息，或在完成后设置 `agreements.optimised: true`。"))

    static let violating = [
        RuleExample(
            "nobody confirms that the server was optimised",
            at: ["image.golden | golden"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, agreements: {optimised: false}}}
                """,
            facts: ["image.golden": ""]),
        RuleExample(
            "a report with gaps, and nobody confirms the rest",
            at: ["image.golden | golden"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, agreements: {optimised: false}}}
                """,
            facts: [
                "image.golden": """
                {"format": 1, "origin": {"kind": "imported"}, "tools": {}, "sealed": [], "remarks": [],
                      "family": "linux",
                  "disks": [{"name": "vda", "bytes": 42949672960}], "interfaces": [{"name": "eth0",
                        "usesDHCP": true}],
                  "remoteAccess": {"service": "sshd", "isEnabled": true},
                  "linux": {"volumeGroups": [], "logicalVolumes": [], "layouts": [], "root": "UUID=8a3e2f6e",
                        "mounts": [],
                    "networkRules": [], "missingDrivers": [], "cloudInit": {"unknown": "nobody looked"}}}
                """
            ]),
        RuleExample(
            "the same from the manifests alone",
            at: ["image.golden | golden"],
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, agreements: {optimised: false}}}
                """,
            command: .validate),
    ]
    static let satisfying = [
        RuleExample(
            "`optimised: true`",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a complete report",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, agreements: {optimised: false}}}
                """,
            facts: [
                "image.golden": """
                {"format": 1, "origin": {"kind": "imported"}, "tools": {}, "sealed": [], "remarks": [],
                      "family": "linux",
                  "disks": [{"name": "vda", "bytes": 42949672960}], "interfaces": [{"name": "eth0",
                        "usesDHCP": true}],
                  "remoteAccess": {"service": "sshd", "isEnabled": true},
                  "linux": {"volumeGroups": [], "logicalVolumes": [], "layouts": [], "root": "UUID=8a3e2f6e",
                        "mounts": [],
                    "networkRules": [], "missingDrivers": [], "cloudInit": {"isInstalled": true,
                          "isEnabled": true}}}
                """
            ]),
        RuleExample(
            "a report that will be collected just before the image",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    guest: {collect: {ssh: "root@${server.ip}"}}
                images: {golden: {from: {server: web}, vault: main, agreements: {optimised: false}}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures {
            let image = context.image(capture)
            guard case .image(let details) = image.desired.details else { continue }
            report.evaluated += 1
            guard !details.optimised, !rests(onReport: capture, context, &report) else { continue }
            report.violate(
                image, ["server": "\(context.serverName(capture))"],
                also: [capture.serverAddress].compactMap { $0 })
        }
    }

    /// Whether a report takes the place of the user's word: a complete one, or one that is still to come.
    private func rests(
        onReport capture: RuleContext.Capture, _ context: RuleContext, _ report: inout RuleReport
    ) -> Bool {
        let settings = context.guestSettings(capture)
        let isPromised = settings?.collect != nil || settings?.factsFile != nil
        guard context.isOnline, capture.isMade else { return isPromised }
        switch context.guest(capture) {
        case .deferred:
            if isPromised { report.deferred += 1 }
            return isPromised
        case .unknown: return false
        case .facts(let facts):
            guard let family = facts.family.value ?? settings?.family else { return false }
            return !Optimisation.state(of: facts, family).isUnsure
        }
    }
}
