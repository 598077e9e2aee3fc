import Foundation
import Testing
import XimageCore
import XimageHuawei
import XimageSandbox

/// The provider over a real port against a sandbox of its own, both on one virtual clock.
struct TestCloud {
    static let region = "cn-north-4"
    static let zone = "cn-north-4a"
    static let other = "cn-south-1"

    let provider: HuaweiProvider
    let sandbox: SandboxServer
    let time: VirtualTime

    static func with<Result>(
        options: HuaweiOptions = HuaweiOptions(), time: VirtualTime = VirtualTime(), log: RequestLog? = nil,
        _ body: (TestCloud) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ximage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = time.source
        let sandbox = try await SandboxServer.start(
            SandboxConfiguration(
                dataFile: folder.appendingPathComponent("sandbox.db").path, timeScale: 1,
                clock: { source.now().milliseconds * 1000 }, seed: 7))
        let provider = HuaweiProvider.sandbox(
            endpoint: sandbox.info.endpoint, accessKey: Secret(sandbox.info.accessKey),
            secretKey: Secret(sandbox.info.secretKey), time: source, random: { 0.5 }, log: log,
            options: options)
        do {
            let result = try await body(TestCloud(provider: provider, sandbox: sandbox, time: time))
            await provider.shutdown()
            await sandbox.stop()
            return result
        } catch {
            await provider.shutdown()
            await sandbox.stop()
            throw error
        }
    }

    // MARK: - Requests

    private static let marks = (0..<200).map { index in
        var random = SplitMix(state: UInt64(index))
        return OperationMark(operation: OperationID(using: &random), generation: 1, digest: "abcdefghij")
    }

    static func request(
        _ kind: ResourceKind, _ attributes: Attributes, mark: Int = 0, disks: [ResourceRequest] = [],
        region: Region = region
    ) -> ResourceRequest {
        let needsPart = kind == .disk || kind == .copy
        return ResourceRequest(
            address: Address(kind, "test", part: needsPart ? "part" : nil), region: region,
            attributes: attributes,
            disks: disks, owner: "shop_abcdefghij", operation: marks[mark])
    }

    func serverAttributes(_ name: String = "web") async throws -> Attributes {
        let catalogue = try await provider.catalogue(
            of: Self.region, needs: CatalogueNeeds(offers: false, imageNames: ["Ubuntu 22.04 server 64bit"]))
        let image = try #require(catalogue.images.values.first)
        let subnet = try #require(catalogue.subnets.first { $0.name == "subnet-default" })
        let group = try #require(catalogue.securityGroups.first)
        return [
            .name: .string(name), .description: "a server", .region: .string(Self.region),
            .zone: .string(Self.zone),
            .flavor: "s6.large.2", .image: .string(image.id), .systemDiskType: "SSD", .systemDiskSize: 40,
            .vpc: .string(subnet.network), .subnet: .string(subnet.id), .securityGroups: .strings([group.id]),
            .adminPassword: .secret(Secret(Canary.password)), .userData: .secret(Secret(Canary.userData)),
            .tags: .strings(["team": "shop"]), .metadata: .strings(["note": "x"]),
        ]
    }

    static let vault: Attributes = [
        .name: "main", .region: .string(region), .size: 500, .autoExpand: false, .consistency: "crash",
        .purpose: "backup",
        .tags: .strings(["team": "shop"]),
    ]

    static func disk(_ name: String, size: Int = 100) -> Attributes {
        [
            .name: .string(name), .region: .string(region), .zone: .string(zone), .type: "SSD",
            .size: .int(size),
        ]
    }

    // MARK: - Waiting

    /// Looks at the work every ten seconds until it has ended.
    @discardableResult
    func finish(_ accepted: Accepted) async throws -> RemoteID? {
        switch accepted {
        case .done(let id): return id
        case .pending(let operation):
            for _ in 0..<1000 {
                switch try await provider.progress(of: [operation])[operation] {
                case .succeeded(let id, _): return id
                case .failed(let error): throw error
                case .running, nil: try await time.source.sleep(.seconds(10))
                }
            }
            Issue.record("the work does not end: \(operation)")
            return nil
        }
    }

    func make(_ request: ResourceRequest) async throws -> RemoteID {
        try #require(try await finish(try await provider.create(request)))
    }

    func makeServer(_ name: String = "web", mark: Int = 0, disks: Int = 2) async throws -> RemoteID {
        let requests = (0..<disks).map { Self.request(.disk, Self.disk("\(name)-\($0)", size: 50 + $0)) }
        return try await make(
            Self.request(.server, try await serverAttributes(name), mark: mark, disks: requests))
    }

    func update(
        _ kind: ResourceKind, _ id: RemoteID, _ changes: Attributes, current: Attributes = [:],
        owner: String? = nil,
        operation: OperationMark? = nil, region: Region = region
    ) async throws {
        let part = kind == .disk || kind == .copy ? "part" : nil
        try await finish(
            try await provider.update(
                UpdateRequest(
                    address: Address(kind, "test", part: part), region: region, id: id, changes: changes,
                    current: current, owner: owner, operation: operation)))
    }

    func delete(
        _ kind: ResourceKind, _ id: RemoteID, withBackup: Bool = false, detachFrom: RemoteID? = nil,
        keepObject: Bool = false, region: Region = region
    ) async throws {
        let part = kind == .disk || kind == .copy ? "part" : nil
        try await finish(
            try await provider.delete(
                DeleteRequest(
                    address: Address(kind, "test", part: part), region: region, id: id,
                    withBackup: withBackup,
                    detachFrom: detachFrom, keepObject: keepObject)))
    }

    func live(_ id: RemoteID, _ kind: ResourceKind, in region: Region = region) async throws -> LiveResource {
        try #require(try await provider.read(id, kind, in: region))
    }
}
