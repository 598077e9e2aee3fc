import XimageCore
import XimagePlanning

struct UnoptimisedServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU026", name: "unoptimised-server", severity: .error, phases: [.plan, .apply],
        acknowledgement: "guest-optimisation",
        title: Bilingual("Server optimisation", zh: "云服务器优化"),
        headline: Bilingual("Server is not optimised for imaging", zh: "云服务器未完成镜像优化"),
        rationale: Bilingual(
            """
            The optimisation as a whole must have been done: either the guest report shows no open finding \
            among the optimisation rules (GU010, GU011, GU014, GU017, GU018, GU020, GU021, GU022, GU024), or \
            the user confirms it (AG003). Servers created from public images with cloud-init are usually \
            already in order. Provisioning from an unoptimised image can fail.
            """,
            zh: """
                必须完成全部优化：客户机信息在优化规则\
                （GU010、GU011、GU014、GU017、GU018、GU020、GU021、GU022、GU024）中没有未解决的问题，\
                或由用户确认（AG003）。由带有 cloud-init 的公共镜像创建的云服务器通常已符合要求。\
                用未优化的镜像创建云服务器可能失败。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS user guide \
            'Optimization process'
            """,
        english: RuleText(
            "{server} has {count}: {rules}.",
            fix: """
                Fix them, or confirm `guest-optimisation`, before creating {image}; otherwise creating \
                servers from it may fail.
                """),
        chinese: RuleText(
            "云服务器 {server} 有 {count}：{rules}。",
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
        RuleExample("the user confirms that it is optimised") {
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
                    "server": "\(source.name)",
                    "count": Wording.count(
                        open.count, "open optimisation finding", zh: "项优化未完成"),
                    "rules": Wording.list(open, limit: 9),
                    "image": "\(source.image.address)",
                ], into: &report)
        }
    }
}
