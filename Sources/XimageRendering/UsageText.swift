import XimageCore
import XimagePlanning

extension Usage.Thing {
    /// For people.
    func words(_ language: Language) -> String {
        switch self {
        case .images: language("private images", zh: "私有镜像（个）")
        case .servers: language("servers", zh: "云服务器（台）")
        case .cores: language("vCPUs", zh: "vCPU（核）")
        case .memoryMiB: language("GiB of memory", zh: "内存（GiB）")
        case .disks: language("disks", zh: "云硬盘（块）")
        case .diskGiB: language("GiB of disks", zh: "云硬盘容量（GiB）")
        case .vault(let address):
            language("GiB bound in \(address.shown)", zh: "\(address.shown) 已绑定容量（GiB）")
        }
    }

    /// For machines.
    var name: String {
        switch self {
        case .images: "images"
        case .servers: "servers"
        case .cores: "cores"
        case .memoryMiB: "memoryMiB"
        case .disks: "disks"
        case .diskGiB: "diskGiB"
        case .vault: "vaultGiB"
        }
    }
}

/// What a plan takes of quotas and vaults, as a section of its text.
struct UsageText {
    let style: TextStyle

    private var language: Language { style.language }

    func render(_ usages: [Usage]) -> String {
        guard !usages.isEmpty else { return "" }
        var table = Table([
            .init(Heading.what), .init(Heading.now, alignsRight: true),
            .init(Heading.after, alignsRight: true),
            .init(Heading.peak, alignsRight: true),
            .init(Heading.limit, alignsRight: true), .init(Heading.region),
            .init(Heading.none),
        ])
        for usage in usages {
            table.rows.append([
                usage.thing.words(language), number(usage.used, usage.thing),
                number(usage.after, usage.thing),
                number(usage.peak, usage.thing), number(usage.limit, usage.thing), usage.region,
                usage.fits
                    ? (usage.expands && usage.peak > usage.limit ? language("expands", zh: "自动扩容") : "")
                    : language("too little", zh: "不足"),
            ])
        }
        return table.render(style: style, indent: 2)
    }

    private func number(_ value: Int, _ thing: Usage.Thing) -> String {
        Count.grouped(thing == .memoryMiB ? value / 1024 : value)
    }

    static func write(_ json: inout JSONWriter, _ usage: Usage) {
        json.element { object in
            object.field("what", usage.thing.name)
            object.field("region", usage.region)
            if case .vault(let address) = usage.thing { object.field("address", address.description) }
            object.field("now", usage.used)
            object.field("after", usage.after)
            object.field("peak", usage.peak)
            object.field("limit", usage.limit)
            object.field("expands", usage.expands)
        }
    }
}
