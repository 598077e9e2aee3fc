import Synchronization
package import XimageCore

/// The public cloud, or anything that speaks its API: the only ``Provider`` there is.
package final class HuaweiProvider: Provider {
    let gateway: Gateway
    let ecs: ServerCalls
    let evs: DiskCalls
    let ims: ImageCalls
    let cbr: BackupCalls
    let vpc: NetworkCalls
    let time: TimeSource
    let options: HuaweiOptions
    /// For objects that say none themselves.
    let enterpriseProject: String?
    /// What jobs have told: which object they make, and when they were last read.
    let jobs = Mutex<[String: JobMemory]>([:])
    /// When images that are being made were asked for, by their mark and, once it is known, their id.
    let begun = Mutex<[String: Timestamp]>([:])
    /// Subnets of each VPC, read once.
    let subnets: SubnetDirectory

    struct JobMemory: Sendable {
        var id: RemoteID?
        var readAt: Duration
    }

    /// - Parameters:
    ///   - environment: for endpoint overrides; see ``Endpoints``.
    ///   - random: from 0 up to, not including, 1.
    ///   - log: receives each attempt at each call.
    package init(
        settings: ProviderSettings, credentials: Credentials, environment: [String: String] = [:],
        time: TimeSource,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, log: RequestLog? = nil,
        options: HuaweiOptions = HuaweiOptions()
    ) {
        gateway = Gateway(
            endpoints: Endpoints(
                overrides: settings.endpoints, environment: environment, iamEndpoint: credentials.iamEndpoint),
            credentials: credentials, projects: settings.projects, time: time, random: random, log: log,
            options: options)
        let pages = options.pages
        ecs = ServerCalls(gateway: gateway, pages: pages)
        evs = DiskCalls(gateway: gateway, pages: pages)
        ims = ImageCalls(gateway: gateway, pages: pages)
        cbr = BackupCalls(gateway: gateway, pages: pages)
        vpc = NetworkCalls(gateway: gateway, pages: pages)
        subnets = SubnetDirectory(calls: vpc)
        self.time = time
        self.options = options
        enterpriseProject = settings.enterpriseProject
    }

    /// The provider for a sandbox: every service behind one URL.
    /// - Parameter projects: id of each region's project; regions that are not in it are asked for.
    package static func sandbox(
        endpoint: String, accessKey: Secret, secretKey: Secret, projects: [Region: String] = [:],
        time: TimeSource,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, log: RequestLog? = nil,
        options: HuaweiOptions = HuaweiOptions()
    ) -> HuaweiProvider {
        var settings = ProviderSettings(kind: .sandbox)
        for service in Service.allCases { settings.endpoints[service.rawValue] = endpoint }
        settings.projects = projects
        return HuaweiProvider(
            settings: settings,
            credentials: Credentials(accessKey: accessKey, secretKey: secretKey, origin: "the sandbox"),
            time: time,
            random: random, log: log, options: options)
    }

    /// Pause between two looks at running jobs.
    package var pollInterval: Duration { options.pollInterval }

    /// Requests sent so far, repeated tries included: `ecs GET /v1/{project}/cloudservers/detail` to its number.
    package var callCounts: [String: Int] { gateway.callCounts }

    /// Tries beyond the first of a call.
    package var repeatedTries: Int { gateway.repeats }

    /// Closes the connections. Must be called before the provider is let go; no call works afterwards.
    package func shutdown() async { await gateway.shutdown() }

    package func list(_ kind: ResourceKind, in region: Region) async throws(ProviderError) -> [LiveResource] {
        switch kind {
        case .vault: try await cbr.listVaults(in: region)
        case .server: try await servers(in: region)
        case .disk: try await evs.list(in: region)
        case .image, .copy: try await images(kind, in: region)
        }
    }

    package func read(
        _ id: RemoteID, _ kind: ResourceKind, in region: Region
    ) async throws(ProviderError) -> LiveResource? {
        do throws(ProviderError) {
            switch kind {
            case .vault: return try await cbr.readVault(id, in: region)
            case .server: return try await server(id, in: region)
            case .disk: return try await evs.read(id, in: region)
            case .image, .copy: return try await image(id, kind, in: region)
            }
        } catch {
            if error.category == .notFound { return nil }
            throw error
        }
    }

    package func readBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveBackup? {
        do throws(ProviderError) {
            return try await cbr.readBackup(id, in: region)?.live(in: region)
        } catch {
            if error.category == .notFound { return nil }
            throw error
        }
    }

    package func create(_ request: ResourceRequest) async throws(ProviderError) -> Accepted {
        switch request.address.kind {
        case .vault: try await createVault(request)
        case .server: try await createServer(request)
        case .disk: try await createDisk(request)
        case .image: try await createImage(request)
        case .copy: try await createCopy(request)
        }
    }

    package func update(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        switch request.address.kind {
        case .vault: try await updateVault(request)
        case .server: try await updateServer(request)
        case .disk: try await updateDisk(request)
        case .image, .copy: try await updateImage(request)
        }
    }

    package func project(of region: Region) async throws(ProviderError) -> String {
        try await gateway.project(of: region)
    }

    package func account(in region: Region) async -> String? {
        // Only people read it: the region project decides.
        try? await ProjectCalls(gateway: gateway).account(in: region)
    }

    package func renameBackup(_ id: RemoteID, to name: String, in region: Region) async throws(ProviderError)
    {
        try await cbr.rename(id, to: name, in: region)
    }

    package func delete(_ request: DeleteRequest) async throws(ProviderError) -> Accepted {
        do throws(ProviderError) {
            switch request.address.kind {
            case .vault: return try await deleteVault(request)
            case .server: return try await deleteServer(request)
            case .disk: return try await deleteDisk(request)
            case .image, .copy: return try await deleteImage(request)
            }
        } catch {
            if error.category == .notFound { return .done(request.id) }
            throw error
        }
    }
}
