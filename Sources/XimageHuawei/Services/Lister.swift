import XimageCore

/// Reads lists to their end.
struct Lister: Sendable {
    /// No list of an account is longer; a service that goes on is broken.
    static let mostPages = 2000
    private static let readings = 3
    private static let width = 4

    /// Which part of a list is asked for.
    struct Part: Sendable {
        /// Entries on a page.
        var size: Int
        /// Number of the page from 0, and of its first entry from 0.
        var index = 0
        var offset = 0
    }

    /// A list whose pages are numbered or counted by entries. The pages after the first are read side by side.
    ///
    /// Objects that come or go meanwhile shift the pages, so that entries are missed or seen twice. The sums tell; the
    /// list is then read again. After three readings everything seen counts where the sum kept changing; a list that
    /// contradicts its own sum is an error, as what it does not show would count as gone. A list with a page that is too large is
    /// read again in pages of half the size.
    static func pages(
        size: Int, operation: Call,
        _ page: @escaping @Sendable (Part) async throws(ProviderError) -> Page<LiveResource>
    ) async throws(ProviderError) -> [LiveResource] {
        try await pages(size: size, operation: operation, id: { $0.id }, page)
    }

    static func pages<Element: Sendable>(
        size: Int, operation: Call, id: @escaping @Sendable (Element) -> String,
        _ page: @escaping @Sendable (Part) async throws(ProviderError) -> Page<Element>
    ) async throws(ProviderError) -> [Element] {
        var size = size
        while true {
            do throws(ProviderError) {
                return try await pages(ofSize: size, operation: operation, id: id, page)
            } catch {
                guard error.category == .tooLarge, size > 1 else { throw error }
                size /= 2
            }
        }
    }

    private static func pages<Element: Sendable>(
        ofSize size: Int, operation: Call, id: @escaping @Sendable (Element) -> String,
        _ page: @escaping @Sendable (Part) async throws(ProviderError) -> Page<Element>
    ) async throws(ProviderError) -> [Element] {
        var result = Collected<Element>(id: id)
        var contradiction: Contradiction?
        for _ in 0..<readings {
            let first = try await page(Part(size: size))
            result.add(first)
            guard let total = first.total else {
                if let found = Contradiction(first, id) { throw found.error(operation) }
                if first.entries >= size, first.entries > 0 {
                    try await walk(from: first, size: size, operation, page, &result)
                }
                return result.elements
            }
            let step = max(first.entries, 1)
            let count = first.entries == 0 ? 1 : (total + step - 1) / step
            guard count <= mostPages else { throw endless(operation) }
            let rest = try await concurrently(Array(1..<max(count, 1)), width: width) {
                index throws(ProviderError) in
                try await page(Part(size: size, index: index, offset: index * step))
            }
            var reading = Collected<Element>(id: id)
            for page in [first] + rest { reading.add(page) }
            for page in rest { result.add(page) }
            contradiction = Contradiction([first] + rest, reading, id)
            let isSteady = rest.allSatisfy { $0.total == total }
            if isSteady, contradiction == nil { return reading.elements }
            // Objects that come and go change the sum.
            if !isSteady { contradiction = nil }
        }
        if let contradiction { throw contradiction.error(operation) }
        return result.elements
    }

    /// A list without a total: page after page until one is short.
    private static func walk<Element: Sendable>(
        from first: Page<Element>, size: Int, _ operation: Call,
        _ page: @Sendable (Part) async throws(ProviderError) -> Page<Element>,
        _ result: inout Collected<Element>
    ) async throws(ProviderError) {
        var entries = first.entries
        for index in 1..<mostPages {
            let next = try await page(Part(size: size, index: index, offset: entries))
            let before = result.elements.count
            if let found = Contradiction(next, result.id) { throw found.error(operation) }
            result.add(next)
            entries += next.entries
            if next.entries < size { return }
            if result.elements.count == before, next.elements.count > 0 { throw repeating(operation) }
        }
        throw endless(operation)
    }

    /// A list that goes on behind the last id seen. A page that is too large is asked for again with half its size.
    /// - Parameter endsShort: whether a page that is not full is the last; else an empty one is.
    static func markers<Element: Sendable>(
        size: Int, operation: Call, endsShort: Bool, id: @escaping @Sendable (Element) -> String,
        _ page: @Sendable (_ size: Int, _ marker: String?) async throws(ProviderError) -> Page<Element>
    ) async throws(ProviderError) -> [Element] {
        var result = Collected<Element>(id: id)
        var seen: Set<String> = []
        var marker: String?
        var size = size
        for _ in 0..<mostPages {
            let next: Page<Element>
            do throws(ProviderError) {
                next = try await page(size, marker)
            } catch {
                guard error.category == .tooLarge, size > 1 else { throw error }
                size /= 2
                continue
            }
            if let found = Contradiction(next, id) { throw found.error(operation) }
            result.add(next)
            guard next.entries > 0, !endsShort || next.entries >= size else { return result.elements }
            guard let last = next.nextMarker ?? next.lastID ?? next.elements.last.map(id) else {
                return result.elements
            }
            guard seen.insert(last).inserted else { throw repeating(operation) }
            marker = last
        }
        throw endless(operation)
    }

    /// Objects by their ids, in requests of at most that number; where an answer is too large, half of it.
    static func objects(
        _ ids: [RemoteID], size: Int, operation: Call,
        _ read: @escaping @Sendable ([RemoteID]) async throws(ProviderError) -> Page<LiveResource>
    ) async throws(ProviderError) -> [LiveResource] {
        try await concurrently(ids.chunks(of: size), width: 8) { chunk throws(ProviderError) in
            do throws(ProviderError) {
                let page = try await read(chunk)
                var reading = Collected<LiveResource>(id: { $0.id })
                reading.add(page)
                if let found = Contradiction([page], reading, reading.id) { throw found.error(operation) }
                let asked = Set(chunk)
                if let other = page.elements.first(where: { !asked.contains($0.id) }) {
                    throw broken(operation, "the list has \(other.id), which was not asked for")
                }
                return page.elements
            } catch {
                guard error.category == .tooLarge, chunk.count > 1 else { throw error }
                return try await objects(chunk, size: chunk.count / 2, operation: operation, read)
            }
        }.flatMap { $0 }
    }

    struct Collected<Element: Sendable> {
        private(set) var elements: [Element] = []
        private(set) var leftOut = 0
        private var ids: Set<String> = []
        let id: @Sendable (Element) -> String

        init(id: @escaping @Sendable (Element) -> String) { self.id = id }

        mutating func add(_ page: Page<Element>) {
            leftOut += page.entries - page.elements.count
            for element in page.elements where ids.insert(id(element)).inserted { elements.append(element) }
        }
    }

    private static func repeating(_ call: Call) -> ProviderError { broken(call, "the list repeats a page") }

    private static func endless(_ call: Call) -> ProviderError {
        broken(call, "the list has more than \(mostPages) pages")
    }

    static func broken(_ call: Call, _ message: String) -> ProviderError {
        ProviderError(
            retry: .safe, category: .malformed, service: call.service.rawValue, operation: call.operation,
            message: message)
    }
}

/// Runs `body` for each input, a bounded number at a time. The first error ends it.
/// - Returns: in the order of the inputs.
func concurrently<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], width: Int, _ body: @escaping @Sendable (Input) async throws(ProviderError) -> Output
) async throws(ProviderError) -> [Output] {
    guard inputs.count > 1 else {
        guard let only = inputs.first else { return [] }
        return [try await body(only)]
    }
    let outcome = await withTaskGroup(
        of: (Int, Result<Output, ProviderError>).self, returning: Result<[Output], ProviderError>.self
    ) { group in
        var results = [Output?](repeating: nil, count: inputs.count)
        var next = 0
        func start() {
            guard next < inputs.count else { return }
            let index = next
            let input = inputs[index]
            next += 1
            group.addTask {
                let result: Result<Output, ProviderError>
                do throws(ProviderError) {
                    result = .success(try await body(input))
                } catch {
                    result = .failure(error)
                }
                // Not in one expression with `await`: see docs/decisions/0007.
                return (index, result)
            }
        }
        for _ in 0..<width { start() }
        while let (index, result) = await group.next() {
            switch result {
            case .success(let output): results[index] = output
            case .failure(let error):
                group.cancelAll()
                return .failure(error)
            }
            start()
        }
        return .success(results.compactMap { $0 })
    }
    return try outcome.get()
}
