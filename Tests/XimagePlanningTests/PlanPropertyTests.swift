import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

@Suite struct PlanPropertyTests {
    /// A random set: a vault, servers with disks, images.
    static func randomSet(_ random: inout some RandomNumberGenerator) -> DesiredState {
        var resources = [Declare.vault(sizeGiB: Int.random(in: 1...9, using: &random) * 100)]
        for index in 0..<Int.random(in: 0...4, using: &random) {
            let name = "s\(index)"
            let zone = ["north-a", "north-b"].randomElement(using: &random)!
            let count = Int.random(in: 0...3, using: &random)
            let parts = Array(["data", "logs", "cache"].shuffled(using: &random).prefix(count))
            resources.append(
                Declare.server(
                    name, zone: zone, flavor: ["s6.large.2", "s6.xlarge.2"].randomElement(using: &random)!,
                    image: ["Ubuntu", "Debian"].randomElement(using: &random)!, disks: parts,
                    ip: Bool.random(using: &random) ? "192.168.0.\(index + 2)" : nil,
                    description: [nil, "one", "two"].randomElement(using: &random)!))
            for (position, part) in parts.enumerated() {
                resources.append(
                    Declare.disk(
                        part, of: name, sizeGiB: 100, type: ["SSD", "SAS"].randomElement(using: &random)!,
                        zone: zone,
                        position: position, onRemove: Bool.random(using: &random) ? .keep : .delete))
            }
            if Bool.random(using: &random) {
                resources.append(
                    Declare.image("i\(index)", of: name, revision: ["1", "2"].randomElement(using: &random)!))
            }
        }
        return Declare.manifests(resources, removals: [])
    }

    /// Consent for everything that a former set declared and this one does not.
    static func consent(
        _ desired: DesiredState, _ cloud: SimulatedCloud, _ random: inout some RandomNumberGenerator
    ) -> DesiredState {
        var result = desired
        let declared = Set(desired.resources.map(\.address))
        for record in cloud.records
        where !declared.contains(record.address.series) && record.address.kind != .disk {
            result.removals.append(
                Removal(from: record.address.series, action: Bool.random(using: &random) ? .delete : .forget))
        }
        return result
    }

    @Test("An applied plan leaves nothing to plan, edit after edit", arguments: UInt64(0)..<300)
    func converges(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var cloud = SimulatedCloud()
        for _ in 0..<4 {
            let desired = Self.consent(Self.randomSet(&random), cloud, &random)
            cloud.apply(cloud.plan(desired))
            let second = cloud.plan(desired)
            #expect(second.steps.isEmpty, "still to do: \(second.steps.map(\.id))")
        }
    }

    @Test("Every step comes after all that it waits for", arguments: UInt64(0)..<200)
    func orderHolds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var cloud = SimulatedCloud()
        for _ in 0..<2 {
            let desired = Self.consent(Self.randomSet(&random), cloud, &random)
            let plan = cloud.plan(desired)
            var seen: Set<StepID> = []
            for step in plan.steps {
                for edge in step.edges { #expect(seen.contains(edge.step), "\(step.id) before \(edge.step)") }
                seen.insert(step.id)
            }
            #expect(seen.count == plan.steps.count)
            cloud.apply(plan)
        }
    }

    @Test("The order of lists and records does not change the plan", arguments: UInt64(0)..<100)
    func shuffled(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(Self.randomSet(&random)))
        let desired = Self.randomSet(&random)
        let input = PlanInput(desired: desired, prior: cloud.prior, live: cloud.live)
        var mixed = input
        mixed.prior.records.shuffle(using: &random)
        mixed.live.resources.shuffle(using: &random)
        let planner = Planner(rules: [])
        let (one, other) = (planner.sound(input), planner.sound(mixed))
        #expect(one.changes == other.changes)
        #expect(one.steps == other.steps)
        #expect(one.findings == other.findings)
    }
}
