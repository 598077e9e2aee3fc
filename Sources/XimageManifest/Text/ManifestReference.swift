/// The reference page of the manifest language, made from the tables that validate.
package enum ManifestReference {
    package static func markdown() -> String {
        var text = """
            # Manifest reference

            Every key of the manifest language, with its type and what it does. The text of this page comes from the tables
            that check manifests, so it cannot differ from what `ximage validate` accepts.

            Texts may hold expressions, `${...}`: `var.NAME`, `each.key`, `each.value`, `each.index`, `project`, `env`,
            `region`, `zone`, `server.ip|id|name`, and in images `source.id|name|zone|tags.KEY` and `generation.number|date`.
            A literal `${` is written `$${`. Sizes are written `40`, `40 GiB` or `2 TiB`; spans of time `90s`, `30m`, `24h`,
            `30d`.


            """
        var waiting = [ManifestTables.file]
        var seen: Set<String> = [ManifestTables.file.name]
        while !waiting.isEmpty {
            let schema = waiting.removeFirst()
            text += section(schema)
            for field in schema.fields where field.isOffered {
                for inner in blocks(field.type) where seen.insert(inner.name).inserted {
                    waiting.append(inner)
                }
            }
        }
        return text
    }

    private static func section(_ schema: BlockSchema) -> String {
        var text = "## \(title(schema))\n\n\(schema.summary)\n\n"
        if !schema.exactlyOne.isEmpty {
            text += "Exactly one of \(ManifestSession.listed(schema.exactlyOne)) is given.\n\n"
        }
        text += "| key | value | |\n| --- | --- | --- |\n"
        for field in schema.fields {
            let type = field.isOffered ? cell(field.type) : "not offered"
            let example = field.example.map { ", such as `\($0.replacing("|", with: "\\|"))`" } ?? ""
            text +=
                "| `\(field.key)`\(field.isRequired ? " (needed)" : "") | \(type)\(field.isOffered ? example : "") | "
                + "\(field.summary.replacing("|", with: "\\|")) |\n"
        }
        return text + "\n"
    }

    private static func title(_ schema: BlockSchema) -> String {
        schema === ManifestTables.file ? "A file" : ManifestSession.capitalized(schema.name)
    }

    private static func cell(_ type: FieldType) -> String {
        switch type {
        case .number(let range):
            range.upperBound > 1_000_000_000 ? "number" : "\(range.lowerBound) to \(range.upperBound)"
        case .size(let range):
            "\(Units.text(gibibytes: range.lowerBound)) to \(Units.text(gibibytes: range.upperBound))"
        case .list(let inner): "list: \(cell(inner))"
        case .map(_, let inner): "map: \(cell(inner))"
        case .block(let schema): "[\(schema.name)](#\(anchor(title(schema))))"
        case .either(let types): types.map(cell).joined(separator: ", or ")
        default: type.description
        }
    }

    private static func anchor(_ title: String) -> String {
        String(
            title.lowercased().map { $0 == " " ? "-" : $0 }.filter { $0.isLetter || $0.isNumber || $0 == "-" }
        )
    }

    private static func blocks(_ type: FieldType) -> [BlockSchema] {
        switch type {
        case .block(let schema): [schema]
        case .list(let inner), .map(_, let inner): blocks(inner)
        case .either(let types): types.flatMap(blocks)
        default: []
        }
    }
}
