import Foundation
import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageTestSupport

/// Runs of a part, `--target` and `--exclude`, on the sandbox: what they leave out, a later run of everything does.
@Suite struct PartTests {
    private static let seeds = ProofSeeds.all(gate: 16)

    /// What is tried: a set that exists, an edit of it, and parts of the edit.
    private struct Trial {
        let before: DesiredState
        let after: DesiredState
        let parts: [PlanOptions]

        init(before: DesiredState, after: DesiredState, parts: [PlanOptions]) {
            self.before = before
            self.after = after
            self.parts = parts
        }

        init(seed: UInt64) throws {
            var random = SeededGenerator(seed: seed)
            let before = try Manifests.desired(RandomManifest.text(diskGiB: 100, &random))
            let edited = try Manifests.desired(RandomManifest.text(diskGiB: 110, &random))
            self.before = before
            after = RandomManifest.consent(edited, since: before, &random)
            parts = [edited, edited].map { desired in
                var options = Self.part(desired, &random)
                if !options.targets.isEmpty { options.targets += Self.leaving(before, desired) }
                return options
            }
        }

        /// Disks that leave a server. Targets bring no removal, and an image holds what its server has: an image that is
        /// targeted without them holds them, which one apply of everything avoids.
        private static func leaving(_ before: DesiredState, _ after: DesiredState) -> [AddressPattern] {
            let declared = Set(after.resources.map(\.address))
            return before.resources.map(\.address).filter { $0.kind == .disk && !declared.contains($0) }
                .map { .glob($0.description) }
        }

        private static func part(_ desired: DesiredState, _ random: inout some RandomNumberGenerator)
            -> PlanOptions
        {
            var options = PlanOptions()
            for address in desired.resources.map(\.address) {
                switch Int.random(in: 0..<6, using: &random) {
                case 0: options.targets.append(.glob(address.description))
                case 1: options.exclusions.append(.glob(address.description))
                default: break
                }
            }
            if Bool.random(using: &random) { options.targets = [] }
            if options.targets.isEmpty, options.exclusions.isEmpty {
                options.exclusions = [.glob("server.s0")]
            }
            return options
        }

        /// What the cloud and state hold after one apply, and after the parts and everything.
        func ends() async throws -> (once: End, inParts: End) {
            let (start, whole) = ((before, PlanOptions()), (after, PlanOptions()))
            let inParts = try await End.of([start] + parts.map { (after, $0) } + [whole])
            return (try await End.of([start, whole], unordered: inParts.unordered), inParts)
        }
    }

    /// What a new cloud and state hold after some runs.
    private struct End {
        var content: [String] = []
        var records: [String] = []
        var unordered: Set<String> = []

        /// - Parameter unordered: servers whose disks may be in any order, beside those that got theirs in several runs.
        static func of(_ runs: [(DesiredState, PlanOptions)], unordered: Set<String> = []) async throws -> End
        {
            try await Lab.with { lab in
                var watch = AttachWatch()
                for (index, (desired, part)) in runs.enumerated() {
                    let report = try await lab.apply(desired, selecting: part)
                    #expect(report?.failures.map(\.detail) ?? [] == [])
                    try await watch.look(at: lab, after: desired, isStart: index == 0)
                }
                let left = try await lab.plan(runs[runs.count - 1].0)
                #expect(left.steps.map(\.id) == [])
                #expect(left.findings.filter { $0.severity == .error }.map(\.detail) == [])
                var end = End(unordered: unordered.union(watch.grown))
                // The disks of a server from an image are in the order in which their source had them.
                if !end.unordered.isEmpty { end.unordered.insert("shop-clone") }
                end.content = try await CloudContent.of(lab, unordered: end.unordered)
                end.records = try lab.prior().records.map { "\($0.address) \($0.standing)" }
                return end
            }
        }
    }

    @Test("A part and then everything end in the same cloud as everything at once", arguments: seeds)
    func completes(seed: UInt64) async throws {
        let (once, inParts) = try await Trial(seed: seed).ends()
        #expect(inParts.content == once.content, "XIMAGE_PROVE_SEED=\(seed)")
        #expect(inParts.records == once.records, "XIMAGE_PROVE_SEED=\(seed)")
    }

    /// A set with one server and the vault of its image.
    private static func shop(_ disks: String...) throws -> DesiredState {
        let list = disks.map { "      \($0): {type: SSD, size: 100 GiB, onRemove: delete}" }
        return try Manifests.desired(
            Manifests.head
                + ([
                    "vaults:", "  main: {size: 3000 GiB}", "servers:", "  s0:", "    zone: cn-north-4a",
                    "    flavor: s6.large.2", "    image: {name: \"Ubuntu 22.04 server 64bit\"}",
                    "    systemDisk: {type: SSD, size: 40 GiB}",
                ] + (list.isEmpty ? [] : ["    dataDisks:"] + list)).joined(separator: "\n") + "\n")
    }

    @Test(
        "A new server without an excluded disk gets it and those behind it in their order",
        arguments: ["logs", "data", "cache"])
    func excludedDisk(name: String) async throws {
        let after = try Self.shop("logs", "data", "cache")
        var before = after
        before.resources.removeAll { $0.address.kind != .vault }
        var part = PlanOptions()
        part.exclusions = [.glob("disk.s0.\(name)")]
        let (once, inParts) = try await Trial(before: before, after: after, parts: [part]).ends()
        #expect(inParts.content == once.content)
    }
}
