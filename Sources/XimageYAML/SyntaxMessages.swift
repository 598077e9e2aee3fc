/// libyaml's words for broken grammar, in words that say what to do.
enum SyntaxMessages {
    private struct Message {
        var summary: String
        var detail: String
        var fix: String?
    }

    /// - Parameters:
    ///   - problem: As libyaml says it.
    ///   - context: What it was reading, in its words.
    ///   - offset: Where it stopped.
    ///   - origin: Where what it was reading began.
    static func problem(
        _ problem: String, context: String?, at offset: Int, from origin: Int?, in text: YAMLText
    ) -> YAMLProblem {
        let offset = min(offset, text.bytes.count)
        let message = message(problem, context: context, at: offset, in: text)
        var end = offset
        if end < text.bytes.count, text.bytes[end] != 0x0A, text.bytes[end] != 0x0D {
            end += 1
            while end < text.bytes.count, text.bytes[end] & 0xC0 == 0x80 { end += 1 }
        }
        var related: YAMLRemark?
        if let origin, origin != offset {
            related = YAMLRemark(text.range(from: origin, to: origin), "what was being read begins here")
        }
        return YAMLProblem(
            .syntax, message.summary, detail: message.detail, fix: message.fix,
            at: text.range(from: offset, to: end),
            related: related)
    }

    private static func message(_ problem: String, context: String?, at offset: Int, in text: YAMLText)
        -> Message
    {
        if offset < text.bytes.count, text.bytes[offset] == 0x09,
            problem.contains("cannot start any token") || problem.contains("tab")
        {
            return Message(
                summary: "Tab in the indentation",
                detail:
                    "A tab stands where YAML counts blanks. Tabs have no fixed width, so YAML does not allow them "
                    + "there.",
                fix: "Indent with blanks, two for each level.")
        }
        for (words, message) in table where problem.contains(words) || context?.contains(words) == true {
            return message
        }
        return Message(
            summary: "Text is not valid YAML",
            detail: "The YAML reader says: \(problem)\(context.map { ", \($0)" } ?? "").", fix: nil)
    }

    /// The first row whose words occur counts.
    private static let table: [(String, Message)] = [
        (
            "cannot start any token",
            Message(
                summary: "Character cannot begin a value",
                detail:
                    "A value cannot begin with this character; `@`, `` ` `` and `%` have no or another meaning in "
                    + "YAML.",
                fix: "Put the value in quotes.")
        ),
        (
            "mapping values are not allowed",
            Message(
                summary: "Colon where no key can be",
                detail:
                    "A `:` followed by a blank makes a key, and there can be none here. Often the line above is "
                    + "indented differently, or a text holds a colon.",
                fix: "Align the key with its neighbours, or put the text in quotes.")
        ),
        (
            "block sequence entries are not allowed",
            Message(
                summary: "List item where none can be",
                detail:
                    "A `-` that begins a list item stands behind something else on its line, or at another "
                    + "indentation than the items before.",
                fix: "Begin each item on its own line, all with the same indentation.")
        ),
        (
            "block mapping",
            Message(
                summary: "Key expected",
                detail:
                    "The lines of a map do not line up here: this text is neither a further key of the map nor "
                    + "part of the value before.",
                fix: "Indent it like the other keys of its map, and check the line above.")
        ),
        (
            "block collection",
            Message(
                summary: "List item expected",
                detail:
                    "The lines of a list do not line up here: each item begins with `-` at the same indentation.",
                fix: "Indent it like the other items, and check the line above.")
        ),
        (
            "flow sequence",
            Message(
                summary: "List is not closed",
                detail:
                    "Inside `[...]` items are parted by commas, and the list ends with `]`; neither was found here.",
                fix: "Add the missing `,` or `]`.")
        ),
        (
            "flow mapping",
            Message(
                summary: "Map is not closed",
                detail:
                    "Inside `{...}` entries are parted by commas, and the map ends with `}`; neither was found "
                    + "here.",
                fix: "Add the missing `,` or `}`.")
        ),
        (
            "quoted scalar",
            Message(
                summary: "Quoted text is wrong",
                detail:
                    "A quotation mark was opened and never closed, or the text holds an escape that YAML does not "
                    + "know.",
                fix: "Close the quotation mark; in double quotes write a backslash as `\\\\`.")
        ),
        (
            "could not find expected ':'",
            Message(
                summary: "Colon missing",
                detail: "This line stands where a key should be, and no `:` with a blank behind it follows.",
                fix: "Write `key: value`; a text of several lines needs `|` or quotes.")
        ),
        (
            "undefined tag handle",
            Message(
                summary: "Unknown tag",
                detail: "The tag here begins with a handle that no `%TAG` line declares.",
                fix: "Remove the tag.")
        ),
        (
            "did not find expected <document start>",
            Message(
                summary: "Document begins twice",
                detail: "A further value begins here though the document's one value has ended.",
                fix: "Indent it to be part of the value before, or put `---` on a line between two documents."
            )
        ),
        (
            "incompatible YAML document",
            Message(
                summary: "YAML version is not known",
                detail: "The `%YAML` line names a version other than 1.1 and 1.2.", fix: "Remove the line.")
        ),
        (
            "unexpected end of stream",
            Message(
                summary: "File ends too early",
                detail: "The file ends inside a value that is not closed.",
                fix: "Close the quotation mark or bracket that is open.")
        ),
    ]
}
