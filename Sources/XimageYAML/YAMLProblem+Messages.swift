extension YAMLProblem {
    static func encoding(_ fault: YAMLText.Fault, in text: YAMLText) -> YAMLProblem {
        func place(_ offset: Int, _ length: Int) -> YAMLRange {
            var range = text.range(from: offset, to: offset)
            range.end = YAMLMark(
                offset: offset + length, line: range.start.line, column: range.start.column + 1)
            return range
        }
        switch fault {
        case .utf16: return YAMLProblem(.utf16, at: place(0, 1))
        case .nul(let offset): return YAMLProblem(.nul, ["offset": "\(offset)"], at: place(offset, 1))
        case .invalidUTF8(let offset):
            let byte = String(text.bytes[offset], radix: 16, uppercase: true)
            return YAMLProblem(
                .invalidUTF8, ["offset": "\(offset)", "byte": "0x\(byte)"], at: place(offset, 1))
        case .byteOrderMark(let offset): return YAMLProblem(.byteOrderMark, at: place(offset, 3))
        case .directives(let offset):
            return YAMLProblem(
                .tooManyDirectives, ["limit": "\(YAMLText.mostDirectives)"], at: place(offset, 1))
        case .controlCharacter(let offset, let value):
            return YAMLProblem(
                .controlCharacter, ["code": hexadecimal(value)],
                at: place(offset, value < 0x80 ? 1 : value < 0x800 ? 2 : 3))
        }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    static func fileTooLarge(_ size: Int, limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(.fileTooLarge, ["size": "\(size)", "limit": "\(limit >> 20)"], at: range)
    }

    static func scalarTooLong(_ limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(.scalarTooLong, ["limit": "\(limit >> 20)"], at: range)
    }

    static func tooDeep(_ limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(.tooDeep, ["limit": "\(limit)", "next": "\(limit + 1)"], at: range)
    }

    static func tooManyAliasNodes(_ limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(.tooManyAliasNodes, ["limit": "\(limit)"], at: range)
    }

    static func tooMuchAliasText(_ limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(.tooMuchAliasText, ["limit": "\(limit >> 20)"], at: range)
    }

    static func tooManyNodes(_ limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(.tooManyNodes, ["limit": "\(limit)"], at: range)
    }

    static func tooManyProblems(_ limit: Int, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(.tooManyProblems, ["limit": "\(limit)"], at: range)
    }

    static func noMemory(_ range: YAMLRange) -> YAMLProblem { YAMLProblem(.noMemory, at: range) }

    static func unknownAnchor(at range: YAMLRange) -> YAMLProblem { YAMLProblem(.unknownAnchor, at: range) }

    static func cyclicAnchor(at range: YAMLRange, anchor: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .cyclicAnchor, at: range,
            related: YAMLRemark(anchor, YAMLWords("the anchor begins here", zh: "锚点从此处开始")))
    }

    static func duplicateKey(_ key: String, at range: YAMLRange, first: YAMLRange) -> YAMLProblem {
        YAMLProblem(
            .duplicateKey, ["key": visible(key)], at: range,
            related: YAMLRemark(first, YAMLWords("first given here", zh: "首次出现于此")))
    }

    static func wrongMerge(at range: YAMLRange) -> YAMLProblem { YAMLProblem(.wrongMerge, at: range) }

    static func tag(_ kind: Kind, _ tag: String, at range: YAMLRange) -> YAMLProblem {
        YAMLProblem(kind == .wrongTag ? .wrongTag : .foreignTag, ["tag": visible(tag)], at: range)
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
