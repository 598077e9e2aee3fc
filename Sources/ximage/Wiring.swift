import Synchronization
import XimageCore
import XimageEngine
import XimageHuawei
import XimageManifest
import XimagePlanning
import XimageRendering
import XimageRules
import XimageSandbox
import XimageState

/// The one place that builds the real objects.
enum Wiring {
    /// Wall clock, and a clock that goes on while the machine sleeps.
    static let time: TimeSource = {
        let clock = ContinuousClock()
        let start = clock.now
        return TimeSource(
            now: { Timestamp(milliseconds: systemMicroseconds() / 1000) },
            uptime: { start.duration(to: clock.now) },
            sleep: { try await clock.sleep(for: $0) })
    }()

    /// Before the first thread.
    static func prepare() { OpenFiles.prepare() }

    // MARK: Manifests and rules

    /// - Parameter trusted: what the user allows sets to use outside their folder.
    static func load(_ choice: some ManifestChoice, _ trusted: TrustFile) -> LoadedManifest {
        var options = trusted.options
        options.environment = choice.values.environment
        options.variables = choice.values.variables.map { ($0.name, $0.value) }
        options.variableFiles = choice.values.files
        options.streams = StreamedValues.read(choice.values.files)
        options.processEnvironment = ProcessEnvironment.all
        var result = ManifestLoader().load(choice.path, options: options)
        if let provider = result.desired?.settings.provider {
            result.desired?.settings.provider.reachableRegions = regions(of: provider)
        }
        let lines = SourceLines(result.sources)
        return LoadedManifest(
            desired: result.desired, diagnostics: result.diagnostics,
            source: { lines.line(of: $0, at: $1) },
            variables: result.variables, sensitive: result.sensitive, trust: result.trust,
            needs: result.needs,
            path: choice.path)
    }

    /// `nil` where only the cloud tells.
    private static func regions(of settings: ProviderSettings) -> Set<Region>? {
        switch settings.kind {
        case .sandbox: SandboxServer.regions
        case .huaweicloud:
            Endpoints(overrides: settings.endpoints, environment: ProcessEnvironment.all).regions
        }
    }

    /// Regions that cannot be reached: no command that talks to the cloud gets anywhere with them.
    static func unreachable(_ desired: DesiredState) -> [Diagnostic] {
        Planner(rules: [UnknownRegion()]).validate(desired).findings
    }

    static var rules: [any Rule] { RuleCatalogue.all }

    static var ruleMetadata: [RuleMetadata] { RuleCatalogue.metadata }

    /// All about a rule, by its id, its name or a code of a service.
    static func rulePage(_ text: String) -> RulePage? {
        let wanted = text.lowercased()
        let named = RuleCatalogue.metadata.first { $0.id.lowercased() == wanted || $0.name == wanted }
        let coded = ServiceCode.all.first { $0.code.lowercased() == wanted }?.rules.first
        guard let rule = named ?? coded.flatMap({ RuleCatalogue.metadata(of: $0) }) else { return nil }
        var page = RulePage(metadata: rule)
        page.codes = RuleCatalogue.serviceCodes(of: rule.id).map { ($0.code, $0.meaning) }
        page.versions = PolicyTopic.topics(of: rule.id).map { topic in
            (
                topic.rawValue,
                topic.versions.map {
                    RulePage.Version(
                        choice: $0.choice, date: $0.date, says: $0.says, effect: $0.effect,
                        source: $0.source, isDefault: $0.choice == topic.choices[0])
                }
            )
        }
        guard let checked = RuleCatalogue.examples.first(where: { type(of: $0).metadata.id == rule.id })
        else {
            return page
        }
        page.violating = type(of: checked).violating.map {
            RulePage.Example(
                title: $0.title, manifest: $0.manifest, world: $0.world, marks: $0.marks)
        }
        page.satisfying = type(of: checked).satisfying.map(\.title)
        return page
    }

    /// Rules that check a key of manifests.
    static func rules(of page: KeyPage) -> [RuleMetadata] {
        RuleCatalogue.rules(about: page.attribute, of: page.kind, and: page.rules)
    }

    static func nearestRules(to text: String) -> [String] { RuleCatalogue.nearest(to: text) }

    /// What a rule says to a service's refusal; `nil` where no rule knows it.
    static func explanation(
        _ error: ProviderError?, at address: Address? = nil, others: [Address] = [], in language: Language
    ) -> RuleText? {
        error.flatMap { ServiceRefusal($0, at: address, others: others)?.text(language) }
    }

    /// The rules that are asked again just before a step.
    static func ruleCheck(
        _ planned: Session.Planned, _ environment: Environment
    ) -> any StepCheck {
        RuleStepCheck(
            environment,
            rules: StepRules(
                rules: rules, desired: planned.desired, catalogues: planned.live.catalogues,
                acknowledgements: planned.acknowledgements),
            records: planned.plan.records(after: planned.prior), live: planned.live.resources,
            isTransient: RuleCatalogue.endsByItself)
    }

    /// Why a rule exists; `nil` for other codes.
    @Sendable static func rationale(_ code: String) -> Bilingual? {
        RuleCatalogue.metadata.first { $0.id == code }?.rationale
    }

    /// Whether someone can agree to what a finding is about.
    static func isAboutConsent(_ finding: Diagnostic) -> Bool {
        [PendingConsent.code, UndecidedReport.code].contains(finding.code)
            || RuleCatalogue.metadata.contains { $0.id == finding.code && $0.acknowledgement != nil }
    }

    /// Keys by which findings can be acknowledged, sorted.
    static var acknowledgementKeys: [String] { RuleCatalogue.acknowledgementKeys.keys.sorted() }

    // MARK: State

    /// Addresses in state; none where it cannot be read.
    static func recorded(_ settings: ProjectSettings) -> [Address] {
        let store = try? StateStore.openReadOnly(
            path: statePath(settings), project: settings.project, environment: settings.environmentName,
            time: time)
        guard let store = store ?? nil else { return [] }
        defer { try? store.close() }
        return (try? store.prior().records.map(\.address)) ?? []
    }

    static func statePath(_ settings: ProjectSettings) -> String {
        inside(settings.folder, settings.state.path)
    }

    /// A session of the engine. Its provider has to be closed by whoever opened it.
    static func session(
        _ cloud: CloudConnection, _ settings: ProjectSettings, parallelism: Int = 64,
        pacing: Pacing = Pacing(),
        quarantine: Duration? = nil, rules: [any Rule] = Wiring.rules
    ) -> Session {
        var options = ApplyOptions(
            parallelism: parallelism, pollInterval: .seconds(10) * cloud.timeScale,
            quarantine: quarantine ?? .seconds(60) * cloud.timeScale)
        options.listLag = { try await max(cloud.listLag(), quarantine ?? .zero) }
        options.pacing = pacing
        options.timeScale = cloud.timeScale
        var provider = cloud.provider
        #if DEBUG
            if CrashHook.isArmed { provider = CrashingProvider(inner: provider) }
            if let lease = ProcessEnvironment.value("XIMAGE_LOCK_LEASE").flatMap({ Int($0) }) {
                options.lease = .seconds(lease)
            }
        #endif
        let guests = guests(cloud, settings)
        let planner = Planner(rules: rules)
        let environment = Environment(provider: provider, time: time, options: options)
        return Session(
            environment, planner: planner, statePath: statePath(settings), guests: guests,
            stepCheck: { planned in
                StepChecks([
                    ruleCheck(planned, environment),
                    GuestCheck(
                        planner: planner, provider: cloud.provider, source: guests, now: time.now,
                        desired: planned.desired, acknowledgements: planned.acknowledgements,
                        live: LiveIndex(planned.live.resources)),
                ])
            })
    }

    /// Looks into servers, by what the manifests and the cloud allow.
    static func guests(_ cloud: CloudConnection, _ settings: ProjectSettings) -> GuestLookup {
        GuestLookup(
            store: FactsStore(statePath: statePath(settings)), disks: cloud.disks, trust: settings.trust,
            now: time.now)
    }

    // MARK: Clouds

    /// - Parameter log: receives a line for each attempt at a call.
    static func connect(
        _ settings: ProjectSettings, time: TimeSource, log: LineReceiver?
    ) async throws -> CloudConnection {
        let requestLog = log.map { receive -> RequestLog in { receive($0.line + "\n") } }
        return switch settings.provider.kind {
        case .sandbox: try await connectToSandbox(settings, time: time, log: requestLog)
        case .huaweicloud: try connectToCloud(settings, time: time, log: requestLog)
        }
    }

    /// A connection that is made when something is asked of the cloud, if ever.
    static func connectLate(
        _ settings: ProjectSettings, time: TimeSource, log: LineReceiver?
    ) -> CloudConnection {
        let provider = LateProvider { try await connect(settings, time: time, log: log) }
        let scale =
            switch settings.provider.kind {
            case .sandbox: sandboxTimeScale
            case .huaweicloud: 1.0
            }
        return CloudConnection(
            provider: provider, disks: settings.provider.kind == .sandbox ? provider : nil, timeScale: scale,
            listLag: { try await provider.listLag() },
            close: { await provider.close() },
            failure: { provider.failure })
    }

    private static func connectToCloud(
        _ settings: ProjectSettings, time: TimeSource, log: RequestLog?
    ) throws -> CloudConnection {
        let missing = settings.missingTrust
        guard missing.isEmpty else { throw Failure(untrusted: settings.trust.refusal(missing)) }
        let environment = ProcessEnvironment.all
        var options = HuaweiOptions()
        options.connectionsPerHost = try OpenFiles.connections(to: .cloud, most: options.connectionsPerHost)
        let finder = CredentialsFinder(
            environment: environment, home: environment["HOME"], readFile: CredentialsFinder.readSystemFile)
        let credentials = try finder.find(profile: settings.provider.profile)
        RunSecrets.add(credentials.secrets)
        let provider = HuaweiProvider(
            settings: settings.provider, credentials: credentials, environment: environment,
            time: time, log: log, options: options)
        return CloudConnection(
            provider: provider, timeScale: 1, listLag: { .seconds(60) }, close: { await provider.shutdown() })
    }

    /// Starts the sandbox of a project in this process, or uses the one that another process runs.
    private static func connectToSandbox(
        _ settings: ProjectSettings, time: TimeSource, log: RequestLog?
    ) async throws -> CloudConnection {
        let scale = sandboxTimeScale
        var options = HuaweiOptions()
        options.connectionsPerHost = try OpenFiles.connections(to: .sandbox, most: options.connectionsPerHost)
        let file = inside(settings.folder, sandboxFile)
        try FolderError.makeFolder(of: file)
        let server = try await SandboxServer.start(SandboxConfiguration(dataFile: file, timeScale: scale))
        options.pollInterval = .seconds(10) * scale
        let provider = HuaweiProvider.sandbox(
            endpoint: server.info.endpoint, accessKey: Secret(server.info.accessKey),
            secretKey: Secret(server.info.secretKey), projects: server.info.projects, time: time,
            log: log, options: options)
        let disks = SandboxDisks(endpoint: server.info.endpoint)
        return CloudConnection(
            provider: provider, disks: disks, timeScale: scale,
            listLag: { .milliseconds(try await server.faults().listLagMilliseconds) },
            close: {
                await disks.shutdown()
                await provider.shutdown()
                await server.stop()
            })
    }

    /// Below the folder of the project file.
    static let sandboxFile = ".ximage/sandbox.db"

    /// Fast enough to watch, slow enough to see. `XIMAGE_SANDBOX_TIME_SCALE` says otherwise.
    private static var sandboxTimeScale: Double {
        guard let text = ProcessEnvironment.value("XIMAGE_SANDBOX_TIME_SCALE"), let scale = Double(text),
            scale >= 0,
            scale <= 1000
        else { return 0.01 }
        return scale
    }

    // MARK: The sandbox alone

    static func serve(_ settings: SandboxSettings) async throws -> RunningSandbox {
        _ = try OpenFiles.connections(to: .sandbox, most: 1)
        let server = try await SandboxServer.start(
            SandboxConfiguration(
                dataFile: settings.dataFile, host: settings.host, port: settings.port,
                accessKey: settings.accessKey,
                secretKey: settings.secretKey, timeScale: settings.timeScale, seed: settings.seed))
        let info = server.info
        return RunningSandbox(
            endpoint: info.endpoint, accessKey: info.accessKey, secretKey: info.secretKey,
            projects: info.projects,
            regions: info.regions, isOwner: await server.isOwner, stop: { await server.stop() })
    }

    /// The sandbox of a data file while `body` runs: the one that another process runs, or one in this process.
    static func withSandbox<T: Sendable>(
        _ dataFile: String, _ body: (SandboxAccess) async throws -> T
    ) async throws -> T {
        _ = try OpenFiles.connections(to: .sandbox, most: 1)
        let server = try await SandboxServer.start(
            SandboxConfiguration(dataFile: dataFile, timeScale: sandboxTimeScale))
        let access = SandboxAccess(
            seed: { try await server.seed($0, folder: $1).made },
            export: { try await server.export() },
            setFaults: { try await server.setFaults($0) },
            faults: {
                let report = try await server.faults()
                return SandboxFaults(script: report.script, rules: report.rules)
            })
        let result: Result<T, any Error>
        do { result = .success(try await body(access)) } catch { result = .failure(error) }
        await server.stop()
        return try result.get()
    }

    /// What is wrong where with a world file or fault script; `nil` for other errors.
    static func documentFault(_ error: any Error) -> (line: Int, column: Int, detail: String)? {
        guard case .document(let line, let column, let detail) = error as? SandboxError else { return nil }
        return (line, column, detail)
    }

    static func resetSandbox(_ dataFile: String) throws { try SandboxServer.reset(dataFile: dataFile) }

    // MARK: Errors

    /// Errors that only this file knows the types of; `nil` for others.
    static func diagnostic(_ error: any Error) -> Diagnostic? {
        switch error {
        case let error as CredentialsError:
            Diagnostic(.credentialsMissing, ["detail": "\(error.detail)", "fix": "\(error.fix)"])
        case let error as FolderError: error.diagnostic
        case let error as OpenFiles.Shortage:
            Diagnostic(
                .tooManyOpenFiles,
                ["limit": "\(error.limit)", "open": "\(error.open)", "needed": "\(error.needed)"])
        case let error as FactsFileError: error.diagnostic
        case let error as SSHCollector.Failure:
            Diagnostic(
                error.fix == nil ? .factsNotCollected.withoutFix : .factsNotCollected,
                [
                    "reason":
                        "\(error.description.hasSuffix(".") ? error.description : error.description + ".")",
                    "fix": "\(error.fix ?? "")",
                ])
        case SandboxError.invalid(let detail):
            Diagnostic(.sandboxRefuses, ["reason": "\(detail)"])
        case let error as SandboxError:
            Diagnostic(.sandboxCannotRun, ["reason": "\(error.description)"])
        case let error as SandboxInput.Unreadable:
            Diagnostic(.unreadableFile, ["file": "\(error.file)", "reason": "\(error.reason)"])
        default: nil
        }
    }

    static func inside(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") || folder == "." || folder.isEmpty { return path }
        return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }
}
