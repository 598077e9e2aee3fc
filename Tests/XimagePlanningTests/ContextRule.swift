import XimageCore
import XimagePlanning

/// Reports what a plan gives rules to look at: one remark for each part of it.
struct ContextRule: Rule {
    static let metadata = RuleMetadata(
        id: "TT001", name: "context", severity: .info, phases: [.plan],
        title: Bilingual("Context", zh: "上下文"), headline: Bilingual("What rules see", zh: "规则所见"),
        rationale: Bilingual("", zh: ""), source: "", english: RuleText("{text}"), chinese: RuleText("{text}")
    )

    func check(_ context: RuleContext, into report: inout RuleReport) {
        func say(_ address: Address?, _ text: String) { report.violate(address, ["text": "\(text)"]) }
        for capture in context.captures {
            let disks = context.disks(capture).map { disk in
                "\(disk.name)\(disk.isSystem ? " (system)" : "") \(disk.id ?? "new") \(disk.sizeGiB ?? -1) GiB "
                    + "\(disk.type ?? "?")\(disk.live == nil ? "" : " live")"
            }
            say(
                context.image(capture).address,
                "\(capture.isMade ? "made" : "kept") of \(context.serverName(capture)) (\(capture.liveServer ?? "new")), "
                    + "in \(context.vaultName(capture)) (\(capture.liveVault ?? "new")), \(capture.totalGiB ?? -1) GiB: "
                    + disks.joined(separator: "; ") + "; inside: \(Self.inside(context.guest(capture)))")
        }
        for work in context.copies {
            say(
                context.copy(work).address,
                "\(work.isMade ? "made" : "kept") from \(work.source) to \(work.target ?? "?"), of \(work.imageAddress) "
                    + "(\(context.sourceImage(work)?.id ?? "new"), \(context.sourceBackup(work)?.id ?? "no backup")), in "
                    + "\(context.vaultName(work)) (\(work.liveVault ?? "new")), \(context.size(work) ?? -1) GiB"
            )
        }
        for load in context.vaultLoads() {
            say(
                context.subjects(.vault)[load.vault].address,
                "\(load.sizeGiB ?? -1) GiB\(load.expands ? ", grows" : ""), \(load.boundGiB) GiB bound, "
                    + "\(load.newGiB) of them new, \(load.usedMiB) MiB used, \(load.servers) servers, first image "
                    + (load.firstImage.map { "\(context.image(context.captures[$0]).address)" } ?? "-"))
        }
        for (server, vault) in context.bindings.sorted(by: { $0.key < $1.key }) {
            say(nil, "\(server) is bound to \(vault)")
        }
        for (address, problems) in context.lookupProblems.sorted(by: { $0.key < $1.key }) {
            for problem in problems {
                say(
                    address,
                    "\(problem.attribute) \"\(problem.name)\" is \(problem.matches) of \(problem.candidates)")
            }
        }
        say(
            nil,
            "declared ids \(context.declaredIDs.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }), today "
                + "\(context.today ?? "-"), \(context.isRefreshed ? "read" : "recalled"), "
                + "\(context.changes.count) changes")
    }

    private static func inside(_ knowledge: GuestKnowledge) -> String {
        switch knowledge {
        case .deferred: "later"
        case .unknown(let reason): reason
        case .facts: "known"
        }
    }
}
