/// The message of a finding in one language, with `{placeholders}` where it stands for a whole rule.
package struct RuleText: Hashable, Sendable {
    /// What is wrong and why it matters.
    package let message: String
    /// The way out; `nil` when there is nothing to do.
    package let fix: String?

    package init(_ message: String, fix: String? = nil) {
        self.message = message
        self.fix = fix
    }
}

/// One value for a placeholder. Most read the same in every language; words do not.
///
/// An address stays one until it is read: most findings of a large plan never are.
package struct RuleArgument: Hashable, Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
    fileprivate enum Form: Hashable, Sendable {
        case text(String)
        case words(String, chinese: String)
        case address(Address)

        var english: String {
            switch self {
            case .text(let text), .words(let text, _): text
            case .address(let address): address.description
            }
        }

        var chinese: String? { if case .words(_, let chinese) = self { chinese } else { nil } }
    }

    /// Of several parts, each keeps its words in both languages; what stands between them reads the same in each.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        /// `nil` as long as it is the same as the English one.
        fileprivate var chinese: String?
        /// All that there is so far, kept as it is.
        fileprivate var whole: Form?

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            guard !literal.isEmpty else { return }
            settle()
            add(literal)
        }

        package mutating func appendInterpolation(_ address: Address) { append(.address(address)) }

        package mutating func appendInterpolation(_ argument: RuleArgument) { append(argument.form) }

        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            settle()
            add(value.description)
        }

        package mutating func appendInterpolation(_ value: Substring) {
            settle()
            add(String(value))
        }

        private mutating func append(_ form: Form) {
            if text.isEmpty, whole == nil {
                whole = form
            } else {
                settle()
                add(form.english, form.chinese)
            }
        }

        private mutating func add(_ words: String, _ inChinese: String? = nil) {
            if let inChinese {
                chinese = (chinese ?? text) + inChinese
            } else {
                chinese? += words
            }
            text += words
        }

        /// There is more than one part, so that the first is needed in words now.
        private mutating func settle() {
            guard let known = whole else { return }
            whole = nil
            add(known.english, known.chinese)
        }

        fileprivate var form: Form { whole ?? chinese.map { .words(text, chinese: $0) } ?? .text(text) }
    }

    private let form: Form

    package init(_ english: String, zh chinese: String? = nil) {
        form = chinese.map { .words(english, chinese: $0) } ?? .text(english)
    }

    package init(stringLiteral value: String) { form = .text(value) }

    package init(stringInterpolation: StringInterpolation) {
        form = stringInterpolation.form
    }

    package var english: String { form.english }

    package var description: String { english }

    /// `nil` when it is the same as the English one.
    package var chinese: String? { form.chinese }

    package subscript(language: Language) -> String {
        language == .chinese ? form.chinese ?? form.english : form.english
    }
}

/// Languages that findings are told in.
package enum Language: String, Hashable, Sendable, CaseIterable {
    case english = "en"
    case chinese = "zh"
}

/// What a finding says, put into words only when somebody reads it: a plan of many thousand resources has findings
/// of which most are counted and never shown.
package final class FindingText: Sendable {
    /// The words of a rule, shared by all its findings.
    package final class Template: Sendable {
        let english: RuleText
        let chinese: RuleText

        package init(english: RuleText, chinese: RuleText) {
            self.english = english
            self.chinese = chinese
        }
    }

    private let template: Template
    private let arguments: KeyValuePairs<String, RuleArgument>
    private let waiver: Acknowledgement?
    private let isFolded: Bool

    /// - Parameters:
    ///   - waiver: someone's word that took the edge off the finding; it is told with the message.
    ///   - isFolded: whether the waiver is all that is told.
    package init(
        _ template: Template, _ arguments: KeyValuePairs<String, RuleArgument>,
        waiver: Acknowledgement? = nil, isFolded: Bool = false
    ) {
        self.template = template
        self.arguments = arguments
        self.waiver = waiver
        self.isFolded = isFolded
    }

    package func text(_ language: Language) -> RuleText {
        let words = language == .english ? template.english : template.chinese
        func value(_ name: Substring) -> String? {
            guard let argument = arguments.first(where: { $0.key == name })?.value else { return nil }
            return language == .english ? argument.english : argument.chinese ?? argument.english
        }
        guard let waiver else {
            return RuleText(
                Self.filled(words.message, value),
                fix: words.fix.flatMap { offersNothing($0) ? nil : Self.filled($0, value) })
        }
        let remark = Self.remark(waiver, language)
        return RuleText(isFolded ? remark : "\(Self.filled(words.message, value)) \(remark)")
    }

    /// Whether all that a way out names is nothing, as in `Choose one of: none`.
    private func offersNothing(_ fix: String) -> Bool {
        guard arguments.contains(where: { $0.value == .nothing }) else { return false }
        var offers: [RuleArgument?] = []
        _ = Self.filled(fix) { name in
            offers.append(arguments.first { $0.key == name }?.value)
            return nil
        }
        return !offers.isEmpty && offers.allSatisfy { $0 == .nothing }
    }

    private static func remark(_ waiver: Acknowledgement, _ language: Language) -> String {
        switch language {
        case .english:
            var text = "Acknowledged with `\(waiver.key)`"
            if let until = waiver.until { text += " until \(until)" }
            if let reason = waiver.reason { text += ": \(reason)" }
            return text.hasSuffix(".") ? text : text + "."
        case .chinese:
            var text = "已用 `\(waiver.key)` 确认"
            if let until = waiver.until { text += "，有效期至 \(until)" }
            if let reason = waiver.reason { text += "：\(reason)" }
            return text.hasSuffix("。") ? text : text + "。"
        }
    }

    /// Fills placeholders in. A name without a value stays as it is, so that a test can find it, and so does any other
    /// text in braces.
    package static func filled(_ template: String, _ value: (Substring) -> String?) -> String {
        guard template.utf8.contains(UInt8(ascii: "{")) else { return template }
        var result = ""
        var rest = template[...]
        // By bytes: going by characters was a sixth of a large plan.
        while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
            let behind = rest.utf8[rest.utf8.index(after: open)...]
            let close = behind.firstIndex { !isOfName($0) }
            guard let close, close > behind.startIndex, rest.utf8[close] == UInt8(ascii: "}") else {
                result += rest[..<behind.startIndex]
                rest = rest[behind.startIndex...]
                continue
            }
            let name = rest[behind.startIndex..<close]
            result += rest[..<open]
            result += value(name) ?? "{\(name)}"
            rest = rest[rest.utf8.index(after: close)...]
        }
        return result + rest
    }

    /// Whether a byte may be part of the name of a placeholder, such as `image_az` or `az1`.
    private static func isOfName(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension FindingText: Hashable {
    package static func == (a: FindingText, b: FindingText) -> Bool {
        a === b
            || a.template.english == b.template.english && a.waiver == b.waiver && a.isFolded == b.isFolded
                && a.arguments.elementsEqual(b.arguments) { $0.key == $1.key && $0.value == $1.value }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(template.english)
        for argument in arguments { hasher.combine(argument.value) }
    }
}
