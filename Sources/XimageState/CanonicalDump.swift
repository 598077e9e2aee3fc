package import XimageCore

/// A text of a state in which only what matters to a reader stands: for "the same end state" after other ways
/// there.
///
/// Ids are replaced by the address of their object, times and operations by words; lineage, serials, runs and
/// journal are left out. Two states with the same text record the same objects in the same way.
package enum CanonicalDump {
    package static func text(of prior: PriorState) -> String {
        var names: [RemoteID: String] = [:]
        var deposed: [Address: Int] = [:]
        for record in prior.records.sorted(by: ResourceRecord.precedes) where !record.id.isEmpty {
            switch record.standing {
            case .current: names[record.id] = "<\(record.address)>"
            case .incomplete: names[record.id] = "<\(record.address) incomplete>"
            case .deposed:
                deposed[record.address, default: 0] += 1
                names[record.id] = "<\(record.address) deposed \(deposed[record.address] ?? 0)>"
            case .released, .removed, .passedOver, .backup:
                names[record.id] = "<\(record.address) \(record.standing)>"
            }
        }
        return prior.records.sorted(by: ResourceRecord.precedes).map { lines(of: $0, names) }.joined()
    }

    private static func lines(of record: ResourceRecord, _ names: [RemoteID: String]) -> String {
        var text = "\(record.address) \(record.standing.rawValue) in \(record.region)\n"
        text += "  id \(names[record.id] ?? "none")\n"
        text += "  digest \(record.digest)\n"
        if record.operation != nil { text += "  operation <operation>\n" }
        if record.createdAt != nil { text += "  created <time>\n" }
        if record.protect { text += "  protected\n" }
        if record.awaitsMarks { text += "  awaits marks\n" }
        if let removal = record.onRemove { text += "  onRemove \(removal.rawValue)\n" }
        for dependency in record.dependencies.sorted() { text += "  needs \(dependency)\n" }
        text += lines(of: record.attributes, "  ", names)
        return text + lines(of: record.declared, "  declared ", names)
    }

    private static func lines(
        of attributes: Attributes, _ prefix: String, _ names: [RemoteID: String]
    ) -> String {
        attributes.entries.map { entry in
            let value = entry.name == .createdAt ? "<time>" : CanonicalText.of(replaced(entry.value, names))
            return "\(prefix)\(entry.name) = \(value)\n"
        }.joined()
    }

    private static func replaced(_ value: Value, _ names: [RemoteID: String]) -> Value {
        switch value {
        case .string(let text): .string(names[text] ?? text)
        case .list(let values): .list(values.map { replaced($0, names) })
        case .map(let values): .map(values.mapValues { replaced($0, names) })
        default: value
        }
    }
}
