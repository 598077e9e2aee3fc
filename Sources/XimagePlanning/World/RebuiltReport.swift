import XimageCore

/// What the marks of a project's objects say beside the records that they give back.
package struct RebuiltReport {
    package static let code = "mark-ambiguous"

    let project: String
    /// Of the run.
    let takeOver: TakeOver?
    let environment: String?

    func findings(_ rebuilt: StateRebuilder.Result) -> [Diagnostic] {
        rebuilt.ambiguous.map(ambiguous) + unknown(rebuilt.unknown)
    }

    /// While it is open which server counts, nothing is said of its disks that are attached to one of them.
    static func withoutConsequences(_ findings: [Diagnostic]) -> [Diagnostic] {
        let open = Set(findings.filter { $0.code == code }.compactMap(\.address))
        guard !open.isEmpty else { return findings }
        return findings.filter { finding in
            finding.code != "disk-in-use" || !(finding.address?.owner.map(open.contains) ?? false)
        }
    }

    private func ambiguous(_ candidates: Candidates) -> Diagnostic {
        let described = candidates.objects.prefix(5).map { object in
            "\"\(object.name)\" (" + ([object.id] + object.traits).joined(separator: ", ") + ")"
        }
        let more = candidates.objects.count > 5 ? " and \(candidates.objects.count - 5) more" : ""
        return Diagnostic(
            code: Self.code, summary: "Several objects have the mark of one address",
            detail:
                "\(candidates.address) is the mark of \(described.joined(separator: "; "))\(more). ximage creates one object "
                + "per address: an interrupted replacement leaves two. It uses none of them before you say which one counts.",
            fix: "To choose; what is not chosen stays as it is:\n  ximage state recover"
                + (takeOver.map { " --take-over \($0)" } ?? "")
                + (environment.map { " --env \($0.shellQuoted)" } ?? ""),
            address: candidates.address)
    }

    private func unknown(_ objects: [LiveResource]) -> [Diagnostic] {
        guard !objects.isEmpty else { return [] }
        let shown = objects.prefix(3).map { "\($0.kind.rawValue) \"\($0.name)\" (\($0.id), \($0.region))" }
        let more = objects.count > 3 ? " and \(objects.count - 3) more" : ""
        return [
            Diagnostic(
                code: "mark-unknown", severity: .info, summary: "Objects of this project without an address",
                detail:
                    "Nothing declared bears the mark of \(shown.joined(separator: ", "))\(more). They were made by "
                    + "project \(project) and are no longer managed, as a disk that was kept when it was detached.",
                fix:
                    "Declare an object again under its former key to manage it again. To see all of them, and to remove some:\n"
                    + "  ximage list orphans\n  ximage clean ID")
        ]
    }
}
