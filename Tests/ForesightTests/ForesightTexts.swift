/// A case as the program meets it: worlds and manifests.
protocol ForesightTexts: Sendable {
    /// Filled into the sandbox first.
    var world: String { get }
    /// Applied before; `nil` when the account has nothing of ours yet.
    var before: String? { get }
    /// Filled into the sandbox after that.
    var meanwhile: String { get }
    var manifest: String { get }
    /// A quota that is set to the most that the plan takes, and so much more.
    var quota: (name: String, region: String, more: Int)? { get }
}

extension ForesightTexts {
    var meanwhile: String { "" }
    var quota: (name: String, region: String, more: Int)? { nil }

    /// All of it, to be read.
    var text: String {
        let parts = [
            ("world", world), ("before", before ?? ""), ("meanwhile", meanwhile), ("manifest", manifest),
            ("quota", quota.map { "\($0)" } ?? ""),
        ]
        return parts.filter { !$0.1.isEmpty }.map { "# \($0.0)\n\($0.1)\n" }.joined()
    }
}
