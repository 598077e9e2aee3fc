import Testing
import XimageCore
import XimageManifest

/// Instances that are made after a pattern are the same as those that are read one by one.
@Suite struct ServerPatternTests {
    private func load(_ block: String) -> [DesiredResource]? {
        let text = """
            version: 1
            project: shop
            variables: {one: {default: x}}
            defaults:
              region: cn-north-4
              zone: cn-north-4a
              network: {vpc: v, subnet: s, securityGroups: [default]}
              tags: {team: shop}
            servers:
              web:
                flavor: s6.large.2
                image: {name: x}
                systemDisk: {type: SSD, size: 40}

            """
        let result = ManifestLoader().load(texts: ["a.yaml": text + block])
        #expect(result.desired != nil, "\(result.diagnostics)")
        return result.desired?.resources
    }

    @Test(
        "By hand and after the pattern",
        arguments: [
            "    count: 5\n", "    forEach: [a, b, c]\n", "    forEach: {a: 1, b: 2}\n    when: true\n",
            "    count: 7\n    zone: {spread: [z1, z2, z3]}\n",
            "    count: 5\n    zone: {spread: [z1, z2, z3], first: z2}\n",
            "    count: 4\n    name: fixed\n    tags: {a: b}\n    labels: {tier: web}\n    protect: true\n",
            "    count: 4\n    dataDisks: {d: {type: SSD, size: 10}, e: {type: SAS, size: 20, name: own}}\n",
            "    count: 4\n    zone: {spread: [z1, z2]}\n    dataDisks: {d: {type: SSD, size: 10, tags: {x: y}}}\n",
            "    count: 3\n    acknowledge: [{key: a, reason: b}]\n",
        ])
    func same(block: String) throws {
        let after = try #require(load(block))
        // A description with an expression makes every instance be read on its own.
        let byHand = try #require(load(block + "    description: \"${var.one}\"\n"))
        #expect(after.count == byHand.count && after.count > 1)
        for (a, b) in zip(after, byHand) {
            var attributes = b.attributes
            attributes[.description] = a.attributes[.description]
            #expect(a.address == b.address)
            #expect(a.attributes == attributes, "\(a.address)")
            #expect(a.region == b.region && a.protect == b.protect && a.origin == b.origin)
            #expect(a.details == b.details)
        }
    }

    @Test("A name that gets too long is reported, for the instance that has it")
    func longNames() {
        let key = "k" + String(repeating: "x", count: 56)
        let text = """
            version: 1
            project: shop
            defaults: {region: r, zone: z, network: {vpc: v, subnet: s, securityGroups: [default]}}
            servers:
              \(key):
                count: 200
                flavor: s6.large.2
                image: {name: x}
                systemDisk: {type: SSD, size: 40}

            """
        let result = ManifestLoader().load(texts: ["a.yaml": text])
        #expect(result.desired == nil)
        #expect(result.diagnostics.count == 1)
        #expect(result.diagnostics.first?.address?.description == "server.\(key)[10]")
    }
}
