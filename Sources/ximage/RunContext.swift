import XimageCore
import XimageEngine
import XimageManifest
import XimagePlanning
import XimageRendering
import XimageState

/// What all commands share: where to write, how it looks, and how a run begins and ends.
struct RunContext: Sendable {
    var output = Output.standard
    var time = Wiring.time
    var resultStyle: TextStyle
    var messageStyle: TextStyle
    var isJSON: Bool
    var language: Language
    /// `nil` shows every finding.
    var findingLimit: Int?
    /// The set of the run, as on the command line.
    let place = SetPlace()
    /// Whether each request to the cloud is shown on standard error.
    var showsRequests = false

    init(_ display: DisplayOptions, isJSON: Bool = false, findingLimit: Int? = DiagnosticText.defaultLimit) {
        resultStyle = display.resultStyle
        messageStyle = display.messageStyle
        self.isJSON = isJSON
        language = display.language
        self.findingLimit = findingLimit
    }

    init(
        _ options: CloudDisplayOptions, isJSON: Bool = false,
        findingLimit: Int? = DiagnosticText.defaultLimit
    ) {
        self.init(options.display, isJSON: isJSON, findingLimit: findingLimit)
        showsRequests = options.debug
    }

    /// Runs the body of a command: what it throws is told, and becomes the exit status.
    func run(_ body: () async throws -> ExitStatus) async throws {
        let status: ExitStatus
        do {
            status = try await body()
        } catch let status as ExitStatus {
            throw status
        } catch {
            let failure = Failure(error)
            tell([failure.diagnostic])
            throw failure.status
        }
        if status != .done { throw status }
    }

    /// Reads the manifest set. Tells what is wrong with it, and throws when it has no meaning, or when it needs trust
    /// that nobody gives.
    /// - Parameter deletes: the command, where it deletes all that it finds: it takes no set from above.
    func load(
        _ choice: some ManifestChoice, for reach: TrustGate.Reach = .cloud, deletes command: String? = nil
    ) throws -> (manifest: LoadedManifest, desired: DesiredState) {
        place.set(choice)
        let found = try located(choice, command)
        let loaded = try TrustGate(context: self).load(found, for: reach) { try load($0) }
        let unreachable = reach == .state ? [] : Wiring.unreachable(loaded.desired)
        guard unreachable.isEmpty else {
            tell(unreachable, source: loaded.manifest.source)
            throw ExitStatus.blocked
        }
        return loaded
    }

    /// Without a path the set may be that of a folder above; that is said.
    func located(_ choice: some ManifestChoice, _ deleting: String? = nil) throws -> FoundSet {
        guard choice.named == nil, let above = SetSearch.above() else {
            return FoundSet(named: choice.named, values: choice.values)
        }
        guard let deleting else {
            say(
                language(
                    "Using the set in \(above) because this folder has none.",
                    zh: "此文件夹没有清单，使用 \(above) 中的清单集。"))
            return FoundSet(named: above, values: choice.values)
        }
        throw Failure(
            .setAbove,
            [
                "command": "\(deleting)", "folder": "\(above)",
                "advice": "ximage \(deleting) -C \(above)\(CommandWords.given)",
            ])
    }

    private func load(_ manifest: LoadedManifest) throws -> (manifest: LoadedManifest, desired: DesiredState)
    {
        guard let desired = manifest.desired, !manifest.diagnostics.hasErrors else {
            tell(manifest.diagnostics, source: manifest.source)
            throw ExitStatus.error
        }
        if !isJSON, !manifest.diagnostics.isEmpty {
            output.message(
                text(messageStyle, manifest.source).render(manifest.diagnostics, limit: findingLimit) + "\n")
        }
        return (manifest, desired)
    }

    /// Diagnostics that end the command: as text on standard error, as JSON on standard output.
    func tell(_ diagnostics: [Diagnostic], source: @escaping SourceLookup = { _, _ in nil }) {
        if isJSON {
            output.result(DiagnosticJSON.render(diagnostics))
        } else if diagnostics.count == 1 {
            output.message(text(messageStyle, source).render(diagnostics[0]))
        } else {
            output.message(text(messageStyle, source).render(diagnostics, limit: findingLimit))
        }
    }

    /// A line to standard error.
    func say(_ text: String) { output.message(text + "\n") }

    /// How a command that changes records ended: a document for machines, or lines for people.
    func conclude(
        _ command: String, _ items: [ChangeJSON.Item] = [], facts: [(String, Int)] = [], _ text: String
    ) {
        if isJSON {
            output.result(ChangeJSON.render(command, items, facts: facts))
        } else {
            say(text)
        }
    }

    func nothingToDo(_ command: String, _ text: String) {
        if isJSON { output.result(ApplyJSON.render(command, .nothingToDo)) } else { say(text) }
    }

    /// What ends the command, for whoever throws it.
    func refusal(_ notice: Notice, _ arguments: KeyValuePairs<String, RuleArgument> = [:]) -> ExitStatus {
        tell([Diagnostic(notice, arguments)])
        return .error
    }

    /// Findings beside a result: for people also where the result is a document.
    func remark(_ diagnostics: [Diagnostic]) {
        output.message(text(messageStyle) { _, _ in nil }.render(diagnostics, limit: findingLimit) + "\n")
    }

    func text(_ style: TextStyle, _ source: @escaping SourceLookup) -> DiagnosticText {
        DiagnosticText(
            style: style, sources: source, rationale: Wiring.rationale,
            advice: { [place] in place.completed($0) })
    }

    /// Connects to the cloud of a manifest set to read, and says on a terminal that it does.
    func reading<T: Sendable>(
        _ settings: ProjectSettings, late: Bool = false,
        _ body: @Sendable (CloudConnection) async throws -> T
    ) async throws -> T {
        let view = progressView(preparation: language("reading the cloud", zh: "正在读取云"))
        return try await view.showing {
            try await withCloud(settings, late: late, show: view.showAbove, body)
        }
    }

    /// Objects of the cloud with the state, for commands that make no plan.
    /// - Parameter regions: `nil` for all that state and manifests are about.
    func survey(
        _ desired: DesiredState, _ kinds: [ResourceKind], in regions: Set<Region>? = nil
    ) async throws -> Session.Survey {
        try await reading(desired.settings) { cloud in
            try await Wiring.session(cloud, desired.settings).survey(desired, kinds, in: regions)
        }
    }

    /// Connects to the cloud of a manifest set while `body` runs.
    /// - Parameters:
    ///   - late: connect only when something is asked of the cloud.
    ///   - show: writes lines of the request log to standard error.
    func withCloud<T: Sendable>(
        _ settings: ProjectSettings, late: Bool = false, show: LineReceiver? = nil,
        _ body: (CloudConnection) async throws -> T
    ) async throws -> T {
        let output = output
        let log = try RequestLines.receiver(
            showsThem: showsRequests, file: ProcessEnvironment.value(RequestLines.variable),
            show: show ?? { output.message($0) })
        let cloud =
            late
            ? Wiring.connectLate(settings, time: time, log: log)
            : try await Wiring.connect(settings, time: time, log: log)
        let result: Result<T, any Error>
        do {
            if !late { try await requireProjects(settings, cloud) }
            result = .success(try await body(cloud))
        } catch { result = .failure(cloud.failure() ?? error) }
        await cloud.close()
        return try result.get()
    }

    /// Every command that reads the cloud is about the cloud that its state is about.
    private func requireProjects(_ settings: ProjectSettings, _ cloud: CloudConnection) async throws {
        guard
            let store = try? StateStore.openReadOnly(
                path: Wiring.statePath(settings), project: settings.project, time: time)
        else { return }
        let identity = try? store.identity()
        try? store.close()
        guard let identity else { return }
        try await Wiring.session(cloud, settings).requireProjects(of: identity)
    }

    /// Names the lists that could not be read: what they would show is not known.
    func tellUnread(_ facts: [UnreadableFact]) {
        for fact in facts {
            let (region, reason) = (fact.region.visible, fact.reason.visible)
            say(
                language(
                    """
                    Not complete: the \(fact.fact) of \(region) could not be read (\(reason)). What only they show is \
                    not known.
                    """, zh: "不完整：无法读取 \(region) 的 \(fact.fact)（\(reason)）。仅由它们显示的内容未知。"))
            guard let permission = fact.permission else { continue }
            say(language("The key needs the permission `\(permission)`.", zh: "密钥需要权限 `\(permission)`。"))
        }
    }

    /// Shows on a terminal that something goes on.
    func progressView(preparation: String) -> ProgressView {
        let output = output
        let redraws = Terminal.current.redraws
        return ProgressView(
            redraws: redraws, style: messageStyle, time: time,
            size: { Terminal.current.size },
            preparation: preparation, write: { redraws ? output.draw($0) : output.message($0) })
    }

    /// What is recorded, and what an interrupted apply left open. Nothing is made or changed.
    func readState(_ settings: ProjectSettings) throws -> (prior: PriorState, open: OpenWork) {
        guard
            let store = try StateStore.openReadOnly(
                path: Wiring.statePath(settings), project: settings.project,
                environment: settings.environmentName, time: time)
        else { return (PriorState(), OpenWork()) }
        defer { try? store.close() }
        return (
            try store.prior(),
            OpenWork(
                steps: try store.openSteps().count, running: try StateLock(store, time: time).holder())
        )
    }
}
