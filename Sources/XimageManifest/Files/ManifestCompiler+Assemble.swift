internal import XimageCore
internal import XimageYAML

/// What putting a set together gave.
struct Assembled {
    var desired: DesiredState?
    var variables: [VariableReport] = []
    var sensitive: [String: Secret] = [:]
    /// The files of `--var-file`.
    var texts: [String: YAMLText] = [:]
    /// Values that the user gave.
    var own: Set<String> = []
}

extension ManifestCompiler {
    /// Sections -> settings -> resources. What it finds is in the session's diagnostics.
    func assemble(_ session: ManifestSession, isComplete: Bool, hasFiles: Bool, folder: String) -> Assembled {
        session.isIncomplete = !isComplete
        let sections = session.collectSections()
        guard let project = sections.singles["project"] else {
            if !session.isIncomplete { reportNoProject(session, hasFiles: hasFiles, folder: folder) }
            return Assembled()
        }
        var scope = Scope(project: "", environment: options.environment)
        guard let environment = chooseEnvironment(sections, session, in: scope) else { return Assembled() }
        let name = environment.fields?.text("project") ?? session.checkTop(project, in: scope)?.text
        scope.project = name ?? "project"
        for key in ["include", "exclude"] { _ = session.checkTop(sections.singles[key], in: scope) }
        let policy = session.checkTop(sections.singles["policy"], in: scope)?.fields
        for topic in PolicyTopic.allCases {
            if let choice = policy?.text(topic.rawValue) { session.policy[topic] = choice }
        }
        var variables = VariableReader(
            session: session, options: options, environment: environment.fields, readFile: readFile)
        variables.read(sections.blocks("variables"), into: &scope)
        session.trust?.own = variables.own
        let provider =
            session.readProvider(environment.fields?["provider"])
            ?? session.readProvider(session.checkTop(sections.singles["provider"], in: scope))
        let state =
            session.readState(environment.fields?["state"])
            ?? session.readState(session.checkTop(sections.singles["state"], in: scope))

        let builder = ManifestBuilder(session: session, sections: sections, scope: scope, readFile: readFile)
        session.readDefaults(sections.defaults, into: &builder.defaults, in: scope, path: ["defaults"])
        session.readDefaults(
            environment.defaults, into: &builder.defaults, in: scope,
            path: ["environments", options.environment ?? "", "defaults"])
        if let id = provider?.enterpriseProject {
            builder.enterpriseProject = Given(value: .string(id), range: session.range(project.keyPlace))
        }
        builder.build()
        let removals = builder.readRemovals()
        let acknowledgements = builder.readAcknowledgements()
        let moves = builder.readMoves()
        guard let name else {
            return Assembled(variables: variables.reports, texts: variables.texts, own: variables.own)
        }
        var settings = ProjectSettings(
            project: name, provider: provider ?? .init(),
            state: state ?? stateOfEnvironment(environment.fields),
            folder: session.files[Int(project.keyPlace.file)].folder,
            origin: session.range(project.value.place))
        settings.environment = environment.fields == nil ? nil : options.environment
        settings.policy = session.policy
        settings.agreements = builder.defaults.accepted
        settings.defaultRegion = builder.defaults.region?.value.string
        var desired = DesiredState(
            settings: settings, resources: builder.resources(), removals: removals,
            acknowledgements: acknowledgements,
            moves: moves, selections: builder.selections)
        desired.fannedOut = builder.fannedOut
        return Assembled(
            desired: desired, variables: variables.reports, sensitive: scope.secrets, texts: variables.texts,
            own: variables.own)
    }

    /// Environments have different projects, so each has a state file of its own.
    private func stateOfEnvironment(_ environment: Fields?) -> StateSettings {
        guard environment != nil, let name = options.environment else { return StateSettings() }
        return StateSettings(path: ".ximage/state-\(name).db")
    }

    private func warnOfSharedProject(
        _ first: String, _ second: String, _ session: ManifestSession, at place: Place
    ) {
        session.report(
            .sharedProject, ["first": RuleArgument(first), "second": RuleArgument(second)], at: place,
            severity: .warning)
    }

    /// The environment that `--env` names. `nil` when a choice is needed and was not made, or cannot be.
    private func chooseEnvironment(
        _ sections: Sections, _ session: ManifestSession, in scope: Scope
    ) -> (fields: Fields?, defaults: [Named])? {
        let environments = sections.blocks("environments")
        guard !environments.isEmpty else {
            guard let name = options.environment, !session.isIncomplete else { return (nil, []) }
            session.report(
                .noEnvironments, ["name": RuleArgument(Shown.text(name))],
                at: sections.singles["project"]?.keyPlace)
            return nil
        }
        let names = environments.map(\.name)
        guard let chosen = options.environment else {
            session.report(
                .missingEnvironment, ["names": .listed(names), "first": RuleArgument(names[0])],
                at: environments[0].keyPlace)
            return nil
        }
        var result: (fields: Fields?, defaults: [Named])?
        var projects: [String: String] = [:]
        for block in environments {
            session.path = ["environments", block.name]
            defer { session.path = [] }
            if let fault = TextForm.key.fault(block.name) {
                session.reportForm(block.name, .key, fault, at: block.keyPlace)
            }
            // The others are checked as well, so that a mistake shows before its environment is used.
            var empty = Scope(project: "", environment: block.name)
            empty.brokenVariables = Set(sections.blocks("variables").map(\.name))
            guard let fields = session.checkBlock(block.value, ManifestTables.environment, in: empty) else {
                continue
            }
            // Those with a provider of their own may have an account of their own.
            if fields["provider"] == nil {
                let project = fields.text("project") ?? ""
                if let other = projects[project] {
                    warnOfSharedProject(other, block.name, session, at: block.keyPlace)
                } else {
                    projects[project] = block.name
                }
            }
            guard block.name == chosen else { continue }
            result = (fields, [])
            for entry in session.entries(block.value) where entry.key == "defaults" {
                result?.defaults = session.entries(entry.value).map {
                    Named(name: $0.key, keyPlace: $0.keyPlace, value: $0.value)
                }
            }
        }
        if result == nil, !names.contains(chosen) {
            let nearest = Nearest.word(to: chosen, in: names)
            session.report(
                nearest == nil ? .unknownEnvironment : .misspeltEnvironment,
                [
                    "name": RuleArgument(Shown.text(chosen)), "names": .listed(names),
                    "nearest": RuleArgument(nearest ?? ""),
                ], at: environments[0].keyPlace)
        }
        return result
    }

    private func reportNoProject(_ session: ManifestSession, hasFiles: Bool, folder: String) {
        session.report(
            hasFiles ? .noProject : .noFiles, ["folder": RuleArgument(Shown.text(folder))],
            at: session.files.firstIndex { $0.tree.nodeCount > 0 }.map { Place(file: Int32($0), node: 0) })
    }
}

extension ManifestBuilder {
    /// Reads all blocks and looks up what they name.
    fileprivate func build() {
        readVaults()
        readServers()
        readImages()
        fillPools()
        resolveImageReferences()
    }
}
