import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning

/// What an answer of the service does not contain is unknown: no plan creates, replaces or deletes an object for that.
@Suite struct AbsentAttributeTests {
    private static let set = Manifests.mainJob(
        server: "    keyPair: ops", image: LifecycleTests.copies, vaults: LifecycleTests.dr)

    private func objects(_ lab: Lab) async throws -> [LiveResource] {
        var result: [LiveResource] = []
        for kind in [ResourceKind.vault, .server, .disk, .image] {
            result += try await lab.provider.list(kind, in: "cn-north-4")
        }
        result += try await lab.provider.list(.copy, in: "cn-south-1")
        return result.filter { $0.owner != nil || $0.kind == .disk }
    }

    @Test("Each attribute of each object, left out of the answers in turn")
    func attributes() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.set)
            let report = try await lab.apply(desired)
            try #require(report?.failures.map(\.detail) == [])
            let live = try await objects(lab)
            var tried: Set<String> = []
            var reported: Set<String> = []
            for object in live {
                for name in object.attributes.entries.map(\.name)
                where !object.attributes[name].isEmpty && tried.insert("\(object.kind) \(name)").inserted {
                    let provider = AlteredProvider(inner: lab.provider) { [kind = object.kind] object in
                        guard object.kind == kind else { return object }
                        var object = object
                        object.attributes[name] = .null
                        return object
                    }
                    let plan = try await lab.session(over: provider).plan(.init(desired)).plan
                    let harm = plan.steps.map(\.id).filter { $0.verb != .update }
                    #expect(harm == [], "\(object.kind) without \(name)")
                    #expect(
                        plan.changes.allSatisfy { $0.action == .update }, "\(object.kind) without \(name)")
                    if plan.findings.contains(where: { $0.code == "attribute-not-read" }) {
                        reported.insert("\(object.kind) \(name)")
                    }
                }
            }
            #expect(tried.count > 20)
            #expect(
                reported.isSuperset(of: [
                    "server flavor", "server image", "server keyPair", "server zone", "disk size",
                    "disk type",
                    "disk zone", "vault size", "image vault", "image name", "copy targetVault", "copy region",
                    "copy name",
                ]), "\(reported.sorted()) of \(tried.sorted())")
        }
    }
}
