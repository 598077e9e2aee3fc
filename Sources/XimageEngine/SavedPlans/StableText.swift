import XimageCore

/// One text per value of whatever type, for digests: equal values, equal texts, in every run. Secrets leave no trace.
enum StableText {
    static func of(_ subject: Any) -> String {
        var text = ""
        write(subject, &text)
        return text
    }

    private static func write(_ subject: Any, _ text: inout String) {
        switch subject {
        case let value as Value: text += CanonicalText.of(value)
        case let attributes as Attributes:
            for entry in attributes.entries { text += "\(entry.name)=\(CanonicalText.of(entry.value));" }
        case let string as String: text += CanonicalText.of(.string(string))
        case let address as Address: text += "@\(address)"
        case let moment as Timestamp: text += moment.description
        case let duration as Duration: text += "\(duration.milliseconds)ms"
        case is Secret: text += "secret"
        default: reflect(subject, &text)
        }
    }

    private static func reflect(_ subject: Any, _ text: inout String) {
        let mirror = Mirror(reflecting: subject)
        switch mirror.displayStyle {
        case .collection, .tuple: list(mirror.children.map { of($0.value) }, &text)
        case .set: list(mirror.children.map { of($0.value) }.sorted(), &text)
        case .dictionary: list(mirror.children.map { of($0.value) }.sorted(), &text)
        case .optional:
            if let content = mirror.children.first { write(content.value, &text) } else { text += "-" }
        case .enum where mirror.children.isEmpty: text += ".\(subject)"
        case .enum:
            for child in mirror.children {
                text += ".\(child.label ?? "")("
                write(child.value, &text)
                text += ")"
            }
        default:
            guard !mirror.children.isEmpty else {
                text += "\(subject)"
                return
            }
            text += "{"
            for child in mirror.children {
                text += "\(child.label ?? ""):"
                write(child.value, &text)
                text += ";"
            }
            text += "}"
        }
    }

    private static func list(_ parts: [String], _ text: inout String) {
        text += "[" + parts.joined(separator: ",") + "]"
    }
}
