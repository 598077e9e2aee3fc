import XimageCore
import XimagePlanning

/// Images and backups that someone else creates of a server at this moment.
struct OthersTasks {
    private let context: RuleContext
    private var images: [RemoteID: LiveResource] = [:]

    init(_ context: RuleContext) {
        self.context = context
        for object in context.live.resources where object.kind == .image && object.phase == .busy {
            guard case .image(let facts) = object.facts, let server = facts.sourceServer else { continue }
            images[server] = object
        }
    }

    /// In what state a server is by that, for messages; `nil` where nothing is known of any.
    ///
    /// What ximage itself began is brought to its end before a plan is carried out.
    func task(on server: LiveResource) -> RuleArgument? {
        if let image = images[server.id] {
            guard image.owner == nil else { return nil }
            return RuleArgument(
                "is being imaged by someone else (image \"\(image.name)\", \(image.id))",
                zh: "正由他人制作镜像（镜像“\(image.name)”，\(image.id)）")
        }
        let isBackedUp = context.backups.of(server: server.id).contains { $0.status == "protecting" }
        guard case .server(let facts) = server.facts else { return nil }
        switch facts.taskState {
        case "image_backup": return Self.backup
        case let task? where task.hasPrefix("image_"):
            return RuleArgument("is being imaged by someone else", zh: "正由他人制作镜像")
        default: return isBackedUp ? Self.backup : nil
        }
    }

    private static let backup = RuleArgument("is being backed up", zh: "正在备份")
}
