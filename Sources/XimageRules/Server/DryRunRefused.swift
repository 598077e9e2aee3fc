import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let dryRunRefused = RuleMetadata(
        id: "SV109", name: "dry-run-refused", severity: .info, phases: [.plan],
        summary: "Let the cloud check a creation first",
        chineseSummary: "创建前由云端预检",
        rationale: """
            The platform's server-creation interface has a dry-run flag. When permitted, plan may call it \
            for each server whose references are all known, and show what the service objects to. Only the \
            platform interface accepts whole images; the native compute-compatible one does not.
            """,
        source: "ECS API field dry_run; ECS API note on the native interface",
        coverage: .notOffered(
            """
            The dry run would be one more request for each server and answers what the create itself \
            answers at once, before anything is made; so it is not sent.
            """))
}
