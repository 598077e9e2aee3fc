extension YAMLProblem {
    static func encoding(_ fault: YAMLText.Fault, in text: YAMLText) -> YAMLProblem {
        func place(_ offset: Int, _ length: Int) -> YAMLRange {
            var range = text.range(from: offset, to: offset)
            range.end = YAMLMark(
                offset: offset + length, line: range.start.line, column: range.start.column + 1)
            return range
        }
        switch fault {
        case .utf16:
            return YAMLProblem(
                .encoding, "File is not UTF-8",
                detail:
                    "The file begins like UTF-16 or binary data. Manifests are UTF-8, so that every tool reads "
                    + "them alike.",
                fix: "Save the file as UTF-8.", at: place(0, 1))
        case .nul(let offset):
            return YAMLProblem(
                .encoding, "NUL character in the file",
                detail:
                    "Byte \(offset) of the file is zero. YAML does not allow it; the file may be binary or UTF-16.",
                fix: "Save the file as UTF-8 text without NUL characters.", at: place(offset, 1))
        case .invalidUTF8(let offset):
            let byte = String(text.bytes[offset], radix: 16, uppercase: true)
            return YAMLProblem(
                .encoding, "File is not UTF-8",
                detail:
                    "Byte \(offset) of the file (0x\(byte)) does not continue a UTF-8 text. The file is in another "
                    + "encoding, or was cut.",
                fix: "Save the file as UTF-8.", at: place(offset, 1))
        case .byteOrderMark(let offset):
            return YAMLProblem(
                .encoding, "Byte order mark inside the file",
                detail:
                    "The character U+FEFF stands in the middle of the file, where nobody sees it. It may stand at "
                    + "the beginning of a file only; most often two files were joined.",
                fix: "Remove it, or write it as \"\\uFEFF\" in double quotes.", at: place(offset, 3))
        case .directives(let offset):
            return YAMLProblem(
                .limit, "Too many lines that begin with %",
                detail:
                    "More than \(YAMLText.mostDirectives) lines begin with `%`. Manifests need none of them, and their "
                    + "number makes a file slow to read.",
                fix: "Remove them.", at: place(offset, 1))
        case .controlCharacter(let offset, let value):
            return YAMLProblem(
                .encoding, "Control character in the file",
                detail:
                    "The character U+\(hexadecimal(value)) stands in the text. YAML does not allow control "
                    + "characters as such.",
                fix: "Remove it, or write it as \"\\u\(hexadecimal(value))\" in double quotes.",
                at: place(offset, value < 0x80 ? 1 : value < 0x800 ? 2 : 3))
        }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    static func fileTooLarge(_ size: Int, limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .limit, "File is too large",
            detail:
                "The file has \(size) bytes; at most \(limit >> 20) MiB are read, so that memory stays bounded.",
            fix: "Spread the blocks over several files; the sections of all files merge.", at: range)
    }

    static func scalarTooLong(_ limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .limit, "Value is too long",
            detail:
                "A single value is longer than \(limit >> 20) MiB. Nothing in a manifest needs that, so the rest "
                + "of the file was not read.",
            fix: "Shorten it. If a quotation mark was left open, close it.", at: range)
    }

    static func tooDeep(_ limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .limit, "Nesting is too deep",
            detail:
                "Lists and maps are nested more than \(limit) levels deep here. Manifests need fewer than ten, so "
                + "the rest of the file was not read.",
            fix: "Remove the extra levels.", remark: "level \(limit + 1) begins here", at: range)
    }

    static func tooManyAliasNodes(_ limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .limit, "Aliases stand for too much",
            detail:
                "With this alias, the aliases of the file stand for more than \(limit) values. Such files exhaust "
                + "memory, so the rest was not read.",
            fix: "Write the values out, or use variables or `forEach`.", at: range)
    }

    static func tooMuchAliasText(_ limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .limit, "Aliases stand for too much",
            detail:
                "With this alias, the aliases of the file stand for more than \(limit >> 20) MiB of text. Such files "
                + "exhaust memory, so the rest was not read.",
            fix: "Shorten the text, or use a variable.", at: range)
    }

    static func tooManyNodes(_ limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .limit, "Too many values for a file of this size",
            detail:
                "The file holds more than \(limit) keys and values, which is one million and one more for every five "
                + "bytes. The rest was not read, so that memory stays bounded.",
            fix: "Spread the blocks over several files, or use `count` and `forEach`.", at: range)
    }

    static func tooManyProblems(_ limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .limit, "Too many problems",
            detail: "The file has more than \(limit) problems, so the rest of it was not read.",
            fix: "Correct those that are shown first.", at: range)
    }

    static func noMemory(_ range: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .limit, "Not enough memory", detail: "There was not enough memory to read the file.", at: range)
    }

    static func unknownAnchor(at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .unknownAnchor, "Alias without an anchor",
            detail: "This alias names an anchor that does not stand before it in the same document.",
            fix:
                "Put `&name` before the value to repeat; to write a text that begins with `*`, put it in quotes.",
            at: range)
    }

    static func cyclicAnchor(at range: YAMLRange, anchor: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .cyclicAnchor, "Anchor contains itself",
            detail: "This alias stands inside the value it repeats, so the value would have no end.",
            fix: "Write the inner value out.", at: range,
            related: YAMLRemark(anchor, "the anchor begins here"))
    }

    static func duplicateKey(_ key: String, at range: YAMLRange, first: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .duplicateKey, "Key given twice",
            detail:
                "The key `\(visible(key))` stands twice in the same map. Only one of the two values could count.",
            fix: "Keep one of them.", remark: "again here", at: range,
            related: YAMLRemark(first, "first given here"))
    }

    static func wrongMerge(at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .wrongMerge, "Merge needs a map",
            detail: "`<<` takes over the entries of a map, or of each map in a list; this is neither.",
            fix: "Give an alias of a map, such as `<<: *base`.", at: range)
    }

    static func tag(_ kind: Kind, _ tag: String, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            kind, kind == .wrongTag ? "Tag does not fit" : "Unknown tag",
            detail: kind == .wrongTag
                ? "The tag `\(visible(tag))` does not exist or does not fit this value."
                : "The tag `\(visible(tag))` has no meaning here. Types follow from the values themselves.",
            fix: "Remove the tag.", at: range)
    }

    /// A piece of a file as it may be shown: short, and without control characters.
    static func visible(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(80) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > 80 ? result + "…" : result
    }
}
