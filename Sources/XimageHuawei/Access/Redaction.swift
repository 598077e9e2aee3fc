import XimageCore

extension [Secret] {
    /// The text without these secrets, for texts in which a service may quote them.
    func redacted(_ text: String) -> String {
        var result = text
        for secret in self {
            let plain = secret.reveal()
            guard plain.utf8.count >= 4 else { continue }
            var start = result.startIndex
            while let range = result[start...].firstRange(of: plain) {
                let distance = result.distance(from: result.startIndex, to: range.lowerBound)
                result.replaceSubrange(range, with: "(sensitive)")
                start = result.index(result.startIndex, offsetBy: distance + "(sensitive)".count)
            }
        }
        return result
    }
}
