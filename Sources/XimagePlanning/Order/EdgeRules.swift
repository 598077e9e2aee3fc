/// All rules that look at one step at a time. The edges of a step are in this order.
enum EdgeRules {
    static let all = ImageEdges.rules + ObjectEdges.rules + RemovalEdges.rules
}
