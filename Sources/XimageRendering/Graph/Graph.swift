import XimageCore

/// What depends on what: the objects of a manifest set, or the steps of a plan. Its texts are as people gave them; each
/// format escapes them in its own way.
package struct Graph: Hashable, Sendable {
    package struct Node: Hashable, Sendable {
        /// Such as `server.web` or `create server.web`.
        package var name: String
        /// Instances of one block that the node stands for.
        package var count: Int
        /// Such as `existing`; `nil` for nothing to say.
        package var remark: String?

        package init(_ name: String, count: Int = 1, remark: String? = nil) {
            self.name = name
            self.count = count
            self.remark = remark
        }
    }

    /// Between positions of nodes.
    package struct Edge: Hashable, Sendable {
        /// What the other one needs.
        package let from: Int
        package let to: Int
        /// Why, in the order in which the reasons appeared.
        package var reasons: [String]
    }

    /// Of the project.
    package let title: String
    package private(set) var nodes: [Node] = []
    /// Sorted by their ends; one between two nodes.
    package private(set) var edges: [Edge] = []

    package init(title: String, _ parts: GraphParts) {
        self.title = title
        nodes = parts.nodes
        edges = parts.edges.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
    }

    /// Of each node, the edges that start there.
    var outgoing: [[Edge]] {
        var result = [[Edge]](repeating: [], count: nodes.count)
        for edge in edges { result[edge.from].append(edge) }
        return result
    }

    /// Of each node, whether it needs no other.
    var isRoot: [Bool] {
        var result = [Bool](repeating: true, count: nodes.count)
        for edge in edges where edge.from != edge.to { result[edge.to] = false }
        return result
    }
}

extension Graph.Node {
    /// Safe to print: `server.node (1,000 instances)`.
    var label: String {
        let notes = [count > 1 ? "\(Count.grouped(count)) instances" : nil, remark].compactMap(\.self)
        return name.visible + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
    }
}

extension Graph.Edge {
    var reason: String { reasons.joined(separator: "; ").visible }
}

/// Collects a graph: nodes in the order in which they first appear, edges between them once.
package struct GraphParts {
    private(set) var nodes: [Graph.Node] = []
    private(set) var edges: [Graph.Edge] = []
    private var positions: [String: Int] = [:]
    private var known: [[Int]: Int] = [:]

    /// Adds one more object under a name.
    mutating func add(_ name: String, remark: String? = nil) {
        if let index = positions[name] {
            nodes[index].count += 1
            if nodes[index].remark != remark { nodes[index].remark = nil }
        } else {
            positions[name] = nodes.count
            nodes.append(Graph.Node(name, remark: remark))
        }
    }

    /// Nothing for names that were not added, and for what a group has among its own instances.
    mutating func connect(_ from: String, _ to: String, _ reason: String) {
        guard let from = positions[from], let to = positions[to], from != to else { return }
        if let index = known[[from, to]] {
            if !edges[index].reasons.contains(reason) { edges[index].reasons.append(reason) }
        } else {
            known[[from, to]] = edges.count
            edges.append(Graph.Edge(from: from, to: to, reasons: [reason]))
        }
    }
}

extension Graph {
    /// With more objects than that, instances of a block are one node.
    static let mostNodes = 60

    /// - Parameter name: what stands for an address: itself, or its block.
    static func name(of address: Address, isGrouped: Bool) -> String {
        (isGrouped ? address.block : address).description
    }
}
