import XimageCore
import XimagePlanning

struct MemoryOutsideImageBounds: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV104", name: "memory-outside-image-bounds", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Memory bounds of the image", zh: "镜像的内存限制"),
        headline: Bilingual("Flavor memory is outside the image's bounds", zh: "规格内存超出镜像的限制范围"),
        rationale: Bilingual(
            """
            Flavor memory must be at least min_ram and, when set, at most max_ram. A 32-bit guest cannot be \
            used with more than 4 GB.
            """,
            zh: """
                规格的内存不能小于 min_ram；设置了 max_ram 时不能大于 max_ram。32 位客户机不能使用超\
                过 4 GB 的内存。
                """),
        source: """
            IMS API 'Creating a full-ECS image', fields min_ram and max_ram; IMS FAQ on 32-bit operating \
            systems
            """,
        english: RuleText(
            "Flavor {flavor} has {ram} MB of memory, outside the {min}-{max} MB allowed by {image}.",
            fix: "Choose another flavor or change the image's bounds."),
        chinese: RuleText(
            "规格 {flavor} 内存为 {ram} MB，超出镜像 {image} 允许的 {min}–{max} MB 范围。",
            fix: "请更换规格或调整镜像的内存限制。"))

    static let about = ["server.flavor"]

    static let violating = [
        RuleExample(
            "less memory than the image asks for",
            at: ["server.web | s6.large.2"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: old}]
                    vaults: [{name: backups, size: 100, servers: [old]}]
                    images: [{name: base, server: old, vault: backups, minRam: 8192}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: base}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "more memory than the image allows",
            at: ["server.web | s6.large.2"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: old}]
                    vaults: [{name: backups, size: 100, servers: [old]}]
                    images: [{name: base, server: old, vault: backups, maxRam: 2048}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: base}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "the bounds of an image of the same plan",
            at: ["server.web | s6.large.2"],
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main, memory: {min: 8 GiB}}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "memory within the bounds",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: old}]
                    vaults: [{name: backups, size: 100, servers: [old]}]
                    images: [{name: base, server: old, vault: backups, minRam: 2048, maxRam: 8192}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: base}
                    systemDisk: {type: SSD, size: 40 GiB}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where server.isNew {
            guard let flavor = context.flavor(of: server), let source = context.bootImage(of: server) else {
                continue
            }
            report.evaluated += 1
            let image = source.entry
            let maximum = image.maximumMemoryMiB ?? .max
            guard flavor.memoryMiB < image.minimumMemoryMiB || flavor.memoryMiB > maximum else { continue }
            report.violate(
                server, at: .flavor,
                [
                    "flavor": "\(flavor.id)", "ram": "\(flavor.memoryMiB)",
                    "min": "\(image.minimumMemoryMiB)",
                    "max": image.maximumMemoryMiB.map { "\($0)" } ?? "∞", "image": "\(source.text)",
                ],
                remark: RuleArgument("\(flavor.memoryMiB) MiB of memory", zh: "内存 \(flavor.memoryMiB) MiB"))
        }
    }
}
