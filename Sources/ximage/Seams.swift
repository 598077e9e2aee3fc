import XimageCore
import XimageManifest
import XimageRendering

/// A manifest set as commands see it.
struct LoadedManifest: Sendable {
    /// `nil` when errors leave no meaning.
    var desired: DesiredState?
    /// In reading order.
    var diagnostics: [Diagnostic]
    /// Text of a file of the set, for snippets.
    var source: @Sendable (_ file: String) -> String?
    /// Where the values of variables came from, sorted by name.
    var variables: [VariableReport] = []
    /// Values of sensitive variables, by name.
    var sensitive: [String: Secret] = [:]
}

/// A way to a cloud. Has to be closed.
struct CloudConnection: Sendable {
    var provider: any Provider
    /// Factor on the times that the cloud takes: 1 for the real one.
    var timeScale: Double
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

/// How to run a sandbox.
struct SandboxSettings: Sendable {
    var host = "127.0.0.1"
    /// 0 for any free one.
    var port = 0
    var dataFile: String
    var accessKey: String?
    var secretKey: String?
    var timeScale = 1.0
}
