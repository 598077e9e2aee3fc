import Foundation
import Testing
import XimageCore
import XimageManifest
import XimageTestSupport

@Suite struct ExpansionTests {
    /// Loads a text, expands it and reads that again: both mean the same.
    private func expectStable(_ texts: [String: String], _ options: ManifestOptions, _ comment: String) throws
    {
        let first = ManifestLoader().load(texts: texts, options: options)
        let desired = try #require(first.desired, "\(comment)\n\(first.diagnostics.map(\.detail))")
        try expectStable(desired, first.sensitive, options, comment)
    }

    private func expectStable(
        _ desired: DesiredState, _ sensitive: [String: Secret], _ options: ManifestOptions, _ comment: String
    ) throws {
        let expanded = ExpandedText.expand(desired, sensitive: sensitive)
        var again = ManifestOptions()
        again.environment = options.environment
        again.variables = expanded.secrets.map { ($0.key, $0.value.reveal()) }
        // Beside the original, so that relative paths mean the same.
        let folder = desired.settings.folder
        let file = folder == "." ? "expanded.yaml" : "\(folder)/expanded.yaml"
        let second = ManifestLoader().load(texts: [file: expanded.text], options: again)
        let reread = try #require(
            second.desired,
            "\(comment)\n\(expanded.text)\n\(second.diagnostics.map { "\($0.subject?.description ?? "") \($0.detail)" })"
        )
        let difference = Meaning(reread).difference(from: Meaning(desired))
        #expect(difference == nil, "\(comment)\n\(expanded.text)")
        let formatted = ManifestFormatter.format(expanded.text, file: "expanded.yaml")
        #expect(formatted.text == expanded.text)
        for secret in expanded.secrets.values where secret.reveal().utf8.count > 3 {
            #expect(!expanded.text.contains(secret.reveal()))
        }
    }

    @Test("What --expand prints reads back as the same desired state", arguments: UInt64(0)..<100)
    func readsBack(seed: UInt64) throws {
        var generator = ManifestGenerator(seed: seed)
        var options = ManifestOptions()
        options.variables = [("pw", "hunter2A!")]
        let text = generator.manifest()
        let result = ManifestLoader().load(texts: ["a.yaml": text], options: options)
        // A generated set may select nothing or name what `when` leaves out; most are right.
        guard result.desired != nil else {
            let codes = Set(result.diagnostics.map(\.code))
            #expect(
                codes.isSubset(of: ["wrong-match-count", "unknown-reference", "NM001", "SV015", "CP001"]),
                "\(result.diagnostics.map(\.detail))\n\(text)")
            return
        }
        try expectStable(["a.yaml": text], options, text)
    }

    @Test("Most generated sets are right")
    func generatorIsGood() {
        var options = ManifestOptions()
        options.variables = [("pw", "hunter2A!")]
        let right = (UInt64(0)..<100).count { seed in
            var generator = ManifestGenerator(seed: seed)
            return ManifestLoader().load(texts: ["a.yaml": generator.manifest()], options: options).desired
                != nil
        }
        #expect(right > 60)
    }

    @Test("Every manifest of the repository expands to itself")
    func manifests() throws {
        for (path, environment) in RepositoryManifests.sets {
            var options = ManifestOptions()
            options.environment = environment
            options.variables = RepositoryManifests.variables[path] ?? []
            let result = ManifestLoader().load(path, options: options)
            let desired = try #require(result.desired, "\(path): \(result.diagnostics)")
            try expectStable(desired, result.sensitive, options, path)
        }
    }

    @Test("An instance's key may stand in a block's key, and excludes the block and its loops")
    func instanceKeys() {
        let body = "flavor: f, image: {name: U}, systemDisk: {type: SSD, size: 40}"
        let head = "project: p\ndefaults: {region: r, zone: z, network: {vpc: v, subnet: s}}\n"
        func codes(_ servers: String) -> [String] {
            let result = ManifestLoader().load(texts: ["a.yaml": head + "servers: {\(servers)}\n"])
            return result.diagnostics.map(\.code)
                + (result.desired?.resources.map { "\($0.address) \($0.attributes[.name].string ?? "")" }
                    ?? [])
        }
        #expect(
            codes("'w[\"a\"]': {\(body)}, 'w[3]': {\(body)}") == [
                "server.w[3] p-w-3", "server.w[\"a\"] p-w-a",
            ])
        #expect(codes("w: {\(body), count: 2}, 'w[3]': {\(body)}") == ["duplicate-name"])
        #expect(codes("'w[3]': {\(body), count: 2}") == ["conflicting-keys"])
        #expect(codes("'w[03]': {\(body)}") == ["wrong-value"])
        #expect(codes("'w[\"a b\"]': {\(body)}") == ["wrong-value"])
        #expect(codes("'w[': {\(body)}") == ["wrong-value"])
    }
}

/// The manifest sets of the repository, each with an environment it may be read with.
enum RepositoryManifests {
    static let sets: [(path: String, environment: String?)] = [
        ("manifests/quickstart", nil), ("Tests/XimageManifestTests/Fixtures/page", "prod"),
    ]

    static let variables: [String: [(name: String, value: String)]] = [
        "Tests/XimageManifestTests/Fixtures/page": [("rootPassword", "hunter2A!")]
    ]
}
