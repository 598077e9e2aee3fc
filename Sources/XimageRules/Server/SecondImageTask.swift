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

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "someone else is creating an image of the server",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            meanwhile: """
                regions: {cn-north-4: {changes: [{server: billing-prod, task: image_snapshot}]}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            faults: """
                faults:
                  - match: {operation: ListImages, times: 1}
                    status: 200
                    body: >-
                      {"images": [{"id": "6f1c2a9e-3b47-4d0e-9c55-0a8d7e21b3f4", "name": "manual",
                            "status": "saving",
                      "__data_origin": "instance,4e7628b6-dc84-4e46-81af-90e2246fb8c7"}]}
                  - {match: {operation: ListImages}, status: 200, body: '{"images": []}'}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "no image of the server is under way",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "two images of one server in the same plan",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images:
                  golden: {from: {server: billing}, vault: main}
                  silver: {from: {server: billing}, vault: main}
                """),
    ]

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
