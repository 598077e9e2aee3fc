internal import XimageCore

/// A manifest in the making: what is written, in order.
indirect enum OutputNode {
    case text(String)
    /// A text whose `${...}` are expressions.
    case template(String)
    case number(Int)
    case flag(Bool)
    case list([OutputNode])
    case map([(String, OutputNode)])

    init(_ value: Value, unit: String? = nil) {
        switch value {
        case .null, .knownAfterApply, .secret: self = .map([])
        case .bool(let flag): self = .flag(flag)
        case .int(let number):
            self =
                switch unit {
                case "GiB": .text(Units.text(gibibytes: number))
                case "MiB": .text(Units.text(mebibytes: number))
                default: .number(number)
                }
        case .string(let text): self = .text(text)
        case .list(let values): self = .list(values.map { OutputNode($0) })
        case .map(let values):
            self = .map(Self.sorted(values).map { ($0.key, OutputNode($0.value)) })
        case .reference(let address): self = .text(address.reference)
        }
    }

    static func address(_ address: Address) -> OutputNode { .text(address.description) }

    static func texts(_ texts: [String]) -> OutputNode { .list(texts.map { .text($0) }) }

    /// A map without what is `nil`.
    static func options(_ entries: [(String, OutputNode?)]) -> OutputNode { .map(Self.entries(entries)) }

    static func entries(_ entries: [(String, OutputNode?)]) -> [(String, OutputNode)] {
        entries.compactMap { key, value in value.map { (key, $0) } }
    }

    static func textLists(_ lists: [String: [String]]) -> OutputNode {
        .map(sorted(lists).map { ($0.key, .texts($0.value)) })
    }

    private static func sorted<T>(_ map: [String: T]) -> [(key: String, value: T)] {
        map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}

// MARK: Writing

extension OutputNode {
    /// As a file: the first levels in lines of their own, what is below in one line where that fits.
    func document() -> String {
        guard case .map(let sections) = self else { return flow + "\n" }
        var text = ""
        for (key, value) in sections {
            if ["vaults", "servers", "images", "removed", "moved", "acknowledge"].contains(key) {
                text += "\n"
            }
            value.write(key, indent: 0, to: &text)
        }
        return text
    }

    private func write(_ key: String, indent: Int, to text: inout String) {
        let lead = String(repeating: " ", count: indent) + YAMLWriting.scalar(key) + ":"
        switch self {
        case .map(let entries) where !entries.isEmpty && isTall(indent, lead):
            text += lead + "\n"
            for (key, value) in entries { value.write(key, indent: indent + 2, to: &text) }
        case .list(let items) where !items.isEmpty && isTall(indent, lead):
            text += lead + "\n"
            let dash = String(repeating: " ", count: indent + 2) + "- "
            for item in items { text += dash + item.flow + "\n" }
        default: text += lead + " " + flow + "\n"
        }
    }

    private func isTall(_ indent: Int, _ lead: String) -> Bool {
        if case .list(let items) = self, indent == 0, items.contains(where: \.isMap) { return true }
        return (indent <= 2 && isMap && depth > 1) || lead.utf8.count + flow.utf8.count > 99
    }

    private var isMap: Bool { if case .map = self { true } else { false } }

    /// Levels of maps with more than scalars in them.
    private var depth: Int {
        switch self {
        case .map(let entries): 1 + (entries.map(\.1.depth).max() ?? 0)
        default: 0
        }
    }

    private var flow: String {
        switch self {
        case .text(let text): YAMLWriting.scalar(text.replacing("${", with: "$${"))
        case .template(let text): YAMLWriting.scalar(text)
        case .number(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\(YAMLWriting.scalar($0.0)): \($0.1.flow)" }.joined(separator: ", ") + "}"
        }
    }
}

// MARK: Blocks of the language

extension OutputNode {
    static func duration(_ duration: Duration) -> OutputNode {
        .text(Units.text(seconds: Int(duration.components.seconds)))
    }

    static func provider(_ provider: ProviderSettings) -> OutputNode {
        if provider == ProviderSettings(kind: provider.kind) { return .text(provider.kind.rawValue) }
        return .options([
            ("type", .text(provider.kind.rawValue)), ("profile", provider.profile.map { .text($0) }),
            ("site", provider.site.map { .text($0) }),
            ("endpoints", provider.endpoints.isEmpty ? nil : OutputNode(.strings(provider.endpoints))),
            ("projects", provider.projects.isEmpty ? nil : OutputNode(.strings(provider.projects))),
            ("enterpriseProject", provider.enterpriseProject.map { .text($0) }),
        ])
    }

    static func selector(_ selector: LiveSelector) -> OutputNode {
        .options([
            ("tags", selector.tags.isEmpty ? nil : .textLists(selector.tags)),
            ("name", selector.names.isEmpty ? nil : .texts(selector.names)),
            ("regions", selector.regions.isEmpty ? nil : .texts(selector.regions)),
            ("ids", selector.ids.isEmpty ? nil : .texts(selector.ids)),
        ])
    }

    static func serverOptions(_ options: ServerOptions?, folder: String) -> [(String, OutputNode)] {
        guard let options else { return [] }
        return entries([
            ("labels", options.labels.isEmpty ? nil : OutputNode(.strings(options.labels))),
            ("workload", options.workload.map { .text($0) }),
            ("guest", options.guest.map { guest($0, folder: folder) }),
            ("settled", options.settled.map(settled)),
            ("recreateOn", options.recreateOn.isEmpty ? nil : .texts(options.recreateOn)),
            ("onNewImage", options.onNewImage == .keep ? nil : .text(options.onNewImage.rawValue)),
            ("onReplace", options.onReplace == .reattach ? nil : .text(options.onReplace.rawValue)),
            ("rollout", options.rollout.map(rollout)),
            ("timeouts", options.timeouts.map(timeouts)),
        ])
    }

    static func imageOptions(_ options: ImageOptions?, folder: String) -> [(String, OutputNode)] {
        guard let options else { return [] }
        return entries([
            ("quiesce", options.quiesce.map(quiesce)),
            ("ready", options.ready == .region ? nil : .text(options.ready.rawValue)),
            ("retention", options.retention.map(retention)),
            ("schedule", options.schedule.map(schedule)),
            ("guest", options.guest.map { guest($0, folder: folder) }),
            ("timeouts", options.timeouts.map(timeouts)),
        ])
    }

    private static func settled(_ condition: SettledCondition) -> OutputNode {
        switch condition.sign {
        case .poweredOff: .map([("power", .text("stopped")), ("within", duration(condition.within))])
        case .acceptsConnections(let port):
            .map([("tcp", .number(port)), ("within", duration(condition.within))])
        }
    }

    private static func rollout(_ rollout: Rollout) -> OutputNode {
        .options([
            ("atOnce", .number(rollout.atOnce)), ("canary", .number(rollout.canary)),
            (
                "healthy",
                rollout.healthy.map { .map([("tcp", .number($0.port)), ("within", duration($0.within))]) }
            ),
        ])
    }

    private static func quiesce(_ quiesce: Quiesce) -> OutputNode {
        .options([
            ("stop", .flag(true)), ("then", .text(quiesce.then.rawValue)),
            ("atOnce", .number(quiesce.atOnce)),
            ("groupBy", quiesce.groupBy.map { .text($0) }),
        ])
    }

    static func retention(_ retention: Retention) -> OutputNode {
        .options([
            ("keep", retention.keep.map { .number($0) }), ("keepFor", retention.keepFor.map(duration)),
            ("keepBackups", retention.keepBackups == 0 ? nil : .number(retention.keepBackups)),
            ("deleteBackups", retention.deleteBackups ? .flag(true) : nil),
        ])
    }

    private static func schedule(_ schedule: Schedule) -> OutputNode {
        let at = schedule.minuteOfDay.map { minute in
            let (hours, minutes) = (minute / 60, minute % 60)
            return "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
        }
        return .options([
            ("every", duration(schedule.every)), ("at", at.map { .text($0) }),
            ("timeZone", schedule.timeZone.map { .text($0) }), ("window", schedule.window.map(duration)),
        ])
    }

    /// - Parameter folder: that of the project file, to which paths become relative.
    private static func guest(_ guest: GuestSettings, folder: String) -> OutputNode {
        .options([
            ("os", guest.os.map { .text($0) }),
            ("facts", guest.factsFile.map { .template(ManifestPath.relative($0, to: folder)) }),
            ("maxAge", guest.maximumAge.map(duration)),
            (
                "collect",
                guest.collect.map {
                    .options([("ssh", .template($0.ssh)), ("jump", $0.jump.map { .template($0) })])
                }
            ),
            ("sanPolicy", guest.sanPolicy.map { .text($0) }),
            ("spannedVolumes", guest.spannedVolumes.map { .texts($0) }),
            ("volumeGroups", guest.volumeGroups.map { .texts($0) }),
            ("asOf", guest.asOf.map { .text($0.description) }),
        ])
    }

    static func timeouts(_ timeouts: Timeouts) -> OutputNode {
        .options([
            ("create", timeouts.create.map(duration)), ("copy", timeouts.copy.map(duration)),
            ("delete", timeouts.delete.map(duration)),
        ])
    }
}
