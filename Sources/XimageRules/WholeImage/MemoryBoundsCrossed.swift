import XimageCore
import XimagePlanning

struct MemoryBoundsCrossed: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .memoryBoundsCrossed, name: "memory-bounds-crossed", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            `min_ram` is a whole number of MB, default 0 (no bound); `max_ram` is optional. When both are \
            set, max_ram must not be smaller than min_ram.
            """,
            zh: """
                `min_ram` 为整数，单位 MB，默认值为 0（不限制）；`max_ram` 可选。\
                两者都设置时，max_ram 不能小于 min_ram。
                """),
        source: "IMS API 'Creating a full-ECS image', fields min_ram and max_ram")

    static let about = ["image.memory.max"]

    static let violating = [
        RuleExample(
            "the most is below the least",
            at: ["image.golden | 2 GiB"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, memory: {min: 4 GiB, max: 2 GiB}}}
                """,
            command: .validate)
    ]
    static let satisfying = [
        RuleExample(
            "only a least",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, memory: {min: 2 GiB}}}
                """),
        RuleExample(
            "a least and a most",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, memory: {min: 2 GiB, max: 4 GiB}}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for image in context.subjects(.image) {
            guard let minimum = image.desired.attributes[.minimumMemory].int,
                let maximum = image.desired.attributes[.maximumMemory].int
            else { continue }
            report.evaluated += 1
            guard maximum < minimum else { continue }
            report.violate(
                image, at: .maximumMemory,
                ["image": "\(image.address)", "min": "\(minimum)", "max": "\(maximum)"])
        }
    }
}
