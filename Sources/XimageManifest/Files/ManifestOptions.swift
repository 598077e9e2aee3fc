/// What a run says about a manifest set.
package struct ManifestOptions: Sendable {
    /// `--env`; `nil` when not given.
    package var environment: String?
    /// `--var name=value`, in the order given; the last one counts.
    package var variables: [(name: String, value: String)] = []
    /// `--var-file`, in the order given.
    package var variableFiles: [String] = []
    /// The process's environment, for `XIMAGE_VAR_name`.
    package var processEnvironment: [String: String] = [:]

    package init() {}
}
