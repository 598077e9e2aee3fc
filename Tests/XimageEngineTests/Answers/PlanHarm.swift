import XimageCore
import XimageEngine
import XimagePlanning

/// What a plan would do beyond changes in place, one line for each: deletions, replacements and takeovers, with the object that
/// they are about, and whether someone permits it; and what it creates.
enum PlanHarm {
    static func of(_ plan: Plan) -> Set<String> {
        var result: Set<String> = []
        for step in plan.steps {
            let operation = step.operation
            if let consent = operation.consent {
                let isPermitted = consent == .pending ? "pending" : "permitted"
                result.insert("\(step.id) \(operation.removedID ?? ""), \(isPermitted)")
            }
            switch operation {
            case .detach(let detach): result.insert("\(step.id) \(detach.id)")
            case .create(let create):
                result.insert("new \(step.address)")
                if let old = create.replaces { result.insert("\(step.id) replaces \(old)") }
            case .label(let label):
                if let id = label.id { result.insert("\(step.id) takes \(id)") }
            default: break
            }
        }
        for change in plan.changes {
            if case .replace = change.action {
                result.insert("replace \(change.address) \(change.id ?? "")")
            }
        }
        for record in plan.rebuilt { result.insert("take \(record.address) \(record.id)") }
        return result
    }

    /// What permits a removal is not asked for again when it was permitted for the same object.
    static func beyond(_ sound: Set<String>, _ found: Set<String>) -> [String] {
        found.filter { line in
            !sound.contains(line) && !sound.contains(line.replacing(", pending", with: ", permitted"))
        }.sorted()
    }
}
