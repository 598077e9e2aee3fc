import XimageCore
import XimagePlanning

extension Usage.Thing {
    /// For people.
    var words: String {
        switch self {
        case .images: "private images"
        case .servers: "servers"
        case .cores: "vCPUs"
        case .memoryMiB: "GiB of memory"
        case .disks: "disks"
        case .diskGiB: "GiB of disks"
        case .vault(let address): "GiB bound in \(address.shown)"
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

    func render(_ usages: [Usage]) -> String {
        guard !usages.isEmpty else { return "" }
        var table = Table([
            .init("WHAT"), .init("NOW", alignsRight: true), .init("AFTER", alignsRight: true),
            .init("PEAK", alignsRight: true), .init("OF", alignsRight: true), .init("REGION"), .init(""),
        ])
        for usage in usages {
            table.rows.append([
                usage.thing.words, number(usage.used, usage.thing), number(usage.after, usage.thing),
                number(usage.peak, usage.thing), number(usage.limit, usage.thing), usage.region,
                usage.fits ? (usage.expands && usage.peak > usage.limit ? "expands" : "") : "too little",
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
