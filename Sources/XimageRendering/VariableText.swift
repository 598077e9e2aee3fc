package import XimageCore

/// Where the values of variables came from: what `validate --explain-vars` shows.
package struct VariableText {
    /// One variable, as it is shown.
    package struct Row: Sendable {
        package var name: String
        package var type: String
        /// One line of YAML; `(sensitive)`; `nil` when nothing gave a value.
        package var value: String?
        package var source: String
        /// Sources of lower precedence that gave a value too.
        package var overridden: [String]

        package init(name: String, type: String, value: String?, source: String, overridden: [String]) {
            self.name = name
            self.type = type
            self.value = value
            self.source = source
            self.overridden = overridden
        }
    }

    /// From the strongest to the weakest, in words.
    package static let precedence = Bilingual(
        "Precedence: --var, --var-file (the last one first), XIMAGE_VAR_<name>, the environment, the default.",
        zh: "优先级：--var、--var-file（后者优先）、XIMAGE_VAR_<name>、环境变量组、默认值。")

    private let style: TextStyle
    private let width: Int?

    package init(style: TextStyle, width: Int?) {
        self.style = style
        self.width = width
    }

    package func render(_ rows: [Row]) -> String {
        let language = style.language
        guard !rows.isEmpty else { return language("The set declares no variables.", zh: "清单没有声明变量。") + "\n" }
        var table = Table([
            .init(Heading.name), .init(Heading.type, expendable: 1), .init(Heading.value),
            .init(Heading.from),
            .init(Heading.over, expendable: 2),
        ])
        for row in rows {
            table.rows.append([
                row.name, row.type, (row.value ?? "-").truncated(to: 40), row.source,
                row.overridden.joined(separator: ", "),
            ])
        }
        return table.render(style: style, width: width) + "\n"
            + style.paint(Self.precedence[language], .faint) + "\n"
    }

    package static func json(_ rows: [Row]) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-variables")
            json.field("version", 1)
            json.field("variables", array: rows) { json, row in
                json.element { object in
                    object.field("name", row.name)
                    object.field("type", row.type)
                    object.field("value", row.value)
                    object.field("from", row.source)
                    object.field("over", array: row.overridden)
                }
            }
        }
    }
}
