import XimageCore
import XimagePlanning

struct DefaultCopyName: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "NM013", name: "default-copy-name", severity: .info, phases: [.plan],
        title: Bilingual("Default copy name", zh: "复制的默认名称"),
        headline: Bilingual("Copy has no name of its own", zh: "复制未指定名称"),
        rationale: Bilingual(
            """
            A copy without a name gets the name of its image. The console would build one from the source region \
            and the source name.
            """,
            zh: "复制未指定名称时，使用其镜像的名称。控制台则会用源区域和源名称组成名称。"),
        source: "IMS user guide 'Replicating images across regions'",
        english: RuleText(
            "Copy of {image} has no name; \"{name}\" will be used."),
        chinese: RuleText(
            "{image} 的复制未指定名称，将使用“{name}”。"))

    static let violating = [
        RuleExample(
            "a copy that takes the name of its image",
            at: ["copy.golden.south | south"],
            manifest: """
                vaults:
                  main: {size: 500 GiB}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "a copy with a name of its own",
            manifest: """
                vaults:
                  main: {size: 500 GiB}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy, name: golden-south}}
                """)
    ]

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
