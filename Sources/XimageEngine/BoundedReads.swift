/// Reads by id: few at the same time, so that many of them are no burst.
enum BoundedReads {
    static let parallelism = 16

    /// - Returns: the answers, in no order.
    static func all<Item: Sendable, Answer: Sendable>(
        _ items: [Item], _ read: @escaping @Sendable (Item) async throws -> Answer
    ) async throws -> [Answer] {
        guard !items.isEmpty else { return [] }
        return try await withThrowingTaskGroup(of: Answer.self) { group in
            var rest = items[...]
            func next() {
                guard let item = rest.popFirst() else { return }
                group.addTask { try await read(item) }
            }
            for _ in 0..<parallelism { next() }
            var answers: [Answer] = []
            while let answer = try await group.next() {
                answers.append(answer)
                next()
            }
            return answers
        }
    }
}
