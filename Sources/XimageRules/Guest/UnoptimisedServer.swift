import XimageCore
import XimagePlanning

struct UnoptimisedServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU026", name: "unoptimised-server", severity: .error, phases: [.plan, .apply],
        acknowledgement: "guest-optimisation",
        summary: "The server must be optimised before imaging",
        rationale: """
            The optimisation as a whole must have been done: either the guest report shows no open finding \
            among the optimisation rules (GU010, GU011, GU014, GU017, GU018, GU020, GU021, GU022, GU024), \
            or the user confirms it (AG003). Servers created from public images with cloud-init are \
            usually already in order. Provisioning from an unoptimised image can fail.
            """,
        source: "seed; IMS user guide 'Optimization process'",
        english: RuleText(
            "{server} has {count} open optimisation finding(s): {rules}.",
            fix: """
                Fix them, or confirm `guest-optimisation`, before making {image}; otherwise creating \
                servers from it may fail.
                """),
        chinese: RuleText(
            "云服务器 {server} 有 {count} 项优化未完成：{rules}。",
            fix: "请先处理或确认 `guest-optimisation` 后再制作 {image}，否则用其创建云服务器可能失败。"))

    static let violating = [
        RuleExample("cloud-init is missing and nobody confirms anything", at: "image.golden from") {
            $0.linuxGuest {
                $0.linux?.cloudInit = .known(GuestAgent(isInstalled: false, isEnabled: false))
                $0.linux?.root = .known("/dev/vda1")
            }
            $0.editImage { $0.optimised = false }
        }
    ]
    static let satisfying = [
        RuleExample("a clean report") {
            $0.linuxGuest { _ in }
            $0.editImage { $0.optimised = false }
        },
        RuleExample("the user says that it is optimised") {
            $0.linuxGuest { $0.linux?.root = .known("/dev/vda1") }
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: nil, isWholeOnly: false, into: &report) { source, facts, report in
            report.evaluated += 1
            guard !source.isOptimised, let family = source.family else { return }
            let open = Optimisation.state(of: facts, family).open
            guard !open.isEmpty else { return }
            source.violate(
                [
                    "server": "\(source.name)", "count": "\(open.count)",
                    "rules": Wording.list(open, limit: 9),
                    "image": "\(source.image.address)",
                ], into: &report)
        }
    }
}
