import Glibc
import XimageCore
import XimageManifest
import XimageRendering

/// The user's own configuration: the file that `XIMAGE_TRUST` names, else `ximage/config.yaml` where the user's
/// configuration is.
struct TrustFile {
    static let variable = "XIMAGE_TRUST"

    /// `nil` where the user has no place for it.
    let path: String?
    private(set) var values: [Trust.Kind: Set<String>] = [:]

    /// As the reader of manifests takes it.
    var options: ManifestOptions {
        var options = ManifestOptions()
        options.trusted = values
        options.configurationFile = path
        return options
    }

    /// - Parameter folder: of a set: whoever writes the set also writes a configuration in it, which says nothing then.
    static func read(
        besides folder: String, _ environment: (String) -> String? = ProcessEnvironment.value
    ) throws -> TrustFile {
        guard let path = path(environment), SetFolder(folder).outside(path) != nil else {
            return TrustFile(path: nil)
        }
        let (bytes, fault) = UserConfiguration.contents(of: path)
        if let fault {
            throw Failure(.configurationUnreadable, ["file": "\(path)", "reason": "\(fault)"])
        }
        guard let bytes else { return TrustFile(path: path) }
        try checkOwner(path)
        let configuration = UserConfiguration.read(bytes, file: path)
        if configuration.diagnostics.hasErrors { throw Unusable(configuration: configuration) }
        return TrustFile(path: path, values: configuration.trust)
    }

    /// What is wrong with the file, with its lines.
    struct Unusable: Error {
        let configuration: UserConfiguration
    }

    private static func path(_ environment: (String) -> String?) -> String? {
        func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        if let path = value(variable) { return path }
        let folder = value("XDG_CONFIG_HOME") ?? value("HOME").map { "\($0)/.config" }
        return folder.map { "\($0)/ximage/config.yaml" }
    }

    /// Whoever can write the file decides whom the user trusts.
    private static func checkOwner(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        let isForeign = status.st_uid != geteuid() && status.st_uid != 0
        guard isForeign || status.st_mode & 0o002 != 0 else { return }
        throw Failure(
            .configurationUnsafe,
            [
                "file": "\(path)", "advice": "chmod go-w \(path.shellQuoted)",
                "flaw": isForeign
                    ? RuleArgument("belongs to another user", zh: "属于其他用户")
                    : RuleArgument("may be written by every user", zh: "可被所有用户写入"),
            ])
    }

    /// Writes more values down. Everything else in the file stays.
    func adding(_ needs: [Trust.Need]) throws -> TrustFile {
        guard let path else { return self }
        let before = UserConfiguration.contents(of: path).bytes
        guard let text = TrustText.adding(needs, to: before ?? []) else {
            let lines = Trust.lines(needs).split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
            throw Failure(.configurationForm, ["file": "\(path)", "lines": "\(lines)"])
        }
        let fault =
            Files.makeFolder(ManifestFiles.folder(of: path), mode: 0o700)
            ?? OutputFile.write(text, to: path, existing: .rewritten, mode: 0o600)
        if let fault {
            throw Failure(.configurationUnwritable, ["file": "\(path)", "reason": "\(fault)"])
        }
        var result = self
        for need in needs { result.values[need.kind, default: []].insert(need.value) }
        return result
    }
}
