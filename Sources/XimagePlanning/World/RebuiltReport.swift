import XimageCore

/// What the marks of a project's objects say beside the records that they give back.
package struct RebuiltReport {
    package static let code = Notice.ambiguousMark.code

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
            finding.code != Notice.diskInUse.code || !(finding.address?.owner.map(open.contains) ?? false)
        }
    }

    private func ambiguous(_ candidates: Candidates) -> Diagnostic {
        let described = candidates.objects.prefix(5).map { object in
            let traits = [object.id] + object.traits
            return RuleArgument(
                "\"\(object.name)\" (\(traits.joined(separator: ", ")))",
                zh: "“\(object.name)”（\(traits.joined(separator: "，"))）")
        }
        let rest = Bilingual.more(candidates.objects.count - described.count)
        let options =
            (takeOver.map { " --take-over \($0)" } ?? "")
            + (environment.map { " --env \($0.shellQuoted)" } ?? "")
        return Diagnostic(
            .ambiguousMark,
            [
                "address": "\(candidates.address)",
                "objects": RuleArgument(
                    described.map(\.english).joined(separator: "; ") + (rest?.english ?? ""),
                    zh: described.map { $0[.chinese] }.joined(separator: "；") + (rest?.chinese ?? "")),
                "options": RuleArgument(options),
            ], address: candidates.address)
    }

    private func unknown(_ objects: [LiveResource]) -> [Diagnostic] {
        guard !objects.isEmpty else { return [] }
        return [
            Diagnostic(
                .unknownMark, severity: .info, ["objects": .objects(objects), "project": "\(project)"])
        ]
    }
}
