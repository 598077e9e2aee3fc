import XimageCore
import XimagePlanning

struct DefaultCopyName: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "NM013", name: "default-copy-name", severity: .info, phases: [.plan],
        title: Bilingual("Default copy name", zh: "复制的默认名称"),
        headline: Bilingual("Copy has no name of its own", zh: "复制未指定名称"),
        rationale: Bilingual(
            """
            When a copy has no name the console's default is built from the source region and the source \
            name; ximage always sends an explicit name of that pattern, cut to 128 characters.
            """,
            zh: """
                复制未指定名称时，控制台用源区域和源名称组成默认名称；ximage 始终显式发送名称，\
                并建议使用该格式，截断为 128 个字符。
                """),
        source: "IMS user guide 'Replicating images across regions'",
        english: RuleText(
            "Copy of {image} has no name; \"{name}\" will be used."),
        chinese: RuleText(
            "{image} 的复制未指定名称，将使用“{name}”。"))

    static let violating = [
        RuleExample("a copy that takes the name of its image", at: "copy.golden.south") {
            $0.addCopy()
            $0.editCopy { $0.nameTemplate = "shop-golden" }
        }
    ]
    static let satisfying = [RuleExample("a copy with a name of its own") { $0.addCopy() }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        guard context.isOnline else { return }
        for work in context.copies where work.isMade {
            guard let image = context.image(work), case .image(let own) = image.desired.details else {
                continue
            }
            let copy = context.copy(work)
            guard case .copy(let details) = copy.desired.details else { continue }
            report.evaluated += 1
            guard details.nameTemplate ?? own.nameTemplate == own.nameTemplate,
                let name = context.nextName(of: image)
            else { continue }
            report.violate(copy, ["image": "\(work.imageAddress)", "name": "\(name.prefix(128))"])
        }
    }
}
