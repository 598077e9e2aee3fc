import XimageCore

/// How a list contradicts itself. What such a list does not show must not count as gone.
struct Contradiction {
    private let text: String

    /// - Parameter id: of an entry.
    init?<Element>(_ page: Page<Element>, _ id: (Element) -> String) {
        if let announced = page.announced, announced != page.entries {
            text = "the list announces \(announced) entries and has \(page.entries)"
            return
        }
        var seen: Set<String> = []
        guard let double = page.elements.map(id).first(where: { !seen.insert($0).inserted }) else {
            return nil
        }
        text = "the list has \(double) twice"
    }

    /// Pages of one reading.
    init?<Element>(
        _ pages: [Page<Element>], _ reading: Lister.Collected<Element>, _ id: (Element) -> String
    ) {
        for page in pages {
            guard let found = Contradiction(page, id) else { continue }
            self = found
            return
        }
        let entries = reading.elements.count + reading.leftOut
        guard let total = pages.first?.total, total != entries else { return nil }
        text = "the list has a count of \(total) and \(entries) entries"
    }

    func error(_ call: Call) -> ProviderError { Lister.broken(call, text) }
}
