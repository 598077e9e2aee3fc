import XimageCore

/// What the marks of a project's objects say beside the records that they give back.
struct RebuiltReport {
    let project: String

    func findings(_ rebuilt: StateRebuilder.Result) -> [Diagnostic] {
        rebuilt.ambiguous.map(ambiguous) + unknown(rebuilt.unknown)
    }

    private func ambiguous(_ address: Address, _ ids: [RemoteID]) -> Diagnostic {
        Diagnostic(
            code: "mark-ambiguous", summary: "Several objects bear the mark of one address",
            detail:
                "\(address) is the mark of \(ids.joined(separator: " and ")), of which state knows none or "
                + "another one. ximage makes one object per address, so it cannot tell which of them counts.",
            fix: "Delete the one that is not wanted, or take the tags `\(Mark.ownerKey)` and "
                + "`\(Mark.operationKey)` off it, then plan again.",
            address: address)
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
