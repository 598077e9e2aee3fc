internal import XimageCore
internal import XimageYAML

extension ManifestCompiler {
    /// Sections -> settings -> resources. What it finds is in the session's diagnostics.
    func assemble(_ session: ManifestSession, isComplete: Bool, hasFiles: Bool, folder: String) -> DesiredState? {
        let sections = session.collectSections()
        guard let project = sections.singles["project"] else {
            if isComplete { reportNoProject(session, hasFiles: hasFiles, folder: folder) }
            return nil
        }
        var scope = Scope(project: "")
        let name = session.checkTop(project, in: scope)?.text
        scope.project = name ?? "project"
        for key in ["policy", "include", "exclude"] { _ = session.checkTop(sections.singles[key], in: scope) }
        let provider = session.readProvider(session.checkTop(sections.singles["provider"], in: scope))
        let state = session.readState(session.checkTop(sections.singles["state"], in: scope))
        let builder = ManifestBuilder(session: session, sections: sections, scope: scope, readFile: readFile)
        builder.canBeIncomplete = !isComplete
        session.readDefaults(sections.defaults, into: &builder.defaults, in: scope, path: ["defaults"])
        builder.build()
        let removals = builder.readRemovals()
        let acknowledgements = builder.readAcknowledgements()
        guard let name else { return nil }
        let settings = ProjectSettings(
            project: name, provider: provider ?? .init(), state: state ?? .init(),
            folder: session.files[Int(project.keyPlace.file)].folder, origin: session.range(project.value.place))
        return DesiredState(
            settings: settings, resources: builder.resources(), removals: removals, acknowledgements: acknowledgements)
    }

    private func reportNoProject(_ session: ManifestSession, hasFiles: Bool, folder: String) {
        session.report(
            "missing-key", hasFiles ? "Set without a project" : "No manifests",
            detail: hasFiles
                ? "None of the files has `project:`, the name that marks and default names are made from."
                : "There is no `*.yaml` or `*.yml` file in `\(Shown.text(folder))`.",
            fix: hasFiles
                ? "Add `project: shop` to one file, or name the folder of that file."
                : "Name a folder with manifests, or write a first one with `ximage init`.",
            at: session.files.firstIndex { $0.tree.nodeCount > 0 }.map { Place(file: Int32($0), node: 0) })
    }
}
