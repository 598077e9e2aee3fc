import Testing
import XimageCore
import XimagePlanning

@Suite struct WaiverTests {
    private let nightly = Address(.image, "nightly")

    private func acknowledgement(
        _ target: Address, until: String? = nil, only: [String] = []
    ) -> Acknowledgement {
        Acknowledgement(key: "multi-pv-vg", target: target, reason: "known", until: until, only: only)
    }

    @Test("An acknowledgement for a block counts for its instances and generations, not the other way round")
    func widens() {
        let block = Waivers([acknowledgement(nightly)], today: nil)
        var instance = nightly
        instance.instance = .key("server-1")
        #expect(block.find("multi-pv-vg", at: instance.generation(3)) != nil)
        #expect(block.find("downtime", at: instance) == nil)
        let one = Waivers([acknowledgement(instance)], today: nil)
        #expect(one.find("multi-pv-vg", at: nightly) == nil)
        #expect(one.find("multi-pv-vg", at: nil, or: [instance]) != nil)
    }

    @Test("With `for` it counts for the named matches alone, by name or id")
    func picks() {
        let waivers = Waivers(
            [acknowledgement(nightly, only: ["db-3", "server-9"])], today: nil,
            name: { ["server-3": "db-3", "server-4": "db-4"][$0] })
        func isWaived(_ id: RemoteID) -> Bool {
            var instance = nightly
            instance.instance = .key(id)
            return waivers.find("multi-pv-vg", at: instance) != nil
        }
        #expect(isWaived("server-3") && isWaived("server-9"))
        #expect(!isWaived("server-4"))
        #expect(waivers.find("multi-pv-vg", at: nightly) == nil)
    }

    @Test("The last day still counts, the day after no longer")
    func lapses() {
        for (today, counts) in [("2026-12-31", true), ("2027-01-01", false)] {
            let waivers = Waivers([acknowledgement(nightly, until: "2026-12-31")], today: today)
            #expect((waivers.find("multi-pv-vg", at: nightly) != nil) == counts)
        }
    }
}
