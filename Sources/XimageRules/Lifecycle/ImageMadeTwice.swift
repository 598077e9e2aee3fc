import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageMadeTwice = RuleMetadata(
        id: "LC017", name: "image-made-twice", severity: .error, phases: [.apply],
        title: Bilingual("Repeated creation of an image", zh: "镜像的重复制作"),
        headline: Bilingual("Image would be created twice", zh: "同一镜像将被重复制作"),
        rationale: Bilingual(
            """
            Image creation and copying have no idempotency key (server creation has one). The intent is recorded \
            before the call and the job id before waiting. On resume ximage asks for the job first; without a \
            job id it searches for an image that has the operation's tag, else one of the expected name that was \
            created from that server since the recorded time, and adopts it. It sends a new request only when \
            list delays have passed and nothing was found. The copy request takes a name and a description but \
            no tags, and the whole-image request tags the image only, not its backup. For copies ximage writes \
            its marker into the description and adds the tags afterwards. It finds the backup through the \
            image's backup id.
            """,
            zh: """
                镜像制作和复制没有幂等键（创建云服务器有）。ximage 会在调用之前记录意图，在等待之前记录任务 ID。\
                恢复运行时，ximage 首先查询该任务；没有任务 ID 时，会查找带有该操作标签的镜像，否则查找自记录时\
                间以来由该云服务器制作且名称符合预期的镜像，并将其纳入管理。只有超过列表延迟时间且仍未找到时，才\
                会发起新的请求。复制请求可带名称和描述，但不能带标签；整机镜像请求只为镜像添加标签，不会为其备份\
                添加标签。对于复制，ximage 会把标记写入描述，之后再添加标签。备份则通过镜像的备份 ID 查找。
                """),
        source: "IMS API 'Creating a full-ECS image', 'Querying a job'; ximage documentation 'Apply'",
        unconfirmed: Bilingual(
            "when tags set at creation become visible on an image that is still being created",
            zh: "创建时设置的标签何时能在制作中的镜像上查询到"),
        coverage: .engine(
            Bilingual(
                """
                The intent is recorded before the request, and an unknown outcome is looked up by the mark of \
                the object.
                """,
                zh: "请求发出前先记录意图；结果不明时，按对象上的标记查找。")))
}
