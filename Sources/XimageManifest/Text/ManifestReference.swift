internal import XimageCore

/// The reference page of the manifest language, made from the tables that validate.
package enum ManifestReference {
    package static func markdown() -> String {
        var text = introduction
        var waiting = [ManifestTables.file]
        var seen: Set<String> = [ManifestTables.file.name.english]
        while !waiting.isEmpty {
            let schema = waiting.removeFirst()
            text += section(schema)
            for field in schema.fields where field.isOffered {
                for inner in field.type.blocks where seen.insert(inner.name.english).inserted {
                    waiting.append(inner)
                }
            }
        }
        return text + ChangeReference.markdown()
    }

    private static let introduction = #"""
        # Manifest reference

        Every key of the manifest language, with its type and what it does. The page comes from the tables that check
        manifests, so it cannot differ from what `ximage validate` accepts. It is made by

        ```console
        $ ximage schema --format markdown > docs/manifests.md
        ```

        Complete sets to start from are in [manifests](../manifests); `ximage init` writes a first one.

        ## The set

        A manifest set is the folder of the one file that has `project:`, with all `*.yaml` and `*.yml` below it, hidden
        ones left out; `include:` and `exclude:` in that file change the choice. Sections of all files merge, and their
        order means nothing. YAML is read by the 1.2 core schema: `yes`, `on` and dates are strings. Relative paths are
        relative to the file that names them.

        ## Expressions

        Texts may hold expressions, `${...}`: `var.NAME`, `each.key`, `each.value`, `each.index`, `project`, `env`,
        `region`, `zone`, `server.ip|id|name`, and in images `source.id|name|zone|tags.KEY` and `generation.number|date`.
        A value that is one whole expression keeps its type. There are no functions and no arithmetic; a literal `${` is
        written `$${`. Sizes are written `40`, `40 GiB` or `2 TiB`; spans of time `90s`, `30m`, `24h`, `30d`.

        ## Values of variables

        From the strongest to the weakest:

        1. `--var name=value`; of several the last one
        2. `--var-file FILE`, a YAML file of names and values; of several the last one
        3. `XIMAGE_VAR_name` in the process's environment
        4. `variables` of the environment that `--env` names
        5. `default`

        A value on the command line or in the process's environment is a text for `string`, and YAML for the other types:
        `--var 'zones=[cn-north-4a]'`. `ximage validate --explain-vars` shows each value and where it comes from. Values of
        sensitive variables are never shown, and may stand only where nothing is shown.

        ## Addresses and instances

        `vault.main`, `server.web["blue"]`, `disk.web["blue"].data`, `image.golden`, `image.golden@3`, `copy.golden.south`.
        A block with `forEach` or `count` has instances; references name one of them: `from: {server: 'web["blue"]'}`. The
        key of a block may name a single instance as well, `'web["blue"]':`, which is how `ximage validate --expand` prints
        a set: loops, expressions and defaults carried out, and readable as a manifest of the same meaning.

        ## Layout and editors

        `ximage fmt` gives files their canonical layout: two blanks a level, list items below their key, one blank after
        `:`, `-` and `,` and before a comment, single blank lines, LF. Comments, quotes, line breaks inside brackets and the
        order of keys stay. The result is read back and compared, so the meaning cannot change; a section for which there
        is no such layout stays as it is. `--check` and `--diff` write nothing.

        `ximage schema` prints a JSON Schema. Editors with a YAML language server use it by a first line such as

        ```yaml
        # yaml-language-server: $schema=.ximage/manifest.schema.json
        ```

        `ximage validate --format sarif` gives findings to code review.


        """#

    private static func section(_ schema: BlockSchema) -> String {
        var text = "## \(title(schema))\n\n\(schema.summary.english)\n\n"
        if !schema.exactlyOne.isEmpty {
            text += "Exactly one of \(RuleArgument.listed(schema.exactlyOne)) is given.\n\n"
        }
        text += "| key | value | |\n| --- | --- | --- |\n"
        for field in schema.fields {
            let type = field.isOffered ? cell(field.type) : "not offered"
            let example = field.example.map { ", such as `\($0.replacing("|", with: "\\|"))`" } ?? ""
            text +=
                "| `\(field.key)`\(field.isRequired ? " (needed)" : "") | \(type)\(field.isOffered ? example : "") | "
                + "\(field.summary.english.replacing("|", with: "\\|")) |\n"
        }
        return text + "\n"
    }

    private static func title(_ schema: BlockSchema) -> String {
        schema === ManifestTables.file ? "A file" : ManifestSession.capitalized(schema.name.english)
    }

    private static func cell(_ type: FieldType) -> String {
        switch type {
        case .number, .size: type.limits?.english ?? "number"
        case .list(let inner): "list: \(cell(inner))"
        case .map(_, let inner): "map: \(cell(inner))"
        case .block(let schema): "[\(schema.name.english)](#\(anchor(title(schema))))"
        case .either(let types): types.map(cell).joined(separator: ", or ")
        default: type.description
        }
    }

    private static func anchor(_ title: String) -> String {
        String(
            title.lowercased().map { $0 == " " ? "-" : $0 }.filter { $0.isLetter || $0.isNumber || $0 == "-" }
        )
    }
}
