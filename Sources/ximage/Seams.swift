import XimageCore
import XimageManifest
import XimageRendering

/// A manifest set as commands see it.
struct LoadedManifest: Sendable {
    /// `nil` when errors leave no meaning.
    var desired: DesiredState?
    /// In reading order.
    var diagnostics: [Diagnostic]
    /// Lines of the set's files, for snippets.
    var source: @Sendable (_ file: String, _ place: SourcePosition) -> SourceLine?
    /// Where the values of variables came from, sorted by name.
    var variables: [VariableReport] = []
    /// Values of sensitive variables, by name.
    var sensitive: [String: Secret] = [:]
    /// What the set may use outside its folder.
    var trust: Trust
    /// Files outside its folder that were not read, as nobody allows them.
    var needs: [Trust.Need] = []
    /// As it was opened.
    var path = "."
}

/// A way to a cloud. Has to be closed.
struct CloudConnection: Sendable {
    var provider: any Provider
    /// Where the cloud shows the bytes of disks: the sandbox alone does.
    var disks: (any ServerDisks)?
    /// Factor on the times that the cloud takes: 1 for the real one.
    var timeScale: Double
    /// How long lists may lag behind what was created.
    var listLag: @Sendable () async throws -> Duration
    var close: @Sendable () async -> Void
    /// What kept a late connection from being made, if it was tried.
    var failure: @Sendable () -> (any Error)? = { nil }
}

/// A sandbox that runs in this process.
struct RunningSandbox: Sendable {
    var endpoint: String
    var accessKey: String
    var secretKey: String
    /// Region project of each region.
    var projects: [Region: String]
    /// The default one first.
    var regions: [Region]
    /// False when another process runs it and this one only knows how to reach it.
    var isOwner: Bool
    var stop: @Sendable () async -> Void
}

/// What commands do with a sandbox that this or another process runs.
struct SandboxAccess: Sendable {
    /// Fills it from the text of a world file, whose relative names begin at the folder; says how many objects of each
    /// kind it made.
    var seed: @Sendable (_ world: String, _ folder: String) async throws -> [String: Int]
    /// The present state as the text of a world file.
    var export: @Sendable () async throws -> String
    /// Puts a fault script in force; an empty text clears it.
    var setFaults: @Sendable (_ script: String) async throws -> Void
    var faults: @Sendable () async throws -> SandboxFaults
}

/// A fault script in force.
struct SandboxFaults: Sendable {
    /// As it was given; empty when there is none.
    var script: String
    /// For each fault, how many calls it was for, and how many of them it struck.
    var rules: [(matched: Int, struck: Int)]
}

/// How to run a sandbox.
struct SandboxSettings: Sendable {
    var host = "127.0.0.1"
    /// 0 for any free one.
    var port = 0
    var dataFile: String
    var accessKey: String?
    var secretKey: String?
    var timeScale = 1.0
    var seed: UInt64?
}
