import XimageCore
import XimagePlanning

struct IdleAcknowledgement: ExemplifiedRule, ConcludingRule {
    static let metadata = RuleMetadata(
        id: "AG005", name: "idle-acknowledgement", severity: .warning, phases: [.validate, .plan],
        title: Bilingual("Unused or expired acknowledgements", zh: "未使用或已过期的确认项"),
        headline: Bilingual("Acknowledgement has no effect", zh: "确认项不起作用"),
        rationale: Bilingual(
            """
            An acknowledgement is reported when it is past its date, when its target is neither declared nor \
            planned, or when a `destroy` key matches nothing in this plan.
            """,
            zh: "确认项已过期、其对象既未声明也不在计划中，或 `destroy` 类的键在本计划中没有对应项时，会被报告。"),
        source: "ximage documentation 'Manifest reference'",
        english: RuleText(
            "Acknowledgement \"{key}\" for {target} is {state} and has no effect.",
            fix: "Remove or renew it."),
        chinese: RuleText(
            "针对 {target} 的确认项“{key}”{state}，不起作用。",
            fix: "请删除或更新。"))

    static let violating = [
        RuleExample(
            "nothing is destroyed",
            at: ["server.web | server.web"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                acknowledge: [{key: destroy, target: server.web, reason: closed}]
                """),
        RuleExample(
            "its last day is over",
            at: ["server.web | server.web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                removed: [{from: server.web, action: delete, reason: closed}]
                acknowledge: [{key: destroy, target: server.web, reason: closed, until: 2020-01-01}]
                """),
        RuleExample(
            "its target is not declared",
            at: ["server.biling | server.biling"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                acknowledge: [{key: fresh-source, target: server.biling, reason: closed}]
                """),
        RuleExample(
            "no object exists that would be destroyed",
            at: ["server.old | server.old"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                acknowledge: [{key: destroy, target: server.old, reason: closed}]
                """),
    ]
    static let satisfying = [
        RuleExample(
            "none",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a server that is deleted",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                removed: [{from: server.web, action: delete, reason: closed}]
                acknowledge: [{key: destroy, target: server.web, reason: closed, until: 2099-12-31}]
                """),
        RuleExample(
            "a risk that comes back with the next image",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, acknowledge: [{key: downtime,
                      reason: at night}]}}
                """),
    ]

    func conclude(_ outcome: RuleOutcome, in context: RuleContext, into report: inout RuleReport) {
        guard context.isOnline else { return }
        for acknowledgement in context.acknowledgements {
            report.evaluated += 1
            guard let state = state(acknowledgement, outcome, context) else { continue }
            report.violate(
                acknowledgement.target, at: acknowledgement.origin,
                ["key": "\(acknowledgement.key)", "target": "\(acknowledgement.target)", "state": state])
        }
    }

    private func state(
        _ acknowledgement: Acknowledgement, _ outcome: RuleOutcome, _ context: RuleContext
    ) -> RuleArgument? {
        if Waivers.isLapsed(acknowledgement, today: context.today) {
            return RuleArgument("past its date", zh: "已过期")
        }
        guard RuleCatalogue.acknowledgementKeys[acknowledgement.key] != nil,
            !outcome.usedAcknowledgements.contains(acknowledgement)
        else { return nil }
        guard context.knows(acknowledgement.target) else {
            return RuleArgument("for nothing that is declared or planned", zh: "对应的对象既未声明也不在计划中")
        }
        // What is destroyed is a matter of this plan; other risks come back with the next image.
        return ["destroy", "destroy-backups"].contains(acknowledgement.key)
            ? RuleArgument("not needed", zh: "未被用到") : nil
    }
}
