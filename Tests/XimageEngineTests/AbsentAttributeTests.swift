import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning

/// What an answer of the service does not contain is unknown: no plan creates, replaces or deletes an object for that.
@Suite struct AbsentAttributeTests {
    private static let set = Manifests.mainJob(
        server: "    keyPair: ops")

    /// Leaves one attribute out of every answer about objects of one kind.
    private struct ForgetfulProvider: Provider {
        let inner: any Provider
        let kind: ResourceKind
        let attribute: AttributeName

        private func forget(_ object: LiveResource) -> LiveResource {
            guard object.kind == kind else { return object }
            var object = object
            object.attributes[attribute] = .null
            return object
        }

        func list(_ kind: ResourceKind, in region: Region) async throws(ProviderError) -> [LiveResource] {
            try await inner.list(kind, in: region).map(forget)
        }

        func imageInventory(in region: Region) async throws(ProviderError) -> ImageInventory {
            var inventory = try await inner.imageInventory(in: region)
            inventory.images = inventory.images.map(forget)
            return inventory
        }

        func read(_ id: RemoteID, _ kind: ResourceKind, in region: Region) async throws(ProviderError)
            -> LiveResource?
        {
            try await inner.read(id, kind, in: region).map(forget)
        }

        func catalogue(of region: Region, needs: CatalogueNeeds) async throws(ProviderError) -> Catalogue {
            try await inner.catalogue(of: region, needs: needs)
        }

        func create(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
            try await inner.create(request)
        }

        func update(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
            try await inner.update(request)
        }

        func delete(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
            try await inner.delete(request)
        }

        func renameBackup(_ id: RemoteID, to name: String, in region: Region) async throws(ProviderError) {
            try await inner.renameBackup(id, to: name, in: region)
        }

        func deleteBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) {
            try await inner.deleteBackup(id, in: region)
        }

        func progress(of operations: [PendingOperation]) async throws(ProviderError)
            -> [PendingOperation: Progress]
        {
            try await inner.progress(of: operations)
        }
    }

    private func objects(_ lab: Lab) async throws -> [LiveResource] {
        var result: [LiveResource] = []
        for kind in [ResourceKind.vault, .server, .disk, .image] {
            result += try await lab.provider.list(kind, in: "cn-north-4")
        }
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
                    let provider = ForgetfulProvider(inner: lab.provider, kind: object.kind, attribute: name)
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
                    "disk zone", "vault size",
                ]), "\(reported.sorted()) of \(tried.sorted())")
        }
    }
}
