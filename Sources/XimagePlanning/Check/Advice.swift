import XimageCore

extension Plan {
    /// Gives each change what rules advise about it.
    ///
    /// - Returns: the findings that are no advice, or about no change of the plan.
    mutating func advise(_ findings: [Diagnostic], _ rules: [any Rule]) -> [Diagnostic] {
        let codes = Set(rules.filter { type(of: $0).isAdvice }.map { type(of: $0).metadata.id })
        guard !codes.isEmpty, findings.contains(where: { codes.contains($0.code) }) else { return findings }
        let positions = Dictionary(
            changes.indices.map { (changes[$0].address.series, $0) }.filter {
                changes[$0.1].action == .create
            }
        ) { $1 }
        return findings.filter { finding in
            guard codes.contains(finding.code), finding.severity != .error,
                let position = finding.address.flatMap({ positions[$0.series] })
            else { return true }
            changes[position].advice.append(finding)
            return false
        }
    }
}
