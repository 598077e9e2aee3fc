import Testing
import XimageCore
import XimagePlanning
import XimageRules
import XimageTestSupport

/// What rules say to people: titles, headlines and reasons in both languages, and sources that can be looked up.
@Suite struct RuleTextTests {
    @Test("A headline states the violation; the title of the page is a noun")
    func states() throws {
        for rule in RuleCatalogue.metadata {
            for language in Language.allCases {
                #expect(rule.headline[language] != rule.title[language], "\(rule.id)")
                #expect(!rule.title[language].isEmpty && !rule.headline[language].isEmpty, "\(rule.id)")
            }
            let headline = rule.headline.english
            #expect(headline.count <= 60 && rule.headline.chinese.count <= 30, "\(rule.id): \(headline)")
            for text in [headline, rule.headline.chinese, rule.title.english, rule.title.chinese] {
                #expect(!text.contains { ".。{}!?".contains($0) }, "\(rule.id): \(text)")
            }
            #expect(
                headline.first?.isUppercase ?? false || headline.hasPrefix("fstab")
                    || headline.hasPrefix("cloud"))
            // How a rule is written, not how it is violated.
            let ruleLike = try Regex("\\b(must|should|only if|at most|at least|needs?)\\b")
                .ignoresCase()
            #expect(headline.firstMatch(of: ruleLike) == nil, "\(rule.id): \(headline)")
            #expect(
                !rule.title.english.contains(" is ") && !rule.title.english.contains(" are "), "\(rule.id)")
        }
    }

    @Test("What is Chinese is wholly Chinese")
    func speaksChinese() throws {
        for rule in RuleCatalogue.metadata {
            var texts = [rule.title, rule.headline, rule.rationale, rule.coverage.reason, rule.unconfirmed]
                .compactMap { $0?.chinese }
            texts += [rule.chinese.message, rule.chinese.fix].compactMap(\.self)
            texts += RuleCatalogue.serviceCodes(of: rule.id).map(\.meaning.chinese)
            texts += PolicyTopic.topics(of: rule.id).flatMap(\.versions).flatMap {
                [$0.says.chinese, $0.effect.chinese]
            }
            for text in texts { #expect(englishPart(of: text) == nil, "\(rule.id): \(text)") }
        }
    }

    @Test("A source is a document that a user can look up")
    func namesItsSource() throws {
        for rule in RuleCatalogue.metadata {
            for source in rule.source.split(separator: "; ") {
                #expect(!source.hasPrefix("seed") && !source.hasPrefix("design"), "\(rule.id): \(source)")
                #expect(source.contains(" "), "\(rule.id): \(source) has a publisher and no title")
            }
        }
    }

    @Test("Texts speak to users, not of the makers")
    func speaksToUsers() throws {
        for rule in RuleCatalogue.metadata {
            let makers = try Regex(
                "\\b(the product|the tool|this tool|behaviou?r BH|BH[0-9]{2}|seed|we|our)\\b"
            )
            .ignoresCase()
            var texts = [rule.title, rule.headline, rule.rationale, rule.coverage.reason, rule.unconfirmed]
                .compactMap { $0?.english }
            texts += [rule.english.message, rule.english.fix].compactMap(\.self)
            for text in texts { #expect(text.firstMatch(of: makers) == nil, "\(rule.id): \(text)") }
        }
    }
}
