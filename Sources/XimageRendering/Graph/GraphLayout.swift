/// Places for the nodes of a graph: in layers from left to right, each node behind all that it needs. The boxes of a layer
/// are equally wide, so that no edge starts behind another box.
struct GraphLayout {
    struct Box: Hashable {
        var x = 0
        var y = 0
        var width = 0
    }

    static let boxHeight = 28
    private static let gap = 14
    /// A long edge passes other layers in a gap of this height.
    private static let laneHeight = 8
    private static let layerGap = 130

    private(set) var boxes: [Box]
    /// Of each edge, the points that it passes between its ends, on the left and on the right of each layer.
    private(set) var lanes: [[(x: Int, y: Int, width: Int)]]
    private(set) var width = 0
    private(set) var height = 0

    init(_ graph: Graph) {
        let layerOf = Self.layers(graph)
        boxes = graph.nodes.map { Box(width: $0.label.displayWidth * 8 + 20) }
        lanes = [[(x: Int, y: Int, width: Int)]](repeating: [], count: graph.edges.count)

        // Places: nodes, then one for each layer that an edge passes.
        var layers = [[Int]](repeating: [], count: (layerOf.max() ?? -1) + 1)
        var neighbours = [[Int]](repeating: [], count: graph.nodes.count)
        var chains: [[Int]] = []
        for node in graph.nodes.indices { layers[layerOf[node]].append(node) }
        for edge in graph.edges {
            var chain: [Int] = []
            var previous = edge.from
            for layer in layers.indices where layer > layerOf[edge.from] && layer < layerOf[edge.to] {
                let lane = neighbours.count
                neighbours.append([previous])
                layers[layer].append(lane)
                chain.append(lane)
                previous = lane
            }
            neighbours[edge.to].append(previous)
            chains.append(chain)
        }
        Self.order(&layers, neighbours)
        place(layers, chains, nodes: graph.nodes.count)
    }

    /// The longest way to each node. Edges that close a circle do not count.
    private static func layers(_ graph: Graph) -> [Int] {
        let outgoing = graph.outgoing
        var state = [UInt8](repeating: 0, count: graph.nodes.count)
        var finished: [Int] = []
        var isBack: Set<Graph.Edge> = []
        for root in graph.nodes.indices where state[root] == 0 {
            var path = [(node: root, next: 0)]
            state[root] = 1
            while let (node, next) = path.last {
                guard next < outgoing[node].count else {
                    state[node] = 2
                    finished.append(node)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let edge = outgoing[node][next]
                if state[edge.to] == 1 { isBack.insert(edge) }
                if state[edge.to] == 0 {
                    state[edge.to] = 1
                    path.append((edge.to, 0))
                }
            }
        }
        var layers = [Int](repeating: 0, count: graph.nodes.count)
        for node in finished.reversed() {
            for edge in outgoing[node] where !isBack.contains(edge) {
                layers[edge.to] = max(layers[edge.to], layers[node] + 1)
            }
        }
        return layers
    }

    /// Puts each place near the middle of those that lead to it, so that fewer edges cross.
    private static func order(_ layers: inout [[Int]], _ neighbours: [[Int]]) {
        var position: [Int: Int] = [:]
        for layer in layers.indices {
            var keyed: [(key: Double, place: Int)] = []
            for (index, place) in layers[layer].enumerated() {
                let known = neighbours[place].compactMap { position[$0] }
                let middle = known.isEmpty ? Double(index) : Double(known.reduce(0, +)) / Double(known.count)
                keyed.append((middle, place))
            }
            keyed.sort { ($0.key, $0.place) < ($1.key, $1.place) }
            layers[layer] = keyed.map(\.place)
            for (index, place) in layers[layer].enumerated() { position[place] = index }
        }
    }

    private mutating func place(_ layers: [[Int]], _ chains: [[Int]], nodes: Int) {
        var points: [Int: (x: Int, y: Int, width: Int)] = [:]
        func height(_ place: Int) -> Int { place < nodes ? Self.boxHeight : Self.laneHeight }
        let heights = layers.map { layer in layer.reduce(0) { $0 + height($1) + Self.gap } - Self.gap }
        let tallest = heights.max() ?? 0
        var x = 20
        for (layer, places) in layers.enumerated() {
            let widest = places.compactMap { $0 < nodes ? boxes[$0].width : nil }.max() ?? 0
            var y = 20 + (tallest - heights[layer]) / 2
            for place in places {
                if place < nodes {
                    boxes[place] = Box(x: x, y: y, width: widest)
                } else {
                    points[place] = (x, y + Self.laneHeight / 2, widest)
                }
                y += height(place) + Self.gap
            }
            x += widest + Self.layerGap
        }
        lanes = chains.map { chain in chain.compactMap { points[$0] } }
        width = max(x - Self.layerGap, 20) + 20
        self.height = tallest + 40
    }
}
