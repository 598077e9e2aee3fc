import XimageCore
import XimagePlanning

struct DiskTexts: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .diskTexts, name: "disk-texts", severity: .error, phases: [.validate],
        rationale: """
            Name up to 64 characters (safe limit), description up to 85, up to 10 tags (newer documents \
            say 20), the tool's own included.
            """,
        source: "EVS API; Terraform provider 'evs_volume'",
        unconfirmed: "tag maximum 10 or 20")

    static let violating = [
        RuleExample("a long name", at: "disk.web.data name") {
            $0.set("disk.web.data", .name, .string(String(repeating: "d", count: 65)))
        },
        RuleExample("a long description", at: "disk.web.data description") {
            $0.set("disk.web.data", .description, .string(String(repeating: "d", count: 86)))
        },
        RuleExample("a blank in a tag", at: "disk.web.data tags") {
            $0.set("disk.web.data", .tags, .map(["a b": "c"]))
        },
    ]
    static let satisfying = [RuleExample("a short name") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for disk in context.subjects(.disk) where !disk.isExisting {
            report.evaluated += 1
            let attributes = disk.desired.attributes
            if let name = attributes[.name].string, !Limits.diskName.contains(name.unicodeScalars.count) {
                let count = name.unicodeScalars.count
                violate(
                    disk, .name, RuleArgument("it has \(count) characters", zh: "长度为 \(count) 个字符"), &report)
            }
            if let text = attributes[.description].string,
                let reason = NameFormat.problem(
                    description: text, limit: Limits.diskDescription, allowsLines: true)
            {
                violate(disk, .description, reason, &report)
            }
            if let tags = attributes[.tags].stringMap, let (_, reason) = NameFormat.problem(tags: tags) {
                violate(disk, .tags, reason, &report)
            }
        }
    }

    private func violate(
        _ disk: RuleContext.Subject, _ attribute: AttributeName, _ reason: RuleArgument,
        _ report: inout RuleReport
    ) {
        report.violate(
            disk, at: attribute, ["field": "`\(attribute)`", "object": "\(disk.address)", "reason": reason])
    }
}
