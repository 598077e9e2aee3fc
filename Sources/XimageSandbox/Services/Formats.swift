/// Names, descriptions and tags as the services accept them. Source: API reference, sections 4.6, 5.2, 6.2, 7.2, 8.2.
enum Format {
    /// Letters, digits, Chinese characters, and those in `extra`.
    static func isName(_ text: String, limit: Int, extra: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.count <= limit
            && text.unicodeScalars.allSatisfy { isWordScalar($0, extra) }
    }

    static func isImageName(_ text: String) -> Bool {
        isName(text, limit: 128, extra: "-._ ") && !text.hasPrefix(" ") && !text.hasSuffix(" ")
    }

    static func isServerName(_ text: String, limit: Int = 128) -> Bool {
        isName(text, limit: limit, extra: "-._")
    }
    static func isVaultName(_ text: String) -> Bool { isName(text, limit: 64, extra: "-_") }

    /// Up to `limit` characters without angle brackets.
    static func isDescription(_ text: String, limit: Int) -> Bool {
        text.unicodeScalars.count <= limit && !text.contains { $0 == "<" || $0 == ">" }
    }

    /// A tag that may be set.
    static func isTag(_ tag: Tag) -> Bool {
        isName(tag.key, limit: 36, extra: "-_")
            && (tag.value.isEmpty || isName(tag.value, limit: 43, extra: "-_."))
    }

    static func haveUniqueKeys(_ tags: [Tag]) -> Bool {
        Set(tags.map(\.key)).count == tags.count
    }

    /// Tags from `[{"key", "value"}]`; nil when an entry has no key.
    static func tags(_ json: JSON?) -> [Tag]? {
        guard let json else { return [] }
        guard let items = json.array else { return nil }
        var tags: [Tag] = []
        for item in items {
            guard let key = item["key"]?.string else { return nil }
            tags.append(Tag(key: key, value: item["value"]?.string ?? ""))
        }
        return tags
    }

    /// Tags of the old form `["key.value"]`.
    static func legacyTags(_ json: JSON?) -> [Tag] {
        (json?.array ?? []).compactMap(\.string).map { text in
            let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            return Tag(key: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
        }
    }

    private static func isWordScalar(_ scalar: Unicode.Scalar, _ extra: String) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "\u{4E00}"..."\u{9FFF}": true
        default: extra.unicodeScalars.contains(scalar)
        }
    }
}

extension Tag {
    /// A list filter: `key=value`, or the old form `key.value`.
    init(filter text: Substring) {
        let separator = text.firstIndex(of: "=") ?? text.firstIndex(of: ".")
        guard let separator else {
            self.init(key: String(text))
            return
        }
        self.init(key: String(text[..<separator]), value: String(text[text.index(after: separator)...]))
    }
}

/// How the tag calls of a service refuse.
struct TagRules {
    var limit: Int
    var invalid: Refusal
    var tooMany: Refusal
}

extension [Tag] {
    subscript(key: String) -> String? { first { $0.key == key }?.value }

    mutating func set(_ tag: Tag) {
        if let index = firstIndex(where: { $0.key == tag.key }) { self[index] = tag } else { append(tag) }
    }

    /// Carries out `{"action", "tags"}`. `create` overwrites, `delete` of a missing key succeeds.
    mutating func apply(_ json: JSON, _ rules: TagRules) throws(Refusal) {
        guard let changes = Format.tags(json["tags"] ?? json["sys_tags"]), !changes.isEmpty,
            Format.haveUniqueKeys(changes)
        else { throw rules.invalid }
        switch json["action"]?.string {
        case "create", "update":
            guard changes.allSatisfy(Format.isTag) else { throw rules.invalid }
            var changed = self
            for tag in changes { changed.set(tag) }
            guard changed.count <= rules.limit else { throw rules.tooMany }
            self = changed
        case "delete":
            let keys = Set(changes.map(\.key))
            removeAll { keys.contains($0.key) }
        default: throw rules.invalid
        }
    }

    /// `{"tags": [{"key", "value"}]}`
    var answer: Answer {
        .object { writer in
            writer.array("tags") { writer in
                for tag in self {
                    writer.beginObject()
                    writer.field("key", tag.key)
                    writer.field("value", tag.value)
                    writer.endObject()
                }
            }
        }
    }

    /// As members of an array that is open.
    func writePairs(to writer: inout JSONWriter) {
        for tag in self {
            writer.beginObject()
            writer.field("key", tag.key)
            writer.field("value", tag.value)
            writer.endObject()
        }
    }

    /// `k=v`, or `k` alone, as ECS and IMS show tags on the resource.
    func writeJoined(to writer: inout JSONWriter, bareWhenEmpty: Bool) {
        for tag in self {
            writer.value(tag.value.isEmpty && bareWhenEmpty ? tag.key : "\(tag.key)=\(tag.value)")
        }
    }
}

/// Tags in use over many objects: keys in order of first use, each with its values.
func tagsInUse(_ lists: some Sequence<[Tag]>) -> [(key: String, values: [String])] {
    var order: [String] = []
    var values: [String: [String]] = [:]
    for list in lists {
        for tag in list {
            if values[tag.key] == nil { order.append(tag.key) }
            if values[tag.key]?.contains(tag.value) != true { values[tag.key, default: []].append(tag.value) }
        }
    }
    return order.map { ($0, values[$0] ?? []) }
}

func tagsInUseAnswer(_ lists: some Sequence<[Tag]>) -> Answer {
    .object { writer in
        writer.array("tags") { writer in
            for (key, values) in tagsInUse(lists) {
                writer.beginObject()
                writer.field("key", key)
                writer.array("values") { writer in values.forEach { writer.value($0) } }
                writer.endObject()
            }
        }
    }
}

/// The filter of the `resource_instances/action` calls. Source: API reference, section 5.13.
struct TagQuery {
    var isCount: Bool
    var limit: Int
    var offset: Int
    private var all: [(key: String, values: [String])]
    private var any: [(key: String, values: [String])]
    private var notAll: [(key: String, values: [String])]
    private var notAny: [(key: String, values: [String])]
    private var withoutAny: Bool
    private var names: [String]

    init(_ json: JSON) {
        isCount = json["action"]?.string == "count"
        limit = min(max(json["limit"]?.int ?? 1000, 1), 1000)
        offset = max(json["offset"]?.int ?? 0, 0)
        all = Self.conditions(json["tags"])
        any = Self.conditions(json["tags_any"])
        notAll = Self.conditions(json["not_tags"])
        notAny = Self.conditions(json["not_tags_any"])
        withoutAny = json["without_any_tag"]?.bool ?? false
        names = (json["matches"]?.array ?? []).filter { $0["key"]?.string == "resource_name" }
            .compactMap { $0["value"]?.string }.filter { !$0.isEmpty }
    }

    func matches(name: String, tags: [Tag]) -> Bool {
        if withoutAny, !tags.isEmpty { return false }
        if !all.allSatisfy({ holds($0, tags) }) { return false }
        if !any.isEmpty, !any.contains(where: { holds($0, tags) }) { return false }
        if !notAll.isEmpty, notAll.allSatisfy({ holds($0, tags) }) { return false }
        if notAny.contains(where: { holds($0, tags) }) { return false }
        return names.allSatisfy { name.lowercased().contains($0.lowercased()) }
    }

    func page<Element>(_ found: [Element]) -> ArraySlice<Element> {
        found.dropFirst(offset).prefix(limit)
    }

    private func holds(_ condition: (key: String, values: [String]), _ tags: [Tag]) -> Bool {
        tags.contains {
            $0.key == condition.key && (condition.values.isEmpty || condition.values.contains($0.value))
        }
    }

    private static func conditions(_ json: JSON?) -> [(key: String, values: [String])] {
        (json?.array ?? []).compactMap { item in
            guard let key = item["key"]?.string else { return nil }
            return (key, (item["values"]?.array ?? []).compactMap(\.string))
        }
    }
}

extension Answer {
    /// The answer of a tag query; `detail` writes the value of `resource_detail`.
    static func tagged<Element>(
        _ found: [Element], _ query: TagQuery, id: (Element) -> ObjectID, name: (Element) -> String,
        tags: (Element) -> [Tag], detail: (inout JSONWriter, Element) -> Void
    ) -> Answer {
        .object { writer in
            if !query.isCount {
                writer.array("resources") { writer in
                    for element in query.page(found) {
                        writer.beginObject()
                        writer.field("resource_id", id(element))
                        writer.field("resource_name", name(element))
                        writer.key("resource_detail")
                        detail(&writer, element)
                        writer.array("tags") { tags(element).writePairs(to: &$0) }
                        writer.endObject()
                    }
                }
            }
            writer.field("total_count", found.count)
        }
    }
}
