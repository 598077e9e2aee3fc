import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageMadeTwice = RuleMetadata(
        id: "LC017", name: "image-made-twice", severity: .error, phases: [.apply],
        summary: "Never create the same image twice",
        chineseSummary: "同一镜像不重复制作",
        rationale: """
            Image creation and copying have no idempotency key (server creation has one). The intent is \
            recorded before the call and the job id before waiting. On resume the tool asks for the job \
            first; without a job id it searches for an image that carries the operation's tag, else one of \
            the expected name made from that server since the recorded time, and adopts it. A new call is \
            made only when list delays have passed and nothing was found. The copy request takes a name \
            and a description but no tags, and the whole-image request tags the image only, not the backup \
            made on the way: for copies put the marker into the description (or rely on name and source \
            image id) and tag afterwards; find the backup through the image's backup id.
            """,
        source: "design, from the asynchronous IMS API",
        unconfirmed: "when tags given at creation become visible on an image that is still being made",
        coverage: .engine(
            "The intent is durable before the call, and an unknown outcome is looked up by its mark."))
}
