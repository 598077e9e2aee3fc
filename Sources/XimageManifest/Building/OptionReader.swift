internal import XimageCore

/// Blocks that several kinds of resources share.
extension ManifestBuilder {
    func duration(_ fields: Fields?, _ key: String) -> Duration? {
        (fields?[key]?.number).map { .seconds($0) }
    }

    func timeouts(_ item: Item) -> Timeouts {
        let fields = item.fields
        return Timeouts(
            create: duration(fields, "create"), copy: duration(fields, "copy"),
            delete: duration(fields, "delete"))
    }

    func guestSettings(_ item: Item) -> GuestSettings? {
        guard let fields = item.fields else { return nil }
        var guest = GuestSettings()
        guest.os = fields.text("os")
        if let facts = fields["facts"], let path = facts.text {
            let folder = session.files[Int(facts.place.file)].folder
            guest.factsFile = path.hasPrefix("/") || folder == "." ? path : "\(folder)/\(path)"
        }
        guest.maximumAge = duration(fields, "maxAge")
        if let collect = fields["collect"]?.fields, let ssh = collect.text("ssh") {
            guest.collect = .init(ssh: ssh, jump: collect.text("jump"))
        }
        guest.sanPolicy = fields.text("sanPolicy")
        guest.spannedVolumes = fields.texts("spannedVolumes")
        guest.volumeGroups = fields.texts("volumeGroups")
        guest.asOf = fields.text("asOf").flatMap { Timestamp($0) }
        guest.origin = session.range(item.place)
        return guest
    }

    func settledCondition(_ item: Item) -> SettledCondition? {
        guard let fields = item.fields else { return nil }
        let within = duration(fields, "within") ?? .seconds(1800)
        if let port = fields["tcp"]?.number {
            return SettledCondition(.acceptsConnections(port: port), within: within)
        }
        return fields.has("power") ? SettledCondition(.poweredOff, within: within) : nil
    }

    func rollout(_ item: Item) -> Rollout? {
        guard let fields = item.fields else { return nil }
        var rollout = Rollout(atOnce: fields["atOnce"]?.number ?? 1, canary: fields["canary"]?.number ?? 0)
        if let health = fields["healthy"]?.fields, let port = health["tcp"]?.number {
            rollout.healthy = .init(port: port, within: duration(health, "within") ?? .seconds(600))
        }
        return rollout
    }

    func quiesce(_ item: Item) -> Quiesce? {
        if let word = item.text { return word == "stop" ? Quiesce() : nil }
        guard let fields = item.fields, fields["stop"]?.flag == true else { return nil }
        return Quiesce(
            then: fields.text("then").flatMap { .init(rawValue: $0) } ?? .asWas,
            atOnce: fields["atOnce"]?.number ?? 1,
            groupBy: fields.text("groupBy"))
    }

    func retention(_ item: Item) -> Retention? {
        guard let fields = item.fields else { return nil }
        if !fields.given.contains("keep"), !fields.given.contains("keepFor") {
            session.report(.retentionWithoutLimit, at: item.place)
        }
        return Retention(
            keep: fields["keep"]?.number, keepFor: duration(fields, "keepFor"),
            keepBackups: fields["keepBackups"]?.number ?? 0,
            deleteBackups: fields["deleteBackups"]?.flag ?? false)
    }

    func schedule(_ item: Item) -> Schedule? {
        guard let fields = item.fields, let every = duration(fields, "every") else { return nil }
        let parts = fields.text("at")?.split(separator: ":").compactMap { Int($0) } ?? []
        if let window = fields["window"], !fields.given.contains("at") {
            session.report(.windowWithoutTime, at: window.place)
        }
        return Schedule(
            every: every, minuteOfDay: parts.count == 2 ? parts[0] * 60 + parts[1] : nil,
            timeZone: fields.text("timeZone"), window: duration(fields, "window"))
    }

    func liveSelector(_ fields: Fields) -> LiveSelector {
        var selector = LiveSelector()
        selector.tags = textLists(fields.entries(of: "tags"))
        selector.names = fields.texts("name") ?? []
        selector.regions = fields.texts("regions") ?? []
        selector.ids = fields.texts("ids") ?? []
        return selector
    }

    func textLists(_ entries: [MapEntry]?) -> [String: [String]] {
        Dictionary((entries ?? []).map { ($0.key, $0.item.texts ?? []) }) { first, _ in first }
    }

    /// Notes the acknowledgements of one object. `name` is its cloud name, which `for` may use.
    func acknowledge(_ items: [Item], _ address: Address, name: String, isSelection: Bool = false) {
        for item in items {
            guard let fields = item.fields, let key = fields.text("key") else { continue }
            let only = fields.texts("for") ?? []
            if !isSelection, !only.isEmpty {
                let instance = address.instance.map { ManifestBuilder.text($0) }
                guard only.contains(name) || instance.map(only.contains) == true else { continue }
            }
            acknowledgements.append(
                Acknowledgement(
                    key: key, target: address, reason: fields.text("reason"), until: fields.text("until"),
                    only: isSelection ? only : [], origin: session.range(item.place)))
        }
    }

    static func text(_ key: InstanceKey) -> String {
        switch key {
        case .key(let text): text
        case .index(let index): String(index)
        }
    }
}
