package import XimageCore

/// Desired state as YAML: what `validate --expand` prints. Every resource stands under its address with all that was
/// filled in; nothing of it is meant to be read back as a manifest.
package enum ExpandedText {
    package static func yaml(_ desired: DesiredState) -> String {
        var writer = Writer()
        writer.line(0, "project", .string(desired.settings.project))
        if let environment = desired.settings.environment {
            writer.line(0, "environment", .string(environment))
        }
        writer.line(0, "provider", .string(desired.settings.provider.kind.rawValue))
        writer.head(0, "resources", isEmpty: desired.resources.isEmpty)
        for resource in desired.resources { writer.resource(resource) }
        if !desired.selections.isEmpty {
            writer.head(0, "selections", isEmpty: false)
            for selection in desired.selections { writer.selection(selection) }
        }
        if !desired.removals.isEmpty {
            writer.head(0, "removed", isEmpty: false)
            for removal in desired.removals {
                writer.item("from: \(YAMLWriting.scalar(removal.from.description))")
                writer.line(4, "action", .string(removal.action.rawValue))
                writer.line(4, "reason", removal.reason.map { .string($0) } ?? .null)
            }
        }
        if !desired.moves.isEmpty {
            writer.head(0, "moved", isEmpty: false)
            for move in desired.moves {
                writer.item("from: \(YAMLWriting.scalar(move.from.description))")
                writer.line(4, "to", .string(move.to.description))
            }
        }
        if !desired.acknowledgements.isEmpty {
            writer.head(0, "acknowledge", isEmpty: false)
            for word in desired.acknowledgements {
                writer.item("target: \(YAMLWriting.scalar(word.target.description))")
                writer.line(4, "key", .string(word.key))
                writer.line(4, "for", .strings(word.only))
                writer.line(4, "reason", word.reason.map { .string($0) } ?? .null)
                writer.line(4, "until", word.until.map { .string($0) } ?? .null)
            }
        }
        return writer.text
    }
}

private struct Writer {
    var text = ""

    mutating func head(_ indent: Int, _ key: String, isEmpty: Bool) {
        text += blanks(indent) + YAMLWriting.scalar(key) + (isEmpty ? ": {}\n" : ":\n")
    }

    mutating func item(_ line: String) { text += "  - \(line)\n" }

    /// One attribute; empty ones are left out.
    mutating func line(_ indent: Int, _ key: String, _ value: Value) {
        guard !value.isEmpty else { return }
        text += "\(blanks(indent))\(key): \(shown(value))\n"
    }

    mutating func resource(_ resource: DesiredResource) {
        head(2, resource.address.description, isEmpty: false)
        body(4, resource)
    }

    mutating func selection(_ selection: ImageSelection) {
        head(2, selection.image.address.description, isEmpty: false)
        selector(4, "live", selection.selector)
        if let except = selection.except { selector(4, "except", except) }
        line(4, "expect.min", selection.minimum.map { .int($0) } ?? .null)
        line(4, "expect.max", selection.maximum.map { .int($0) } ?? .null)
        body(4, selection.image)
        for copy in selection.copies {
            head(4, "copy \(copy.address.part ?? "")", isEmpty: false)
            body(6, copy)
        }
    }

    private mutating func selector(_ indent: Int, _ key: String, _ selector: LiveSelector) {
        head(indent, key, isEmpty: selector == LiveSelector())
        line(indent + 2, "tags", .map(selector.tags.mapValues { .strings($0) }))
        line(indent + 2, "name", .strings(selector.names))
        line(indent + 2, "regions", .strings(selector.regions))
        line(indent + 2, "ids", .strings(selector.ids))
    }

    private mutating func body(_ indent: Int, _ resource: DesiredResource) {
        if case .existing(let lookup) = resource.ownership {
            line(indent, "existing", .string(lookup.description))
        }
        if resource.protect { line(indent, "protect", true) }
        for entry in resource.attributes.entries {
            line(indent, entry.name.description, quantity(entry, of: resource.address.kind))
        }
        for (key, value) in DetailLines.of(resource.details) { line(indent, key, value) }
    }

    /// Numbers with the unit of their attribute.
    private func quantity(_ entry: Attributes.Entry, of kind: ResourceKind) -> Value {
        guard let number = entry.value.int, let unit = ResourceSchema.of(kind)[entry.name]?.unit else {
            return entry.value
        }
        return .string(unit == "MiB" ? Units.text(mebibytes: number) : Units.text(gibibytes: number))
    }

    private func shown(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .string(let text): YAMLWriting.scalar(text)
        case .list(let values): "[" + values.map(shown).joined(separator: ", ") + "]"
        case .map(let values):
            "{"
                + values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { "\(YAMLWriting.scalar($0.key)): \(shown($0.value))" }.joined(separator: ", ") + "}"
        case .reference(let address): YAMLWriting.scalar(address.description)
        case .knownAfterApply: "(known after apply)"
        case .secret: "(sensitive)"
        }
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
}

/// What a resource has beside attributes, in manifest words.
private enum DetailLines {
    static func of(_ details: ResourceDetails) -> [(String, Value)] {
        switch details {
        case .none: []
        case .server(let server):
            of(server.options?.content) + [("dataDisks", .strings(server.disks.compactMap(\.part)))]
        case .disk(let disk):
            [("onRemove", .string(disk.onRemove.rawValue))] + source(disk.source)
        case .image(let image): of(image)
        case .copy(let copy): of(copy)
        }
    }

    private static func source(_ source: DiskSource) -> [(String, Value)] {
        switch source {
        case .automatic: []
        case .blank: [("from", "blank")]
        case .imageDisk(let key): [("from", .strings(["imageDisk": key]))]
        }
    }

    private static func of(_ options: ServerOptions?) -> [(String, Value)] {
        guard let options else { return [] }
        var lines: [(String, Value)] = [
            ("labels", .strings(options.labels)), ("workload", text(options.workload)),
            ("zones", .strings(options.zones)),
            ("recreateOn", .strings(options.recreateOn)),
        ]
        switch options.imageGeneration {
        case .newest: break
        case .previous: lines.append(("image.generation", "previous"))
        case .number(let number): lines.append(("image.generation", .int(number)))
        }
        if options.onNewImage != .keep { lines.append(("onNewImage", .string(options.onNewImage.rawValue))) }
        if options.onReplace != .reattach { lines.append(("onReplace", .string(options.onReplace.rawValue))) }
        if let settled = options.settled {
            var map: [String: Value] = ["within": duration(settled.within)]
            switch settled.sign {
            case .poweredOff: map["power"] = "stopped"
            case .acceptsConnections(let port): map["tcp"] = .int(port)
            }
            lines.append(("settled", .map(map)))
        }
        if let rollout = options.rollout {
            var map: [String: Value] = ["atOnce": .int(rollout.atOnce), "canary": .int(rollout.canary)]
            if let health = rollout.healthy {
                map["healthy"] = .map(["tcp": .int(health.port), "within": duration(health.within)])
            }
            lines.append(("rollout", .map(map)))
        }
        return lines + guest(options.guest) + timeouts(options.timeouts)
    }

    private static func of(_ image: ImageDetails) -> [(String, Value)] {
        var lines: [(String, Value)] = [
            ("name", .string(image.nameTemplate)),
            (
                "agreements",
                .map(
                    [
                        "commitment": text(image.commitment), "disclaimer": text(image.disclaimer),
                        "optimised": .bool(image.optimised),
                    ].filter { $0.value != .null })
            ),
        ]
        guard let options = image.options?.content else { return lines }
        switch options.vaultChoice {
        case .named: break
        case .pool(let vaults): lines.append(("vault.pool", .strings(vaults.map(\.description))))
        case .bound(let vaults): lines.append(("vault.bound.else", .strings(vaults.map(\.description))))
        }
        if let quiesce = options.quiesce {
            var map: [String: Value] = [
                "stop": true, "then": .string(quiesce.then.rawValue), "atOnce": .int(quiesce.atOnce),
            ]
            map["groupBy"] = quiesce.groupBy.map { .string($0) }
            lines.append(("quiesce", .map(map)))
        }
        if options.ready != .region { lines.append(("ready", .string(options.ready.rawValue))) }
        if let schedule = options.schedule {
            var map: [String: Value] = ["every": duration(schedule.every)]
            map["at"] = schedule.minuteOfDay.map { minute in
                .string(
                    "\(minute / 60 < 10 ? "0" : "")\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
                )
            }
            map["timeZone"] = schedule.timeZone.map { .string($0) }
            map["window"] = schedule.window.map(duration)
            lines.append(("schedule", .map(map)))
        }
        return lines + retention(options.retention) + guest(options.guest) + timeouts(options.timeouts)
    }

    private static func of(_ copy: CopyDetails) -> [(String, Value)] {
        [("name", text(copy.nameTemplate)), ("only.tags", .map(copy.onlyTags.mapValues { .strings($0) }))]
            + retention(copy.retention) + timeouts(copy.timeouts)
    }

    private static func retention(_ retention: Retention?) -> [(String, Value)] {
        guard let retention else { return [] }
        var map: [String: Value] = ["deleteBackups": .bool(retention.deleteBackups)]
        map["keep"] = retention.keep.map { .int($0) }
        map["keepFor"] = retention.keepFor.map(duration)
        if retention.keepBackups > 0 { map["keepBackups"] = .int(retention.keepBackups) }
        return [("retention", .map(map))]
    }

    private static func guest(_ guest: GuestSettings?) -> [(String, Value)] {
        guard let guest else { return [] }
        var map: [String: Value] = [:]
        map["os"] = guest.os.map { .string($0) }
        map["facts"] = guest.factsFile.map { .string($0) }
        map["maxAge"] = guest.maximumAge.map(duration)
        map["collect"] = guest.collect.map { collect in
            .map(["ssh": .string(collect.ssh), "jump": text(collect.jump)].filter { $0.value != .null })
        }
        map["sanPolicy"] = guest.sanPolicy.map { .string($0) }
        map["spannedVolumes"] = guest.spannedVolumes.map { .strings($0) }
        map["volumeGroups"] = guest.volumeGroups.map { .strings($0) }
        map["asOf"] = guest.asOf.map { .string($0.description) }
        return [("guest", .map(map))]
    }

    private static func timeouts(_ timeouts: Timeouts?) -> [(String, Value)] {
        guard let timeouts else { return [] }
        var map: [String: Value] = [:]
        map["create"] = timeouts.create.map(duration)
        map["copy"] = timeouts.copy.map(duration)
        map["delete"] = timeouts.delete.map(duration)
        return [("timeouts", .map(map))]
    }

    private static func text(_ text: String?) -> Value { text.map { .string($0) } ?? .null }

    private static func duration(_ duration: Duration) -> Value {
        .string(Units.text(seconds: Int(duration.components.seconds)))
    }
}
