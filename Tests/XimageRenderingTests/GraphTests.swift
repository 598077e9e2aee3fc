import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

@testable import XimageRendering

@Suite struct GraphTests {
    private static func resource(
        _ address: String, _ attributes: Attributes = [:], _ ownership: Ownership = .managed,
        _ details: ResourceDetails = .none
    ) -> DesiredResource {
        DesiredResource(
            address: .of(address), region: "cn-north-4", attributes: attributes, ownership: ownership,
            details: details)
    }

    private static func state(_ resources: [DesiredResource]) -> DesiredState {
        DesiredState(
            settings: ProjectSettings(project: "shop"),
            resources: resources.sorted { $0.address < $1.address })
    }

    private static let small: Graph = {
        var pool = ImageOptions()
        pool.vaultChoice = .bound(else: [.of("vault.main"), .of("vault.corp")])
        return Graph(
            state([
                resource("vault.main"), resource("vault.dr"),
                resource("vault.corp", [:], .existing(.name("corp", zone: nil))),
                resource("server.web"),
                resource("disk.web.data", [.server: .reference(.of("server.web"))]),
                resource("disk.web.logs", [.server: .reference(.of("server.web"))]),
                resource(
                    "image.golden",
                    [.source: .reference(.of("server.web")), .vault: .reference(.of("vault.main"))], .managed,
                    .image(ImageDetails(nameTemplate: "golden", options: Boxed(pool)))),
                resource(
                    "copy.golden.south",
                    [.source: .reference(.of("image.golden")), .targetVault: .reference(.of("vault.dr"))]),
                resource("server.shop[\"blue\"]", [.image: .reference(.of("image.golden@2"))]),
            ]))
    }()

    private static let formats: [(file: String, render: @Sendable (Graph) -> String)] = [
        ("txt", { GraphTree(style: TextStyle()).render($0) }), ("dot", { GraphDOT.render($0) }),
        ("mmd", { GraphMermaid.render($0) }), ("svg", { GraphSVG.render($0) }),
        ("json", { GraphJSON.render($0) }),
    ]

    @Test("A set and the steps of a plan in each format", arguments: formats.map(\.file))
    func renders(_ format: String) throws {
        let render = try #require(Self.formats.first { $0.file == format }).render
        expectGolden(render(Self.small), "graph-set.\(format)")
        expectGolden(render(Graph(PlanFixture.rich())), "graph-plan.\(format)")
    }

    @Test("The order of the declarations does not matter")
    func order() {
        let resources = (0..<5).map { Self.resource("vault.v\($0)") }
        #expect(Graph(Self.state(resources)) == Graph(Self.state(resources.reversed())))
    }

    @Test("1,000 instances with disks and images are four nodes, with their number")
    func groups() {
        var resources = [Self.resource("vault.main")]
        for index in 0..<1000 {
            let server = Address(.server, "node", instance: .index(index))
            resources += [
                Self.resource("server.node[\(index)]"),
                Self.resource("disk.node[\(index)].data", [.server: .reference(server)]),
                Self.resource(
                    "image.node[\(index)]",
                    [.source: .reference(server), .vault: .reference(.of("vault.main"))]),
            ]
        }
        let graph = Graph(Self.state(resources))
        #expect(
            graph.nodes.map(\.label) == [
                "vault.main", "server.node (1,000 instances)", "disk.node.data (1,000 instances)",
                "image.node (1,000 instances)",
            ])
        #expect(graph.edges.map(\.reason) == ["vault", "disk", "from"])
        let steps = (0..<1000).map { PlanStep.create("server.node[\($0)]") }
        let plan = Plan(project: "shop", lineage: "", serial: 1, changes: [], steps: steps)
        #expect(Graph(plan).nodes.map(\.label) == ["create server.node (1,000 instances)"])
    }

    @Test("60 nodes are shown one by one, 61 in groups", arguments: [(60, 60), (61, 1)])
    func limit(_ count: Int, _ nodes: Int) {
        #expect(Graph(Self.state((0..<count).map { Self.resource("vault.v[\($0)]") })).nodes.count == nodes)
    }

    @Test("Names of others are text in every format")
    func hostile() {
        var parts = GraphParts()
        let names = [
            "a\"];\n}evil", "<script>alert(1)</script>", "x\\", "`**b**` %%{init}%% #quot;",
            "\u{1B}[2J\u{202E}",
            "a --> b|c]", "&amp;'",
        ]
        for name in names { parts.add(name) }
        parts.connect(names[0], names[1], "<b>\"why\"\n--></b>")
        let graph = Graph(title: "t\"\n<script>", parts)
        for (format, render) in Self.formats {
            let text = render(graph)
            #expect(!text.unicodeScalars.contains { $0 != "\n" && !$0.isHarmless }, "\(format)")
            if format != "json", format != "txt", format != "dot" {
                #expect(!text.contains("<script"), "\(format)")
            }
        }
        let dot = GraphDOT.render(graph).split(separator: "\n")
        #expect(dot.count == 4 + names.count + 1 + 1)
        #expect(dot[4] == "  n0 [label=\"a\\\"];\\\\n}evil\"];" && dot[6] == "  n2 [label=\"x\\\\\"];")
        let mermaid = GraphMermaid.render(graph).split(separator: "\n")
        #expect(mermaid.count == 4 + names.count + 1)
        for line in mermaid.dropFirst(4) { #expect(line.count { $0 == "\"" } == 2, "\(line)") }
        #expect(!mermaid.joined().contains("%%") && !mermaid.joined().contains("`"))
        let svg = GraphSVG.render(graph)
        #expect(svg.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && svg.contains("&amp;amp;&#39;"))
    }

    @Test("A circle is drawn, with each node once")
    func circle() {
        var parts = GraphParts()
        for name in ["a", "b", "c"] { parts.add(name) }
        parts.connect("a", "b", "1")
        parts.connect("b", "c", "2")
        parts.connect("c", "a", "3")
        let graph = Graph(title: "circle", parts)
        #expect(
            GraphTree(style: TextStyle()).render(graph) == """
                circle: 3 nodes, 3 edges

                a
                └─ b: 1
                   └─ c: 2
                      └─ a: 3 (above)

                """)
        #expect(Set(GraphLayout(graph).boxes.map(\.x)).count == 3)
    }

    @Test("Boxes of a layout do not overlap, and long edges pass between them")
    func layout() {
        let layout = GraphLayout(Self.small)
        for (index, box) in layout.boxes.enumerated() {
            for other in layout.boxes.dropFirst(index + 1) where box.x == other.x {
                #expect(abs(box.y - other.y) >= GraphLayout.boxHeight)
            }
            #expect(box.x + box.width <= layout.width && box.y + GraphLayout.boxHeight <= layout.height)
        }
        for edge in Self.small.edges { #expect(layout.boxes[edge.from].x < layout.boxes[edge.to].x) }
        for lane in layout.lanes.joined() {
            for box in layout.boxes where box.x == lane.x {
                #expect(!(box.y...box.y + GraphLayout.boxHeight).contains(lane.y))
            }
        }
    }
}
