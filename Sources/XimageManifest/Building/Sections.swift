internal import XimageCore
internal import XimageYAML

/// One entry of a section: `web:` under `servers:`.
struct Named {
    var name: String
    var keyPlace: Place
    var value: Input
}

/// The sections of all files, merged. What stands twice was reported; the first counts.
struct Sections {
    /// `project`, `provider`, `state`, `policy`, `include`, `exclude`: one value for the whole set.
    var singles: [String: Named] = [:]
    /// Entries of `defaults`, key by key.
    var defaults: [Named] = []
    /// `variables`, `environments`, `vaults`, `servers`, `images`: entries by name, in the order of the names.
    var named: [String: [Named]] = [:]
    /// Whether a section stands anywhere, even empty.
    var present: Set<String> = []
    /// `removed`, `moved`, `acknowledge`: all items.
    var lists: [String: [Input]] = [:]

    func blocks(_ section: String) -> [Named] { named[section] ?? [] }
}

extension ManifestSession {
    /// Takes the sections of all files together.
    func collectSections() -> Sections {
        var sections = Sections()
        for (index, file) in files.enumerated() {
            for root in file.tree.documents {
                collect(
                    .node(Place(file: Int32(index), node: Int32(file.tree.resolve(root)))), into: &sections)
            }
        }
        for section in sections.named.keys {
            sections.named[section] = merged(sections.named[section] ?? [], of: section)
        }
        sections.defaults = merged(sections.defaults, of: "defaults")
        return sections
    }

    private func collect(_ root: Input, into sections: inout Sections) {
        if shape(root) == .scalar, scalar(root) == .null { return }
        guard shape(root) == .map else {
            report(
                .noManifest,
                [
                    "found": shape(root) == .list
                        ? RuleArgument("a list", zh: "列表") : RuleArgument("a single value", zh: "单个值")
                ], at: root.place)
            return
        }
        let entries = entries(root)
        let absent = ManifestTables.file.absent(from: entries.map(\.key))
        for (key, keyPlace, value) in entries {
            guard let field = knownField(key, at: keyPlace, in: ManifestTables.file, absent: absent) else {
                // What others name may be in a mistyped section.
                if given([key], in: ManifestTables.file).count > 1 { isIncomplete = true }
                continue
            }
            sections.present.insert(key)
            path = [key]
            collect(field, Named(name: key, keyPlace: keyPlace, value: value), into: &sections)
            path = []
        }
    }

    private static let mergedSections: Set<String> = [
        "defaults", "variables", "environments", "vaults", "servers", "images",
    ]

    private func collect(_ field: Field, _ entry: Named, into sections: inout Sections) {
        let isEmpty = shape(entry.value) == .scalar && scalar(entry.value) == .null
        switch field.type {
        case _ where Self.mergedSections.contains(field.key):
            if isEmpty { return }
            guard shape(entry.value) == .map else {
                return reportType(entry.value, field.type, isSensitive: false)
            }
            let blocks = entries(entry.value).map {
                Named(name: $0.key, keyPlace: $0.keyPlace, value: $0.value)
            }
            if field.key == "defaults" {
                sections.defaults += blocks
            } else {
                sections.named[field.key, default: []] += blocks
            }
        case .list where field.key != "include" && field.key != "exclude":
            if isEmpty { return }
            guard shape(entry.value) == .list else {
                return reportType(entry.value, field.type, isSensitive: false)
            }
            sections.lists[field.key, default: []] += items(entry.value)
        default:
            if let first = sections.singles[field.key], field.key != "version" {
                report(
                    .sectionTwice, ["key": RuleArgument(field.key)], at: entry.keyPlace, remark: .againHere,
                    related: [Label(range(first.keyPlace), .firstGiven)])
            } else {
                sections.singles[field.key] = entry
            }
            if field.key == "version" { checkVersion(entry, field) }
        }
    }

    private func checkVersion(_ entry: Named, _ field: Field) {
        if case .number(let number) = scalar(entry.value), number != 1 {
            report(.wrongVersion, ["version": "\(number)"], at: entry.value.place)
        } else {
            _ = check(entry.value, field.type, field, in: Scope(project: ""))
        }
    }

    /// Sorted by name, without what stands twice.
    private func merged(_ blocks: [Named], of section: String) -> [Named] {
        var firsts: [String: Int] = [:]
        firsts.reserveCapacity(blocks.count)
        var result: [Named] = []
        result.reserveCapacity(blocks.count)
        for block in blocks {
            if let first = firsts[block.name] {
                // Twice in one map was reported when the file was read.
                guard !isSameMap(blocks[first], block) else { continue }
                report(
                    .declaredTwice,
                    ["section": RuleArgument(section), "name": RuleArgument(Shown.text(block.name))],
                    at: block.keyPlace, remark: .againHere,
                    related: [Label(range(blocks[first].keyPlace), .firstDeclared)])
            } else {
                firsts[block.name] = result.count
                result.append(block)
            }
        }
        var isSorted = true
        for index in result.indices.dropFirst()
        where !result[index - 1].name.utf8.lexicographicallyPrecedes(result[index].name.utf8) {
            isSorted = false
            break
        }
        if section == "defaults" || isSorted { return result }
        return result.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private func isSameMap(_ a: Named, _ b: Named) -> Bool {
        guard a.keyPlace.file == b.keyPlace.file else { return false }
        let (first, second) = (range(a.keyPlace), range(b.keyPlace))
        return diagnosticsOfReading.contains { $0.subject == second && $0.related.first?.range == first }
    }
}
