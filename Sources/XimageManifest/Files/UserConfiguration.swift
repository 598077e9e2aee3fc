package import XimageCore
internal import XimageYAML

/// What the user's own configuration file says, read like a manifest.
package struct UserConfiguration: Sendable {
    package var trust: [Trust.Kind: Set<String>] = [:]
    package var diagnostics: [Diagnostic] = []
    package var sources = SourceTexts()

    /// - Parameter file: as shown.
    package static func read(_ bytes: [UInt8], file: String) -> UserConfiguration {
        let result = YAMLParser.parse(bytes)
        var configuration = UserConfiguration()
        configuration.sources.add(result, as: file)
        configuration.diagnostics = result.problems.map { Diagnostic($0, file: file) }
        guard result.isReadable else { return configuration }
        let session = ManifestSession(
            files: [
                SourceFile(shownPath: file, folder: ManifestPath.folder(of: file), tree: result.tree)
            ])
        for root in result.tree.documents {
            let input = Input.node(Place(file: 0, node: Int32(result.tree.resolve(root))))
            if session.shape(input) == .scalar, session.scalar(input) == .null { continue }
            let scope = Scope(project: "", environment: nil)
            let trust = session.checkBlock(input, ManifestTables.configuration, in: scope)?["trust"]?.fields
            for kind in Trust.Kind.allCases {
                configuration.trust[kind, default: []].formUnion(trust?.texts(kind.rawValue) ?? [])
            }
        }
        configuration.diagnostics += session.diagnostics
        return configuration
    }

    /// A whole small file; a reason when it cannot be read, `nil` bytes when it does not exist.
    package static func contents(of path: String) -> (bytes: [UInt8]?, fault: String?) {
        switch ManifestFolder.read(path, limit: 1 << 20) {
        case .success(let bytes): (bytes, nil)
        case .failure(let fault): (nil, fault.isMissing ? nil : fault.reason.english)
        }
    }
}
