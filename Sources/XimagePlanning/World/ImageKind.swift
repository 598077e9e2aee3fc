import XimageCore

/// What an image holds.
enum ImageKind: String {
    case whole, system, data

    /// Of an image's attributes; `nil` when the kind is not known.
    init?(_ attributes: Attributes) {
        guard let text = attributes[.kind].string, let kind = ImageKind(rawValue: text) else { return nil }
        self = kind
    }
}
