import Foundation
import Testing

/// What the guides and the README show is read as they say.
@Suite struct GuideScenario {
    struct Guide: Sendable, CustomTestStringConvertible {
        var file: String
        /// What its text takes for given.
        var beside = ""
        var files: [String: String] = [:]

        var testDescription: String { file }
    }

    private static let head = """
        version: 1
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}

        """

    static let guides = [
        Guide(file: "README.md"),
        Guide(file: "docs/guides/golden-image-pipeline.md", files: ["build.sh": "poweroff\n"]),
        Guide(
            file: "docs/guides/nightly-images.md",
            beside: "servers: {db: {existing: {name: db}, guest: {os: linux}}}\n"),
        Guide(
            file: "docs/guides/disaster-recovery.md",
            beside: "servers: {web: {existing: {name: web}, guest: {os: linux}}}\n"),
        Guide(file: "docs/guides/bulk-imaging.md"), Guide(file: "docs/guides/adopting-an-account.md"),
    ]

    @Test("The set that a guide shows is valid", arguments: guides)
    func valid(_ guide: Guide) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent(guide.file), encoding: .utf8)
        let block = try #require(text.firstMatch(of: /(?s)```yaml\n(.*?)\n```/))
        let manifest = String(block.output.1)
        try Binary.inFolder(manifest.contains("version:") ? manifest : Self.head + manifest) { ximage in
            var files = guide.files
            if !guide.beside.isEmpty { files["beside.yaml"] = guide.beside }
            for (name, content) in files {
                let path = ximage.folder.appendingPathComponent(name)
                try content.write(to: path, atomically: true, encoding: .utf8)
            }
            let outcome = try ximage("validate")
            #expect(outcome.status == 0, "\(guide.file): \(outcome)")
        }
    }
}
