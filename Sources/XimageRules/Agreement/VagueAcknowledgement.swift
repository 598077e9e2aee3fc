import XimageCore
import XimagePlanning

struct VagueAcknowledgement: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AG004", name: "vague-acknowledgement", severity: .error, phases: [.validate],
        title: Bilingual("Form of acknowledgements", zh: "确认项的写法"),
        headline: Bilingual("Acknowledgement is not valid", zh: "确认项无效"),
        rationale: Bilingual(
            """
            An acknowledgement is written at the object it applies to. It has a key of the rule catalogue and a \
            reason; an end date is optional.
            """,
            zh: "确认项写在其所针对的对象上，须有规则目录中的键和原因；截止日期可选。"),
        source: "ximage documentation 'Manifest reference'",
        english: RuleText(
            "Acknowledgement \"{key}\" {problem}.",
            fix: "Write a known `key` and a `reason` at the object concerned."),
        chinese: RuleText(
            "确认项“{key}”{problem}。",
            fix: "请在具体对象上填写有效的 `key` 与 `reason`。"))

    static let violating = [
        RuleExample(
            "a key that does not exist",
            at: ["server.web | server.web"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                acknowledge: [{key: destory, target: server.web, reason: closed}]
                """),
        RuleExample(
            "a key that does not exist, at the image",
            at: ["image.golden | {key: bussiness-data,"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, acknowledge: [{key: bussiness-data,
                      reason: internal}]}}
                """),
        RuleExample(
            "from the manifests alone",
            at: ["image.golden | {key: low-priority,"],
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main, acknowledge: [{key: low-priority,
                      reason: internal}]}}
                """,
            command: .validate),
    ]
    static let satisfying = [
        RuleExample(
            "a key, a reason and a date",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main,
                    acknowledge: [{key: business-data, reason: internal, until: 2099-12-31}]}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for acknowledgement in context.acknowledgements {
            report.evaluated += 1
            guard let problem = problem(acknowledgement) else { continue }
            report.violate(
                acknowledgement.target, at: acknowledgement.origin,
                ["key": "\(acknowledgement.key)", "problem": problem])
        }
    }

    private func problem(_ acknowledgement: Acknowledgement) -> RuleArgument? {
        let keys = RuleCatalogue.acknowledgementKeys
        if keys[acknowledgement.key] == nil {
            let nearest = Nearest.words(to: acknowledgement.key, in: keys.keys)
            return nearest.isEmpty
                ? RuleArgument("is no key of any rule", zh: "不是有效的 key")
                : RuleArgument(
                    "is no key of any rule; the nearest is `\(nearest[0])`",
                    zh: "不是有效的 key，最接近的是 `\(nearest[0])`")
        }
        // On the command line the word of the person who types it is reason enough.
        if acknowledgement.origin != nil, acknowledgement.reason?.isEmpty ?? true {
            return RuleArgument("has no reason", zh: "没有写明原因")
        }
        if let until = acknowledgement.until, Timestamp(until) == nil {
            return RuleArgument("has an end that is no date: \(until)", zh: "的截止日期无效：\(until)")
        }
        return nil
    }
}
