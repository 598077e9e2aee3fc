package import XimageCore

/// What a run says about a manifest set.
package struct ManifestOptions: Sendable {
    /// `--env`; `nil` when not given.
    package var environment: String?
    /// `--var name=value`, in the order given; the last one counts.
    package var variables: [(name: String, value: String)] = []
    /// `--var-file`, in the order given.
    package var variableFiles: [String] = []
    /// What those of them gave that are pipes and can be read once: bytes, or why there are none.
    package var streams: [String: Result<[UInt8], FileFault>] = [:]
    /// The process's environment, for `XIMAGE_VAR_name`.
    package var processEnvironment: [String: String] = [:]

    /// What the user allows sets to use outside their folder.
    package var trusted: [Trust.Kind: Set<String>] = [:]
    /// Where more of it is written down; `nil` where the user has no such file.
    package var configurationFile: String?

    package init() {}
}
