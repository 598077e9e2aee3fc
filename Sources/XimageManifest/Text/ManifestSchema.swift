internal import XimageCore

/// The JSON Schema (draft 2020-12) of the manifest language, for editors. Made from the tables that validate.
package enum ManifestSchema {
    package static let identifier = "urn:ximage:schema:manifest:1"

    package static func json() -> String {
        text(of: ManifestTables.file, identifier, "ximage manifest")
    }

    /// The same of the user's own configuration.
    package static func configuration() -> String {
        text(of: ManifestTables.configuration, "urn:ximage:schema:configuration:1", "ximage configuration")
    }

    private static func text(of schema: BlockSchema, _ identifier: String, _ title: String) -> String {
        var builder = Builder()
        let file = builder.members(of: schema)
        var members: [(String, JSON)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")), ("$id", .text(identifier)),
            ("title", .text(title)),
        ]
        members += file
        builder.definitions["expression"] = .object([
            ("type", .text("string")), ("pattern", .text(#"\$\{"#)),
            ("description", .text("A text with an expression, such as ${var.region}.")),
        ])
        let definitions = builder.definitions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        members.append(("$defs", .object(definitions)))
        return JSON.object(members).text(indent: 0) + "\n"
    }
}

private struct Builder {
    var definitions: [String: JSON] = [:]
    private var open: Set<String> = []

    /// The members of a block's schema.
    mutating func members(of schema: BlockSchema) -> [(String, JSON)] {
        var members: [(String, JSON)] = [
            ("description", .text(schema.summary.english)), ("type", .text("object")),
        ]
        members.append(("additionalProperties", .flag(false)))
        var properties: [(String, JSON)] = []
        for field in schema.fields {
            properties.append((field.key, property(field, isTop: schema === ManifestTables.file)))
        }
        members.append(("properties", .object(properties)))
        let required = schema.fields.filter(\.isRequired).map { JSON.text($0.key) }
        if !required.isEmpty { members.append(("required", .list(required))) }
        if !schema.exactlyOne.isEmpty {
            let choices = schema.exactlyOne.map { JSON.object([("required", .list([.text($0)]))]) }
            members.append(("oneOf", .list(choices)))
        }
        if !schema.neededUnlessExisting.isEmpty {
            members.append(("if", .object([("required", .list([.text("existing")]))])))
            let allowed = JSON.list(schema.allowedWithExisting.map { .text($0) })
            members.append(("then", .object([("propertyNames", .object([("enum", allowed)]))])))
            let needed = JSON.list(schema.neededUnlessExisting.map { .text($0) })
            members.append(("else", .object([("required", needed)])))
        }
        return members
    }

    private mutating func property(_ field: Field, isTop: Bool) -> JSON {
        var members: [(String, JSON)] = [("description", .text(field.summary.english))]
        if case .refused(let words) = field.status {
            return .object([("description", .text("\(words.title).")), ("not", .object([]))])
        }
        if let example = field.example.flatMap(JSON.init(yaml:)) {
            members.append(("examples", .list([example])))
        }
        var choices = alternatives(field.type)
        if isTop { choices.append(.object([("type", .text("null"))])) }
        if choices.count == 1, case .object(let own) = choices[0] { return .object(members + own) }
        return .object(members + [("anyOf", .list(choices))])
    }

    /// The forms a value may take, an expression among them.
    private mutating func alternatives(_ type: FieldType) -> [JSON] {
        var result = forms(type)
        if case .anything = type { return result }
        result.append(.object([("$ref", .text("#/$defs/expression"))]))
        return result
    }

    private mutating func value(_ type: FieldType) -> JSON {
        let choices = alternatives(type)
        return choices.count == 1 ? choices[0] : .object([("anyOf", .list(choices))])
    }

    private mutating func forms(_ type: FieldType) -> [JSON] {
        func scalar(_ kind: String, _ more: [(String, JSON)] = []) -> JSON {
            .object([("type", .text(kind))] + more)
        }
        switch type {
        case .text(let form): return [scalar("string", form.pattern.map { [("pattern", .text($0))] } ?? [])]
        case .flag: return [scalar("boolean")]
        case .number(let range):
            return [
                scalar(
                    "integer",
                    [("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound))])
            ]
        case .size(let range):
            return [
                scalar(
                    "integer",
                    [("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound))]),
                scalar("string", [("pattern", .text("^[0-9]{1,9} *(GiB|TiB)?$"))]),
            ]
        case .memory:
            return [
                scalar("integer", [("minimum", .number(0))]),
                scalar("string", [("pattern", .text("^[0-9]{1,9} *(MiB|GiB|TiB)?$"))]),
            ]
        case .duration: return [scalar("string", [("pattern", .text("^[0-9]{1,9} *[smhd]$"))])]
        case .choice(let words): return [.object([("enum", .list(words.map { .text($0) }))])]
        case .list(let inner): return [scalar("array", [("items", value(inner))])]
        case .map(let form, let inner):
            var members: [(String, JSON)] = []
            if let pattern = form.pattern {
                members.append(("propertyNames", .object([("pattern", .text(pattern))])))
            }
            members.append(("additionalProperties", value(inner)))
            return [scalar("object", members), scalar("null")]
        case .block(let schema): return [reference(schema)]
        case .either(let types): return types.flatMap { forms($0) }
        case .anything: return [.object([])]
        }
    }

    private mutating func reference(_ schema: BlockSchema) -> JSON {
        let name = Self.name(schema)
        if definitions[name] == nil, open.insert(name).inserted {
            definitions[name] = .object(members(of: schema))
        }
        return .object([("$ref", .text("#/$defs/\(name)"))])
    }

    /// "a data disk" -> "data-disk"
    private static func name(_ schema: BlockSchema) -> String {
        var words = schema.name.english.replacing("'s", with: "").split(separator: " ").map(String.init)
        if let first = words.first, ["a", "an", "the"].contains(first) { words.removeFirst() }
        return words.joined(separator: "-")
    }
}
