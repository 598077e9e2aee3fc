import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Images of servers that a selector finds in the account.
@Suite struct SelectionTests {
    private static func server(_ id: String, _ name: String, _ tags: [String: String] = ["backup": "daily"])
        -> LiveResource
    {
        LiveResource(
            kind: .server, region: "north", id: id, name: name,
            attributes: [.name: .string(name), .zone: "north-a", .power: "running", .tags: .strings(tags)],
            facts: .server(ServerFacts()))
    }

    private static func selection(least: Int? = nil, most: Int? = nil) -> ImageSelection {
        var selector = LiveSelector()
        selector.tags = ["backup": ["daily", "hourly"]]
        selector.regions = ["north"]
        var except = LiveSelector()
        except.tags = ["skip": ["yes"]]
        let image = DesiredResource(
            address: Address(.image, "nightly"), region: "north",
            attributes: [.kind: "whole", .vault: .reference(Address(.vault, "main"))],
            details: .image(
                ImageDetails(nameTemplate: "shop-nightly-${source.name}", commitment: "2026-06-01")))
        return ImageSelection(selector: selector, except: except, minimum: least, maximum: most, image: image)
    }

    private static func desired(_ selection: ImageSelection) -> DesiredState {
        var desired = Declare.manifests([Declare.vault()])
        desired.selections = [selection]
        return desired
    }

    private static func plan(
        _ servers: [LiveResource], _ selection: ImageSelection, prior: PriorState = PriorState()
    ) -> Plan {
        let live = LiveState(resources: servers, readAt: Timestamp("2026-06-01T00:00:00Z")!)
        return Planner(rules: []).sound(PlanInput(desired: desired(selection), prior: prior, live: live))
    }

    @Test("An image series for each match, named after it; exceptions and others are left alone")
    func matches() {
        let plan = Self.plan(
            [
                Self.server("id-1", "web-1"), Self.server("id-2", "web-2", ["backup": "hourly"]),
                Self.server("id-3", "web-3", ["backup": "daily", "skip": "yes"]),
                Self.server("id-4", "db-1", ["backup": "weekly"]),
            ], Self.selection())
        let images = plan.changes.filter { $0.address.kind == .image }
        #expect(
            images.map(\.address.description) == [#"image.nightly["id-1"]@1"#, #"image.nightly["id-2"]@1"#])
        #expect(images.map { $0.after?[.name] } == ["shop-nightly-web-1-g1", "shop-nightly-web-2-g1"])
        #expect(plan.findings.map(\.code) == [])
    }

    @Test("No match, or a number outside `expect`, stops the plan", arguments: [0, 1, 4])
    func counts(number: Int) {
        let servers = (0..<number).map { Self.server("id-\($0)", "web-\($0)") }
        let plan = Self.plan(servers, Self.selection(least: 2, most: 3))
        #expect(plan.findings.map(\.code) == ["wrong-match-count"])
        #expect(!plan.changes.contains { $0.address.kind == .image })
    }

    @Test("A match that is lost deletes nothing: its series is kept and shown")
    func sourceGone() {
        let gone = ResourceRecord(
            address: Address(.image, "nightly", instance: .key("id-9"), generation: 2), region: "north",
            id: "image-9")
        let object = LiveResource(kind: .image, region: "north", id: "image-9", name: "old")
        let plan = Self.plan(
            [Self.server("id-1", "web-1"), object], Self.selection(), prior: PriorState(records: [gone]))
        #expect(plan.findings.map(\.code) == ["source-gone"])
        #expect(!plan.isBlocked)
        #expect(!plan.steps.contains { $0.address.instance == .key("id-9") })
    }

    @Test("A server that is bound to a vault stays with it, and others are spread over the pool")
    func vaults() throws {
        var desired = Declare.manifests([Declare.vault("a"), Declare.vault("b")])
        var selection = Self.selection()
        var details = try #require(selection.image.imageDetails)
        var options = ImageOptions()
        options.vaultChoice = .pool([Address(.vault, "a"), Address(.vault, "b")])
        details.options = Boxed(options)
        selection.image.details = .image(details)
        desired.selections = [selection]
        let other = LiveResource(
            kind: .vault, region: "north", id: "vault-other", name: "other", attributes: [.size: 100],
            facts: .vault(VaultFacts(allocatedGiB: 0, usedMiB: 0, members: ["id-0"], objectType: "server")))
        let servers = (0..<20).map { Self.server("id-\($0)", "web-\($0)") }
        let plan = Planner(rules: []).sound(
            PlanInput(
                desired: desired, prior: PriorState(),
                live: LiveState(resources: servers + [other], readAt: Timestamp("2026-06-01T00:00:00Z")!)))
        let vaults = Dictionary(
            plan.steps.compactMap { step -> (String, Value)? in
                guard case .create(let create) = step.operation, step.address.kind == .image,
                    case .key(let key)? = step.address.instance
                else { return nil }
                return (key, create.attributes[.vault])
            }
        ) { first, _ in first }
        #expect(vaults["id-0"] == "vault-other")
        let spread = Set(vaults.values.compactMap(\.reference))
        #expect(spread == [Address(.vault, "a"), Address(.vault, "b")])
    }
}
