import XimageCore
import XimagePlanning

/// What a quota finding adds to its way out, where the plan deletes something that counts only after its successor is ready.
enum QuotaRemedy {
    /// The commands that delete it before the rest is created; nothing where the plan deletes nothing of that kind.
    static func first(_ thing: Usage.Thing, in region: Region, _ context: RuleContext) -> RuleArgument {
        let going = context.changes.filter { change in
            waits(change) && kinds(of: thing).contains(change.address.kind) && place(of: change) == region
        }.map(\.address).sorted()
        guard let first = going.first else { return "" }
        let targets = going.prefix(Self.limit).map { "--target \("\($0)".shellQuoted)" }.joined(
            separator: " ")
        let command =
            "\n  ximage plan --destroy \(targets) --out first.plan\n  ximage apply first.plan"
        return RuleArgument(
            " This plan deletes \(first) only when its successor is ready. To delete it first:\(command)",
            zh: "本计划在替代对象就绪后才删除 \(first)。如需先删除：\(command)")
    }

    private static let limit = 5

    /// Whether what goes waits for what comes in its place.
    private static func waits(_ change: Change) -> Bool {
        guard change.id != nil else { return false }
        return switch change.action {
        case .replace(.createBeforeDestroy): true
        case .delete: change.address.generation != nil
        case .noOp, .create, .update, .replace(.deleteBeforeCreate), .forget: false
        }
    }

    private static func kinds(of thing: Usage.Thing) -> [ResourceKind] {
        switch thing {
        case .images: [.image, .copy]
        case .servers, .cores, .memoryMiB: [.server]
        case .disks, .diskGiB: [.server, .disk]
        case .vault: []
        }
    }

    private static func place(of change: Change) -> Region {
        change.before?[.targetRegion].string ?? change.before?[.region].string ?? change.region
    }
}
