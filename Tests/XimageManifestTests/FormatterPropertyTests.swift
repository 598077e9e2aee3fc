import Foundation
import Testing
import XimageManifest
import XimageTestSupport

@Suite struct FormatterPropertyTests {
    /// What a text says, by another way than the formatter's own check.
    private func meaning(_ text: String) -> String? { SyntaxOnly.read(Array(text.utf8), as: "x.yaml").json }

    /// Numbered comments, in order.
    private func comments(_ text: String) -> [Substring] {
        text.split(whereSeparator: { $0 == " " || $0.isNewline || $0 == "\t" || $0 == "\u{FEFF}" }).filter {
            $0.hasPrefix("#c") && $0.dropFirst(2).first?.isNumber == true
        }
    }

    private func expectSound(_ text: String, _ comment: Comment) -> ManifestFormatter.Result {
        let result = ManifestFormatter.format(text, file: "x.yaml")
        #expect(meaning(result.text) == meaning(text), comment)
        #expect(comments(result.text) == comments(text), comment)
        let again = ManifestFormatter.format(result.text, file: "x.yaml")
        #expect(again.text == result.text, comment)
        return result
    }

    @Test("Keeps meaning and comments, and has nothing to do the second time", arguments: 0..<40)
    func generated(batch: Int) {
        for seed in UInt64(batch * 50)..<UInt64(batch * 50 + 50) {
            var generator = LayoutGenerator(seed: seed)
            let text = generator.text()
            guard meaning(text) != nil else { continue }
            let result = expectSound(
                text, "seed \(seed)\n\(text)\n=====\n\(ManifestFormatter.format(text, file: "x").text)")
            if result.diagnostics.isEmpty {
                for line in result.text.split(separator: "\n") where !line.hasPrefix("#") {
                    #expect(!line.contains("\r"), "seed \(seed)")
                }
            }
        }
    }

    @Test("Nearly every generated text is YAML and gets a canonical layout")
    func isUsed() {
        var (valid, formatted) = (0, 0)
        var left: [String] = []
        for seed in UInt64(0)..<1000 {
            var generator = LayoutGenerator(seed: seed)
            let text = generator.text()
            guard meaning(text) != nil else { continue }
            valid += 1
            let result = ManifestFormatter.format(text, file: "x")
            if result.diagnostics.isEmpty { formatted += 1 } else { left.append("seed \(seed)\n\(text)") }
        }
        #expect(valid > 900, "\(valid)")
        #expect(
            formatted == valid,
            "\(formatted) of \(valid), not\n\(left.prefix(40).joined(separator: "=====\n"))")
    }

    @Test("Keeps the meaning of every manifest of the repository and of the tests")
    func corpus() throws {
        var count = 0
        for folder in ["manifests", "Tests"] {
            let listing = ManifestFiles.list(folder)
            #expect(listing.diagnostics.isEmpty)
            for file in listing.files {
                guard case .success(let bytes) = ManifestFiles.read(file),
                    let before = SyntaxOnly.read(bytes, as: file).json
                else { continue }
                count += 1
                let result = ManifestFormatter.format(bytes, file: file)
                #expect(meaning(result.text) == before, "\(file)")
                #expect(!ManifestFormatter.format(result.text, file: file).isChanged, "\(file)")
            }
        }
        #expect(count >= 5)
    }

    @Test("Manifests of the repository have the canonical layout")
    func repository() {
        let files = ManifestFiles.list("manifests").files
        #expect(files.count >= 5)
        for file in files {
            guard case .success(let bytes) = ManifestFiles.read(file) else {
                Issue.record("\(file) cannot be read")
                continue
            }
            let result = ManifestFormatter.format(bytes, file: file)
            #expect(!result.isChanged && result.diagnostics.isEmpty, "run `ximage fmt` over \(file)")
        }
    }
}
