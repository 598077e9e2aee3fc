import Testing
import XimageCore
import XimagePlanning
import XimageRules

@Suite struct PolicyTests {
    @Test("Every choice of every topic is described, the default first", arguments: PolicyTopic.allCases)
    func describes(_ topic: PolicyTopic) {
        #expect(topic.versions.map(\.choice) == topic.choices)
        for version in topic.versions {
            #expect(
                !version.says.chinese.isEmpty && !version.effect.chinese.isEmpty && !version.source.isEmpty)
            #expect(version.date.count == 4)
        }
        for id in topic.rules { #expect(RuleCatalogue.metadata(of: id) != nil, "\(id)") }
        #expect(Policy()[topic] == topic.choices[0])
    }

    @Test("A set that chooses the default is like one that chooses nothing")
    func defaults() {
        var policy = Policy()
        for topic in PolicyTopic.allCases { policy[topic] = topic.choices[0] }
        #expect(policy == Policy())
        policy[.copySize] = "seed"
        #expect(policy != Policy() && policy[.copySize] == "seed")
    }

    @Test("A topic's rules have examples of its other choices")
    func isConsulted() throws {
        for topic in PolicyTopic.allCases where topic != .sharing {
            for id in topic.rules {
                let rule = try #require(RuleCatalogue.examples.first { type(of: $0).metadata.id == id })
                let examples = type(of: rule).violating + type(of: rule).satisfying
                let others = topic.choices.dropFirst().map { "\(topic.rawValue): \($0)" }
                #expect(
                    examples.contains { example in others.contains { example.manifest.contains($0) } },
                    "\(id)")
            }
        }
    }
}
