/// Texts in the order in which people count: `node-2` before `node-10`, `9 GiB` before `1,000 GiB`.
enum NaturalOrder {
    struct Key: Comparable {
        private enum Part: Comparable {
            case number(Double)
            case text(String)
        }

        private let parts: [Part]

        /// Whether there was nothing to order by.
        let isEmpty: Bool

        init(number: Double) {
            parts = [.number(number)]
            isEmpty = false
        }

        init(_ text: String) {
            var parts: [Part] = []
            var rest = text[...]
            while let first = rest.first {
                if first.isWholeNumber {
                    let digits = rest.prefix { $0.isWholeNumber || $0 == "," }
                    parts.append(.number(Double(digits.filter { $0 != "," }) ?? 0))
                    rest = rest.dropFirst(digits.count)
                } else {
                    let words = rest.prefix { !$0.isWholeNumber }
                    parts.append(.text(String(words)))
                    rest = rest.dropFirst(words.count)
                }
            }
            self.parts = parts
            isEmpty = text.isEmpty || text == "-"
        }

        static func < (a: Key, b: Key) -> Bool { a.parts.lexicographicallyPrecedes(b.parts) }
    }
}
