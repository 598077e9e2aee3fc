import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimageManifest

/// What a plan reads follows from what its rules ask, and no more.
@Suite struct CallCountTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Applied before; empty where nothing was.
        var before = ""
        var manifest: String
        var most: Int
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

    private static func fleet(data: Int, revision: Int = 1) -> String {
        """
        vaults: {main: {size: 5000 GiB}}
        servers:
          web:
            count: 4
            labels: {tier: web}
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
            dataDisks: {data: {type: SSD, size: \(data) GiB}}
        images:
          golden: {from: {servers: {labels: {tier: web}}}, vault: main, revision: "\(revision)"}

        """
    }

    /// Of one region with fewer than 500 objects of a kind: 12 calls and one more at most.
    private static let other = 13

    @Test(
        "A plan makes few calls",
        arguments: [
            // 17 while a list kept by hand named what is read; 1.1 times that are allowed.
            Case(testDescription: "only creates", manifest: fleet(data: 50), most: 18),
            Case(testDescription: "nothing", before: fleet(data: 50), manifest: fleet(data: 50), most: other),
            Case(
                testDescription: "larger disks", before: fleet(data: 50), manifest: fleet(data: 60),
                most: other),
            Case(
                testDescription: "next images", before: fleet(data: 50),
                manifest: fleet(data: 50, revision: 2), most: other),
        ])
    func fewCalls(_ example: Case) async throws {
        let calls = try await ForesightLab.with(world: "") { lab in
            if !example.before.isEmpty {
                let made = try await lab.apply(try Self.desired(example.before), lab.session(rules: []))
                #expect(made?.isComplete == true)
            }
            let before = lab.provider.callCounts
            _ = try await lab.session(rules: ForesightOutcome.rules).plan(
                .init(try Self.desired(example.manifest)))
            return lab.provider.callCounts.merging(before) { $0 - $1 }.filter { $0.value > 0 }
        }
        #expect(calls.values.reduce(0, +) <= example.most, "\(calls)")
    }

    private static func desired(_ text: String) throws -> DesiredState {
        try #require(ManifestLoader().load(texts: ["shop.yaml": head + text]).desired)
    }
}
