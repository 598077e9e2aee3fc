import XimageCore

/// What a desired state says, without the places it was written at.
struct Meaning: Equatable, CustomStringConvertible {
    /// One text for each thing that is declared.
    var lines: [String]

    init(_ desired: DesiredState) {
        lines = ["\(desired.settings.meaning)"]
        lines += desired.resources.map(Self.text)
        for selection in desired.selections {
            lines.append(
                "selection \(selection.selector.meaning) \(selection.except.map(\.meaning) ?? "-") "
                    + "\(selection.minimum ?? -1) \(selection.maximum ?? -1)")
            lines.append(Self.text(selection.image))
            lines += selection.copies.map(Self.text)
        }
        lines += desired.removals.map { "removed \($0.from) \($0.action) \($0.reason ?? "-")" }
        lines += desired.moves.map { "moved \($0.from) \($0.to)" }
        lines += desired.acknowledgements.map {
            "word \($0.target) \($0.key) \($0.only) \($0.reason ?? "-") \($0.until ?? "-")"
        }.sorted()
    }

    var description: String { lines.joined(separator: "\n") }

    /// The first line that differs, of both.
    func difference(from other: Meaning) -> String? {
        for (mine, others) in zip(lines, other.lines) where mine != others { return "\(mine)\n\(others)" }
        return lines.count == other.lines.count ? nil : "\(lines.count) and \(other.lines.count) lines"
    }

    private static func text(_ resource: DesiredResource) -> String {
        let attributes = resource.attributes.entries.map { "\($0.name)=\(shown($0.value))" }
        return "\(resource.address) \(resource.region) \(resource.ownership) \(resource.protect) "
            + "\(details(resource.details)) \(attributes.joined(separator: " "))"
    }

    private static func details(_ details: ResourceDetails) -> String {
        var details = details
        if case .server(var server) = details, var options = server.options?.content {
            options.guest?.origin = nil
            let labels = shown(.strings(options.labels))
            options.labels = [:]
            server.options = Boxed(options)
            details = .server(server)
            return "\(details) \(labels)"
        }
        if case .image(var image) = details, var options = image.options?.content {
            options.guest?.origin = nil
            image.options = Boxed(options)
            details = .image(image)
        }
        if case .copy(var copy) = details {
            let tags = shown(.map(copy.onlyTags.mapValues { .strings($0) }))
            copy.onlyTags = [:]
            return "\(ResourceDetails.copy(copy)) \(tags)"
        }
        return "\(details)"
    }

    /// With maps in order and secrets revealed.
    private static func shown(_ value: Value) -> String {
        switch value {
        case .map(let map):
            "{"
                + map.sorted { $0.key < $1.key }.map { "\($0.key): \(shown($0.value))" }.joined(
                    separator: ", ") + "}"
        case .list(let values): "[" + values.map(shown).joined(separator: ", ") + "]"
        case .secret(let secret): "secret \(secret.reveal())"
        default: "\(value)"
        }
    }
}

extension LiveSelector {
    fileprivate var meaning: String {
        "\(tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }) \(names) \(regions) \(ids)"
    }
}

extension ProjectSettings {
    fileprivate var meaning: String {
        "\(project) \(provider.kind) \(provider.profile ?? "-") \(provider.site ?? "-") "
            + "\(provider.endpoints.sorted { $0.key < $1.key }) \(provider.projects.sorted { $0.key < $1.key }) "
            + "\(provider.enterpriseProject ?? "-") \(state.path) \(environment ?? "-") \(policy)"
    }
}
