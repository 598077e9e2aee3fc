import Testing
import XimageCore
import XimagePlanning
import XimageRules

@Suite struct RuleScaleTests {
    @Test("The work of all rules grows with the number of resources, not faster")
    func isLinear() {
        func seconds(_ servers: Int) -> Double {
            let scene = Scene.bulk(servers: servers)
            let clock = ContinuousClock()
            let time = clock.measure { _ = scene.findings(RuleCatalogue.all) }
            return Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds)
        }
        _ = seconds(50)
        let small = seconds(200)
        let large = seconds(1600)
        // Eight times the resources; a square would be 64 times the work. Other tests run beside this one.
        #expect(large < max(small, 0.05) * 32, "\(small) s for 200 servers, \(large) s for 1,600")
    }
}
