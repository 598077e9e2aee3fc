package import XimageCore

/// What removals give back to quotas before the same plan takes it.
package struct FreedQuotas: Sendable {
    private var amounts: [Region: [Usage.Thing: Int]] = [:]

    package init() {}

    package fileprivate(set) subscript(region: Region, thing: Usage.Thing) -> Int {
        get { amounts[region]?[thing] ?? 0 }
        set { amounts[region, default: [:]][thing] = newValue }
    }
}

/// Where a quota has no room for what is created beside what goes: what goes is removed first, as far as nothing that goes
/// has to wait for what is created.
///
/// Each step that takes more than is left waits for the removals that give it back, and what one of them gave back is
/// taken once. So the quota is kept whatever runs at the same time.
struct QuotaOrder {
    typealias Wait = (step: Int, on: Int)

    private(set) var freed = FreedQuotas()
    private(set) var added: [Wait] = []
    private var waits: [[Int]]

    /// - Parameter waits: of each step, the positions of those that it waits for.
    init(_ accounts: [UsageLedger.Account], waits: [[Int]]) {
        self.waits = waits
        for account in accounts {
            let left = max(0, account.quota.limit - account.quota.used)
            let short = account.taken - left
            guard short > 0, account.given >= short, let found = order(account, left: left) else {
                continue
            }
            freed[account.region, account.thing] = short
            for wait in found where !self.waits[wait.step].contains(wait.on) {
                self.waits[wait.step].append(wait.on)
                added.append(wait)
            }
        }
    }

    /// One step with all that it takes of the quota, or gives back.
    private struct Node {
        let step: Int
        let amount: Int
        /// Positions of the nodes that have to come before.
        var before: Set<Int> = []
    }

    /// Puts removals first, then what has room, until everything has a place.
    /// - Returns: `nil` where something finds no room.
    private func order(_ account: UsageLedger.Account, left: Int) -> [Wait]? {
        let nodes = nodes(of: account.parts)
        var missing = nodes.map(\.before.count)
        var followers = [[Int]](repeating: [], count: nodes.count)
        for (index, node) in nodes.enumerated() {
            for other in node.before { followers[other].append(index) }
        }
        var givers: [Int] = []
        var takers: [Int] = []
        func open(_ node: Int) {
            if nodes[node].amount > 0 { takers.append(node) } else { givers.append(node) }
        }
        for node in nodes.indices where missing[node] == 0 { open(node) }
        var (left, room) = (left, left)
        var returned: ArraySlice<(step: Int, amount: Int)> = []
        var result: [Wait] = []
        for _ in nodes {
            let next: Int
            if let giver = givers.popLast() {
                next = giver
            } else {
                guard let place = takers.firstIndex(where: { nodes[$0].amount <= room }) else { return nil }
                next = takers.remove(at: place)
            }
            let node = nodes[next]
            room -= node.amount
            if node.amount < 0 { returned.append((node.step, -node.amount)) }
            let own = min(left, max(0, node.amount))
            left -= own
            var need = max(0, node.amount) - own
            while need > 0, let first = returned.first {
                result.append((node.step, first.step))
                let part = min(need, first.amount)
                need -= part
                returned[returned.startIndex].amount -= part
                if part == first.amount { returned.removeFirst() }
            }
            for follower in followers[next].sorted() {
                missing[follower] -= 1
                if missing[follower] == 0 { open(follower) }
            }
        }
        return result
    }

    private func nodes(of parts: [UsageLedger.Part]) -> [Node] {
        var amounts: [Int: Int] = [:]
        for part in parts { amounts[part.step, default: 0] += part.amount }
        var nodes = amounts.keys.sorted().map { Node(step: $0, amount: amounts[$0] ?? 0) }
        let positions = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.step, $0) })
        for index in nodes.indices {
            var seen: Set<Int> = []
            var open = waits[nodes[index].step]
            while let step = open.popLast() {
                guard seen.insert(step).inserted else { continue }
                if let node = positions[step] { nodes[index].before.insert(node) }
                open += waits[step]
            }
        }
        return nodes
    }
}
