import HeapModule

/// Numbered things by the moment at which they are due.
struct Timeline {
    private struct Entry: Comparable {
        var moment: Duration
        var index: Int

        static func < (a: Entry, b: Entry) -> Bool { (a.moment, a.index) < (b.moment, b.index) }
    }

    private var heap: Heap<Entry> = []

    var count: Int { heap.count }

    mutating func add(_ index: Int, at moment: Duration) { heap.insert(Entry(moment: moment, index: index)) }

    mutating func next() -> (index: Int, moment: Duration)? {
        heap.popMin().map { ($0.index, $0.moment) }
    }
}
