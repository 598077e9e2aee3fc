import Foundation
import Testing
import XimageRules

@Suite struct RuleReferenceTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/rules").standardizedFileURL

    /// `XIMAGE_RECORD=1` writes the pages instead.
    private static let isRecording = ProcessInfo.processInfo.environment["XIMAGE_RECORD"] == "1"

    @Test("The pages in docs/rules are those of the catalogue")
    func isCurrent() throws {
        for page in RuleReference.pages() {
            let file = Self.folder.appending(path: page.name)
            if Self.isRecording {
                try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
                try page.text.write(to: file, atomically: true, encoding: .utf8)
            }
            let recorded = try? String(contentsOf: file, encoding: .utf8)
            #expect(recorded == page.text, "\(page.name) is out of date; run the tests with XIMAGE_RECORD=1")
        }
    }
}
