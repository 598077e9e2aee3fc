import XimageCore
import XimagePlanning

struct SecondImageTask: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV011", name: "second-image-task", severity: .error, phases: [.validate, .plan, .apply],
        summary: "One image task per server at a time",
        rationale: """
            Several images of the same server are serialised; two whole images of one server in the same \
            plan run one after the other. A live image task for the server that this tool did not start \
            blocks the plan.
            """,
        source: "IMS user guide 'Constraints'; IMG.0010",
        english: RuleText(
            "An image of {server} is already being made ({other}).",
            fix: "Wait until it is done; the plan will not start a second one in parallel."),
        chinese: RuleText(
            "云服务器 {server} 已有镜像正在制作（{other}）。",
            fix: "请等待其完成；计划不会并行启动第二个任务。"))

    static let violating = [
        RuleExample("someone else is making an image of the server", at: "image.golden from") {
            $0.imageExistingServer()
            $0.add(
                LiveResource(
                    kind: .image, region: "cn-north-4", id: "image-foreign", name: "manual", phase: .busy,
                    status: "saving", facts: .image(ImageFacts(scope: .none, sourceServer: "server-billing")))
            )
        }
    ]
    static let satisfying = [RuleExample("no image of the server is under way") { $0.imageExistingServer() }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        var busy: [RemoteID: LiveResource] = [:]
        for object in context.live.resources where object.kind == .image && object.phase == .busy {
            guard case .image(let facts) = object.facts, let server = facts.sourceServer, object.owner == nil
            else {
                continue
            }
            busy[server] = object
        }
        for capture in context.captures where capture.isMade {
            guard let id = capture.liveServer else { continue }
            report.evaluated += 1
            guard let other = busy[id] else { continue }
            report.violate(
                context.image(capture), at: .source,
                ["server": "\(context.serverName(capture))", "other": "image \"\(other.name)\", \(other.id)"])
        }
    }
}
