import XimageCore

/// Resources in an order in which each comes after what it refers to. Without servers from images of the set that is the
/// order of kinds.
struct VisitOrder {
    private(set) var resources: [DesiredResource] = []
    /// A resource that refers to itself over others; `nil` when there is none.
    private(set) var circle: DesiredResource?

    private enum Mark { case unseen, open, done }

    init(_ desired: DesiredState) {
        let all = desired.resources
        let hasServersFromImages = all.contains {
            $0.address.kind == .server && $0.attributes[.image].reference != nil
        }
        guard hasServersFromImages else {
            resources = all
            return
        }
        var index: [Address: Int] = [:]
        for (position, resource) in all.enumerated() { index[resource.address] = position }
        var marks = [Mark](repeating: .unseen, count: all.count)
        var result: [DesiredResource] = []
        result.reserveCapacity(all.count)
        var found: DesiredResource?
        func visit(_ position: Int) {
            switch marks[position] {
            case .done: return
            case .open:
                found = found ?? all[position]
                return
            case .unseen: marks[position] = .open
            }
            for needed in all[position].neededBefore(in: desired) {
                if let other = index[needed] { visit(other) }
            }
            marks[position] = .done
            result.append(all[position])
        }
        for position in all.indices { visit(position) }
        resources = result
        circle = found
    }
}
