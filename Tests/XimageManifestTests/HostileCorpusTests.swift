import Foundation
import Testing
import XimageCore
import XimageManifest

/// A corpus of texts that are broken, strange or made to harm, each with what has to come of it: the documents as
/// JSON, or the code and place of the first problem.
@Suite struct HostileCorpusTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// JSON, or `code line:column`.
        var expected: String
    }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Fixtures/hostile")

    static let cases: [Case] = {
        let table = try? String(contentsOf: folder.appendingPathComponent("expected.txt"), encoding: .utf8)
        return (table ?? "").split(separator: "\n").map { line in
            let columns = line.split(separator: "\t", maxSplits: 1)
            return Case(testDescription: String(columns[0]), expected: String(columns.last ?? ""))
        }
    }()

    @Test("The corpus is whole")
    func isWhole() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
        #expect(files.count >= 200)
        #expect(files.sorted() == Self.cases.map(\.testDescription).sorted())
    }

    @Test("Each text is read or refused as the table says", arguments: cases)
    func outcome(_ example: Case) throws {
        let file = Self.folder.appendingPathComponent("\(example.testDescription).yaml")
        let result = SyntaxOnly.read([UInt8](try Data(contentsOf: file)), as: "x.yaml")
        #expect(Self.outcome(result) == example.expected)
        for diagnostic in result.diagnostics {
            #expect(!diagnostic.summary.isEmpty && !diagnostic.detail.isEmpty)
            let subject = try #require(diagnostic.subject)
            #expect(subject.start.line >= 1 && subject.start.column >= 1)
            #expect(subject.end >= subject.start)
        }
    }

    private static func outcome(_ result: SyntaxOnly.Result) -> String {
        guard let first = result.diagnostics.first else { return result.json ?? "" }
        let start = first.subject?.start
        return "\(first.code) \(start?.line ?? 0):\(start?.column ?? 0)"
    }

    @Test(
        "As manifests all are refused or read without harm, and nothing is left to mean something else",
        arguments: cases)
    func asManifest(_ example: Case) throws {
        let file = Self.folder.appendingPathComponent("\(example.testDescription).yaml")
        let result = ManifestLoader().load(file.path)
        // None of them has a project.
        #expect(result.desired == nil)
        #expect(result.diagnostics.hasErrors)
    }
}
