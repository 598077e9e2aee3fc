import XimageCore
import XimagePlanning

struct SecondImageTask: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV011", name: "second-image-task", severity: .error, phases: [.validate, .plan, .apply],
        title: Bilingual("Image tasks per server", zh: "每台云服务器的镜像任务数"),
        headline: Bilingual(
            "Another image of the server is being created",
            zh: "该云服务器已有镜像正在制作"),
        rationale: Bilingual(
            """
            Several images of the same server are serialised; two whole images of one server in the same \
            plan run one after the other. An image task of the server that ximage did not start blocks the \
            plan.
            """,
            zh: """
                同一云服务器的多个镜像依次制作；同一计划中一台云服务器的两个整机镜像会先后执行。\
                如果该云服务器上有不是由 ximage 发起的镜像任务正在进行，则会阻止计划。
                """),
        source: "IMS user guide 'Constraints'; IMS API 'Error codes' (IMG.0010)",
        english: RuleText(
            "An image of {server} is already being created ({other}).",
            fix: "Wait until it is complete; ximage does not start a second one in parallel."),
        chinese: RuleText(
            "云服务器 {server} 已有镜像正在制作（{other}）。",
            fix: "请等待其完成；计划不会并行启动第二个任务。"))

    static let violating = [
        RuleExample("someone else is creating an image of the server", at: "image.golden from") {
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
                ["server": "\(context.serverName(capture))", "other": .named("image", other.name, other.id)])
        }
    }
}
