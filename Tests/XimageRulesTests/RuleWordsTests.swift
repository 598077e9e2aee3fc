import Foundation
import Testing
import XimageCore
import XimagePlanning
import XimageRules

/// Words of rules that manifests and plans raise too.
@Suite struct RuleWordsTests {
    private static let shared: [RuleWords] = [
        .imageWithoutVault, .replicationVaultForImage, .vaultWithTooManyServers, .fullVaults,
        .vaultDeletionDeletesBackups, .keptVault, .vaultUnderImages, .vaultSizeOutOfRange, .wholeImageShared,
        .wholeImageSharingNotOffered, .wholeImagePublished, .wholeImageExported, .memoryBoundsCrossed,
        .misfitImageAttribute, .dataImageWithoutDisk, .imageRegionDiffers, .imageName, .imageDescription,
        .imageTags, .serverName, .serverTexts, .adminPassword, .userDataTooLong, .diskTexts, .vaultTexts,
        .copyInsideRegion, .misfitTargetVault, .diskSizeOutOfRange,
    ]

    @Test("They are those of a rule of the catalogue, in both languages", arguments: shared)
    func agree(_ words: RuleWords) throws {
        let rule = try #require(RuleCatalogue.metadata(of: words.id))
        #expect(rule.title == words.title)
        #expect(placeholders(words.english) == placeholders(words.chinese))
        #expect(!words.headline.english.hasSuffix("."))
    }

    private func placeholders(_ text: RuleText) -> Set<String> {
        Set((text.message + (text.fix ?? "")).matches(of: /\{(\w+)\}/).map { String($0.output.1) })
    }

    /// A literal id outside the rules is the mark of a second text for the same finding.
    @Test("No other part of the sources spells the id of a rule")
    func literals() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(atPath: sources.path)).compactMap {
            $0 as? String
        }
        .filter { $0.hasSuffix(".swift") }
        #expect(files.count > 500)
        for file in files where !file.hasPrefix("XimageRules/") && !file.hasPrefix("XimageCore/RuleWords/") {
            let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
            let ids = text.matches(of: /"([A-Z]{2}[0-9]{3})"/).map { String($0.output.1) }
            #expect(ids.filter { RuleCatalogue.metadata(of: $0) != nil }.isEmpty, "\(file)")
        }
    }
}
