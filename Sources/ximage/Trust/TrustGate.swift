import XimageCore
import XimageHuawei
import XimageManifest
import XimageRendering

/// Asks for the trust that a set needs, before anything is done that needs it: at a terminal once, elsewhere the run
/// ends and says what to write down.
struct TrustGate {
    let context: RunContext

    /// How far a command goes beyond the texts of the set.
    enum Reach {
        /// State alone.
        case state
        /// State and cloud.
        case cloud
        /// State and cloud, and what the set names to see inside servers.
        case servers
        /// All of it to carry the set out: who applies a set trusts its hosts.
        case applying
    }

    /// Reads a set for its texts alone.
    func read(_ choice: some ManifestChoice) throws -> LoadedManifest {
        let file = try file(for: SetFolder(ofSet: choice.path).root)
        let manifest = Wiring.load(choice, file)
        guard let allowed = try ask(manifest.needs, file) else { return manifest }
        return Wiring.load(choice, allowed)
    }

    /// - Parameter accept: says what is wrong with the set, and throws when it has no meaning.
    func load(
        _ choice: some ManifestChoice, for reach: Reach,
        _ accept: (LoadedManifest) throws -> (manifest: LoadedManifest, desired: DesiredState)
    ) throws -> (manifest: LoadedManifest, desired: DesiredState) {
        var (manifest, desired) = try accept(try read(choice))
        let missing = desired.settings.trust.missing(needs(of: desired, reach))
        if !missing.isEmpty {
            guard let allowed = try ask(missing, try file(for: manifest.trust.folder)) else {
                throw Failure(untrusted: manifest.trust.refusal(missing, at: desired.settings.origin))
            }
            desired.settings.trust.values = allowed.values
        }
        // What was asked for above is allowed; what was not asked for is not.
        desired.settings.trust.allowsHosts = reach == .servers || reach == .applying
        manifest.desired = desired
        return (manifest, desired)
    }

    /// The user's configuration, as it counts for a set in a folder.
    func file(for folder: String) throws -> TrustFile {
        do {
            return try TrustFile.read(besides: folder)
        } catch let error as TrustFile.Unusable {
            let lines = SourceLines(error.configuration.sources)
            context.tell(error.configuration.diagnostics, source: { lines.line(of: $0, at: $1) })
            throw ExitStatus.error
        }
    }

    private func needs(of desired: DesiredState, _ reach: Reach) -> [Trust.Need] {
        var needs = desired.settings.stateNeeds
        if reach != .state { needs += desired.settings.providerNeeds }
        if reach == .servers || reach == .applying {
            needs += Trust.factsFiles(of: desired).compactMap(desired.settings.trust.need(ofFacts:))
        }
        if reach == .servers { needs += Trust.hosts(of: desired) }
        return needs
    }

    /// The trust with what is needed; `nil` where nobody gives it.
    private func ask(_ needs: [Trust.Need], _ file: TrustFile) throws -> TrustFile? {
        guard !needs.isEmpty, let path = file.path else { return nil }
        let confirmation = Confirmation(output: context.output)
        guard confirmation.canAsk else { return nil }
        context.output.message(
            "Whoever writes a set does not decide this alone:\n\(Trust.uses(needs))\n"
                + "A yes is written to \(path.visible).\n")
        guard confirmation.askNow("Trust the set with that?", style: context.messageStyle) == .yes else {
            return nil
        }
        return try file.adding(needs)
    }
}

extension ProjectSettings {
    /// What the state of the set, and what is kept beside it, needs.
    fileprivate var stateNeeds: [Trust.Need] {
        let path = Wiring.statePath(self)
        let set = SetFolder(trust.folder)
        if let target = set.outside(path) {
            return [
                Trust.Need(
                    .state, target,
                    Bilingual("keep the state of the project there, and read it", zh: "在该处保存并读取项目的状态"))
            ]
        }
        let folder = ManifestFiles.folder(of: path)
        let own = Wiring.inside(self.folder, Wiring.sandboxFile)
        var targets = set.linksOut(of: folder, named: [ManifestFiles.name(of: path), "facts"])
        let facts = FactsStore(statePath: path).folder
        if set.outside(facts) == nil { targets += set.linksOut(of: facts) }
        targets += set.linksOut(of: ManifestFiles.folder(of: own), named: [ManifestFiles.name(of: own)])
        if provider.kind == .sandbox, let target = set.outside(own) { targets.append(target) }
        let use = Bilingual("read and write this file beside the state", zh: "读写状态旁的该文件")
        return targets.map { Trust.Need(.files, $0, use) }
    }

    fileprivate var providerNeeds: [Trust.Need] {
        Trust.needs(of: provider) { VendorEndpoint.isPublished($1, of: $0) }.filter { need in
            // The user's own variable chooses the same profile.
            need.kind != .profiles || need.value != ProcessEnvironment.value("HW_PROFILE")
        }
    }

    /// What a connection to the cloud still lacks.
    var missingTrust: [Trust.Need] { trust.missing(providerNeeds) }
}

extension Trust {
    /// What reading a file with guest facts needs; `nil` for one in the folder of the set.
    func need(ofFacts path: String) -> Need? {
        guard !own.contains(path) else { return nil }
        return SetFolder(folder).outside(path).map {
            Need(.files, $0, Bilingual("read guest facts from this file", zh: "从该文件读取操作系统信息"))
        }
    }
}
